"""Estimate a number: how many, how far, how much.

An answer is `{"number": 12.5}`; a form holds `{"number": "12,5"}`, which is read on its way in.
Counters: the number itself, such as `12.5`. Many different ones are shown in bins (`spread.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any, ClassVar

import msgspec

from poll_server.base.percent import format_percent, percent
from poll_server.base.text import Text, say
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.drawing.histogram import histogram
from poll_server.questions.form import Control, Described, Filled, Form
from poll_server.questions.kind import (
    ABSTAIN,
    Fact,
    InvalidAnswer,
    Measure,
    Question,
    Results,
    Row,
    Series,
    Tally,
    clean,
    rows,
    shaped,
    text_mistakes,
)
from poll_server.questions.methods.numbers import (
    LONGEST_NUMBER,
    MOST_DIGITS,
    exact,
    format_number,
    meant,
    places,
    plain,
    readings,
)
from poll_server.questions.methods.spread import Bin, Spread, bins, spread

MOST_DECIMALS = 4
LONGEST_UNIT = 20
PRECISE_BELOW = 100
"""Means and quartiles of smaller numbers have a decimal place more than the answers."""
NEAR = Decimal("0.1")
"""Of the right value: who is no further from it came close."""
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

    begun: ClassVar[Mapping[str, Any]] = {}

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
            "right": Described(
                _("Right number"),
                _("Shown with the result, and how close the hall came. Empty: there is none."),
                column=_("Right number"),
                line=r"(?:right|answer|richtig|lösung)\s*[:=]\s*(?P<value>[-−0-9.,\s]+)",
            ),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 4 if given & {"unit", "decimals", "low", "high", "right"} else 0

    def check(self, answer: Any) -> dict[str, Any]:
        given = shaped(answer, Answer).number
        found = self._fitting(given)
        if len(found) != 1:
            raise InvalidAnswer("one number, within the bounds and with so many decimal places")
        return {"number": plain(found[0])}

    def _fitting(self, given: int | float | str) -> list[Decimal]:
        """What `given` can mean of what may be answered."""
        if not isinstance(given, str):
            given = str(given) if len(str(given)) <= LONGEST_NUMBER else ""
            try:
                found = [Decimal(given)]
            except InvalidOperation:
                return []
        else:
            found = meant(self._bare(given), self.decimals)
        return [value for value in found if value.is_finite() and self._fits(value)]

    def _fits(self, value: Decimal) -> bool:
        low, high = self._bounds
        return (
            abs(value) < 10**MOST_DIGITS
            and places(value) <= self.decimals
            and (low is None or low <= value)
            and (high is None or value <= high)
        )

    def _bare(self, text: str) -> str:
        """`text` without the unit, which some write after the number."""
        text = clean(text)
        units = {self.unit} if isinstance(self.unit, str) else set(self.unit.values())
        for unit in filter(None, units):
            text = text.removesuffix(unit).strip()
        return text

    @property
    def _bounds(self) -> tuple[Decimal | None, Decimal | None]:
        return self._one(self.low), self._one(self.high)

    def _one(self, written: str) -> Decimal | None:
        """The number of a deck; None where there is none, or it is unclear which."""
        found = meant(written, self.decimals)
        return found[0] if len(found) == 1 else None

    def count(self, answer: Any) -> dict[str, int]:
        return {str(answer["number"]): 1}

    def controls(self, language: str) -> tuple[Control, ...]:
        _ = speak(language)
        unit = say(self.unit, language)
        low, high = (self._said(bound, language) for bound in self._bounds)
        legend = _("Your number (%(unit)s)", unit=unit) if unit else _("Your number")
        if low and high:
            legend = _("%(legend)s, from %(low)s to %(high)s", legend=legend, low=low, high=high)
        elif low:
            legend = _("%(legend)s, %(low)s or more", legend=legend, low=low)
        elif high:
            legend = _("%(legend)s, at most %(high)s", legend=legend, high=high)
        told = {
            "mark": "," if language == "de" else ".",
            "group": "\u202f" if language == "de" else ",",
            "unit": unit,
            "decimals": str(self.decimals),
            "low": self._plain(0),
            "high": self._plain(1),
            "no_number": self._no_number(language),
            "unclear": self._unclear(language),
            "places": self._too_precise(language),
            "bounds": self._out_of_bounds(language),
        }
        return (
            Control(
                "number", "text", legend, length=LONGEST_NUMBER, look="number", for_script=told
            ),
        )

    def _plain(self, place: int) -> str:
        bound = self._bounds[place]
        return "" if bound is None else str(plain(bound))

    def _said(self, value: Decimal | None, language: str) -> str:
        return "" if value is None else format_number(value, MOST_DECIMALS, language)

    def read(self, form: Form) -> dict[str, Any]:
        return {"number": next(iter(form.get("number", ())), "")}

    def fill(self, answer: Any, language: str) -> Filled:
        return {"number": [_as_typed(answer["number"], language)]}

    def in_words(self, answer: Any, language: str) -> str:
        return self._with_unit(exact(answer["number"]), language)

    def objection(self, answer: Any, language: str) -> str:
        text = self._bare(str(answer["number"]))
        found = meant(text, self.decimals)
        fitting = len(self._fitting(text))
        if fitting == 1:
            return ""
        if fitting > 1:
            return self._unclear(language)
        if not found:
            return self._no_number(language)
        if all(places(value) > self.decimals for value in found):
            return self._too_precise(language)
        return self._out_of_bounds(language)

    def _no_number(self, language: str) -> str:
        _ = speak(language)
        example = format_number(Decimal("12.5" if self.decimals else 12), 1, language)
        return _("Please write just a number, such as %(example)s.", example=example)

    def _unclear(self, language: str) -> str:
        _ = speak(language)
        return _(
            "This can be read in two ways. Please write 1234 or %(decimal)s.",
            decimal="1,2340" if language == "de" else "1.2340",
        )

    def _too_precise(self, language: str) -> str:
        _ = speak(language)
        if not self.decimals:
            return _("Please write a whole number.")
        return _.ngettext(
            "Please write at most %(n)s decimal place.",
            "Please write at most %(n)s decimal places.",
            self.decimals,
        )

    def _out_of_bounds(self, language: str) -> str:
        _ = speak(language)
        low, high = (self._said(bound, language) for bound in self._bounds)
        if low and high:
            return _("Please write a number from %(low)s to %(high)s.", low=low, high=high)
        if low or high:
            return (
                _("Please write %(low)s or more.", low=low)
                if low
                else _("Please write at most %(high)s.", high=high)
            )
        return _("This number is too large.")

    def invent(self, random: Random, language: str) -> Any:
        """Estimates around a favourite: the right number, or one between the bounds."""
        low, high = (float(b) if b is not None else None for b in self._bounds)
        middle = (low + high) / 2 if low is not None and high is not None else low or high or 40.0
        favourite = float(self._one(self.right) or Decimal(str(middle)))
        wide = abs(favourite) * INVENTED_SPREAD or 5.0

        def one() -> Any:
            value = random.gauss(favourite, wide)
            value = max(low, value) if low is not None else value
            value = min(high, value) if high is not None else value
            inside = [round(value, self.decimals), low, high, favourite]
            fits = (v for v in inside if v is not None and self._fits(exact(round(v, 9))))
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
        return [{key for key in keys if _holds(key, number)} for keys in shown]

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        base = votes - tally.get(ABSTAIN, 0)
        found = bins(_counts(tally), self.decimals)
        counts = [(_key(each), self._label(each, language), each.people) for each in found]
        return (Series("", base, rows(counts, base)),)

    def _label(self, each: Bin, language: str) -> str:
        _ = speak(language)
        unit = Decimal(1).scaleb(-self.decimals)
        if each.low is None:
            return _("under %(high)s", high=self._said(each.high, language))
        low = self._said(each.low, language)
        if each.high is None:
            return _("%(low)s and more", low=low)
        if each.high - each.low == unit:
            return low
        high = self._said(each.high - unit, language)
        return f"{low}–{high}" if each.low >= 0 else _("%(low)s to %(high)s", low=low, high=high)

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        counts = _counts(tally)
        if not (told := spread(counts)):
            return ()
        _ = speak(language)
        first, median, third = told.quartiles
        middle = f"{self._short(first, language)}–{self._with_unit(third, language)}"
        if first < 0:
            middle = _(
                "%(low)s to %(high)s",
                low=self._short(first, language),
                high=self._with_unit(third, language),
            )
        facts = [
            Fact(_("Median"), self._with_unit(median, language), self._off(median, language)),
            Fact(_("Mean"), self._with_unit(told.mean, language)),
            Fact(_("Middle half"), middle, _("A quarter is below, and a quarter above.")),
        ]
        if (right := self._one(self.right)) is not None:
            near, share = _near(counts, right, told)
            close = _(
                "%(n)s of %(all)s (%(percent)s) are within a tenth of it",
                n=near,
                all=told.n,
                percent=format_percent(share, language),
            )
            facts.insert(0, Fact(_("Right"), self._with_unit(right, language), close))
        return tuple(facts)

    def _off(self, median: Decimal, language: str) -> str:
        """How far the hall's median is from the right number, in words."""
        if (right := self._one(self.right)) is None:
            return ""
        _ = speak(language)
        off = self._with_unit(abs(median - right), language)
        if median == right:
            return _("exactly right")
        return _("%(off)s too high", off=off) if median > right else _("%(off)s too low", off=off)

    def _short(self, value: Decimal, language: str) -> str:
        more = 1 if abs(value) < PRECISE_BELOW else 0
        return format_number(value, min(self.decimals + more, MOST_DECIMALS), language)

    def _with_unit(self, value: Decimal, language: str) -> str:
        unit = say(self.unit, language)
        return self._short(value, language) + (f"\u00a0{unit}" if unit else "")

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        shown, right = results.series[0].rows, self._one(self.right)
        mark = None
        if right is not None and shown:
            _ = speak(language)
            words = _("Right: %(right)s", right=self._with_unit(right, language))
            mark = _place(shown, right, self.decimals), words
        return histogram(shown, look, measure, language, mark=mark)

    def default_sentence(self, results: Results, language: str) -> str:
        values = {fact.label: fact for fact in results.facts}
        _ = speak(language)
        if not values:
            return ""
        said = _(
            "The median of all answers is %(median)s, half of them are within %(middle)s.",
            median=values[_("Median")].value,
            middle=values[_("Middle half")].value,
        )
        if right := values.get(_("Right")):
            said += " " + _("Right is %(right)s; %(close)s.", right=right.value, close=right.note)
        return said

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
        low, high = self._bounds
        if low is not None and high is not None and low >= high:
            yield "high", _("more than the least number")
        right = self._one(self.right)
        if right is not None and not self._fits(right):
            yield "right", _("a number that may be answered")
        if self.right and self.live:
            yield "right", _("only where results are not shown live: it would be seen at once")


def _counts(tally: Tally) -> dict[Decimal, int]:
    return {Decimal(c): n for c, n in tally.items() if n > 0 and c != ABSTAIN}


def _as_typed(number: float, language: str) -> str:
    """`number` as somebody would write it so that it is read in one way only."""
    text = str(number).replace(".", "," if language == "de" else ".")
    return text + "0" if len(readings(text)) > 1 else text


def _key(each: Bin) -> str:
    low, high = ("" if end is None else str(plain(end)) for end in (each.low, each.high))
    return f"{low}:{high}"


def _ends(key: str) -> tuple[Decimal | None, Decimal | None]:
    low, high = (Decimal(end) if end else None for end in key.split(":"))
    return low, high


def _holds(key: str, number: Decimal) -> bool:
    low, high = _ends(key)
    return (low is None or low <= number) and (high is None or number < high)


def _place(shown: Sequence[Row], number: Decimal, decimals: int) -> float:
    """Where `number` is on the axis of a histogram: 0 to the number of its columns."""
    for place, row in enumerate(shown):
        low, high = _ends(row.key)
        if not _holds(row.key, number):
            continue
        if low is None or high is None or high - low == Decimal(1).scaleb(-decimals):
            return place + 0.5
        return place + float((number - low) / (high - low))
    low, _high = _ends(shown[0].key)
    return 0.0 if low is not None and number < low else float(len(shown))


def _near(counts: Mapping[Decimal, int], right: Decimal, told: Spread) -> tuple[int, int | None]:
    """How many are no more than a tenth of the right number from it, and their share."""
    near = sum(n for value, n in counts.items() if abs(value - right) <= NEAR * abs(right))
    return near, percent(near, told.n)
