"""Place each of a few things on two axes from 0 to 10, such as effort and benefit.

An answer is `{"at": [[3, 8], null]}`, across and up for each item (null: left out), or
`{"abstain": true}`. Counters: `item:across:up`, such as `0:3:8`, and `abstain`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from poll_server.base.percent import format_decimal, percent
from poll_server.base.text import Text, say
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.drawing.field import field
from poll_server.questions.form import Control, Described, Filled, Form
from poll_server.questions.inventing import invention
from poll_server.questions.kind import (
    LONGEST_OPTION,
    InvalidAnswer,
    Measure,
    Measured,
    ResultForm,
    Results,
    Row,
    Series,
    Spot,
    Tally,
    number,
    text_mistakes,
)
from poll_server.questions.traits.abstention import MayAbstain, WithAbstention, base
from poll_server.questions.traits.options import quoted

MOST_ITEMS = 8
"""Of more, nobody sees on a stage which is which."""
FARTHEST = 10
"""The end of both axes: 11 steps, each 24 px wide on the narrowest phone (WCAG 2.2, 2.5.8)."""
LONGEST_AXIS = 60
"""Characters of an axis: two lines beside the field."""
NAMED = 3
"""Items that are read back to who answered: a phone's foot has two lines."""
INVENTED_SPREAD = 1.8
"""Steps, the standard deviation of a rehearsal's people around a common place."""


class Answer(MayAbstain):
    """The shape of an answer."""

    at: tuple[tuple[int | None, int | None] | None, ...] = ()


class Grid(WithAbstention, frozen=True, kw_only=True, tag="grid"):
    """Items, each with a place in a field of two axes."""

    items: tuple[Text, ...]
    across: Text = ""
    """what the axis from left to right says"""
    up: Text = ""
    """what the axis from bottom to top says"""
    abstain: bool = False
    """offers an abstention"""

    by_group = ""
    shape: ClassVar[type[MayAbstain]] = Answer
    lines: ClassVar[str] = "items"
    begun: ClassVar[Mapping[str, Any]] = {"items": ["", ""]}

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Two axes")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            "items": Described(
                _("Items"),
                _("Each gets a place between the two axes."),
                row=_("Item"),
                column=_("Answer"),
            ),
            "across": Described(
                _("From left to right"),
                _("What 0 to 10 says: effort, for example."),
                column=_("From left to right"),
                line=r"(?:across|x-axis|waagerecht|x-achse)\s*[:=]\s*(?P<value>.+)",
            ),
            "up": Described(
                _("From bottom to top"),
                _("What 0 to 10 says: benefit, for example."),
                column=_("From bottom to top"),
                line=r"(?:up|y-axis|senkrecht|y-achse)\s*[:=]\s*(?P<value>.+)",
            ),
            **cls.described_abstention(_),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 6 if given & {"across", "up"} else 0

    def check_given(self, given: Answer) -> dict[str, Any]:
        if len(given.at) != len(self.items):
            raise InvalidAnswer(f"a place, or null, for each item: {len(self.items)}")
        placed = [place for place in given.at if place is not None]
        if not all(n is not None and 0 <= n <= FARTHEST for place in placed for n in place):
            raise InvalidAnswer(f"both numbers of a place from 0 to {FARTHEST}")
        if not placed:
            raise InvalidAnswer("a place for one item at least")
        return {"at": [None if place is None else list(place) for place in given.at]}

    def objection(self, answer: Any, language: str) -> str:
        half = [n for n, place in enumerate(answer.get("at", ())) if place and None in place]
        if not half:
            return ""
        return self._half(language) % {"item": say(self.items[half[0]], language)}

    def _half(self, language: str) -> str:
        """With a place for the item, which the phone's script fills too."""
        return speak(language).translations.gettext(
            "Please give “%(item)s” a number on both axes, or on none."
        )

    def count_given(self, answer: Any) -> dict[str, int]:
        placed = enumerate(answer["at"])
        return {f"{n}:{place[0]}:{place[1]}": 1 for n, place in placed if place is not None}

    def controls(self, language: str) -> tuple[Control, ...]:
        _ = speak(language)
        axes = self._axes(language)
        told = {
            "half": self._half(language),
            "tap": _.translations.gettext("Tap where “%(item)s” belongs, or choose numbers below."),
            "done": _("Everything has its place. Drag to move something."),
        }
        groups = [
            Control(
                f"at-{n}",
                "select",
                say(text, language),
                look="grid",
                high=FARTHEST,
                parts=axes,
                for_script={} if n else told,
            )
            for n, text in enumerate(self.items)
        ]
        return (*groups, *self.box_apart(language))

    def read_given(self, form: Form) -> dict[str, Any]:
        return {"at": [_place(form.get(f"at-{n}", ())) for n in range(len(self.items))]}

    def fill_given(self, answer: Any, language: str) -> Filled:
        placed = enumerate(answer["at"])
        return {f"at-{n}": [str(step) for step in place] for n, place in placed if place}

    def in_words_given(self, answer: Any, language: str) -> str:
        placed = [(n, place) for n, place in enumerate(answer["at"]) if place]
        said = [f"{say(self.items[n], language)} ({x}, {y})" for n, (x, y) in placed[:NAMED]]
        return ", ".join(said) + (" …" if len(placed) > NAMED else "")

    def invent(self, random: Random, language: str) -> Callable[[], Any]:
        """Places around a common one for each item; some people leave an item out."""
        common = [(random.uniform(1, 9), random.uniform(1, 9)) for _ in self.items]

        def step(middle: float) -> int:
            return min(max(round(random.gauss(middle, INVENTED_SPREAD)), 0), FARTHEST)

        def places() -> Any:
            at = [
                [step(x), step(y)] if not n or random.random() >= invention.SKIPPING else None
                for n, (x, y) in enumerate(common)
            ]
            return {"at": at}

        return self.or_abstain(random, places)

    def instruction(self, language: str) -> str:
        _ = speak(language)
        across, up = self._axes(language)
        return _("Where is it, from 0 to 10? Across: %(across)s. Up: %(up)s.", across=across, up=up)

    def asked_as(self, language: str) -> str:
        _ = speak(language)
        return _.ngettext("%(n)s item on two axes", "%(n)s items on two axes", len(self.items))

    @property
    def result_form(self) -> ResultForm:
        return "field"

    def measured(self, language: str) -> Measured:
        _ = speak(language)
        return Measured(_("Mean (0–10)"), _("Placed by"))

    def rows_of(
        self, answer: Any, language: str, shown: Sequence[AbstractSet[str]] = ()
    ) -> list[set[str]]:
        """None: a row tells of the mean of all."""
        return [set(), set()]

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        """The items on the first axis, and again on the second, in the order of the question."""
        people, spots = base(tally, votes), self.spots(tally)
        return tuple(
            Series(label, people, self._rows([_sum(each, axis) for each in spots], language))
            for axis, label in enumerate(self._axes(language))
        )

    def _rows(self, sums: Sequence[tuple[int, int]], language: str) -> tuple[Row, ...]:
        """A row an item, of what its numbers on one axis add up to, and of how many people."""
        means = [Fraction(total, people) if people else None for total, people in sums]
        highest = max((mean for mean in means if mean is not None), default=None)
        return tuple(
            Row(
                str(n),
                say(self.items[n], language),
                people,
                percent(total, FARTHEST * people),
                leading=mean is not None and mean == highest,
                value=None if mean is None else float(mean),
                shown="" if mean is None else format_decimal(float(mean), language),
            )
            for n, ((total, people), mean) in enumerate(zip(sums, means, strict=True))
        )

    def spots(self, tally: Tally) -> tuple[tuple[Spot, ...], ...]:
        steps = range(FARTHEST + 1)
        return tuple(
            tuple(
                Spot(x, y, people)
                for x in steps
                for y in steps
                if (people := tally.get(f"{n}:{x}:{y}", 0))
            )
            for n in range(len(self.items))
        )

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        return field(results, look, language)

    def default_sentence(self, results: Results, language: str) -> str:
        _ = speak(language)
        far = [[row for row in one.rows if row.leading] for one in results.series]
        if not all(far):
            return ""
        right, top = (quoted(rows, language) for rows in far)
        across, up = self._axes(language)
        told = {"across": across, "up": up, "x": far[0][0].shown, "y": far[1][0].shown}
        if len(self.items) == 1:
            return _(
                "%(item)s on average: %(across)s %(x)s, %(up)s %(y)s (0 to 10).", item=right, **told
            )
        return _(
            "%(up)s is highest for %(top)s (%(y)s on average), %(across)s for %(right)s (%(x)s).",
            top=top,
            right=right,
            **told,
        )

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        if not 1 <= len(self.items) <= MOST_ITEMS:
            yield "items", _("between 1 and %(most)s items", most=MOST_ITEMS)
        yield from text_mistakes("items", self.items, LONGEST_OPTION, _)
        yield from text_mistakes("across", (self.across,), LONGEST_AXIS, _)
        yield from text_mistakes("up", (self.up,), LONGEST_AXIS, _)
        if self.across and self.across == self.up:
            yield "up", _("something else than “From left to right” says")

    def _axes(self, language: str) -> tuple[str, str]:
        return say(self.across, language), say(self.up, language)


def _place(written: Sequence[str]) -> list[int | None] | None:
    """What two selects say, `None` where one is empty; nothing where both are."""
    # Of a form that was made by hand, there may be none, or more.
    steps = [number(text) if text else None for text in [*written, "", ""][:2]]
    return None if steps == [None, None] else steps


def _sum(spots: Sequence[Spot], axis: int) -> tuple[int, int]:
    """What the numbers on one axis add up to, and how many people gave them."""
    total = sum((spot.y if axis else spot.x) * spot.people for spot in spots)
    return total, sum(spot.people for spot in spots)
