"""The lanes in which passwords are looked at: nothing is locked, and the cost is bounded (T28)."""

import asyncio

import pytest

from poll_server.web.access import passwords
from poll_server.web.access.passwords import MOST_WAITING, Overtaken, Passwords
from tests.support.waiting import LONGEST


class Hashes:
    """In place of argon2: `right` is right; how many are looked at, and how many at once."""

    def __init__(self) -> None:
        self.looked: list[str] = []
        self.now = self.most = 0
        self.free = asyncio.Event()
        self.free.set()

    async def verify(self, hashed: str, password: str) -> bool:
        self.looked.append(password)
        self.now += 1
        self.most = max(self.most, self.now)
        await self.free.wait()
        await asyncio.sleep(0)
        self.now -= 1
        return password == "right"


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> Hashes:
    made = Hashes()
    monkeypatch.setattr(passwords, "verify_password", made.verify)
    monkeypatch.setattr(passwords, "REST", 0.0)
    monkeypatch.setattr(passwords, "PAUSE", 0.0)
    return made


async def test_after_ten_thousand_wrong_tries_the_right_one_is_right(hashes: Hashes) -> None:
    """T28."""
    lanes = Passwords()
    for n in range(100):
        tries = [lanes.right("", f"wrong {n} {one}", known=False) for one in range(100)]
        assert not any(await asyncio.gather(*tries))
    assert len(hashes.looked) == 10_000
    assert await lanes.right("", "right", known=False)
    assert await lanes.right("", "right", known=True)


async def test_one_hash_at_a_time_in_each_lane(hashes: Hashes) -> None:
    """64 MiB for each is a bound only if their number has one."""
    lanes = Passwords()
    await asyncio.gather(*(lanes.right("", "x", known=n % 2 == 0) for n in range(100)))
    assert hashes.most == 2


async def test_a_person_who_comes_now_is_served_before_a_crowd_of_guesses(hashes: Hashes) -> None:
    """T28: the second to be looked at, however many wait."""
    lanes = Passwords()
    hashes.free.clear()
    guesses = [
        asyncio.create_task(lanes.right("", f"guess {n}", known=False)) for n in range(MOST_WAITING)
    ]
    await asyncio.sleep(0)
    person = asyncio.create_task(lanes.right("", "right", known=False))
    await asyncio.sleep(0)
    hashes.free.set()
    assert await person
    assert hashes.looked.index("right") == 1
    assert not any(await asyncio.gather(*guesses))


async def test_where_too_many_wait_the_oldest_is_asked_to_try_again(hashes: Hashes) -> None:
    lanes = Passwords()
    hashes.free.clear()
    tries = [
        asyncio.create_task(lanes.right("", f"guess {n}", known=False))
        for n in range(MOST_WAITING + 3)
    ]
    await asyncio.sleep(0)
    hashes.free.set()
    answers = await asyncio.gather(*tries, return_exceptions=True)
    given_up = [isinstance(answer, Overtaken) for answer in answers]
    assert given_up == [False, True, True, *[False] * MOST_WAITING]  # the first is being looked at


async def test_who_leaves_while_waiting_or_when_called_holds_nobody_up(hashes: Hashes) -> None:
    lanes = Passwords()
    hashes.free.clear()
    tries = [asyncio.create_task(lanes.right("", f"{n}", known=False)) for n in range(4)]
    await asyncio.sleep(0)
    tries[1].cancel()  # while it waits
    hashes.free.set()
    await tries[0]
    await asyncio.sleep(0)  # the newest is being looked at; the one before it is next
    tries[2].cancel()
    await asyncio.gather(*tries, return_exceptions=True)
    async with asyncio.timeout(LONGEST):
        assert await lanes.right("", "right", known=False)


async def test_a_wrong_answer_comes_late_and_holds_no_other_up(
    hashes: Hashes, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr(passwords, "PAUSE", 11.0)
    monkeypatch.setattr(passwords, "REST", 7.0)
    monkeypatch.setattr(asyncio, "sleep", noted)
    lanes = Passwords()
    assert await lanes.right("", "right", known=False)
    assert not {7.0, 11.0} & set(slept)
    assert not await lanes.right("", "wrong", known=False)
    assert [each for each in slept if each] == [7.0, 11.0]
    slept.clear()
    assert not await lanes.right("", "wrong", known=True)
    assert [each for each in slept if each] == [11.0]
