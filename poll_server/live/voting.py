"""A phone votes: the question checks the answer, the voter key is made, Redis decides."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

import msgspec
from redis.exceptions import RedisError

from poll_server.questions import InvalidAnswer
from poll_server.store.records import About, UnknownPoll
from poll_server.store.store import Store
from poll_server.wire.messages import Counted, MyVote, Refused, Retry, Vote

from .ballots import Ballot, Ballots, Decision, Unanswered
from .crowd import Crowd
from .memory import Memory

RETRY_MS = 500
"""What a phone waits at least before it sends a vote again that Redis did not answer."""
VOTER_BYTES = 16
"""128 bits of voter key: two of 600 people collide once in 10^33 rounds."""


class Voting:
    """Votes on any poll."""

    def __init__(self, store: Store, ballots: Ballots, crowd: Crowd, memory: Memory) -> None:
        self._store, self._ballots = store, ballots
        self._crowd, self._memory = crowd, memory

    async def vote(self, poll_id: str, credential: bytes, vote: Vote) -> Counted | Refused | Retry:
        """Count `vote`, or say why not. An answer other than `Retry` is final and on disk."""
        self._crowd.wait(poll_id, 1)
        try:
            decision = await self._decide(poll_id, credential, vote)
        except (Unanswered, RedisError, OSError):
            return Retry(round=vote.round, seq=vote.seq, after_ms=RETRY_MS)
        finally:
            self._crowd.wait(poll_id, -1)
        if decision.outcome == "accepted" or decision.outcome == "duplicate":
            return Counted(round=vote.round, seq=vote.seq, outcome=decision.outcome)
        self._crowd.refuse(poll_id, vote.round, decision.outcome)
        held = MyVote(vote.round, decision.seq, decision.answer) if decision.seq else None
        return Refused(round=vote.round, seq=vote.seq, reason=decision.outcome, my_vote=held)

    async def _decide(self, poll_id: str, credential: bytes, vote: Vote) -> Decision:
        try:
            known = await self._memory.of(poll_id)
        except UnknownPoll:
            return Decision("unknown", 0, None)
        question = await self._memory.question_of(known, vote.round)
        if question is None:
            return Decision("wrong_round", 0, None)
        if not known.about.secret:
            return Decision("closed", 0, None)  # and its single votes were deleted after their time
        try:
            answer = question.check(vote.answer)
            counts = msgspec.json.encode(question.count(answer))
        except InvalidAnswer:
            # The script still decides: whoever voted before, or too late, is told that first.
            answer, counts = vote.answer, b""
        ballot = Ballot(
            poll_id,
            vote.round,
            voter_key(known.about, credential, question.id),
            vote.seq,
            msgspec.json.encode(answer),
            counts,
        )
        return await self._ballots.cast(ballot)

    async def held(self, poll_id: str, credential: bytes, number: int) -> MyVote | None:
        """What the server holds of this phone in round `number`."""
        known = await self._memory.of(poll_id)
        question = await self._memory.question_of(known, number)
        if question is None or not known.about.secret:
            return None
        found = await self._store.rounds.held(
            poll_id, number, voter_key(known.about, credential, question.id)
        )
        return MyVote(number, *found) if found else None


def voter_key(about: About, credential: bytes, question: str) -> str:
    """The name under which one phone's votes on one question are kept.

    Another question gives another key, so one person's votes cannot be joined, unless the poll is
    linkable. Deleting the poll's secret unlinks all.
    """
    message = credential if about.poll.linkable else credential + b"|" + question.encode()
    digest = hmac.new(about.secret, message, hashlib.sha256).digest()[:VOTER_BYTES]
    return urlsafe_b64encode(digest).decode().rstrip("=")
