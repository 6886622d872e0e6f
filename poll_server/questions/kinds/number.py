"""Estimate a number: how many, how far, how much.

An answer is `{"number": 12.5}`; a form holds `{"number": "12,5"}`, which is read on its way in.
Counters: the number itself, such as `12.5`. Many different ones are shown in bins (`spread.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from random import Random
from typing import Any

import msgspec

from poll_server.base.text import Text, say
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.drawing.histogram import histogram
from poll_server.questions.form import Control, Described, Filled, Form
from poll_server.questions.kind import (
    Fact,
    InvalidAnswer,
    Measure,
    Question,
    Results,
    Series,
    Solution,
    Tally,
    clean,
    rows,
    shaped,
    text_mistakes,
)
from poll_server.questions.methods.bounds import MOST_DECIMALS, Bounds
from poll_server.questions.methods.numbers import LONGEST_NUMBER, as_typed, exact, meant, plain
from poll_server.questions.methods.spread import Bin, bins, place, pointing, spread
from poll_server.questions.methods.wording import Wording
from poll_server.questions.traits import estimated
from poll_server.questions.traits.estimated import RightNumber, counts_of
from poll_server.questions.traits.right import mistakes, why

LONGEST_UNIT = 20
INVENTED_SPREAD = 0.35
"""Of the favourite number, the standard deviation of a rehearsal's estimates."""


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """The shape of an answer; `check` sees to the rest."""

    number: int | float | str


class Number(Question, frozen=True, kw_only=True, tag="number"):
    """One number from everybody."""

    unit: Text = ""
    """what it is a number of: “km”, “years”"""
    decimals: int = 0
    """decimal places that an answer may have"""
    low: str = ""
    """the least that may be answered, as it is written; empty: no bound"""
    high: str = ""
    """the most that may be answered"""
    right: str = ""
    """the right number, shown with the result and never before"""
    tolerance: str = ""
    """how far off is right, too, as it is written; empty: the right number alone"""
    worth: int = 1
    """points for a right answer"""
    speed_bonus: int = 0
    """points on top for the fastest; see `traits.speed`"""
    explanation: Text = ""
    """why, told with it"""
    by_group = "facts"

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Estimate of a number")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            "unit": Described(
                _("Unit"),
                _("Such as km or years."),
                line=r"(?:unit|einheit)\s*[:=]\s*(?P<value>.+)",
            ),
            "decimals": Described(
                _("Decimal places"),
                _("0: whole numbers."),
                least=0,
                most=MOST_DECIMALS,
                column=_("Decimal places"),
                line=r"(?:decimals|nachkommastellen)\s*[:=]\s*(?P<value>[0-9])",
            ),
            "low": Described(
                _("Least number"),
                _("Empty: no bound."),
                column=_("Least number"),
                line=r"(?:from|von)\s*[:=]\s*(?P<value>[-−0-9.,\s]+)",
            ),
            "high": Described(
                _("Greatest number"),
                _("Empty: no bound."),
                column=_("Greatest number"),
                line=r"(?:to|bis)\s*[:=]\s*(?P<value>[-−0-9.,\s]+)",
            ),
            **estimated.described(_),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 4 if given & {"unit", "decimals", "low", "high", "right", "tolerance"} else 0

    def check(self, answer: Any) -> dict[str, Any]:
        given = shaped(answer, Answer).number
        found = self._bounds.fitting(self._bare(given) if isinstance(given, str) else given)
        if len(found) != 1:
            raise InvalidAnswer("one number, within the bounds and with so many decimal places")
        return {"number": plain(found[0])}

    def _bare(self, text: str) -> str:
        """`text` without the unit, which some write after the number."""
        text = clean(text)
        units = {self.unit} if isinstance(self.unit, str) else set(self.unit.values())
        for unit in filter(None, units):
            text = text.removesuffix(unit).strip()
        return text

    @property
    def _bounds(self) -> Bounds:
        return Bounds(self.decimals, self._one(self.low), self._one(self.high))

    def _one(self, written: str) -> Decimal | None:
        """The number of a deck; None where there is none, or it is unclear which."""
        found = meant(written, self.decimals)
        return found[0] if len(found) == 1 else None

    def count(self, answer: Any) -> dict[str, int]:
        return {str(answer["number"]): 1}

    def controls(self, language: str) -> tuple[Control, ...]:
        _ = speak(language)
        unit = say(self.unit, language)
        legend = _("Your number (%(unit)s)", unit=unit) if unit else _("Your number")
        bounds = self._bounds
        told = {
            "mark": "," if language == "de" else ".",
            "group": "\u202f" if language == "de" else ",",
            "unit": unit,
            "decimals": str(self.decimals),
            "low": _plain(bounds.low),
            "high": _plain(bounds.high),
            "no_number": bounds.no_number(language),
            "unclear": bounds.unclear(language),
            "places": bounds.too_precise(language),
            "bounds": bounds.outside(language),
        }
        legend = bounds.told(legend, language)
        return (
            Control(
                "number", "text", legend, length=LONGEST_NUMBER, look="number", for_script=told
            ),
        )

    def read(self, form: Form) -> dict[str, Any]:
        return {"number": next(iter(form.get("number", ())), "")}

    def fill(self, answer: Any, language: str) -> Filled:
        return {"number": [as_typed(answer["number"], language)]}

    def in_words(self, answer: Any, language: str) -> str:
        return self._wording(language).whole(exact(answer["number"]))

    def objection(self, answer: Any, language: str) -> str:
        return self._bounds.objection(self._bare(str(answer["number"])), language)

    def invent(self, random: Random, language: str) -> Any:
        """Estimates around a favourite: the right number, or one between the bounds."""
        bounds = self._bounds
        low, high = (None if b is None else float(b) for b in (bounds.low, bounds.high))
        middle = (low + high) / 2 if low is not None and high is not None else low or high or 40.0
        favourite = float(self._one(self.right) or Decimal(str(middle)))
        wide = abs(favourite) * INVENTED_SPREAD or 5.0

        def one() -> Any:
            value = random.gauss(favourite, wide)
            value = max(low, value) if low is not None else value
            value = min(high, value) if high is not None else value
            inside = [round(value, self.decimals), low, high, favourite]
            fits = (v for v in inside if v is not None and bounds.fits(exact(round(v, 9))))
            return self.check({"number": plain(exact(next(fits, 0.0)))})

        return one

    def asked_as(self, language: str) -> str:
        _ = speak(language)
        return _("Estimate")

    def rows_of(
        self, answer: Any, language: str, shown: Sequence[AbstractSet[str]] = ()
    ) -> list[set[str]]:
        if not shown:
            return super().rows_of(answer, language)
        number = exact(answer["number"])
        return [{key for key in keys if Bin.keyed(key).holds(number)} for keys in shown]

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        found = bins(counts_of(tally), self.decimals)
        words = self._wording(language)
        counts = [(each.key, words.of_bin(each), each.people) for each in found]
        return (Series("", votes, rows(counts, votes)),)

    def _wording(self, language: str) -> Wording:
        return Wording(say(self.unit, language), self.decimals, language)

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        counts = counts_of(tally)
        if not (told := spread(counts)):
            return ()
        _ = speak(language)
        words, target = self._wording(language), self._target
        first, median, third = told.quartiles
        off = words.off(median, target.number) if target else ""
        quarter = _("A quarter is below, and a quarter above.") if first < third else ""
        facts = [
            Fact(_("Median"), words.whole(median), off),
            Fact(_("Mean"), words.whole(told.mean)),
            Fact(_("Middle half"), words.between(first, third), quarter),
        ]
        if target is not None:
            close = target.close(counts, words)
            facts.insert(0, Fact(_("Right"), words.whole(target.number), close))
            facts += why(self, language)
        return tuple(facts)

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        shown, right, mark = results.series[0].rows, self._one(self.right), None
        if right is not None and shown:
            _ = speak(language)
            words = _("Right: %(right)s", right=self._wording(language).whole(right))
            columns = [Bin.keyed(row.key) for row in shown]
            mark = place(columns, right, self.decimals), pointing(columns, right, words)
        return histogram(shown, look, measure, language, mark=mark)

    def default_sentence(self, results: Results, language: str) -> str:
        values = {fact.label: fact for fact in results.facts}
        _ = speak(language)
        if not values:
            return ""
        told = {"median": values[_("Median")].value, "middle": values[_("Middle half")].value}
        sentence = _("The median of all answers is %(median)s.", **told)
        if told["median"] != told["middle"]:
            sentence = _(
                "The median of all answers is %(median)s, half of them are within %(middle)s.",
                **told,
            )
        if right := values.get(_("Right")):
            right_is = _("Right is %(right)s; %(close)s.", right=right.value, close=right.note)
            sentence += " " + right_is
        return sentence

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        if self.unit:
            yield from text_mistakes("unit", (self.unit,), LONGEST_UNIT, _)
        if not 0 <= self.decimals <= MOST_DECIMALS:
            yield "decimals", _("between 0 and %(most)s", most=MOST_DECIMALS)
        for field in ("low", "high", "right"):
            written = getattr(self, field)
            if written and self._one(written) is None:
                yield field, _("a number that can be read in one way, such as 12 or 12.5")
        bounds = self._bounds
        if bounds.low is not None and bounds.high is not None and bounds.low >= bounds.high:
            yield "high", _("more than the least number")
        right = self._one(self.right)
        if right is not None and not bounds.fits(right):
            yield "right", _("a number that may be answered")
        yield from estimated.mistakes(self.tolerance, self.right, self.decimals, _)
        yield from mistakes(self, "right", self.explanation, _)

    @property
    def _target(self) -> RightNumber | None:
        if (right := self._one(self.right)) is None:
            return None
        return RightNumber(right, self._one(self.tolerance), self.decimals)

    def solution(self) -> Solution | None:
        target = self._target
        return Solution((target.span.key,), span=True) if target else None

    def verdict(self, answer: Any) -> bool | None:
        target = self._target
        return target.span.holds(exact(answer["number"])) if target else None


def _plain(bound: Decimal | None) -> str:
    return "" if bound is None else str(plain(bound))
