"""What happens to a poll: a phone votes, a moderator moves on, a screen asks how things stand."""

import asyncio
import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any
from weakref import WeakValueDictionary

import msgspec
import structlog
from redis.exceptions import RedisError

from poll_server.base.metrics import ROLLBACKS
from poll_server.base.sharing import Shared
from poll_server.deck import deck
from poll_server.locale import speak
from poll_server.questions import InvalidAnswer, Measure, Question, Results, Tally
from poll_server.questions.kind import fold_clean
from poll_server.questions.writing.stop_list import held_back
from poll_server.store.auditing import sentence
from poll_server.store.records import About, Live, Mark, Reading, Round, UnknownPoll, now_ms
from poll_server.store.shown import Showing
from poll_server.store.store import Store
from poll_server.wire.messages import (
    Attendance,
    Command,
    Conflict,
    Counted,
    Done,
    MyVote,
    NotDone,
    Refused,
    Retry,
    State,
    Verdict,
    Vote,
)

from .ballots import GRACE_MS, Ballot, Ballots, Decision, Unanswered
from .crowd import NOBODY, Connected, Crowd, attendance, connected
from .flow import NotNow, Plan, plan
from .freezing import Freezing
from .witness import proof, proves

RETRY_MS = 500
"""What a phone waits at least before it sends a vote again that Redis did not answer."""
VOTER_BYTES = 16
"""128 bits of voter key: two of 600 people collide once in 10^33 rounds."""
TAKE_BACK = 5.0
"""Seconds in which a close can be taken back, where nothing else is set."""
ABOUT_KEPT = 5.0
"""Seconds that what stays the same while a poll runs is not asked for again."""

log = structlog.get_logger(__name__)


def _(message: str) -> str:
    """Marks a message for the catalogue; it is translated when it is said."""
    return message


TOO_LATE_OR_SOON = {
    "late": _("Too late to take that back: the result is frozen. “Ask again” makes a new round."),
    "hasty": _("Nothing was done: that came within a second of the last step. Press once more."),
}
"""What the script said, for the moderator."""


class BrokenTally(Exception):
    """A round is not what was frozen; nothing may be exported from its poll."""


@dataclass(frozen=True)
class PollState:
    """A poll as it was at one moment: what every screen is made from."""

    about: About
    live: Live
    round: Round | None
    """the round in sight: the latest of the question in sight"""
    unmoderated: Tally
    moderation: Mapping[str, Verdict]
    attendance: Attendance
    stages: int
    rounds: Mapping[int, Round]
    """all rounds of the poll, the one in sight included"""
    risk: str = ""
    connected: Connected = NOBODY
    at_ms: int = field(default_factory=now_ms)
    """Redis's clock at that moment, by which countdowns run"""

    @property
    def poll_id(self) -> str:
        return self.about.poll_id

    @property
    def poll(self) -> deck.Poll:
        return self.about.poll

    @property
    def event(self) -> deck.Event:
        """The event, without its polls."""
        return self.about.event

    @property
    def code(self) -> str:
        return self.about.code

    @property
    def epoch(self) -> str:
        return self.live.epoch

    @property
    def version(self) -> int:
        return self.live.version

    @property
    def control(self) -> int:
        return self.live.control

    @property
    def shown(self) -> bool:
        return self.live.shown

    @property
    def black(self) -> bool:
        return self.live.black

    @property
    def join(self) -> bool:
        return self.live.join

    @property
    def over(self) -> bool:
        """The event is in the archive."""
        return self.live.over

    @property
    def measure(self) -> Measure:
        return self.live.measure

    @cached_property
    def position(self) -> int:
        """Number of the question in sight, from 1; 0 before the first."""
        ids = [question.id for question in self.poll.questions]
        return ids.index(self.live.question) + 1 if self.live.question in ids else 0

    @property
    def question(self) -> Question | None:
        return self.poll.questions[self.position - 1] if self.position else None

    @property
    def following(self) -> Question | None:
        """The next question; the first one before any."""
        rest = self.poll.questions[self.position :]
        return rest[0] if rest else None

    @property
    def state(self) -> State:
        return self.round.state if self.round else "ready"

    @property
    def deadline_ms(self) -> int:
        return self.round.deadline_ms if self.round and self.round.state == "open" else 0

    @property
    def take_back_ms(self) -> int:
        """By Redis's clock, until when the close can be taken back; 0: it can't."""
        return 0 if self.over else self.freeze_ms

    @property
    def freeze_ms(self) -> int:
        """By Redis's clock, when the round in sight is to be frozen; 0: it is, or is not closed."""
        return self.round.freeze_ms if self.round else 0

    @property
    def votes(self) -> int:
        return self.round.votes if self.round else 0

    @property
    def enough(self) -> bool:
        """Enough people answered for counts to leave the server (the poll's smallest group)."""
        return self.votes >= self.poll.smallest_group

    @cached_property
    def tally(self) -> Tally:
        """The counters whose texts may be seen."""
        return moderated(self.question, self.unmoderated, self.moderation, self.event.stop_words)

    @cached_property
    def made(self) -> dict[Hashable, Any]:
        """What was made of this state, by what it is: nobody makes it a second time."""
        return {}

    def results(self, language: str, *, all_texts: bool = False) -> Results | None:
        """What came out so far; None before a question is in sight."""
        if self.question is None:
            return None
        of = ("results", language, all_texts)
        if of not in self.made:
            tally = self.unmoderated if all_texts else self.tally
            self.made[of] = self.question.results(tally, self.votes, language)
        found: Results = self.made[of]
        return found


@dataclass(frozen=True)
class RoundResults:
    """One closed round, for the report."""

    round: Round
    question: Question
    results: Results
    tally: Tally
    """frozen at close; texts as moderated"""
    shown: tuple[Showing, ...] | None = None
    """when its result was on the stage and the phones; None: not recorded"""


@dataclass
class _Known:
    """What this process remembers of a poll, all of it readable from Redis again."""

    about: About
    epoch: str
    at: float
    questions: dict[int, str] = field(default_factory=dict)
    """round -> question id"""
    closed: dict[int, Round] = field(default_factory=dict)
    """rounds that can change no more"""

    def enter(self, epoch: str) -> None:
        """Forget the rounds of an earlier epoch: the same number may be another question now."""
        if epoch != self.epoch:
            self.epoch, self.questions, self.closed = epoch, {}, {}


class Polls:
    """The verbs. Any number of processes may run them on the same poll at once."""

    def __init__(
        self,
        store: Store,
        ballots: Ballots,
        crowd: Crowd,
        *,
        accept_risk: bool = False,
        take_back: float = TAKE_BACK,
    ) -> None:
        """Args:
        accept_risk: open votes although Redis could lose some in a power cut.
        take_back: seconds in which the moderator can take a close back.
        """
        self._store = store
        self._freezing = Freezing(store)
        self._witness = ballots.witness
        self._take_back_ms = round(take_back * 1000)
        self._ballots = ballots
        self._crowd = crowd
        self._accept_risk = accept_risk
        self._known: dict[str, _Known] = {}
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """poll -> held while one caller asks Redis, so that not all 600 do"""
        self._readings: dict[str, Shared[PollState]] = {}
        """poll -> how it stands, read once for all who ask at the same time"""
        self._lately: dict[str, tuple[float, PollState]] = {}
        """poll -> when it was last read for `lately`, and how it stood"""
        self._codes: dict[str, tuple[str, float]] = {}
        """join code -> poll, and when that was read"""
        self.risks: list[str] = []
        """what is wrong with Redis's settings, each with its cure; kept fresh by the server"""

    @classmethod
    def reading(cls, store: Store) -> "Polls":
        """Polls that are only looked at, as a command line does: nobody votes through them."""
        return cls(store, Ballots(store.url), Crowd(store))

    async def poll_of_code(self, code: str) -> str | None:
        """The poll that this join code leads to."""
        found, at = self._codes.get(code, ("", 0.0))
        if found and time.monotonic() - at < ABOUT_KEPT:
            return found
        poll_id = await self._store.poll_of_code(code)
        if poll_id:
            self._codes[code] = poll_id, time.monotonic()
        return poll_id

    async def about(self, poll_id: str) -> About:
        """What stays the same while the poll runs.

        Raises:
            UnknownPoll: there is no such poll.
        """
        return (await self._remember(poll_id)).about

    def forget(self, poll_id: str) -> None:
        """Ask Redis afresh: the poll was changed, renewed or deleted."""
        self._known.pop(poll_id, None)
        self._lately.pop(poll_id, None)

    # ── Voting ────────────────────────────────────────────────────────────────────────────────

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
            known = await self._remember(poll_id)
        except UnknownPoll:
            return Decision("unknown", 0, None)
        question = await self._question_of(known, vote.round)
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
        known = await self._remember(poll_id)
        question = await self._question_of(known, number)
        if question is None or not known.about.secret:
            return None
        found = await self._store.held(
            poll_id, number, voter_key(known.about, credential, question.id)
        )
        return MyVote(number, *found) if found else None

    async def _question_of(self, known: _Known, number: int) -> Question | None:
        if number not in known.questions:
            async with self._lock(known.about.poll_id):
                if number not in known.questions and not await self._meet(known, number):
                    return None
        by_id = {question.id: question for question in known.about.poll.questions}
        return by_id.get(known.questions[number])

    async def _meet(self, known: _Known, number: int) -> bool:
        """Learn of a round; false where there is none.

        It may have been opened since the poll was last asked for, and with a new secret: two keys
        for one phone would be two votes.
        """
        round_ = await self._store.round(known.about.poll_id, number)
        if round_ is None:
            return False
        known.about = await self._store.about(known.about.poll_id)
        known.questions[number] = round_.question
        return True

    # ── Moderating ────────────────────────────────────────────────────────────────────────────

    async def command(
        self,
        poll_id: str,
        command: Command,
        language: str = "en",
        *,
        not_before_ms: int = 0,
        rest_ms: int = 0,
    ) -> Done | Conflict | NotDone:
        """Carry out a moderator's command, if nobody moved since they looked.

        Args:
            language: of the sentence that says why not.
            not_before_ms: by Redis's clock; before it, the answer is `Conflict`.
            rest_ms: so soon after the last step nothing is done, because the second press of a
                bouncing clicker means nothing.

        Raises:
            UnknownPoll: there is no such poll.
        """
        _ = speak(language)
        state = await self.state(poll_id)
        planned, detail = None, ""
        try:
            planned = plan(state, command)
        except NotNow as reason:
            # A repeated command may be impossible by now only because it was done before.
            detail = reason.sentence(_)
        if planned and planned.opens:
            # Read now: somebody may have changed them since the last look, which is a minute apart.
            self.risks = await self._store.wrong_settings()
        if planned and planned.opens and self.risks and not self._accept_risk:
            return NotDone(
                id=command.id,
                detail=_(
                    "Not opened: Redis could lose votes in a power cut. %(cure)s",
                    cure=self.risks[0],
                ),
            )
        if planned and not_before_ms:
            planned.not_before_ms = not_before_ms
        # A plan made for another state than its sender saw is never carried out: -1 fits none.
        fits = planned is not None and state.control == command.expected_version
        if planned and fits:
            await self._add_sums(state, planned)
        status, control = await self._store.command(
            poll_id,
            command.id,
            command.expected_version if fits else -1,
            planned.as_json() if planned else {},
            in_sight=state.live.round,
            opening=state.live.rounds + 1,
            take_back_ms=self._take_back_ms,
            rest_ms=rest_ms,
        )
        if status == "done":
            if planned and state.round and self._is_to_freeze(planned):
                # Late is harmless: were this process to die here, any other look freezes it.
                await self.freeze(poll_id, state.round.number)
            log.info("command", action=command.action, poll=state.about.slug, control=control)
            return Done(id=command.id, control=control)
        if status in TOO_LATE_OR_SOON:
            return NotDone(id=command.id, detail=_(TOO_LATE_OR_SOON[status]))
        if planned is None:
            return NotDone(id=command.id, detail=detail)
        return Conflict(id=command.id, control=control)

    def _is_to_freeze(self, planned: Plan) -> bool:
        """Whether a round may be closed and not frozen now that nobody can take back."""
        return planned.leaves or (planned.close and not self._take_back_ms)

    async def _add_sums(self, state: PollState, planned: Plan) -> None:
        """Give a plan that shows a result, or leaves it, the checksums to freeze it with."""
        if state.round is None or not state.round.freeze_ms or not planned.settles:
            return
        made = await self._freezing.sums_to_freeze(state.poll_id, state.round.number)
        if made is not None:
            planned.freeze = {
                "sha256": made.votes,
                "result_sha256": made.result,
                "scheme": made.scheme,
            }

    async def close_overdue(self, state: PollState) -> None:
        """Close the round whose countdown and grace are over; freeze the one closed long enough.

        Of many processes one does.
        """
        round_ = state.round
        if round_ is not None and round_.freeze_ms:
            await self.freeze(state.poll_id, round_.number)
        if round_ is None or not round_.deadline_ms or round_.state != "open":
            return
        command = Command(
            id=f"timer-{round_.number}-{round_.deadline_ms}",
            expected_version=state.control,
            action="close",
        )
        await self.command(state.poll_id, command, not_before_ms=round_.deadline_ms + GRACE_MS)

    async def close_forgotten(self, poll_id: str) -> None:
        """Close the round that its moderator left open for days."""
        state = await self.state(poll_id)
        if state.round is None or state.round.state != "open":
            return
        command = Command(
            id=f"forgotten-{state.round.number}", expected_version=state.control, action="close"
        )
        await self.command(poll_id, command)

    async def freeze(self, poll_id: str, number: int, *, at_once: bool = False) -> bool:
        """Freeze a closed round, unless its close can still be taken back; true once it is.

        Args:
            at_once: even if it can.
        """
        if not await self._freezing.freeze(poll_id, number, at_once=at_once):
            return False
        self._forget_rounds(poll_id)
        return True

    async def audit(self, poll_id: str, number: int, language: str = "en") -> str:
        """Check a frozen round against its votes and checksums.

        Returns:
            '' where all is well, else what is wrong, in a sentence without its full stop.
        """
        wrong, votes = await self._freezing.audit(poll_id, number)
        return sentence(speak(language), wrong, number, votes) if wrong else ""

    def _forget_rounds(self, poll_id: str) -> None:
        """Read the poll's closed rounds afresh."""
        if known := self._known.get(poll_id):
            known.closed = {}

    # ── Looking ───────────────────────────────────────────────────────────────────────────────

    async def state(self, poll_id: str) -> PollState:
        """How things stand.

        Raises:
            UnknownPoll: there is no such poll.
        """
        await self._remember(poll_id)
        if poll_id not in self._readings:
            self._readings[poll_id] = Shared(partial(self._read, poll_id))
        return await self._readings[poll_id]()

    async def lately(self, poll_id: str, seconds: float) -> PollState:
        """How things stood at most `seconds` ago: for many who only look now and then.

        Raises:
            UnknownPoll: there is no such poll.
        """
        at, state = self._lately.get(poll_id, (float("-inf"), None))
        if state is None or time.monotonic() - at > seconds:
            state = await self.state(poll_id)
            self._lately[poll_id] = time.monotonic(), state
        return state

    async def _read(self, poll_id: str) -> PollState:
        known = await self._remember(poll_id)
        before = self._witness.seen(poll_id)
        reading = await self._store.read(poll_id)
        if reading.live.epoch == before.epoch and reading.live.version < before.version:
            # It was told before this read began: no screen may follow Redis under this epoch.
            await self.set_back(poll_id, before.epoch, before.version, reading.live.version)
            reading = await self._store.read(poll_id)
        self._witness.note(poll_id, reading.live.epoch, reading.live.version)
        while reading.live.edition != known.about.edition:
            # Somebody put other questions in: none of them may be opened or shown under the old.
            known = await self._ask(poll_id, known)
            reading = await self._store.read(poll_id)
        return await self._state(known, reading)

    async def _state(self, known: _Known, reading: Reading) -> PollState:
        live, round_ = reading.live, reading.round
        known.enter(live.epoch)
        self._crowd.enter(known.about.poll_id, live.round, reading.at_ms)
        rounds = dict(known.closed)
        for number in range(1, live.rounds + 1):
            if round_ and number == round_.number:
                rounds[number] = round_
            elif number not in rounds:
                found = await self._store.round(known.about.poll_id, number)
                if found is None:
                    continue
                rounds[number] = found
                if found.frozen and found.sha256:
                    known.closed[number] = found
        present, stages = attendance(reading.crowd, live.round, round_.votes if round_ else 0)
        return PollState(
            known.about,
            live,
            round_,
            reading.tally,
            reading.moderation,
            present,
            stages,
            rounds,
            risk=self.risks[0] if self.risks and self._accept_risk else "",
            connected=connected(reading.crowd),
            at_ms=reading.at_ms,
        )

    def proof_of_version(self, about: About) -> tuple[int, str]:
        """The newest version of a poll that this process knows, and what proves it later."""
        seen = self._witness.seen(about.poll_id)
        return seen.version, proof(about, seen.epoch, seen.version)

    async def hear(self, state: PollState, epoch: str, version: int, given: str) -> bool:
        """A phone says how far the poll had got when it last heard of it.

        Args:
            state: as it was read after the phone spoke.
            given: what the phone was given to prove it.

        Returns:
            Whether Redis was found to have gone back in time; the poll then has a new epoch.
        """
        if epoch != state.epoch or version <= state.version:
            return False
        if not proves(state.about, epoch, version, given):
            return False
        # `state` may have been read for somebody else, a moment before this phone spoke.
        (now,) = await self._store.versions([state.poll_id])
        if now is None or now[0] != epoch or now[1] >= version:
            return False
        await self.set_back(state.poll_id, epoch, version, now[1])
        return True

    async def set_back(self, poll_id: str, epoch: str, seen: int, now: int) -> None:
        """Redis went back in time: alarm, and a new epoch, so that every screen starts afresh.

        Args:
            epoch: under which `seen` was the version; `now` is what Redis says.
        """
        ROLLBACKS.inc()
        log.critical("redis_rolled_back", poll=poll_id, seen=seen, now=now)
        await self._store.renew_epoch(poll_id, epoch)
        self.forget(poll_id)

    async def logo(self, event_id: str) -> bytes:
        """The logo of an event, a PNG as large as paper needs it; empty: it has none."""
        return await self._store.logo_picture(event_id)

    async def marks(self, poll_ids: Sequence[str]) -> tuple[int, list[Mark]]:
        """Redis's clock in ms, and after that moment how far the moderators of polls have got.

        Raises:
            UnknownPoll: one of them is gone.
        """
        return await self._store.marks(poll_ids)

    async def frozen(self, poll_id: str, language: str) -> list[RoundResults]:
        """Every closed round, in order, each frozen and checked against its votes first.

        Waits for a close that the moderator can still take back.

        Raises:
            BrokenTally: a round is not what was frozen: nothing is exported.
        """
        about = await self.about(poll_id)
        questions = {question.id: question for question in about.poll.questions}
        shown = await self._store.shown(poll_id)
        found = []
        for number in range(1, await self._store.rounds(poll_id) + 1):
            if not await self._freezing.settled(poll_id, number):
                continue
            if wrong := await self.audit(poll_id, number, language):
                raise BrokenTally(wrong)
            round_ = await self._store.round(poll_id, number)
            if round_ is None or round_.question not in questions:
                continue
            question = questions[round_.question]
            result, moderation = await self._store.result(poll_id, number)
            if round_.votes < about.poll.smallest_group:
                result = {}
            tally = moderated(question, result, moderation, about.event.stop_words)
            found.append(
                RoundResults(
                    round_,
                    question,
                    question.results(tally, round_.votes, language),
                    tally,
                    shown.get(number),
                )
            )
        return found

    async def _remember(self, poll_id: str) -> _Known:
        known = self._known.get(poll_id)
        if known is None or time.monotonic() - known.at > ABOUT_KEPT:
            async with self._lock(poll_id):
                known = self._known.get(poll_id)
                if known is None or time.monotonic() - known.at > ABOUT_KEPT:
                    known = await self._ask(poll_id, known)
        return known

    async def _ask(self, poll_id: str, known: _Known | None) -> _Known:
        about = await self._store.about(poll_id)
        epoch = (await self._store.live(poll_id)).epoch
        if known is None:
            known = self._known.setdefault(poll_id, _Known(about, epoch, 0.0))
        known.enter(epoch)
        known.about, known.at = about, time.monotonic()
        return known

    def _lock(self, poll_id: str) -> asyncio.Lock:
        return self._asking.setdefault(poll_id, asyncio.Lock())


def voter_key(about: About, credential: bytes, question: str) -> str:
    """The name under which one phone's votes on one question are kept.

    Another question gives another key, so one person's votes cannot be joined, unless the poll is
    linkable. Deleting the poll's secret unlinks all.
    """
    message = credential if about.poll.linkable else credential + b"|" + question.encode()
    digest = hmac.new(about.secret, message, hashlib.sha256).digest()[:VOTER_BYTES]
    return urlsafe_b64encode(digest).decode().rstrip("=")


def moderated(
    question: Question | None,
    tally: Tally,
    moderation: Mapping[str, Verdict],
    stop_words: tuple[str, ...] = (),
) -> Tally:
    """`tally` without the texts that may not be seen.

    Args:
        stop_words: the organiser's own, beside those of every event.
    """
    approved_first = question is not None and question.approved_first

    def seen(counter: str) -> bool:
        if counter.startswith("form:"):  # a way of writing goes with its text
            counter = f"text:{fold_clean(counter.removeprefix('form:'))}"
        if not counter.startswith("text:"):
            return True
        return verdict_on(counter, moderation, approved_first, stop_words) == "approved"

    return {counter: n for counter, n in tally.items() if seen(counter)}


def verdict_on(
    counter: str,
    moderation: Mapping[str, Verdict],
    approved_first: bool,
    stop_words: tuple[str, ...],
) -> Verdict:
    """What holds for the text of `counter`: what the moderator said, else whether it has to wait.

    Texts wait where the question wants each approved, until `*` is, and where the stop list knows
    them, always.
    """
    if verdict := moderation.get(counter):
        return verdict
    if approved_first and moderation.get("*") != "approved":
        return "waiting"
    return "waiting" if held_back(counter.removeprefix("text:"), stop_words) else "approved"


__all__ = ["GRACE_MS", "BrokenTally", "PollState", "Polls", "RoundResults", "UnknownPoll"]
