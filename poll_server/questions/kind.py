"""What every kind of question provides, and what all kinds share.

A kind is a frozen struct that knows which answers are legal (`check`), which counters one adds to
(`count`), how they become rows (`series`) and are drawn (`figure`), its form (`controls`). No I/O.

Counters are plain names. Five have a meaning beyond their kind:

    abstain       chose to abstain; counted apart, never part of the base
    text:<key>    a text somebody wrote, folded (case and spacing)
    form:<text>   one way it was written; the most frequent one is shown
    other, right  wrote something of their own; answered right, where something is right
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from random import Random
from typing import Any, ClassVar

import msgspec

from poll_server.base.text import Text, listed, say
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look

from . import answers
from .checking import (
    LARGEST_GROUP,
    LONGEST_OPTION,
    LONGEST_PROMPT,
    LONGEST_TEXT,
    LONGEST_TIMER,
    MOST_OPTIONS,
    SHORT_NAME,
    InvalidAnswer,
    number,
    shaped,
    text_mistakes,
)
from .form import Control, Described, Filled, Form
from .inventing import invention
from .results import (
    Fact,
    Grouped,
    Measure,
    Measured,
    ResultForm,
    Results,
    Row,
    Series,
    Share,
    Solution,
    Spot,
    Tally,
    rows,
)
from .sentence import Condition, Sentence
from .writing.passages import Passage
from .writing.written import clean, fold, fold_clean, text_counters, written_texts

__all__ = [
    "ABSTAIN", "LARGEST_GROUP", "LONGEST_OPTION", "LONGEST_PROMPT", "LONGEST_TEXT",
    "LONGEST_TIMER", "MOST_OPTIONS", "OTHER", "RIGHT", "SHORT_NAME", "Condition", "Fact",
    "InvalidAnswer", "Measure", "Measured", "Question", "ResultForm", "Results", "Row",
    "Sentence", "Series", "Share", "Solution", "Spot", "Tally", "clean", "fold", "fold_clean",
    "listed", "number", "rows", "shaped", "text_counters", "text_mistakes", "written_texts",
]  # fmt: skip
ABSTAIN, OTHER, RIGHT = invention.ABSTAIN, invention.OTHER, "right"


class Question(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="kind",
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """What all kinds have; a kind adds its own fields and the methods below."""

    id: str
    """short name, unique in its poll: lower-case letters, digits and hyphens"""
    prompt: Text
    hint: Text = ""
    markdown: bool = False
    """its hint, explanation and the texts of a slide are Markdown (`writing/marked.py`)"""
    notes: Text = ""
    """for the moderator's eyes only"""
    timer: int = 0
    """seconds a round stays open; 0: until the moderator closes it"""
    live: bool = False
    """results are on the stage while votes arrive, instead of after `show`"""
    enough: int = 0
    """answers from which on its result is shown; 0, or fewer than its poll's: from those on"""
    on_the_spot: bool = False
    """the moderator put it in during the show"""
    sentences: tuple[Sentence, ...] = ()

    lines: ClassVar[str] = ""
    """the field that lines under a prompt fill, where somebody pastes or imports a question"""
    by_group: ClassVar[Grouped] = "whole"
    """whether results are told by group, and what its counters tell of one"""
    asks: ClassVar[bool] = True
    """whether there is something to answer; else it is only told, and in sight at once"""
    useless: ClassVar[frozenset[str]] = frozenset()
    """fields above that mean nothing to the kind: the editor has none, a deck may not fill them"""

    begun: ClassVar[Mapping[str, Any]] = {}
    """what a new question starts with in the editor, as a deck would write it: rows to fill in, or
    the one choice without which it cannot be asked"""

    @classmethod
    def called(cls, _: Speech) -> str:
        """The kind's name, for people."""
        raise NotImplementedError

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        """What the editor, tables and reviews say of the fields that the kind brings, by name.

        A field that is not in it stands under its own name.
        """
        return {}

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        """How much speaks for this kind where somebody pastes a question without one: most wins.

        Args:
            given: what is filled in; `lines` for lines under the prompt.
        """
        return 0

    def told(self, language: str) -> tuple[Passage, ...]:
        """What stands under the prompt to be read."""
        return ()

    def check(self, answer: Any) -> Any:
        """`answer` in its one canonical form.

        Raises:
            InvalidAnswer: it does not fit the question.
        """
        raise NotImplementedError

    def count(self, answer: Any) -> dict[str, int]:
        """The counters that this checked answer adds to, each by how much."""
        raise NotImplementedError

    def controls(self, language: str) -> tuple[Control, ...]:
        """The form, in `language`."""
        raise NotImplementedError

    def controls_now(self, language: str, tally: Tally) -> tuple[Control, ...]:
        """The form with what people added to it while they vote (`tally`, as moderated)."""
        return self.controls(language)

    def read(self, form: Form) -> Any:
        """The (unchecked) answer in a posted form: the way without JavaScript."""
        raise NotImplementedError

    def fill(self, answer: Any, language: str) -> Filled:
        """The form that says `answer`: the way back from `read`."""
        return answers.fill(self, answer, language)

    def in_words(self, answer: Any, language: str) -> str:
        """What `answer` says, for whoever gave it."""
        return answers.in_words(self, self.fill(answer, language), language)

    def objection(self, answer: Any, language: str) -> str:
        """Why `answer`, as `read` gives it, cannot be counted; empty: it does not fit."""
        return ""

    def invent(self, random: Random, language: str) -> Callable[[], Any]:
        """Makes up checked answers for rehearsals, one a call.

        Args:
            random: the only source of chance, so that the same seed gives the same answers.
            language: of words and texts.
        """
        return invention.inventor(self, random, language)

    def instruction(self, language: str) -> str:
        """What to do, where the deck gives no hint and the controls do not say it by themselves."""
        return ""

    def asked_as(self, language: str) -> str:
        """How the question is put, in two or three words."""
        return self.called(speak(language))

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        """The rows that `tally` stands for."""
        raise NotImplementedError

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        """What is said of `tally` beside its rows; asked only where somebody answered."""
        return ()

    def measured(self, language: str) -> Measured | None:
        """What a row's figures are where they are not votes and their share; None: they are."""
        return None

    def solution(self) -> Solution | None:
        """Which rows of its result are right; None: there is no right and wrong."""

    def verdict(self, answer: Any) -> bool | None:
        """Whether a checked `answer` is right; None where nothing is, and of an abstention."""
        counts = self.count(answer)
        return None if self.solution() is None or ABSTAIN in counts else RIGHT in counts

    def spots(self, tally: Tally) -> tuple[tuple[Spot, ...], ...]:
        """Where people put each row, where results are a field."""
        return ()

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        """The Plotly figure of `results`, made for a stage (`figures.py`); empty: cards instead."""
        raise NotImplementedError

    def default_sentence(self, results: Results, language: str) -> str:
        """What the report says where the deck gives no sentence, without n; empty: no answers."""
        raise NotImplementedError

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        """What is wrong with the question as a deck wrote it: (field, what would be right)."""
        if not SHORT_NAME.fullmatch(self.id):
            right = _("lower-case letters, digits and hyphens, 40 at most, a letter or digit first")
            yield "id", right
        yield from text_mistakes("prompt", (self.prompt,), LONGEST_PROMPT, _)
        if self.hint:
            yield from text_mistakes("hint", (self.hint,), LONGEST_PROMPT, _)
        if not 0 <= self.timer <= LONGEST_TIMER:
            yield "timer", _("between 0 (no limit) and %(most)s seconds", most=LONGEST_TIMER)
        if not 0 <= self.enough <= LARGEST_GROUP:
            yield "enough", _("between 0 and %(most)s answers", most=LARGEST_GROUP)
        for field in sorted(self.useless):
            if getattr(self, field):
                yield field, _("nothing: nobody answers this")

    @property
    def seconds(self) -> int:
        """Of the countdown that begins when it comes into sight, or opens; 0: there is none."""
        return self.timer

    @property
    def reveals(self) -> bool:
        """Whether its result says what is right, so that nobody sees it while people vote."""
        return self.solution() is not None

    @property
    def worth(self) -> int:
        """Points for a right answer: a field of kinds that can have one."""
        return 0

    def smallest_group(self, of_poll: int) -> int:
        """From how many answers on its result is shown in a poll that shows any `of_poll` on."""
        return max(of_poll, self.enough)

    @property
    def approved_first(self) -> bool:
        """Whether texts are shown only once the moderator approved them."""
        return self.result_form == "texts"

    @property
    def result_form(self) -> ResultForm:
        """How its results are written down in files and tables; the stage has its `figure`."""
        return "bars"

    @property
    def kind(self) -> str:
        """The name a deck uses for this kind."""
        return str(self.__struct_config__.tag)

    def rows_of(
        self, answer: Any, language: str, shown: Sequence[AbstractSet[str]] = ()
    ) -> list[set[str]]:
        """The keys of the result rows that a checked answer counts in, for each series; `shown` are
        those there are, where all answers make them."""
        return [
            {row.key for row in series.rows if row.count}
            for series in self.series(self.count(answer), 1, language)
        ]

    def results(self, tally: Tally, votes: int, language: str) -> Results:
        """What came out, in `language`."""
        abstained = tally.get(ABSTAIN, 0)
        return Results(
            question=self.id,
            kind=self.kind,
            prompt=say(self.prompt, language),
            votes=votes,
            base=votes - abstained,
            abstained=abstained,
            series=self.series(tally, votes, language),
            form=self.result_form,
            facts=self.facts(tally, votes, language) if votes > abstained else (),
            measured=self.measured(language),
            spots=self.spots(tally),
            solution=self.solution(),
        )
