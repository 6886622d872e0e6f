"""A hall full of simulated people, on a running server: they join, think, tap, change their mind.

Their answers are planned beforehand (`vote_plan`), so a rehearsal of the 2018 deck ends in the
figures that the congress published, whoever moderates it and however the network behaves.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from poll_server.base.background import ended
from poll_server.deck.deck import Poll
from poll_server.questions import Question
from poll_server.wire.messages import Snapshot

from .simulated import SimulatedPhone, join_all

CHANGE_THEIR_MIND = 0.3
"""Share of people who tap something else first."""
COME_LATE = 0.1
"""Share of people whose phone joins while the first question is open."""
DROP_OUT = 0.1
"""Share of people whose connection breaks right after they tapped; it comes back by itself."""

LOOK = 0.25
"""Seconds between two looks at whether a practice is still on."""
SURELY_OVER = 4
"""Looks in a row at which somebody met none: right after its beginning, one screen may be late."""

SAY_THEIR_GROUP = 0.9
"""Of the people of a hall that is asked: it is one tap, and some mind."""


class Hall:
    """The people, and what they will answer."""

    def __init__(
        self,
        base: str,
        code: str,
        poll: Poll,
        answers: Mapping[str, Sequence[Any]],
        *,
        thinking: tuple[float, float],
        seed: int = 0,
        while_practice: bool = False,
    ) -> None:
        """Args:
        answers: for each question id what each person answers; None: does not vote.
        thinking: seconds a person takes before tapping, at least and at most.
        while_practice: they answer nothing that counts, and leave when the practice is over.
        """
        self._while_practice = while_practice
        self._questions = {question.id: question for question in poll.questions}
        self._answers, self._thinking = answers, thinking
        self._random = random.Random(seed)
        self._running: list[asyncio.Task[None]] = []
        people = max((len(each) for each in answers.values()), default=0)
        self.phones = [SimulatedPhone(base, code, self._mind(place)) for place in range(people)]
        for phone, group in zip(
            self.phones, groups_of(people, len(poll.here_as), seed), strict=True
        ):
            phone.group = group
        self._late = set(self._random.sample(range(people), round(COME_LATE * people)))

    def voters(self, question: str) -> int:
        """How many people will answer this question."""
        return sum(answer is not None for answer in self._answers.get(question, ()))

    def planned(self, question: str, place: int) -> Any:
        """What the person at `place` will have answered in the end."""
        return self._answers[question][place]

    async def deserted(self) -> int:
        """Wait until every phone was sent away for good; the close code that they were told.

        Or until the practice is over, for those who came for it: 0 then.
        """
        over = 0
        while not all(task.done() for task in self._running) and over < SURELY_OVER:
            await asyncio.wait(self._running, timeout=LOOK if self._while_practice else None)
            over = over + 1 if self._while_practice and self._meets_no_practice() else 0
        return max((phone.ended for phone in self.phones), default=0)

    def _meets_no_practice(self) -> bool:
        return any(phone.snapshot and not phone.snapshot.practice for phone in self.phones)

    def _may_answer(self, phone: SimulatedPhone) -> bool:
        """Whether it is not too late for whoever came for a practice."""
        practises = phone.snapshot is not None and phone.snapshot.practice
        return practises or not self._while_practice

    @asynccontextmanager
    async def present(self, spread: float = 0.0) -> AsyncIterator[None]:
        """The people are here until the block ends.

        Args:
            spread: seconds over which late phones connect after the others.
        """
        await join_all(self.phones)
        running = self._running = [
            asyncio.create_task(self._connect(phone, place, spread))
            for place, phone in enumerate(self.phones)
        ]
        try:
            yield
        finally:
            for phone in self.phones:
                phone.stop()
            await ended(running)

    async def settled(self, question: str, seconds: float = 120.0) -> None:
        """Wait until everybody who answers this question has their last answer acknowledged.

        Raises:
            TimeoutError: somebody has not, within `seconds`.
        """
        async with asyncio.timeout(seconds):
            for place, phone in enumerate(self.phones):
                if self.planned(question, place) is not None:
                    await phone.until(partial(phone.done_with, question), seconds)

    async def _connect(self, phone: SimulatedPhone, place: int, spread: float) -> None:
        if place in self._late:
            await asyncio.sleep(self._random.uniform(0, spread))
        await phone.run()

    def _mind(self, place: int) -> Any:
        async def mind(phone: SimulatedPhone, snapshot: Snapshot) -> None:
            assert snapshot.question is not None
            question = self._questions.get(snapshot.question.id)
            if question is None:
                return
            answer = self._answers[question.id][place]
            if answer is None:
                return
            await asyncio.sleep(self._random.uniform(*self._thinking))
            if self._random.random() < CHANGE_THEIR_MIND and self._may_answer(phone):
                await phone.choose(self._something_else(question), snapshot.round)
                await asyncio.sleep(self._random.uniform(*self._thinking))
            if not self._may_answer(phone):
                return
            phone.made_up.add(question.id)
            await phone.choose(answer, snapshot.round)
            if self._random.random() < DROP_OUT:
                await phone.drop()

        return mind

    def _something_else(self, question: Question) -> Any:
        """What somebody else answers: legal, and mostly different."""
        others = [answer for answer in self._answers[question.id] if answer is not None]
        return self._random.choice(others)


async def stay(hall: Hall) -> int:
    """Keep the people here until cancelled (0), or sent away: the close code then."""
    with suppress(asyncio.CancelledError):
        async with hall.present(spread=10.0):
            return await hall.deserted()
    return 0


def groups_of(people: int, groups: int, seed: int) -> list[int]:
    """Which group each person is here as, from 1; 0: they do not say. Some groups are smaller."""
    chance = random.Random(f"groups {seed}")  # of its own: who is where changes no answer
    sizes = [1 / n for n in range(1, groups + 1)]
    return [
        chance.choices(range(1, groups + 1), sizes)[0]
        if groups and chance.random() < SAY_THEIR_GROUP
        else 0
        for _ in range(people)
    ]
