"""Say how much stands against each of a few proposals (systemic consensing, `consensing.py`).

An answer is `{"against": [0, 7, 10]}`, 0 to 10 for each proposal, or `{"abstain": true}`. None is
left out: a proposal that few looked at would seem to be in nobody's way. Counters:
`proposal:resistance`, such as `1:7`, and `abstain`.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import Any, ClassVar

import msgspec

from poll_server.base.percent import format_decimal, format_percent
from poll_server.base.text import Text, listed, say
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.drawing.figures import bars
from poll_server.questions.form import Control, Described, Form, Option
from poll_server.questions.kind import (
    LONGEST_OPTION,
    Fact,
    InvalidAnswer,
    Measure,
    Measured,
    Results,
    Row,
    Series,
    Tally,
    number,
    text_mistakes,
)
from poll_server.questions.methods.consensing import (
    MOST_RESISTANCE,
    STRONG,
    group_resistance,
    strong,
    total,
)
from poll_server.questions.traits.abstention import MayAbstain, WithAbstention, base
from poll_server.questions.traits.options import quoted

MOST_PROPOSALS = 10
"""With “as it is now”: more nobody weighs against each other."""


class Answer(MayAbstain):
    """The shape of an answer."""

    against: tuple[int | None, ...] = ()


class Resistance(WithAbstention, frozen=True, kw_only=True, tag="resistance"):
    """Proposals, each with as much resistance as everybody feels against it."""

    proposals: tuple[Text, ...]
    now: bool = True
    """“as it is now” is one of the proposals, the last"""
    abstain: bool = False
    """offers an abstention"""

    shape: ClassVar[type[MayAbstain]] = Answer
    lines: ClassVar[str] = "proposals"
    begun: ClassVar[Mapping[str, Any]] = {"proposals": ["", ""]}

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Resistance")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            "proposals": Described(
                _("Proposals"),
                _("The one with the least resistance carries (systemic consensing)."),
                row=_("Proposal"),
                column=_("Answer"),
            ),
            "now": Described(
                _("“As it is now” is one of the proposals"),
                _("So it is seen whether anything at all is wanted more than that."),
                column=_("As it is now"),
                line=r"(?:resistance|widerstand)\s*[:=]\s*(?P<value>\w+)",
            ),
            **cls.described_abstention(_),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 4 if "now" in given else 0

    def check_given(self, given: Answer) -> dict[str, Any]:
        said = [value for value in given.against if value is not None]
        if len(said) != self._size or len(given.against) != self._size:
            raise InvalidAnswer(f"a number for each of {self._size} proposals")
        if not all(0 <= value <= MOST_RESISTANCE for value in said):
            raise InvalidAnswer(f"each from 0 to {MOST_RESISTANCE}")
        return {"against": said}

    def objection(self, answer: Any, language: str) -> str:
        return self._missing(language) if None in answer.get("against", ()) else ""

    def _missing(self, language: str) -> str:
        _ = speak(language)
        return _("Please give each proposal a number from 0 to %(most)s.", most=MOST_RESISTANCE)

    def count_given(self, answer: Any) -> dict[str, int]:
        said = enumerate(answer["against"])
        return {f"{n}:{value}": 1 for n, value in said if value is not None}

    def controls(self, language: str) -> tuple[Control, ...]:
        _ = speak(language)
        least, most = _("nothing against it"), _("unbearable")
        labels = [f"0 · {least}", *map(str, range(1, MOST_RESISTANCE))]
        labels.append(f"{MOST_RESISTANCE} · {most}")
        steps = tuple(Option(str(n), label) for n, label in enumerate(labels))
        groups = [
            Control(
                f"against-{n}",
                "radio",
                name,
                steps,
                most=1,
                least=1,
                look="row",
                for_script={} if n else {"missing": self._missing(language)},
            )
            for n, name in enumerate(self.names(language))
        ]
        return (*groups, *self.box_apart(language))

    def read_given(self, form: Form) -> dict[str, Any]:
        picked = [next(iter(form.get(f"against-{n}", ())), None) for n in range(self._size)]
        return {"against": [None if value is None else number(value) for value in picked]}

    def rows_of(
        self, answer: Any, language: str, shown: Sequence[AbstractSet[str]] = ()
    ) -> list[set[str]]:
        """None: a row tells of everybody's resistance."""
        return [set()]

    def asked_as(self, language: str) -> str:
        _ = speak(language)
        return _("Resistance against %(n)s proposals", n=self._size)

    def names(self, language: str) -> tuple[str, ...]:
        """The proposals, “as it is now” last."""
        _ = speak(language)
        said = tuple(say(text, language) for text in self.proposals)
        return (*said, _("As it is now")) if self.now else said

    @property
    def _size(self) -> int:
        return len(self.proposals) + self.now

    def measured(self, language: str) -> Measured:
        _ = speak(language)
        objections = _("Strong objections (%(least)s–%(most)s)", least=STRONG, most=MOST_RESISTANCE)
        return Measured(_("Group resistance"), objections, (_("Mean (0–10)"),))

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        """The proposals, the least resistance first; level ones in the order of the question."""
        counts = self._counts(tally)
        means = [_mean(each) for each in counts]
        least = min((mean for mean in means if mean is not None), default=None)
        found = [
            Row(
                str(n),
                name,
                strong(each),
                group_resistance(each),
                leading=mean is not None and mean == least,
                value=None if mean is None else float(mean) * 100 / MOST_RESISTANCE,
                shown="" if mean is None else format_percent(group_resistance(each), language),
                more=("–" if mean is None else format_decimal(float(mean), language),),
            )
            for n, (name, each, mean) in enumerate(
                zip(self.names(language), counts, means, strict=True)
            )
        ]
        order = sorted(range(len(found)), key=lambda n: (means[n] is None, means[n] or 0))
        return (Series("", base(tally, votes), tuple(found[n] for n in order)),)

    def _counts(self, tally: Tally) -> list[list[int]]:
        """How many said 0, 1, … 10 of each proposal."""
        return [
            [tally.get(f"{n}:{value}", 0) for value in range(MOST_RESISTANCE + 1)]
            for n in range(self._size)
        ]

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        _ = speak(language)
        series = self.series(tally, votes, language)[0]
        rows, leaders = series.rows, series.leaders
        if not leaders:
            return ()
        first = Fact(
            _("Least resistance"),
            f"{listed([row.label for row in leaders], language)} ({leaders[0].shown})",
            self._beside_now(rows, _),
        )
        objected = sorted((row for row in rows if row.count), key=lambda row: -row.count)
        told = " · ".join(f"{row.label}: {row.count}" for row in objected)
        number = str(sum(row.count for row in rows)) if objected else _("none")
        return (first, Fact(_("Strong objections"), number, told))

    def _beside_now(self, rows: Sequence[Row], _: Speech) -> str:
        """What is less resisted than how it is."""
        now = next((row for row in rows if row.key == str(self._size - 1)), None)
        if not self.now or now is None or now.value is None:
            return ""
        better = sum(row.value is not None and row.value < now.value for row in rows)
        if not better:
            return _("Nothing meets less resistance than how it is now.")
        return _.ngettext(
            "%(n)s proposal meets less resistance than how it is now (%(now)s).",
            "%(n)s proposals meet less resistance than how it is now (%(now)s).",
            better,
            now=now.shown,
        )

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        _ = speak(language)
        marked = [
            msgspec.structs.replace(
                row,
                label=_.ngettext(
                    "%(label)s (%(n)s strong objection)",
                    "%(label)s (%(n)s strong objections)",
                    row.count,
                    label=row.label,
                ),
            )
            if row.count
            else row
            for row in results.series[0].rows
        ]
        return bars(marked, look, measure, language)

    def default_sentence(self, results: Results, language: str) -> str:
        leaders = results.series[0].leaders
        if not leaders:
            return ""
        _ = speak(language)
        return _.ngettext(
            "%(options)s meets the least resistance: %(percent)s of the most there could be.",
            "%(options)s meet the least resistance: %(percent)s of the most there could be.",
            len(leaders),
            options=quoted(leaders, language),
            percent=leaders[0].shown,
        )

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        least, most = 2 - self.now, MOST_PROPOSALS - self.now
        if not least <= len(self.proposals) <= most:
            yield "proposals", _("between %(least)s and %(most)s proposals", least=least, most=most)
        yield from text_mistakes("proposals", self.proposals, LONGEST_OPTION, _)


def _mean(counts: Sequence[int]) -> Fraction | None:
    people = sum(counts)
    return Fraction(total(counts), people) if people else None
