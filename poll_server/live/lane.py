"""Votes on their way to one Redis server: each group is what gathered while one was under way.

A single Redis has one lane. In a cluster each primary has one of its own, so that the polls of one
that is away hold up nobody else's.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, NamedTuple

import structlog
from redis.exceptions import RedisError

from poll_server.base.metrics import BATCH_SECONDS, BATCH_VOTES
from poll_server.store.reach.lines import Lines

LARGEST_BATCH = 512
"""Votes of one script call: about 2 ms of Redis's time."""
REDIS_TIMEOUT = 3.0
"""Seconds without Redis's reply after which phones are told to send again."""

log = structlog.get_logger(__name__)


class Ballot(NamedTuple):
    """A vote as the script takes it."""

    poll_id: str
    round: int
    voter: str
    seq: int
    answer: bytes
    """canonical JSON, as sent where the answer does not fit"""
    counts: bytes
    """counters as JSON; empty where the answer does not fit"""
    epoch: str = ""
    """of the poll when all this was worked out; empty: whichever"""


Waiting = tuple[Ballot, Callable[[Any], None]]
"""A vote, and who waits for what becomes of it."""
Group = tuple[tuple[str, int, str], list[Waiting]]
"""(poll, number of the round, epoch), and its votes in one group."""


class VoteLane:
    """One queue, one batch under way."""

    def __init__(
        self,
        name: str,
        lines: Lines,
        call: Callable[[Group], Sequence[Any]],
        answer: Callable[[str, list[Waiting], Any], None],
    ) -> None:
        """Args:
        name: of the lane, among `lines`.
        call: keys and arguments of the script, for the votes of one round.
        answer: told the poll, its votes, and the script's reply: an error where it failed, None
            where there was none.
        """
        self._name, self._lines, self._call, self._answer = name, lines, call, answer
        self.waiting: list[Waiting] = []
        self._under_way = 0
        self._flight: asyncio.Task[None] | None = None
        self._to_say: list[tuple[str, str]] = []

    @property
    def on_the_way(self) -> int:
        """Votes that wait for Redis or are under way."""
        return len(self.waiting) + self._under_way

    def put(self, item: Waiting) -> None:
        """Have a vote decided."""
        self.waiting.append(item)
        self._take_off()

    def say(self, channel: str, word: str) -> None:
        """Tell others; a word lost does no harm: they look twice a second by themselves."""
        self._to_say.append((channel, word))
        self._take_off()

    def _take_off(self) -> None:
        if self._flight is None:
            self._flight = asyncio.create_task(self._fly())

    async def landed(self) -> None:
        """Wait for the votes under way, for as long as Redis may take."""
        if self._flight is not None:
            await asyncio.wait([self._flight], timeout=REDIS_TIMEOUT)

    async def _fly(self) -> None:
        """Send group after group until nobody waits; each holds what gathered meanwhile."""
        try:
            while self.waiting or self._to_say:
                if self._to_say:
                    await self._tell_others()
                group = self.waiting[:LARGEST_BATCH]
                del self.waiting[:LARGEST_BATCH]
                self._under_way = len(group)
                if group:
                    began = perf_counter()
                    await self._send(group)
                    BATCH_SECONDS.observe(perf_counter() - began)
                    BATCH_VOTES.observe(len(group))
        finally:
            self._under_way = 0
            self._flight = None

    async def _send(self, group: list[Waiting]) -> None:
        """Have a group decided, and answer everybody in it, whatever happens."""
        by_round: dict[tuple[str, int, str], list[Waiting]] = defaultdict(list)
        for item in group:
            ballot = item[0]
            by_round[ballot.poll_id, ballot.round, ballot.epoch].append(item)
        rounds = list(by_round.items())
        replies: list[Any] = [None] * len(rounds)
        try:
            replies = await self._lines.run(self._name, [self._call(each) for each in rounds])
        except (RedisError, OSError) as error:
            log.warning("votes_unanswered", error=type(error).__name__, votes=len(group))
        except Exception:
            log.exception("votes_failed")
        for ((poll_id, *_), items), reply in zip(rounds, replies, strict=True):
            self._answer(poll_id, items, reply)

    async def _tell_others(self) -> None:
        words, self._to_say = self._to_say, []
        with contextlib.suppress(RedisError, OSError):
            for channel, word in words:
                await self._lines.say(self._name, channel, word)
