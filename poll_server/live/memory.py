"""What a process remembers of polls: one cache, all of it readable from Redis again.

    about, join code    asked for again after 5 s: an organiser may have changed the questions
    questions, closed   kept while the epoch lasts: a round never becomes another
    met, counted        what votes need, worked out of the above and kept no longer
    reading, lately     shared by all who ask at the same time, or now and then

A poll goes as a whole: when it is forgotten, or when `MOST_KNOWN` others were asked for since.
"""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from poll_server.base.sharing import Shared
from poll_server.questions import Question
from poll_server.store.records import About, Round, UnknownPoll
from poll_server.store.store import Store

from .state import HeldTally, PollState
from .witness import Reached

ABOUT_KEPT = 5.0
"""Seconds that what stays the same while a poll runs is not asked for again."""
MOST_KNOWN = 500
"""Polls: a congress runs some tens at once; 500 with their last states take some megabytes."""
MOST_COUNTED = 256
"""Answers: a question has some tens that most people give; more are worked out each time."""
LONGEST_COUNTED = 128
"""Bytes of such an answer: nobody gives a longer one that somebody else has given, too."""

CountedAs = tuple[bytes, bytes]
"""An answer in its one canonical form, and its counters, as JSON."""


@dataclass
class Known:
    """What is remembered of one poll."""

    about: About
    epoch: str
    at: float
    """when `about` was read, on the monotonic clock"""
    questions: dict[int, str] = field(default_factory=dict)
    """round -> question id"""
    closed: dict[int, Round] = field(default_factory=dict)
    """rounds that can change no more"""
    moves: dict[int, dict[str, int]] = field(default_factory=dict)
    """round -> who moved since an earlier one, of those that are frozen"""
    held: dict[int, tuple[int, bool, HeldTally]] = field(default_factory=dict)
    """round -> what it came to, as of which step of the moderator's, and whether it was frozen"""
    reading: Shared[PollState] | None = None
    """how it stands, read once for all who ask at the same time"""
    lately: tuple[float, PollState] | None = None
    """when it was last read for those who look now and then, and how it stood"""
    proved: tuple[Reached, str] | None = None
    """the newest version that was proved, and how: all voters of a batch are given the same"""
    met: dict[int, Question] = field(default_factory=dict)
    """round -> question"""
    counted: dict[tuple[int, int, bytes], CountedAs] = field(default_factory=dict)
    """(round, group, answer as sent) -> what it counts: a hall of 600 gives one of a few answers"""

    @property
    def fresh(self) -> bool:
        """Whether `about` need not be asked for."""
        return time.monotonic() - self.at < ABOUT_KEPT

    def question(self, number: int) -> Question | None:
        """The question of a round that was met."""
        found = self.met.get(number)
        if found is None and (wanted := self.questions.get(number)):
            found = next((each for each in self.about.poll.questions if each.id == wanted), None)
            if found is not None:
                self.met[number] = found
        return found

    def count(self, key: tuple[int, int, bytes], counted: CountedAs) -> None:
        """Remember what an answer counts, where it is one that others will give, too."""
        if len(key[2]) <= LONGEST_COUNTED and len(self.counted) < MOST_COUNTED:
            self.counted[key] = counted

    def learn(self, about: About) -> None:
        """What stays the same was read: it may be other questions, or another secret, now."""
        self.about, self.proved, self.met, self.counted = about, None, {}, {}

    def enter(self, epoch: str) -> None:
        """Forget the rounds of an earlier epoch: the same number may be another question now."""
        if epoch != self.epoch:
            self.epoch, self.questions, self.closed, self.moves = epoch, {}, {}, {}
            self.held, self.met, self.counted = {}, {}, {}


class Memory:
    """The polls that were asked for last."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: OrderedDict[str, Known] = OrderedDict()
        """poll -> what is remembered, the longest unused first"""
        self._codes: dict[str, str] = {}
        """join code -> poll, of those in `_known`"""
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """poll -> held while one caller asks Redis, so that not all 600 do"""

    def poll_at_hand(self, code: str) -> str:
        """The poll that this join code leads to; '' where Redis must be asked."""
        known = self._known.get(self._codes.get(code, ""))
        return known.about.poll_id if known is not None and known.fresh else ""

    async def poll_of_code(self, code: str) -> str | None:
        """The poll that this join code leads to."""
        if at_hand := self.poll_at_hand(code):
            return at_hand
        poll_id = await self._store.polls.poll_of_code(code)
        if poll_id:
            try:
                await self.of(poll_id)
            except UnknownPoll:
                return None  # deleted just now
        return poll_id

    def at_hand(self, poll_id: str) -> Known | None:
        """What is remembered of a poll, however old; None where nothing is."""
        return self._known.get(poll_id)

    async def of(self, poll_id: str) -> Known:
        """What is remembered of a poll, at most 5 s old.

        Raises:
            UnknownPoll: there is no such poll.
        """
        known = self._known.get(poll_id)
        if known is None or not known.fresh:
            async with self._lock(poll_id):
                known = self._known.get(poll_id)
                if known is None or not known.fresh:
                    known = await self.ask(poll_id)
        self._known.move_to_end(poll_id)
        return known

    async def ask(self, poll_id: str) -> Known:
        """Ask Redis for a poll, however lately it was asked for.

        Raises:
            UnknownPoll: there is no such poll.
        """
        try:
            # First: an epoch that is older than what is read after it shows with the next vote.
            epoch = (await self._store.polls.live(poll_id)).epoch
            about = await self._store.polls.about(poll_id)
        except UnknownPoll:
            self.forget(poll_id)
            raise
        known = self._known.get(poll_id)
        if known is None:
            known = self._known[poll_id] = Known(about, epoch, 0.0)
            while len(self._known) > MOST_KNOWN:
                self.forget(next(iter(self._known)))
        known.enter(epoch)
        known.learn(about)
        known.at = time.monotonic()
        self._codes[about.code] = poll_id
        return known

    async def with_secret(self, poll_id: str) -> About:
        """What stays the same, with a secret to make keys with; for a list that is open.

        It may have gone with the votes after their time. Whoever opened the list since made a new
        one, perhaps in another process, of which this one has not heard yet.

        Raises:
            UnknownPoll: there is no such poll.
        """
        known = await self.of(poll_id)
        if not known.about.secret:
            async with self._lock(poll_id):
                if not known.about.secret:
                    await self._store.polls.ensure_secret(poll_id)
                    known = await self.ask(poll_id)
        return known.about

    def met(self, poll_id: str, number: int) -> tuple[Known, Question] | None:
        """A poll and the question of a round; None where Redis must be asked for one of them."""
        known = self._known.get(poll_id)
        if known is None or not known.fresh:
            return None
        question = known.question(number)
        return (known, question) if question else None

    async def question_of(self, known: Known, number: int) -> Question | None:
        """The question of a round; None where there is no such round."""
        if number not in known.questions:
            async with self._lock(known.about.poll_id):
                if number not in known.questions and not await self._meet(known, number):
                    return None
        return known.question(number)

    async def _meet(self, known: Known, number: int) -> bool:
        """Learn of a round; false where there is none.

        It may have been opened since the poll was last asked for, and with a new secret: two keys
        for one phone would be two votes.
        """
        epoch = known.epoch
        round_ = await self._store.rounds.round(known.about.poll_id, number)
        if round_ is None:
            return False
        known.learn(await self._store.polls.about(known.about.poll_id))
        if known.epoch != epoch:  # it was entered meanwhile: the round may be of the one before
            return await self._meet(known, number)
        known.questions[number] = round_.question
        return True

    def forget(self, poll_id: str) -> None:
        """Ask Redis afresh: the poll was changed, renewed or deleted."""
        known = self._known.pop(poll_id, None)
        if known is not None and self._codes.get(known.about.code) == poll_id:
            del self._codes[known.about.code]

    def forget_rounds(self, poll_id: str) -> None:
        """Read the poll's closed rounds afresh."""
        if known := self._known.get(poll_id):
            known.closed = {}

    def _lock(self, poll_id: str) -> asyncio.Lock:
        return self._asking.setdefault(poll_id, asyncio.Lock())
