"""A phone votes: the question checks the answer, the voter key is made, Redis decides."""

import asyncio
from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import partial

import msgspec
import structlog
from redis.exceptions import RedisError

from poll_server.live.ballots import Ballots, Decision
from poll_server.live.crowd import Crowd
from poll_server.live.lane import Ballot
from poll_server.live.memory import Known, Memory
from poll_server.live.verbs.looking import Looking
from poll_server.questions import InvalidAnswer, Question
from poll_server.questions.groups.joint import joint
from poll_server.questions.traits.speed import SPEED, measured_ms
from poll_server.store.records import About, UnknownPoll
from poll_server.store.store import Store
from poll_server.wire.messages import Counted, MyVote, Refused, Retry, Vote

RETRY_MS = 500
"""What a phone waits at least before it sends a vote again that Redis did not answer."""
VOTER_BYTES = 16
"""128 bits of voter key: two of 600 people collide once in 10^33 rounds."""
VOTER_LETTERS = 22
"""Of base64, without the two that only fill it up."""

VoteAnswer = Counted | Refused | Retry
"""What a phone is told of its vote. Other than `Retry` it is final and on disk."""

encode = msgspec.json.Encoder().encode
log = structlog.get_logger(__name__)


class Voting:
    """Votes on any poll."""

    def __init__(
        self, store: Store, ballots: Ballots, crowd: Crowd, memory: Memory, looking: Looking
    ) -> None:
        self._store, self._ballots = store, ballots
        self._crowd, self._memory, self._looking = crowd, memory, looking
        self._outdated: set[str] = set()
        """polls of which votes were worked out before Redis went back in time"""
        self._meeting: set[asyncio.Task[None]] = set()
        """votes on rounds that this process has yet to ask Redis for"""

    async def vote(self, poll_id: str, credential: bytes, vote: Vote) -> VoteAnswer:
        """Count `vote`, or say why not."""
        answered: asyncio.Future[VoteAnswer] = asyncio.get_running_loop().create_future()

        def told(answer: VoteAnswer) -> None:
            if not answered.done():  # or the asker has gone
                answered.set_result(answer)

        self.count(poll_id, credential, vote, told)
        return await answered

    def count(
        self, poll_id: str, credential: bytes, vote: Vote, tell: Callable[[VoteAnswer], None]
    ) -> None:
        """Have `vote` counted; `tell` hears of it once, whatever happens.

        A vote costs no task: all but the first of a round find what they need remembered.
        """
        self._crowd.wait(poll_id, 1)
        told = partial(self._told, poll_id, vote, tell)
        met = self._memory.met(poll_id, vote.round)
        if met and poll_id not in self._outdated:
            self._cast(*met, credential, vote, told)
            return
        task = asyncio.create_task(self._meet(poll_id, credential, vote, told))
        self._meeting.add(task)
        task.add_done_callback(self._meeting.discard)

    async def _meet(
        self, poll_id: str, credential: bytes, vote: Vote, told: Callable[[Decision | None], None]
    ) -> None:
        try:
            if poll_id in self._outdated:
                await self._looking.state(poll_id)  # which renews the epoch where nobody has
                self._outdated.discard(poll_id)
            known = await self._memory.of(poll_id)
            question = await self._memory.question_of(known, vote.round)
        except UnknownPoll:
            told(Decision("unknown", 0, None))
        except (RedisError, OSError):
            told(None)
        except BaseException:
            told(None)
            raise
        else:
            self._cast(known, question, credential, vote, told)

    def _cast(
        self,
        known: Known,
        question: Question | None,
        credential: bytes,
        vote: Vote,
        told: Callable[[Decision | None], None],
    ) -> None:
        if question is None:
            told(Decision("wrong_round", 0, None))
            return
        if not known.about.secret:
            told(Decision("closed", 0, None))  # and its single votes were deleted after their time
            return
        try:
            ballot = _ballot(known, question, credential, vote)
        except Exception:
            log.exception("vote_failed")
            told(None)
        else:
            self._ballots.put(ballot, told)

    def _told(
        self,
        poll_id: str,
        vote: Vote,
        tell: Callable[[VoteAnswer], None],
        decision: Decision | None,
    ) -> None:
        self._crowd.wait(poll_id, -1)
        if decision is not None and decision.outcome == "outdated":
            self._outdated.add(poll_id)
            self._memory.forget(poll_id)
        if decision is None or decision.outcome == "outdated":
            # Sent again it is checked against what is asked now, where the phone still means it.
            tell(Retry(round=vote.round, seq=vote.seq, after_ms=RETRY_MS))
        elif decision.outcome == "accepted" or decision.outcome == "duplicate":
            tell(Counted(round=vote.round, seq=vote.seq, outcome=decision.outcome))
        else:
            self._crowd.refuse(poll_id, vote.round, decision.outcome)
            held = MyVote(vote.round, decision.seq, decision.answer) if decision.seq else None
            tell(Refused(round=vote.round, seq=vote.seq, reason=decision.outcome, my_vote=held))

    async def held(self, poll_id: str, credential: bytes, number: int) -> MyVote | None:
        """What the server holds of this phone in round `number`."""
        (found,) = await self.held_of(poll_id, [credential], number)
        return found

    async def held_of(
        self, poll_id: str, credentials: list[bytes], number: int
    ) -> list[MyVote | None]:
        """What the server holds of each of these phones in round `number`."""
        known = await self._memory.of(poll_id)
        question = await self._memory.question_of(known, number)
        if question is None or not known.about.secret:
            return [None] * len(credentials)
        voters = [voter_key(known.about, each, question.id) for each in credentials]
        held = await self._store.rounds.held(poll_id, number, voters)
        return [MyVote(number, each.seq, each.answer) if each else None for each in held]


def _ballot(known: Known, question: Question, credential: bytes, vote: Vote) -> Ballot:
    said = encode(vote.answer)
    key = vote.round, vote.group, said
    counted = known.counted.get(key)
    if counted is None:
        try:
            counted = _worked_out(known.about, question, vote)
        except InvalidAnswer:
            # The script still decides: whoever voted before, or too late, is told that first.
            counted = said, b""
        else:
            known.count(key, counted)
    about = known.about
    voter = voter_key(about, credential, question.id)
    return Ballot(about.poll_id, vote.round, voter, vote.seq, *counted, known.epoch)


def _worked_out(about: About, question: Question, vote: Vote) -> tuple[bytes, bytes]:
    """The answer in its one canonical form, and what it counts. Raises: InvalidAnswer."""
    answer = question.check(vote.answer)
    counts = question.count(answer)
    if 0 < vote.group <= len(about.poll.here_as):
        counts = joint(counts, vote.group)
    if measured_ms(question) and question.verdict(answer):
        counts = {**counts, SPEED: 1}  # the last one, where the script looks
    return encode(answer), encode(counts)


def voter_key(about: About, credential: bytes, question: str) -> str:
    """The name under which one phone's votes on one question are kept.

    Another question gives another key, so one person's votes cannot be joined, unless the poll is
    linkable. Deleting the poll's secret unlinks all.
    """
    message = credential if about.poll.linkable else credential + b"|" + question.encode()
    return urlsafe_b64encode(about.keyed.digest(message)[:VOTER_BYTES])[:VOTER_LETTERS].decode()
