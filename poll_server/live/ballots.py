"""Votes on their way to Redis: grouped by loop turn, decided by one script, answered once on disk.

Why grouped: with every vote on disk before its ack, a group costs one fsync instead of one each;
grouping also carries several times the votes per second. There is no fixed wait: a group is what
has gathered while the one before it was under way.

Why a connection of its own: redis-py repeats a command whose reply got lost, and a repeated write
is a second write. Here a lost reply becomes `Unanswered`; the phone sends the same vote again and
the script knows it by its seq.
"""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import msgspec
import structlog
from redis.exceptions import NoScriptError, RedisError

from poll_server.base.metrics import BATCH_SECONDS, BATCH_VOTES, OUTCOMES, TO_REPEAT
from poll_server.store.keys import PollKeys
from poll_server.store.lua import script
from poll_server.store.redis.line import RedisLine

from .witness import Witness

LARGEST_BATCH = 512
"""Votes of one script call: about 2 ms of Redis's time."""
MOST_WAITING = 20_000
"""Votes that may wait for Redis; more are told to come back (40 full batches)."""
GRACE_MS = 2000
"""A vote sent at 0:00 on the countdown may be this long in the air."""
REDIS_TIMEOUT = 3.0
"""Seconds without Redis's reply after which phones are told to send again."""
SAY_EVERY = 0.05
"""Seconds between two words to others that votes of a poll were counted: one for each batch
would have every process read hundreds a second, this one too."""

Outcome = Literal[
    "accepted", "duplicate", "stale", "conflict", "closed", "wrong_round", "invalid", "unknown"
]

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


class Decision(NamedTuple):
    """What the script decided."""

    outcome: Outcome
    seq: int
    """that counts now for this voter; 0: none"""
    answer: Any
    """that counts now; None: none"""


class Unanswered(Exception):
    """Redis did not say what became of the vote: it may or may not be stored."""


TellVote = Callable[[Decision | None], None]
"""Hears what became of a vote; None: Redis did not say, it may or may not be stored."""
Waiting = tuple[Ballot, TellVote]
"""A vote, and who waits for what becomes of it."""
RoundVotes = tuple[tuple[str, int], list[Waiting]]
"""(poll, number of the round), and its votes in one group."""


class Ballots:
    """The batcher. `cast` may be called from any number of conversations at once."""

    def __init__(self, redis_url: str) -> None:
        self._line = RedisLine(redis_url, REDIS_TIMEOUT)
        self._script = script("cast")
        self._sha = ""
        self._waiting: list[Waiting] = []
        self._under_way = 0
        self._flight: asyncio.Task[None] | None = None
        self.witness = Witness()
        """how far each poll has got, as Redis says with every batch"""
        self.counted: Callable[[str], None] = lambda poll_id: None
        """called with a poll whose votes were counted: this process need not wait for a word"""
        self._said_at: dict[str, float] = {}
        """poll -> loop time at which other processes were last told of its votes"""
        self._unsaid: dict[str, asyncio.TimerHandle] = {}
        """polls of which they will be told"""
        self._silent: set[str] = set()
        """polls of which the batch under way says nothing"""
        self._to_say: list[str] = []

    @property
    def on_the_way(self) -> int:
        """Votes that wait for Redis or are under way."""
        return len(self._waiting) + self._under_way

    def cast(self, ballot: Ballot) -> asyncio.Future[Decision]:
        """What becomes of `ballot`, once it is on disk.

        Raises (in the future):
            Unanswered: Redis did not answer, or too many votes wait already; send it again.
        """
        future: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()

        def told(decision: Decision | None) -> None:
            if future.done():
                return  # the asker has gone
            if decision is None:
                future.set_exception(Unanswered("Redis gave no answer"))
            else:
                future.set_result(decision)

        self.put(ballot, told)
        return future

    def put(self, ballot: Ballot, tell: TellVote) -> None:
        """Have `ballot` counted; `tell` is called once, where too many votes wait at once."""
        if len(self._waiting) >= MOST_WAITING:
            TO_REPEAT.labels("many").inc()
            tell(None)
            return
        self._waiting.append((ballot, tell))
        self._take_off()

    def _take_off(self) -> None:
        if self._flight is None:
            self._flight = asyncio.create_task(self._fly())

    async def close(self) -> None:
        """Wait for the votes under way, then hang up."""
        for timer in self._unsaid.values():
            timer.cancel()
        if self._flight is not None:
            await asyncio.wait([self._flight], timeout=REDIS_TIMEOUT)
        await self._line.close()

    async def _fly(self) -> None:
        """Send group after group until nobody waits; each holds what gathered meanwhile."""
        try:
            while self._waiting or self._to_say:
                await self._tell_others()
                group = self._waiting[:LARGEST_BATCH]
                del self._waiting[:LARGEST_BATCH]
                self._under_way = len(group)
                if group:
                    with BATCH_SECONDS.time():
                        await self._send(group)
                    BATCH_VOTES.observe(len(group))
        finally:
            self._under_way = 0
            self._flight = None

    async def _send(self, group: list[Waiting]) -> None:
        """Have a group decided, and answer everybody in it, whatever happens."""
        by_round: dict[tuple[str, int], list[Waiting]] = defaultdict(list)
        for item in group:
            by_round[item[0].poll_id, item[0].round].append(item)
        rounds = list(by_round.items())
        replies: list[Any] = [None] * len(rounds)
        try:
            replies = await self._call(rounds)
        except (RedisError, OSError) as error:
            log.warning("votes_unanswered", error=type(error).__name__, votes=len(group))
        except Exception:
            log.exception("votes_failed")
        for ((poll_id, _), items), reply in zip(rounds, replies, strict=True):
            self._answer(poll_id, items, reply)

    def _answer(self, poll_id: str, items: list[Waiting], reply: Any) -> None:
        """Tell each vote of one script call its decision; none where the call failed.

        Nobody may wait for ever, and nobody may be told a guess.
        """
        decisions: Sequence[Decision | None] = [None] * len(items)
        if isinstance(reply, Exception):
            log.warning("votes_unanswered", error=str(reply), votes=len(items))
        elif reply is not None:
            decisions = _decisions(reply)
            self.witness.note(poll_id, str(reply[0]), int(reply[1]))
            outcomes = Counter(each.outcome for each in decisions)
            for outcome, votes in outcomes.items():
                OUTCOMES.labels(outcome).inc(votes)
            if outcomes["accepted"]:
                self._note_counted(poll_id)
        if None in decisions:
            TO_REPEAT.labels("redis").inc(len(items))
        for (_, tell), decision in zip(items, decisions, strict=True):
            try:
                tell(decision)
            except Exception:  # one phone's trouble is not the others'
                log.exception("answer_failed")

    async def _call(self, rounds: list[RoundVotes]) -> list[Any]:
        """One round trip for all rounds of the group."""
        replies = await self._evaluate(rounds)
        undone = [at for at, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
        if undone:
            # Redis restarted without its scripts: those calls did nothing, so they may run again.
            self._sha = ""
            again = await self._evaluate([rounds[at] for at in undone])
            for at, reply in zip(undone, again, strict=True):
                replies[at] = reply
        return replies

    async def _evaluate(self, rounds: list[RoundVotes]) -> list[Any]:
        if not self._sha:
            (found,) = await self._line.ask([("SCRIPT", "LOAD", self._script)])
            if isinstance(found, Exception):
                raise found
            self._sha = found
        calls = [self._arguments(*key, items) for key, items in rounds]
        return await self._line.ask(("EVALSHA", self._sha, 4, *call) for call in calls)

    def _arguments(self, poll_id: str, number: int, items: list[Waiting]) -> list[Any]:
        """Keys and arguments of the script."""
        keys = PollKeys(poll_id)
        of = keys.round(number)
        channel = keys.changes if self._may_say(poll_id) else ""
        found = [keys.live, of.base, of.votes, of.tally, number, GRACE_MS, channel]
        for ballot, _ in items:
            found += [ballot.voter, ballot.seq, ballot.answer, ballot.counts]
        return found

    # ── What other processes hear ─────────────────────────────────────────────────────────────

    def _may_say(self, poll_id: str) -> bool:
        """Whether the script tells the others: not of every batch."""
        now = asyncio.get_running_loop().time()
        if now - self._said_at.get(poll_id, float("-inf")) < SAY_EVERY:
            self._silent.add(poll_id)
            return False
        self._silent.discard(poll_id)
        self._said_at[poll_id] = now
        return True

    def _note_counted(self, poll_id: str) -> None:
        """Tell our own screens; and the others soon, where the script did not."""
        self.counted(poll_id)
        if poll_id not in self._silent and (waiting := self._unsaid.pop(poll_id, None)):
            waiting.cancel()  # the script has just said what it would
        if poll_id in self._silent and poll_id not in self._unsaid:
            loop = asyncio.get_running_loop()
            self._unsaid[poll_id] = loop.call_later(SAY_EVERY, self._say, poll_id)

    def _say(self, poll_id: str) -> None:
        del self._unsaid[poll_id]
        self._to_say.append(poll_id)
        self._take_off()

    async def _tell_others(self) -> None:
        """A word lost does no harm: they look twice a second by themselves."""
        polls, self._to_say = self._to_say, []
        with contextlib.suppress(RedisError, OSError):
            for poll_id in polls:
                self._said_at[poll_id] = asyncio.get_running_loop().time()
                version = self.witness.seen(poll_id).version
                await self._line.ask([("PUBLISH", PollKeys(poll_id).changes, version)])


def _decisions(reply: list[Any]) -> list[Decision]:
    found = []
    for at in range(2, len(reply), 3):  # 2: epoch and version come first
        outcome, seq, answer = reply[at : at + 3]
        held = msgspec.json.decode(answer) if answer else None
        found.append(Decision(outcome, int(seq), held))
    return found
