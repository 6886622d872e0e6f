"""Which of these two? Again and again, so that many statements stand in an order (`duels.py`).

An answer is `{"won": [[3, 7], [5, 0]]}`: of each pair that was decided, the one that won and then
the other; of a pair that was left out, nothing. Counters: `won:3:7`, and `seen:3` for everybody who
decided on a pair with the statement.

Which pairs somebody is asked comes from the order that the statements have on their phone, so that
all pairs are met about as often (`form.arranged`).
"""

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import exp
from random import Random
from typing import Any, ClassVar

import msgspec

from poll_server.base.percent import format_interval, format_percent
from poll_server.base.text import Text
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.drawing.figures import bars
from poll_server.questions.form import Control, Described, Filled, Form
from poll_server.questions.kind import (
    Fact,
    InvalidAnswer,
    Measure,
    Measured,
    Results,
    Row,
    Series,
    Tally,
    number,
    shaped,
)
from poll_server.questions.methods.duels import CONFIDENCE, standings, won_and_met
from poll_server.questions.traits.options import best_first, in_front
from poll_server.questions.traits.statements import WithStatements

FEWEST = 3
"""Statements: of two, one decision is all."""
SAME = 1e-6
"""Of a share: what is closer than this to the best is level with it."""
MOST_EACH = 30
"""Decisions of one person: three minutes, at six seconds each."""


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """The shape of an answer; `check` sees to the rest."""

    won: tuple[tuple[int, int], ...]


class Pairs(WithStatements, frozen=True, kw_only=True, tag="pairs"):
    """Statements, of which everybody decides between some pairs."""

    statements: tuple[Text, ...]
    each: int = 10
    """decisions that one person is asked for"""

    fewest_statements: ClassVar[int] = FEWEST
    begun: ClassVar[Mapping[str, Any]] = {"statements": ["", "", ""]}

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Pairs")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            "statements": Described(
                _("Statements"),
                _("Two of them at a time, again and again."),
                row=_("Statement"),
                column=_("Answer"),
            ),
            "each": Described(
                _("Decisions that one person is asked for"),
                _("10 take a minute."),
                least=1,
                most=MOST_EACH,
                column=_("Decisions"),
                line=r"(?:pairs|decisions|paare|entscheidungen)\s*[:=]\s*(?P<value>[0-9]{1,2})",
            ),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 5 if "each" in given else 0

    def check(self, answer: Any) -> dict[str, Any]:
        won = shaped(answer, Answer).won
        places = range(len(self.statements))
        if not all(one in places and other in places and one != other for one, other in won):
            raise InvalidAnswer("two different statements in each pair")
        if len({frozenset(pair) for pair in won}) != len(won):
            raise InvalidAnswer("each pair only once")
        if not 1 <= len(won) <= self._each:
            raise InvalidAnswer(f"between 1 and {self._each} pairs")
        return {"won": sorted(map(list, won))}

    def count(self, answer: Any) -> dict[str, int]:
        seen = sorted({n for pair in answer["won"] for n in pair})
        won = {f"won:{one}:{other}": 1 for one, other in answer["won"]}
        return won | {f"seen:{n}": 1 for n in seen}

    def controls(self, language: str) -> tuple[Control, ...]:
        _ = speak(language)
        options = self.options(language)
        # Their plural is the phone's to choose: how many were decided is only known there.
        one, many = (_.ngettext("%(n)s decision", "%(n)s decisions", n) for n in (1, 2))
        told = {
            "one": one,
            "many": many.replace("2", "%(n)s"),
            "back": _("Back"),
            "next": _("Next pair"),
        }
        return (
            Control(
                "pair",
                "radio",
                _("Which of the two?"),
                options,
                look="pairs",
                shuffled=len(options),
                paired=self._each,
                for_script=told,
            ),
        )

    def read(self, form: Form) -> dict[str, Any]:
        found = (_decided(name, values) for name, values in form.items())
        return {"won": [pair for pair in found if pair]}

    def fill(self, answer: Any, language: str) -> Filled:
        return {f"pair-{min(won)}-{max(won)}": [str(won[0])] for won in answer["won"]}

    def in_words(self, answer: Any, language: str) -> str:
        _ = speak(language)
        return _.ngettext("%(n)s decision", "%(n)s decisions", len(answer["won"]))

    def invent(self, random: Random, language: str) -> Callable[[], Any]:
        """Decisions by a common taste, of each person between pairs of their own."""
        taste = [random.gauss(0, 1) for _ in self.statements]
        places = range(len(taste))

        def decisions() -> Any:
            won: dict[frozenset[int], list[int]] = {}
            for _ in range(random.randint(1, 2) * self._each):
                one, other = random.sample(places, 2)
                if random.random() > 1 / (1 + exp(taste[other] - taste[one])):
                    one, other = other, one
                if len(won) < self._each:
                    won.setdefault(frozenset((one, other)), [one, other])
            return self.check({"won": list(won.values())})

        return decisions

    def instruction(self, language: str) -> str:
        _ = speak(language)
        return _.ngettext(
            "%(n)s pair. Which of the two is it for you?",
            "%(n)s pairs. Which of the two is it for you?",
            self._each,
        )

    def asked_as(self, language: str) -> str:
        _ = speak(language)
        return _("Pairs of %(n)s statements", n=len(self.statements))

    @property
    def _each(self) -> int:
        size = len(self.statements)
        return min(self.each, size * (size - 1) // 2)

    def measured(self, language: str) -> Measured:
        _ = speak(language)
        interval = _("Interval (%(percent)s)", percent=format_percent(CONFIDENCE, language))
        more = interval, _("Pairs won")
        return Measured(_("Preference"), _("Decided by"), more)

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        """The statements by their share, the highest first; those that no pair had last."""
        won = self._won(tally)
        found = standings(frozenset(won.items()), len(self.statements)) if won else ()
        best = max((standing.share for standing in found), default=0.0)
        rows = []
        for n, name in enumerate(self.names(language)):
            people = tally.get(f"seen:{n}", 0)
            duels = "/".join(map(str, won_and_met(n, won)))
            if not people or not found:
                rows.append(Row(str(n), name, people, None, leading=False, more=("–", duels)))
                continue
            share, ends = found[n].share, (_percent(found[n].low), _percent(found[n].high))
            rows.append(
                Row(
                    str(n),
                    name,
                    people,
                    _percent(share),
                    leading=share >= best - SAME,
                    value=share * 100,
                    shown=format_percent(_percent(share), language),
                    more=(format_interval(ends, language), duels),
                    between=ends,
                )
            )
        return (Series("", votes, best_first(rows)),)

    def _won(self, tally: Tally) -> dict[tuple[int, int], int]:
        """How often each statement won against each other one."""
        places, found = range(len(self.statements)), {}
        for counter, times in tally.items():
            kind, _, pair = counter.partition(":")
            winner, _, loser = pair.partition(":")
            ends = number(winner), number(loser)
            if kind == "won" and times > 0 and all(end in places for end in ends):
                found[ends] = times
        return found

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        """How many decisions there were, and how many of all pairs they met."""
        _, won = speak(language), self._won(tally)
        size = len(self.statements)
        met = len({frozenset(pair) for pair in won})
        said = _("%(met)s of %(all)s pairs were met", met=met, all=size * (size - 1) // 2)
        return (Fact(_("Decisions"), str(sum(won.values())), said),) if won else ()

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        shown = results.series[0].rows
        return bars(shown, look, measure, language, foot=_lines_mean(shown, language))

    def default_sentence(self, results: Results, language: str) -> str:
        return in_front(
            results,
            language,
            lambda _, option, row: _(
                "%(option)s is preferred to any other in %(percent)s of all decisions.",
                option=option,
                percent=row.shown,
            ),
        )

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        if not 1 <= self.each <= MOST_EACH:
            yield "each", _("between 1 and %(most)s decisions", most=MOST_EACH)


def _decided(name: str, values: Sequence[str]) -> list[int] | None:
    """The pair that a radio group called `pair-3-7` decides, the winner first; None: it does not.

    Of a form that was made by hand, it may be one that no pair can be.
    """
    kind, *ends = name.split("-")
    if kind != "pair" or len(ends) != 2 or not values:
        return None
    one, other = map(number, ends)
    winner = number(values[0])
    return [winner, one + other - winner] if winner in (one, other) else [-1, -1]


def _lines_mean(shown: Sequence[Row], language: str) -> str:
    """What the thin lines over the bars say, where there are some."""
    if not any(row.between for row in shown):
        return ""
    _ = speak(language)
    sure = format_percent(CONFIDENCE, language)
    return html.escape(
        _("Thin lines: how exact the shares are (%(percent)s interval)", percent=sure)
    )


def _percent(share: float) -> int:
    return int(share * 100 + 0.5)
