"""How a poll stands at one moment, and what of it may be seen. No I/O."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from poll_server.deck import deck
from poll_server.live.texts import moderated, own_stop_words
from poll_server.questions import Measure, Question, Results, Tally
from poll_server.questions.groups.compared import ByGroup
from poll_server.questions.methods.hands import Hands, counted, enough, hands_of
from poll_server.questions.methods.moves import Moves
from poll_server.questions.traits.parts import ResultOf, parts_of
from poll_server.questions.writing.piles import Laid, PileStep
from poll_server.store.records import About, Live, Round, now_ms
from poll_server.store.shown import Showing
from poll_server.wire.messages import Attendance, Scene, State, Verdict


class Connected(NamedTuple):
    """How many are connected at this moment, whether they vote or not."""

    phones: int = 0
    moderators: int = 0
    """consoles"""
    names: tuple[str, ...] = ()
    """of the accounts by whose role some of these are open"""


NOBODY = Connected()


class HeldTally(NamedTuple):
    """What the last round of a question came to that is not in sight."""

    tally: Tally
    moderation: Mapping[str, Verdict]


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
    free_mb: int | None = None
    """megabytes free on the disk with the votes, where that is little"""
    connected: Connected = NOBODY
    tally_before: Tally | None = None
    """of `earlier`, texts as moderated; read while both rounds are to stand beside each other"""
    moves: Mapping[str, int] | None = None
    """from>to → people, in the round in sight; None: it is not frozen, or nobody counts that"""
    held: Mapping[str, HeldTally] = field(default_factory=dict)
    """question id -> what it came to, of those not in sight that a screen is held at"""
    piles: tuple[PileStep, ...] = ()
    """how the texts in sight were laid in piles, where the stage is to show that"""
    published: bool = False
    """the results of the event are public; looked up while the end screen is up"""
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

    @cached_property
    def earlier(self) -> Round | None:
        """The round of the same question before the one in sight, once its result is fixed."""
        return earlier_of(self.rounds, self.round)

    @property
    def streams(self) -> bool:
        """Whether who moved since the earlier round may be drawn: no way was gone by too few."""
        moves = Moves.of(self.moves or {}, (self.votes_before, self.votes))
        return self.earlier is not None and moves.cells_may_be_shown(self.smallest_group)

    @property
    def votes_before(self) -> int:
        """How many voted in the round from which it is counted who moved."""
        before = self.rounds.get(self.round.moves_from) if self.round else None
        return before.votes if before else 0

    @property
    def scene(self) -> Scene:
        """The screen in place of the question; before the first one it is the start."""
        return self.live.scene or ("" if self.position else "start")

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
    def on_slide(self) -> bool:
        """Whether what is in sight asks nothing."""
        return self.question is not None and not self.question.asks

    @property
    def in_sight(self) -> Question | None:
        """What phones have before them: a question from its opening on, a slide at once."""
        return self.question if self.round or self.on_slide else None

    @property
    def number(self) -> int:
        """Of the question in sight among those that are asked, from 1; 0 before the first."""
        return sum(question.asks for question in self.poll.questions[: self.position])

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
        """By Redis's clock, when the countdown in sight shows 0:00; 0: there is none."""
        return self.live.deadline_ms if self.on_slide else self.ends_ms

    @property
    def ends_ms(self) -> int:
        """By Redis's clock, when time for the open vote is up; 0: there is no limit."""
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
    def part(self) -> int:
        """Which of the questions that the one in sight is made of has its result in sight, from 1;
        0: the whole."""
        number = self.live.parts.get(self.live.question, 0)
        return number if number <= len(parts_of(self.question)) else 0

    @property
    def subject(self) -> ResultOf | None:
        """What the result in sight is the result of."""
        return ResultOf(self.question, self.part) if self.question else None

    @property
    def enough(self) -> bool:
        """Enough people answered for counts to leave the server."""
        return self.subject is not None and self.enough_of(self.subject)

    def enough_of(self, subject: ResultOf) -> bool:
        """The same of the question in sight, or of a part of it, whichever is in sight."""
        least = subject.question.smallest_group(self.poll.smallest_group)
        return enough(subject, self.unmoderated, self.votes, self.hands, least)

    @cached_property
    def hands(self) -> Hands:
        """Who raised their hands in the round in sight."""
        return hands_of(self.round.hands) if self.round else Hands()

    @property
    def smallest_group(self) -> int:
        """Answers from which on the result in sight is shown: the question's own, or the poll's."""
        of_poll = self.poll.smallest_group
        return self.subject.question.smallest_group(of_poll) if self.subject else of_poll

    @cached_property
    def tally(self) -> Tally:
        """The counters whose texts may be seen."""
        return moderated(self.question, self.unmoderated, self.moderation, self.stop_words)

    @property
    def stop_words(self) -> tuple[str, ...] | None:
        """What holds texts of the round in sight back, as `moderated` wants it."""
        return own_stop_words(self.about, self.round)

    @cached_property
    def made(self) -> dict[Hashable, Any]:
        """What was made of this state, by what it is: nobody makes it a second time."""
        return {}

    def results(self, language: str, *, all_texts: bool = False) -> Results | None:
        """What came out so far; None before a question is in sight."""
        if self.subject is None:
            return None
        of = ("results", language, all_texts)
        if of not in self.made:
            tally = self.unmoderated if all_texts else self.tally
            self.made[of] = counted(self.subject, tally, self.votes, self.hands, language)
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
    groups: ByGroup = field(default_factory=ByGroup)
    """the same by group of people"""
    moves: Mapping[str, int] | None = None
    """from>to → people, since an earlier round; None: nobody counted that"""
    groups_of_parts: tuple[ByGroup, ...] = ()
    """the same of each part of the question, where it has some"""
    piles: Laid | None = None
    """its texts in piles, where a moderator laid some"""


def earlier_of(rounds: Mapping[int, Round], now: Round | None) -> Round | None:
    """The last frozen round of the same question before `now`, with a result that is sound."""
    if now is None:
        return None
    found = (
        each
        for number, each in sorted(rounds.items(), reverse=True)
        if number < now.number and each.question == now.question
    )
    return next((each for each in found if each.frozen and not each.audit), None)
