"""Say how much, on 2 to 10 labelled steps: of the prompt itself, or of several statements.

An answer is `{"steps": [4, null, 2]}` (a step from 0 for each statement; null: left out) or
`{"abstain": true}`. Counters: `statement:step`, such as `0:4`, and `abstain`.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from poll_server.base.percent import format_decimal, format_percent, percent
from poll_server.base.text import Text, isolated, say
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.drawing.figures import distribution
from poll_server.questions.drawing.stacked import stacked
from poll_server.questions.form import Control, Described, Form, Option
from poll_server.questions.kind import (
    ABSTAIN,
    LONGEST_OPTION,
    Fact,
    InvalidAnswer,
    Measure,
    ResultForm,
    Results,
    Series,
    Share,
    Tally,
    number,
    rows,
    text_mistakes,
)
from poll_server.questions.methods.likert import NPS, SETS, ready_sets
from poll_server.questions.methods.promoters import as_fact, promoters, signed
from poll_server.questions.methods.steps import mean, median
from poll_server.questions.traits.abstention import MayAbstain, WithAbstention

FEWEST_STEPS, MOST_STEPS = 2, 11
"""11: from 0 to 10, one beside the other on the narrowest phone (11 × 24 px, WCAG 2.2, 2.5.8)."""
MOST_STATEMENTS = 15
"""A stage shows more than a few on several pages; a phone would scroll for ever."""
STEPS_WITH_A_TOP_TWO = 4
"""On fewer steps, the top two would be most of the scale: there the top one counts."""


class Answer(MayAbstain):
    """The shape of an answer."""

    steps: tuple[int | None, ...] = ()


class Scale(WithAbstention, frozen=True, kw_only=True, tag="scale"):
    """One or several statements, each rated on the same steps."""

    statements: tuple[Text, ...] = ()
    """what is rated; empty: the prompt itself"""
    set: str = ""
    """a ready set of labels (`methods/likert.py`), instead of `labels`"""
    labels: tuple[Text, ...] = ()
    """one for each step, the lowest first; or the two ends, where `steps` says how many steps"""
    steps: int = 0
    """number of steps where `labels` names only the two ends"""
    first: int = 1
    """number of the lowest step where steps are numbers: 0 or 1"""
    slider: bool = False
    """steps that are numbers are drawn as stops of a slider"""
    abstain: bool = False
    """offers “no answer”"""

    by_group = "people"
    shape: ClassVar[type[MayAbstain]] = Answer
    in_list: ClassVar[str] = "step-0"
    lines: ClassVar[str] = "statements"
    begun: ClassVar[Mapping[str, Any]] = {"set": "agreement-5"}

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Scale")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            "statements": Described(
                _("Statements"),
                _("Each is rated. None: the question itself is."),
                row=_("Statement"),
                column=_("Answer"),
            ),
            "set": Described(
                _("Steps"),
                column=_("Ready set"),
                choices=(("", _("Steps of your own")), *ready_sets(_.language)),
                line=r"(?:scale|skala)\s*[:=]\s*(?P<value>.+)",
            ),
            "labels": Described(
                _("Steps of your own"),
                _("The lowest first; or only the two ends."),
                row=_("Step"),
                column=_("Step"),
                instead_of="set",
            ),
            "steps": Described(
                _("Number of steps"),
                _("Only where just the two ends have labels; 0: a step for each label."),
                least=0,
                most=MOST_STEPS,
                column=_("Number of steps"),
                instead_of="set",
            ),
            "first": Described(
                _("Number of the lowest step"),
                _("Only where just the two ends have labels: 0 or 1."),
                least=0,
                most=1,
                column=_("Lowest step"),
                instead_of="set",
            ),
            "slider": Described(_("Show numbered steps as a slider"), column=_("Slider")),
            **cls.described_abstention(_),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 3 if given & {"set", "labels", "steps"} else 0

    def check_given(self, given: Answer) -> dict[str, Any]:
        most = len(self.names("")) - 1
        if len(given.steps) != self._size:
            raise InvalidAnswer(f"a step, or null, for each statement: {self._size}")
        if not all(step is None or 0 <= step <= most for step in given.steps):
            raise InvalidAnswer(f"each step between 0 and {most}")
        if all(step is None for step in given.steps):
            raise InvalidAnswer("a step for one statement at least")
        return {"steps": list(given.steps)}

    def count_given(self, answer: Any) -> dict[str, int]:
        return {f"{n}:{step}": 1 for n, step in enumerate(answer["steps"]) if step is not None}

    def controls(self, language: str) -> tuple[Control, ...]:
        steps = tuple(Option(str(n), name) for n, name in enumerate(self.names(language)))
        if not self.statements:
            steps += self.boxes(language)
            return (Control("step-0", "radio", "", steps, 1, look=self._look),)
        groups = [
            Control(f"step-{n}", "radio", say(statement, language), steps, 1, look=self._look)
            for n, statement in enumerate(self.statements)
        ]
        return (*groups, *self.box_apart(language))

    def boxes(self, language: str) -> tuple[Option, ...]:
        _ = speak(language)
        return (Option(ABSTAIN, _("No answer")),) if self.abstain else ()

    def read_given(self, form: Form) -> dict[str, Any]:
        picked = [next(iter(form.get(f"step-{n}", ())), None) for n in range(self._size)]
        return {"steps": [None if step is None else number(step) for step in picked]}

    @property
    def result_form(self) -> ResultForm:
        return "statements" if len(self.statements) > 1 else "bars"

    def asked_as(self, language: str) -> str:
        _ = speak(language)
        if len(self.statements) > 1:
            return _("%(n)s statements on one scale", n=len(self.statements))
        return _("Single choice")

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        statements = [say(statement, language) for statement in self.statements] or [""]
        return tuple(
            self._statement(n, label, tally, language) for n, label in enumerate(statements)
        )

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        if self.set != NPS:
            return ()
        rated = [each for each in self.series(tally, votes, language) if each.base]
        return tuple(as_fact(each, language) for each in rated)

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        if self.statements:
            return stacked(results.series, look, measure, language)
        return distribution(results.series[0], look, measure, language)

    def default_sentence(self, results: Results, language: str) -> str:
        _ = speak(language)
        rated = [series for series in results.series if series.base]
        if not rated:
            return ""
        best = max(rated, key=lambda one: one.agreement)
        assert best.top is not None
        assert best.mean is not None
        said = _(
            "%(percent)s %(whatever)s (mean %(mean)s of %(steps)s).",
            percent=format_percent(best.top.percent, language),
            whatever=best.top.label,
            mean=format_decimal(best.mean, language),
            steps=self._numbers[-1],
        )
        if self.set == NPS:
            score = signed(promoters(best.counts).score or 0)
            said = _("Net Promoter Score %(score)s: %(said)s", score=score, said=said)
        return (
            _("“%(statement)s”: %(said)s", statement=isolated(best.label), said=said)
            if best.label
            else said
        )

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        if len(self.statements) > MOST_STATEMENTS:
            yield "statements", _("at most %(most)s statements", most=MOST_STATEMENTS)
        yield from text_mistakes("statements", self.statements, LONGEST_OPTION, _)
        if self.set:
            if self.set not in SETS:
                yield "set", _("one of %(names)s", names=", ".join(SETS))
            elif self.labels or self.steps:
                yield "set", _("either a ready set, or labels of one’s own")
        elif self.steps:
            if not FEWEST_STEPS <= self.steps <= MOST_STEPS:
                right = _(
                    "between %(least)s and %(most)s steps", least=FEWEST_STEPS, most=MOST_STEPS
                )
                yield "steps", right
            elif len(self.labels) not in (2, self.steps):
                right = _("the labels of the two ends, or of all %(steps)s steps", steps=self.steps)
                yield "labels", right
        elif not FEWEST_STEPS <= len(self.labels) <= MOST_STEPS:
            right = _(
                "between %(least)s and %(most)s labels, or a ready set",
                least=FEWEST_STEPS,
                most=MOST_STEPS,
            )
            yield "labels", right
        if self.first not in (0, 1):
            yield "first", _("0 or 1")
        yield from text_mistakes("labels", self.labels, LONGEST_OPTION, _)

    def names(self, language: str) -> tuple[str, ...]:
        """The label of each step, the lowest first; a number where the deck names only the ends."""
        said = tuple(say(label, language) for label in self._given)
        if not self._numbered:
            return said
        numbers = self._numbers
        ends = f"{numbers[0]} · {said[0]}", f"{numbers[-1]} · {said[1]}"
        return (ends[0], *map(str, numbers[1:-1]), ends[1])

    @property
    def _numbered(self) -> bool:
        """Whether steps are numbers, and only the two ends have labels."""
        return (SETS[self.set].steps if self.set else self.steps) > len(self._given) == 2

    @property
    def _given(self) -> tuple[Text, ...]:
        return SETS[self.set].labels if self.set else self.labels

    @property
    def _numbers(self) -> range:
        """The number of each step, the lowest first: what means are means of."""
        if not self._numbered:
            return range(1, len(self._given) + 1)
        ready = SETS.get(self.set)
        first, steps = (ready.first, ready.steps) if ready else (self.first, self.steps)
        return range(first, first + steps)

    @property
    def _look(self) -> str:
        """How a phone draws the steps: under each other, or in one row."""
        if self._numbered:
            return "row slider" if self.slider else "row"
        return SETS[self.set].look if self.set else ""

    @property
    def _size(self) -> int:
        return len(self.statements) or 1

    def _statement(self, n: int, label: str, tally: Tally, language: str) -> Series:
        """One statement's rows; the base is who rated it."""
        names = self.names(language)
        counts = [tally.get(f"{n}:{step}", 0) for step in range(len(names))]
        base = sum(counts)
        top = 2 if len(counts) >= STEPS_WITH_A_TOP_TWO else 1
        in_top = sum(counts[-top:])
        return Series(
            label=label,
            base=base,
            rows=rows([(str(at), name, counts[at]) for at, name in enumerate(names)], base),
            mean=mean(counts, self._numbers.start),
            median=median(counts, self._numbers.start),
            top=Share(self._top_in_words(top, language), in_top, percent(in_top, base)),
        )

    def _top_in_words(self, top: int, language: str) -> str:
        if self.set:
            return say(SETS[self.set].top, language)
        _ = speak(language)
        return _("choose the top two steps") if top == 2 else _("choose the top step")
