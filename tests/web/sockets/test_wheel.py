"""One timer for everybody's time."""

import asyncio
import time

from poll_server.web.sockets.wheel import STEP, Wheel
from tests.support.waiting import until


class One:
    """Somebody who is looked at; again as often as is wished."""

    def __init__(self, again: int = 0, turns: "list[One] | None" = None) -> None:
        """Args:
        turns: takes note of who is looked at, one after the other.
        """
        self.slot, self.again = 0, again
        self.at: list[float] = []
        self.turns = [] if turns is None else turns

    def look(self) -> float:
        self.turns.append(self)
        self.at.append(asyncio.get_running_loop().time())
        return STEP if len(self.at) <= self.again else 0


async def test_each_is_looked_at_when_its_time_has_come_and_not_before() -> None:
    wheel, began = Wheel(), asyncio.get_running_loop().time()
    soon, later, again = One(), One(), One(again=2)
    wheel.put(soon, STEP)
    wheel.put(later, 3 * STEP)
    wheel.put(again, STEP)
    assert len(wheel) == 3
    await until(lambda: len(wheel) == 0)
    assert [len(one.at) for one in (soon, later, again)] == [1, 1, 3]
    assert soon.at[0] - began >= STEP
    assert later.at[0] - began >= 3 * STEP


async def test_the_last_word_counts_and_who_was_taken_out_is_left_alone() -> None:
    wheel, turns = Wheel(), list[One]()
    moved, out, last = (One(turns=turns) for _ in range(3))
    wheel.put(moved, STEP)
    wheel.put(moved, 3 * STEP)
    wheel.put(out, STEP)
    wheel.take(out)
    wheel.take(out)
    wheel.put(last, 2 * STEP)
    time.sleep(5 * STEP)  # noqa: ASYNC251 - so late a wheel turns by several slots at one time
    await until(lambda: len(wheel) == 0)
    assert turns == [last, moved]


async def test_one_that_is_looked_at_may_take_out_a_neighbour() -> None:
    wheel = Wheel()
    first, second = One(), One()

    class Ending(One):
        def look(self) -> float:
            wheel.take(first)
            wheel.take(second)
            return super().look()

    ending = Ending()
    while not first.slot or first.slot != ending.slot:  # unless a slot's end came between
        for one in (first, second, ending):  # the last in is the first that is looked at
            wheel.put(one, STEP)
    await until(lambda: bool(ending.at))
    await asyncio.sleep(2 * STEP)
    assert (first.at, second.at, len(wheel)) == ([], [], 0)
