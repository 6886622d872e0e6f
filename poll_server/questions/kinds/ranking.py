"""Put options in order: all of them, or the first few.

An answer is `{"order": [2, 0, 1]}` (options from 0, the best first) or `{"abstain": true}`.
Counters: `order:2>0>1`, one for each order given, `right` and `abstain`. Where only the last option
is left out, the order is completed: nothing else could be meant.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from random import Random
from typing import Any, ClassVar

from poll_server.base.percent import format_decimal, format_percent, percent
from poll_server.base.text import Text, listed
from poll_server.locale import Speech, speak
from poll_server.questions.form import Control, Described, Filled, Form
from poll_server.questions.kind import RIGHT, InvalidAnswer, number
from poll_server.questions.methods.elections import (
    by_duels,
    by_points,
    by_run_off,
    counted,
    double_points,
    firsts,
    named,
)
from poll_server.questions.results import Fact, Measured, Results, Row, Series, Solution, Tally
from poll_server.questions.traits import right
from poll_server.questions.traits.abstention import MayAbstain, base
from poll_server.questions.traits.options import WithOptions, best_first, called, in_front

MOST_OPTIONS = 12
"""More nobody holds in their head at once, nor a phone's screen."""
COUNTER = "order:"
NAMED = 3
"""Places that are read back to who ordered: a phone's foot has two lines."""


class Answer(MayAbstain):
    """The shape of an answer."""

    order: tuple[int, ...] = ()


class Ranking(WithOptions, frozen=True, kw_only=True, tag="ranking"):
    """Options that everybody puts in order."""

    options: tuple[Text, ...]
    places: int = 0
    """how many places there are to fill; 0: one for each option"""
    abstain: bool = False
    """offers an abstention"""
    right_order: tuple[str, ...] = ()
    """the order that is right, by the options' names in any language; empty: none is"""
    explanation: Text = ""
    worth: int = 1
    speed_bonus: int = 0
    """points on top for the fastest; see `traits.speed`"""

    by_group = "more"  # points grow with the people, mean places do not
    shape: ClassVar[type[MayAbstain]] = Answer
    most_options: ClassVar[int] = MOST_OPTIONS

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Ranking")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            **cls.described_options(_),
            "places": Described(
                _("Places to fill"),
                _("0: all options are put in order."),
                least=0,
                most=MOST_OPTIONS,
                column=_("Places"),
                line=r"(?:ranking|rank|rangfolge|reihenfolge)\s*[:=]\s*(?P<value>[0-9]{1,2})",
            ),
            **cls.described_abstention(_),
            "right_order": Described(
                _("Right order"),
                _("The options once more, as they stand above, the first on top. Empty: no quiz."),
                row=_("Option"),
                column=_("Right order"),
                line=r"(?:right order|richtige reihenfolge)\s*[:=]\s*(?P<value>.+)",
            ),
            **right.described(_),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 4 if given & {"places", "right_order"} else 0

    def check_given(self, given: Answer) -> dict[str, Any]:
        order, every = list(given.order), range(len(self.options))
        if len(set(order)) != len(order) or not set(order) <= set(every):
            raise InvalidAnswer("each option once at most, from those on the list")
        if not 1 <= len(order) <= self._places:
            raise InvalidAnswer(f"between 1 and {self._places} options in order")
        if len(order) == len(every) - 1 < self._places:
            order += set(every).difference(order)
        return {"order": order}

    def count_given(self, answer: Any) -> dict[str, int]:
        is_right = answer["order"] == self._right()
        return {named(answer["order"], COUNTER): 1} | ({RIGHT: 1} if is_right else {})

    def _right(self) -> list[int]:
        """The options that fill the places, in the right order."""
        every = list(enumerate(called(self.options)))
        found = [next((n for n, one in every if x in one), -1) for x in self.right_order]
        return found[: self._places]

    def solution(self) -> Solution | None:
        return Solution(order=tuple(self._right())) if self.right_order else None

    def controls(self, language: str) -> tuple[Control, ...]:
        options = [
            Control(
                f"place-{n}",
                "select",
                name,
                look="" if n else "ranking",
                low=1,
                high=self._places,
                for_script={} if n else _for_script(language),
            )
            for n, name in enumerate(self.names(language))
        ]
        return (*options, *self.box_apart(language))

    def read_given(self, form: Form) -> dict[str, Any]:
        """An option's select holds its place; two options at one place cannot both be meant."""
        placed = [
            (number(next(iter(form.get(f"place-{n}", ())), "")), n)
            for n in range(len(self.options))
        ]
        taken = sorted((place, n) for place, n in placed if place > 0)
        places = [place for place, _ in taken]
        twice = next((place for place in places if places.count(place) > 1), 0)
        order = {"order": [n for _, n in taken]}
        # `check` refuses it then, and `objection` says which place it is.
        return order | {"twice": twice} if twice else order

    def objection(self, answer: Any, language: str) -> str:
        if not isinstance(answer, dict) or not answer.get("twice"):
            return ""
        _ = speak(language)
        return _(
            "Place %(n)s is taken twice. Give each place to one option, then send.",
            n=answer["twice"],
        )

    def fill_given(self, answer: Any, language: str) -> Filled:
        return {f"place-{n}": [str(place)] for place, n in enumerate(answer["order"], 1)}

    def in_words_given(self, answer: Any, language: str) -> str:
        names = self.names(language)
        first = [f"{place}. {names[n]}" for place, n in enumerate(answer["order"][:NAMED], 1)]
        return ", ".join(first) + (" …" if len(answer["order"]) > NAMED else "")

    def invent(self, random: Random, language: str) -> Callable[[], Any]:
        """Orders around a common taste; some stop after a few places, some know the right one."""
        taste = self.tastes(random)

        def order() -> Any:
            own = [mean + random.gauss(0, 1) for mean in taste]
            best = sorted(range(len(own)), key=lambda n: -own[n])
            given = self._places if random.random() < 0.8 else random.randint(1, self._places)
            return {"order": best[:given]}

        known = [{"order": self._right()}] if self.right_order else []
        return right.some_know(random, known, self.or_abstain(random, order))

    def instruction(self, language: str) -> str:
        _ = speak(language)
        return _("Put the options in order: 1 comes first.")

    def asked_as(self, language: str) -> str:
        _ = speak(language)
        if self._places < len(self.options):
            return _("Ranking of the first %(n)s", n=self._places)
        return _("Ranking")

    def measured(self, language: str) -> Measured:
        _ = speak(language)
        return Measured(_("Points"), _("First places"), (_("Mean place"),))

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        """The options by points, the most first; level ones in the order of the question."""
        people = base(tally, votes)
        orders, options = counted(tally, COUNTER), len(self.options)
        points, first = double_points(orders, options), firsts(orders, options)
        most = 2 * (options - 1) * people
        found = [
            Row(
                str(n),
                name,
                first[n],
                percent(points[n], most),
                leading=people > 0 and points[n] == max(points),
                value=points[n] / 2 if people else None,
                shown=_halves(points[n], language) if people else "",
                # Of n places, n − points / people is the mean one: Borda points say nothing else.
                more=(
                    format_decimal(options - points[n] / 2 / people, language) if people else "–",
                ),
            )
            for n, name in enumerate(self.names(language))
        ]
        return (Series("", people, best_first(found)),)

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        """What is right; whether it depends on the method who wins."""
        names = self.names(language)
        wanted = [f"{place}. {names[n]}" for place, n in enumerate(self._right(), 1)]
        of = self, wanted, tally, base(tally, votes), language
        return (*right.told(*of, together=True), *self._winners(tally, language))

    def _winners(self, tally: Tally, language: str) -> tuple[Fact, ...]:
        _ = speak(language)
        orders, options = counted(tally, COUNTER), len(self.options)
        methods = {
            _("By points (Borda)"): by_points(orders, options),
            _("In duels (Condorcet)"): by_duels(orders, options),
            _("By run-off"): by_run_off(orders, options),
        }
        winners = list(methods.values())
        level = _("Level options share a place; those last in a run-off leave it together.")
        if len(winners[0]) == 1 and all(one == winners[0] for one in winners):
            return (Fact(_("Same winner by all three methods"), self._named(winners[0], _), level),)
        told = [Fact(method, self._named(won, _)) for method, won in methods.items()]
        found = len({frozenset(won) for won in winners})
        said = _.ngettext("%(n)s result", "%(n)s different results", found)
        return (Fact(_("The method decides"), said, level), *told)

    def default_sentence(self, results: Results, language: str) -> str:
        said = in_front(
            results,
            language,
            lambda _, option, row: _(
                "%(option)s is in front: place %(mean)s of %(all)s on average, in first place for "
                "%(percent)s.",
                option=option,
                mean=row.more[0],
                all=len(self.options),
                percent=format_percent(percent(row.count, results.base), language),
            ),
        )
        return right.with_share(said, results, language)

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        offered = max(len(self.options), 2)
        if not 0 <= self.places <= offered:
            yield "places", _("between 0 (all) and the number of options, %(n)s", n=offered)
        known = [n for n in self._right() if n >= 0]
        if len(set(known)) < len(self._right()):
            yield "right_order", _("each option once, in the words that stand there")
        elif self.right_order and len(known) < self._places:
            yield "right_order", _("an option for each of the %(n)s places", n=self._places)
        yield from right.mistakes(self, "right_order", self.explanation, _)

    @property
    def _places(self) -> int:
        return self.places or len(self.options)

    def _named(self, won: AbstractSet[int], _: Speech) -> str:
        if not won:
            return _("nobody beats all others")
        every = self.names(_.language)
        names = listed([every[n] for n in sorted(won)], _.language)
        return _("%(options)s (level)", options=names) if len(won) > 1 else names


def _halves(points: int, language: str) -> str:
    """Twice the points as points: a whole number, or one with a half."""
    return str(points // 2) if points % 2 == 0 else format_decimal(points / 2, language)


def _for_script(language: str) -> dict[str, str]:
    """What the list on the phone says; it fills the places."""
    _ = speak(language).translations.gettext
    return {
        "order": _("Your order"),
        "none": _("Tap what comes first for you."),
        "left": _("Not in your order yet"),
        "up": _("Move “%(option)s” up"),
        "down": _("Move “%(option)s” down"),
        "out": _("Take “%(option)s” out"),
        "now": _("“%(option)s”: place %(place)s of %(all)s"),
        "gone": _("“%(option)s” is not in your order any more."),
        "twice": _("Place %(n)s is taken twice. Give each place to one option, then send."),
    }
