"""What a report consists of: plain values, all in one language, that every format writes down.

Report ⊃ PollReport ⊃ QuestionReport ⊃ RoundReport      each poll, question by question
Report ⊃ MergedReport                                   a question that several polls asked
"""

from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import TYPE_CHECKING

from poll_server.base.text import isolated, listed
from poll_server.live.beside.leaderboard import FirstPlaces
from poll_server.locale import speak
from poll_server.looks.look import LIGHT, Look
from poll_server.questions import Question, Results
from poll_server.questions.groups.compared import ByGroup
from poll_server.questions.methods.hands import Hands
from poll_server.questions.writing.piles import Laid
from poll_server.store.shown import Showing

from .beside import BesideCounts

if TYPE_CHECKING:
    from poll_server.live.beside.board import HallEntry
    from poll_server.live.screens.again.moved import MovesTold

ASKING = tuple("?!.:…")
"""How a prompt ends that a sentence can follow as it is."""


@dataclass(frozen=True)
class Written:
    """A text somebody wrote and the moderator let through, and how many wrote the same."""

    text: str
    count: int
    said: str = ""
    """said after it instead of how many wrote the same"""

    @property
    def after(self) -> str:
        """What stands after it; empty for what one person wrote."""
        return self.said or (f"×\u00a0{self.count}" if self.count > 1 else "")


@dataclass(frozen=True)
class FloorReport:
    """What the hall asked in one poll, as far as everybody saw it."""

    title: str
    summary: str
    """how many asked, were answered, and how much support there was, in words"""
    entries: "tuple[HallEntry, ...]"
    """answered ones last; most support first"""
    told: tuple[Written, ...]
    """the same as texts: with names where people gave them, and what was answered"""


@dataclass(frozen=True)
class RoundReport:
    """One opening of a question that is closed."""

    number: int
    """in the poll, from 1"""
    attempt: int
    """of this question, from 1"""
    opened_ms: int
    closed_ms: int
    results: Results
    """without any row where it is withheld"""
    base: str
    """what 100 % stands for, and how many abstained"""
    texts: tuple[Written, ...]
    """what people wrote, where no row of the results says it (“Sonstiges”), or where all rows are
    texts without a chart; the most frequent first, equals by the alphabet, which tells nothing of
    when or by whom they were written"""
    withheld: bool
    """fewer people answered than the poll's smallest shown group"""
    note: str
    """a sentence of caution, where there is reason for one"""
    sha256: str
    """over its votes; empty for several rounds taken together, and where it was taken over"""
    open_in_words: str
    """from when to when it was open, by the server's clock; or from where it was taken over"""
    phones: int
    """votes on phones: `results.votes` without hands that were added"""
    right: int = 0
    """of these, who answered right, where something is; 0 where it is withheld"""
    swift: tuple[int, ...] = ()
    """of these, how many in each tenth of the time limit; empty: nobody noted, or it is withheld"""
    hands: Hands = field(default_factory=Hands)
    """who raised their hands; nobody where it is withheld"""
    interval: bool = False
    """shares are given with their 95 % interval (`tables.interval`)"""
    shown: tuple[Showing, ...] | None = ()
    """when its result was on the stage and the phones; None: not recorded"""
    shown_in_words: str = ""
    groups: ByGroup = field(default_factory=ByGroup)
    """the same by group of people; none where it is withheld"""
    source: str = ""
    """the tool it was taken over from, with all figures; empty: it was held here"""
    piles: Laid | None = None
    """its texts in piles, where a moderator laid some"""
    moved: "MovesTold | None" = None
    """who moved since an earlier round, also among its facts; None: nobody counted that"""


@dataclass(frozen=True)
class QuestionReport:
    """One question, with every round that was closed; the last one is its result."""

    question: Question
    number: int
    """its place in the poll, from 1"""
    prompt: str
    asked_as: str
    """`Multiple choice`, in words"""
    sentences: tuple[str, ...]
    rounds: tuple[RoundReport, ...]
    part: int = 0
    """its place in the question that is made of it and others, from 1; 0: it stands alone"""

    @property
    def label(self) -> str:
        """`3`, of a part `3b`: what it is called in its poll."""
        return f"{self.number}{ascii_lowercase[self.part - 1] if self.part else ''}"

    @property
    def last(self) -> RoundReport:
        """The round whose result counts."""
        return self.rounds[-1]

    @property
    def findings(self) -> tuple[str, ...]:
        """Its sentences to be read beside those of other questions, or quoted alone.

        Those that a kind makes stand after the question; whoever wrote the deck knew what it says.
        """
        if self.question.sentences:
            return self.sentences
        colon = "" if self.prompt[-1:] in ASKING else ":"
        return tuple(f"{isolated(self.prompt)}{colon} {said}" for said in self.sentences)


@dataclass(frozen=True)
class Unasked:
    """A question of the poll without any closed round."""

    id: str
    number: int
    """its place in the poll, from 1"""
    prompt: str


@dataclass(frozen=True)
class PollReport:
    """One poll: what was found, then each question that was asked."""

    slug: str
    title: str
    subtitle: str
    host: str
    code: str
    participants: int
    """phones that voted on the best attended question: votes of different questions cannot be
    joined, so no other number of people is known; raised hands are no phones"""
    questions: tuple[QuestionReport, ...]
    unasked: tuple[Unasked, ...] = ()
    """named, so that nobody looks for their numbers in vain"""
    floor: FloorReport | None = None
    """questions from the hall; None: there were none"""
    beside: str = ""
    """what else the hall did, in one line"""
    beside_counts: BesideCounts = field(default_factory=BesideCounts)
    """the same as numbers"""
    places: FirstPlaces = field(default_factory=FirstPlaces)
    """who has most points, where the report is to say so"""

    @property
    def findings(self) -> tuple[str, ...]:
        """Every sentence the questions contribute, in their order."""
        return tuple(said for question in self.questions for said in question.findings)


@dataclass(frozen=True)
class Part:
    """What one poll contributes to a merged result: its last round of the question."""

    place: int
    """of the poll in the report, from 1"""
    slug: str
    title: str
    """the poll's"""
    question: QuestionReport
    share: int | None
    """percent of everybody who answered"""

    @property
    def round(self) -> RoundReport:
        """The round that is counted."""
        return self.question.last


@dataclass(frozen=True)
class MergedReport:
    """One question that several polls asked, and their results taken together.

    What a poll withholds is left out, so it cannot be found by subtraction either: everything that
    is added up is in the report by itself.
    """

    result: QuestionReport
    """with one round, made of the last rounds of `parts`; its number counts merged questions"""
    parts: tuple[Part, ...]
    left_out: tuple[str, ...]
    """titles of the polls whose result is withheld"""
    weights: str
    """how many answers came from where, in words, and who is left out"""

    @property
    def findings(self) -> tuple[str, ...]:
        """Its sentences, each after the question."""
        return self.result.findings


@dataclass(frozen=True)
class Report:
    """An event, or one poll of it, in one language."""

    language: str
    event_id: str
    title: str
    place: str
    date: str
    hosts: tuple[str, ...]
    simulated: int
    """of the voters, how many were simulated; 0: real people only"""
    polls: tuple[PollReport, ...]
    whole: bool
    """of the whole event; else of its one poll"""
    merged: tuple[MergedReport, ...] = ()
    """questions that several polls asked; only in a report of the whole event"""
    interval: bool = False
    """shares are given with their 95 % interval"""
    short: bool = False
    """findings and charts only"""
    as_of_ms: int = 0
    """the moment whose results these are, in ms since 1970; 0: not told"""
    brand: str = ""
    """in whose name the event is held"""
    look: Look = LIGHT
    """the colours of its charts and pages"""
    logo: bytes = b""
    """a PNG; empty: there is none"""
    practised: tuple[str, ...] = ()
    """titles of polls of which there is nothing, because practice goes on in them"""

    @property
    def logo_alternative(self) -> str:
        """The logo in words."""
        return self.brand or self.title

    @property
    def notice(self) -> str:
        """What must be known first: the voters were simulated, or practice goes on; else empty."""
        return " ".join(filter(None, (self._practised, self._simulated)))

    @property
    def _practised(self) -> str:
        if not self.practised:
            return ""
        _ = speak(self.language)
        named = listed([isolated(each) for each in self.practised], self.language)
        return _("Practice goes on in %(polls)s: nothing of it is told here.", polls=named)

    @property
    def _simulated(self) -> str:
        if not self.simulated:
            return ""
        _ = speak(self.language)
        return _.ngettext(
            "These results come from %(n)s simulated participant.",
            "These results come from %(n)s simulated participants.",
            self.simulated,
        )
