"""Share out points, dots or credits over options: how much, and not only whether.

An answer is `{"points": [40, 0, 60]}` (for each option from 0) or `{"abstain": true}`. Counters:
`points:0`, how many an option has; `people:0`, how many people gave it some; `left`, what nobody
gave away; and `abstain`. Where costs are squared, points are votes, `cost:0` is their price in
credits, and `left` the credits that were kept.

Squared costs: Lalley, S. P., Weyl, E. G. (2018): “Quadratic Voting: How Mechanism Design Can
Radicalize Democracy”, AEA Papers and Proceedings 108, 33–37: n votes for one option cost n²
credits, so that each further one is bought only by those to whom it matters that much more.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from math import exp, isqrt
from random import Random
from typing import Any, ClassVar

from poll_server.base.percent import format_decimal, format_percent, percent
from poll_server.base.text import Text
from poll_server.locale import Speech, speak
from poll_server.questions.form import Control, Described, Filled, Form
from poll_server.questions.inventing import invention
from poll_server.questions.kind import (
    Fact,
    InvalidAnswer,
    Measured,
    Results,
    Row,
    Series,
    Tally,
    number,
)
from poll_server.questions.traits.abstention import MayAbstain, base
from poll_server.questions.traits.options import WithOptions, best_first, in_front

MOST_OPTIONS = 12
"""More nobody weighs against each other at once."""
MOST_TOTAL = 999
"""Three digits: what a field on a phone holds beside its buttons."""
MOST_DOTS = 10
"""Points so few that they are drawn, and called, dots."""
FINE, COARSE = 1, 5
"""Steps where a deck names none: of few points one, of many five, or tapping takes for ever."""
FEW = 20
NAMED = 3
"""Options that are read back to who answered: a phone's foot has two lines."""


class Answer(MayAbstain):
    """The shape of an answer."""

    points: tuple[int, ...] = ()


class Points(WithOptions, frozen=True, kw_only=True, tag="points"):
    """Points that everybody shares out over options."""

    options: tuple[Text, ...]
    total: int = 100
    """points, dots or credits that one person has"""
    step: int = 0
    """what may be given at once; 0: 5 of many points, 1 of few"""
    squared: bool = False
    """votes are bought: n for one option cost n² credits"""
    abstain: bool = False
    """offers an abstention"""

    shape: ClassVar[type[MayAbstain]] = Answer
    most_options: ClassVar[int] = MOST_OPTIONS

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Points")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            **cls.described_options(_),
            "total": Described(
                _("Points to give"),
                _("Up to 10 are drawn as dots."),
                least=1,
                most=MOST_TOTAL,
                column=_("Points"),
                line=r"(?:points|dots|credits|punkte|klebepunkte)\s*[:=]\s*(?P<value>[0-9]{1,3})",
            ),
            "step": Described(
                _("Points at once"),
                _("0: five of many points, one of few."),
                least=0,
                most=MOST_TOTAL,
                column=_("Points at once"),
            ),
            "squared": Described(
                _("Squared cost"),
                _("Two votes for one option cost 4 credits, three cost 9."),
                column=_("Squared"),
            ),
            **cls.described_abstention(_),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 5 if given & {"total", "squared"} else 0

    def check_given(self, given: Answer) -> dict[str, Any]:
        if len(given.points) != len(self.options):
            raise InvalidAnswer(f"a number for each option: {len(self.options)}")
        if any(n < 0 or n > self.total or n % self.at_once for n in given.points):
            raise InvalidAnswer(f"numbers from 0 in steps of {self.at_once}")
        if not 0 < self.cost(given.points) <= self.total:
            raise InvalidAnswer(f"{self.total} to give away at most, and one at least")
        return {"points": list(given.points)}

    def count_given(self, answer: Any) -> dict[str, int]:
        given = {n: points for n, points in enumerate(answer["points"]) if points}
        counts = {f"points:{n}": points for n, points in given.items()}
        counts |= {f"people:{n}": 1 for n in given}
        if self.squared:
            counts |= {f"cost:{n}": points**2 for n, points in given.items()}
        left = self.total - self.cost(answer["points"])
        return counts | ({"left": left} if left else {})

    def controls(self, language: str) -> tuple[Control, ...]:
        options = [
            Control(
                f"points-{n}",
                "number",
                name,
                look="" if n else "points",
                high=isqrt(self.total) if self.squared else self.total,
                step=self.at_once if self.at_once > 1 else 0,
                for_script={} if n else self._for_script(language),
            )
            for n, name in enumerate(self.names(language))
        ]
        return (*options, *self.box_apart(language))

    def read_given(self, form: Form) -> dict[str, Any]:
        written = [
            next(iter(form.get(f"points-{n}", ())), "").strip() for n in range(len(self.options))
        ]
        return {"points": [number(text) if text else 0 for text in written]}

    def objection(self, answer: Any, language: str) -> str:
        if not isinstance(answer, dict) or not (given := answer.get("points")):
            return ""
        _ = speak(language)
        if min(given) < 0 or any(n % self.at_once for n in given):
            return _("Please give whole numbers in steps of %(n)s.", n=self.at_once)
        if (over := self.cost(given) - self.total) > 0:
            return _(
                "That is %(given)s of %(all)s: take back %(over)s, then send.",
                given=self.cost(given),
                all=self.total,
                over=over,
            )
        return ""

    def fill_given(self, answer: Any, language: str) -> Filled:
        return {f"points-{n}": [str(given)] for n, given in enumerate(answer["points"]) if given}

    def in_words_given(self, answer: Any, language: str) -> str:
        names = self.names(language)
        # The most first; sorting keeps the order of the question where they are level.
        given = sorted(enumerate(answer["points"]), key=lambda each: -each[1])
        said = [f"{names[n]} {points}" for n, points in given if points]
        return ", ".join(said[:NAMED]) + (" …" if len(said) > NAMED else "")

    def invent(self, random: Random, language: str) -> Callable[[], Any]:
        """Points by a common taste and one's own, given step by step until little is left."""
        taste = self.tastes(random)

        def shared() -> Any:
            likes = [exp(mean + random.gauss(0, 1)) for mean in taste]
            given = [0] * len(likes)
            keeps = random.random() < invention.ABSTAINING
            while True:
                n = random.choices(range(len(likes)), likes)[0]
                given[n] += self.at_once
                if self.cost(given) > self.total or (keeps and self.cost(given) > self.total / 2):
                    given[n] -= self.at_once
                    if any(given):
                        return {"points": given}

        return self.or_abstain(random, shared)

    def instruction(self, language: str) -> str:
        _ = speak(language)
        if self.squared:
            return _(
                "You have %(n)s credits. One vote for an option costs 1, two cost 4, three cost 9.",
                n=self.total,
            )
        if self._dots:
            return _.ngettext("Give %(n)s dot.", "Give out %(n)s dots.", self.total)
        return _("Share out %(n)s points.", n=self.total)

    def asked_as(self, language: str) -> str:
        _ = speak(language)
        if self.squared:
            return _("Votes at squared cost, %(n)s credits", n=self.total)
        if self._dots:
            return _.ngettext("%(n)s dot", "%(n)s dots", self.total)
        return _("%(n)s points to share out", n=self.total)

    def measured(self, language: str) -> Measured:
        _ = speak(language)
        if self.squared:
            return Measured(_("Mean votes"), _("People behind it"), (_("Credits spent"),))
        return Measured(_("Mean dots") if self._dots else _("Mean points"), _("People behind it"))

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        """The options by points, the most first; level ones in the order of the question."""
        people = base(tally, votes)
        sums = [tally.get(f"points:{n}", 0) for n in range(len(self.options))]
        most = isqrt(self.total) if self.squared else self.total
        found = [
            Row(
                str(n),
                name,
                tally.get(f"people:{n}", 0),
                percent(sums[n], most * people),
                leading=sums[n] == max(sums) > 0,
                value=sums[n] / people if people else None,
                shown=format_decimal(sums[n] / people, language) if people else "",
                more=(str(tally.get(f"cost:{n}", 0)),) if self.squared else (),
            )
            for n, name in enumerate(self.names(language))
        ]
        return (Series("", people, best_first(found)),)

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        """What is left, on average; nothing where that is nothing."""
        _ = speak(language)
        left = format_decimal(tally.get("left", 0) / base(tally, votes), language)
        if left == format_decimal(0, language):
            return ()
        of = _("%(n)s of %(all)s on average", n=left, all=self.total)
        return (Fact(_("Credits left") if self.squared else _("Not given away"), of),)

    def default_sentence(self, results: Results, language: str) -> str:
        def alone(_: Speech, option: str, row: Row) -> str:
            givers = format_percent(percent(row.count, results.base), language)
            if self.squared:
                return _(
                    "%(option)s is in front: %(mean)s votes on average; %(percent)s gave it some.",
                    option=option,
                    mean=row.shown,
                    percent=givers,
                )
            return _(
                "%(option)s is in front: %(mean)s of %(all)s on average; %(percent)s gave it some.",
                option=option,
                mean=row.shown,
                all=self.total,
                percent=givers,
            )

        return in_front(results, language, alone)

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        if not 1 <= self.total <= MOST_TOTAL:
            yield "total", _("between 1 and %(most)s points", most=MOST_TOTAL)
        elif self.step < 0 or self.total % self.at_once or (self.squared and self.at_once > 1):
            yield (
                "step",
                _("a part of %(n)s that it can be divided by; 1 at squared cost", n=self.total),
            )

    def cost(self, given: Iterable[int]) -> int:
        """What so many points or votes for the options take of the total."""
        return sum(n * n if self.squared else n for n in given)

    @property
    def at_once(self) -> int:
        """The step in which points are given."""
        if self.step > 0 or self.squared or self.total <= FEW or self.total % COARSE:
            return max(self.step, FINE)
        return COARSE

    @property
    def _dots(self) -> bool:
        return self.total <= MOST_DOTS and not self.squared

    def _for_script(self, language: str) -> dict[str, str]:
        """What the phone's script says and counts with; it fills the places."""
        _ = speak(language).translations.gettext
        return {
            "total": str(self.total),
            "squared": "yes" if self.squared else "",
            "dots": "yes" if self._dots else "",
            "left": _("%(n)s of %(all)s left"),
            "all": _("All given: nothing left."),
            "over": _("No more are left. Take some away elsewhere first."),
            "more": _("More for “%(option)s”"),
            "less": _("Less for “%(option)s”"),
        }
