"""Votes on their way to Redis: grouped by loop turn, decided by one script, answered once on disk.

Why grouped: with every vote on disk before its ack, a group costs one fsync instead of one each;
grouping also carries several times the votes per second. There is no fixed wait: a group is what
has gathered while the one before it was under way.

Why a connection of its own: redis-py repeats a command whose reply got lost, and a repeated write
is a second write. Here a lost reply becomes `Unanswered`; the phone sends the same vote again and
the script knows it by its seq.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple, get_args

import msgspec
import structlog

from poll_server.base.metrics import OUTCOMES, TO_REPEAT
from poll_server.store.keys import VOTES, PollKeys
from poll_server.store.lua import script
from poll_server.store.reach.lines import lines_to

from .lane import REDIS_TIMEOUT, Ballot, Group, VoteLane, Waiting
from .witness import Witness

MOST_WAITING = 20_000
"""Votes that may wait in a lane; more are told to come back (40 full batches)."""
GRACE_MS = 2000
"""A vote sent at 0:00 on the countdown may be this long in the air."""
SAY_EVERY = 0.05
"""Seconds between two words to others that votes of a poll were counted: one for each batch
would have every process read hundreds a second, this one too."""

Outcome = Literal[
    "accepted",
    "duplicate",
    "stale",
    "conflict",
    "closed",
    "wrong_round",
    "invalid",
    "unknown",
    "outdated",
]
"""The last: Redis went back in time since the vote was worked out; nothing was decided."""

TOLD = {outcome: OUTCOMES.labels(outcome) for outcome in get_args(Outcome)}
"""Their counters: a look-up by label takes as long as the rest of counting them."""

decoded = msgspec.json.Decoder().decode
log = structlog.get_logger(__name__)


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


class Ballots:
    """The batcher. `cast` may be called from any number of conversations at once."""

    def __init__(self, redis_url: str) -> None:
        self._lines = lines_to(redis_url, script("cast"), REDIS_TIMEOUT)
        self._confirmed = int(self._lines.confirmed)
        self._lanes: dict[str, VoteLane] = {}
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

    @property
    def on_the_way(self) -> int:
        """Votes that wait for Redis or are under way."""
        return sum(lane.on_the_way for lane in self._lanes.values())

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
        lane = self._lane(ballot.poll_id)
        if len(lane.waiting) >= MOST_WAITING:
            TO_REPEAT.labels("many").inc()
            tell(None)
            return
        lane.put((ballot, tell))

    def _lane(self, poll_id: str) -> VoteLane:
        name = self._lines.lane(poll_id)
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._lanes[name] = VoteLane(name, self._lines, self._arguments, self._answer)
        return lane

    async def close(self) -> None:
        """Wait for the votes under way, then hang up."""
        for timer in self._unsaid.values():
            timer.cancel()
        await asyncio.gather(*(lane.landed() for lane in self._lanes.values()))
        await self._lines.close()

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
            outcomes = [each.outcome for each in decisions]
            for outcome in set(outcomes):
                TOLD[outcome].inc(outcomes.count(outcome))
            if "accepted" in outcomes:
                self._note_counted(poll_id)
        if None in decisions:
            TO_REPEAT.labels("redis").inc(len(items))
        for (_, tell), decision in zip(items, decisions, strict=True):
            try:
                tell(decision)
            except Exception:  # one phone's trouble is not the others'
                log.exception("answer_failed")

    def _arguments(self, group: Group) -> list[Any]:
        """Keys and arguments of the script."""
        (poll_id, number, epoch), items = group
        keys = PollKeys(poll_id)
        of = keys.round(number)
        channel = keys.changes if self._may_say(poll_id) else ""
        found = [4, keys.live, of.base, of.votes, of.tally]
        seen = self.witness.seen(poll_id)
        newest = seen.version if seen.epoch == epoch else 0
        found += [number, GRACE_MS, channel, self._confirmed, epoch, newest]
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
        self._said_at[poll_id] = asyncio.get_running_loop().time()
        version = self.witness.seen(poll_id).version
        self._lane(poll_id).say(PollKeys(poll_id).changes, f"{VOTES}{version}")


def _decisions(reply: list[Any]) -> list[Decision]:
    triples = iter(reply[2:])  # epoch and version come first
    return [
        Decision(outcome, int(seq), decoded(answer) if answer else None)
        for outcome, seq, answer in zip(triples, triples, triples, strict=True)
    ]
