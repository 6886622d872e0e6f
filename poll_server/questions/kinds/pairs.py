"""Which of these two? Again and again, so that many statements stand in an order (`duels.py`).

An answer is `{"won": [[3, 7], [5, 0]]}`: of each pair that was decided, the one that won and then
the other; of a pair that was left out, nothing; and `own`, what somebody adds (`statements.py`).
Counters: `won:3:7`, and `seen:3` for everybody who decided on a pair with the statement.

Which pairs somebody is asked comes from the order that the statements have on their phone, so that
all pairs are met about as often (`form.arranged`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import exp
from random import Random
from typing import Any, ClassVar

import msgspec

from poll_server.base.percent import format_interval, format_percent
from poll_server.base.text import Text
from poll_server.locale import Speech, speak
from poll_server.questions.form import Control, Described, Filled, Form
from poll_server.questions.kind import (
    Fact,
    InvalidAnswer,
    Measured,
    Results,
    Row,
    Series,
    Tally,
    shaped,
)
from poll_server.questions.methods.duels import CONFIDENCE, standings, won_and_met
from poll_server.questions.traits.options import best_first, in_front
from poll_server.questions.traits.statements import (
    MOST_MORE,
    StatementPlace,
    WithStatements,
    in_order,
    own_counters,
    place_of,
    with_own,
)

FEWEST = 3
"""Statements: of two, one decision is all."""
SAME = 1e-6
"""Of a share: what is closer than this to the best is level with it."""
MOST_EACH = 30
"""Decisions of one person: three minutes, at six seconds each."""


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """The shape of an answer; `check` sees to the rest."""

    won: tuple[tuple[StatementPlace, StatementPlace], ...]
    own: str = ""


class Pairs(WithStatements, frozen=True, kw_only=True, tag="pairs"):
    """Statements, of which everybody decides between some pairs."""

    statements: tuple[Text, ...]
    each: int = 10
    """decisions that one person is asked for"""

    fewest_statements: ClassVar[int] = FEWEST
    most_often: ClassVar[int] = 3
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
            **cls.described_proposals(_),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 5 if "each" in given else 0

    def check(self, answer: Any) -> dict[str, Any]:
        given = shaped(answer, Answer)
        won, own = given.won, self.proposed(given.own)
        if not all(self.place(one) != self.place(other) for one, other in won):
            raise InvalidAnswer("two different statements in each pair")
        if len({frozenset(pair) for pair in won}) != len(won):
            raise InvalidAnswer("each pair only once")
        most = self._each + (MOST_MORE if self.proposals else 0)
        if not (1 <= len(won) <= most or (own and not won)):
            raise InvalidAnswer(f"between 1 and {most} pairs")
        return {"won": sorted(map(list, won), key=lambda pair: [*map(in_order, pair)])} | own

    def count(self, answer: Any) -> dict[str, int]:
        seen = sorted({n for pair in answer["won"] for n in pair}, key=in_order)
        won = {f"won:{one}:{other}": 1 for one, other in answer["won"]}
        return won | {f"seen:{n}": 1 for n in seen} | own_counters(answer)

    def controls_now(self, language: str, tally: Tally) -> tuple[Control, ...]:
        _ = speak(language)
        # Their plural is the phone's to choose: how many were decided is only known there.
        one, many = (_.ngettext("%(n)s decision", "%(n)s decisions", n) for n in (1, 2))
        told = {
            "one": one,
            "many": many.replace("2", "%(n)s"),
            "back": _("Back"),
            "next": _("Next pair"),
        }
        asked = _("Which of the two?")
        pairs = Control("pair", "radio", asked, paired=self._each, for_script=told)
        return self.grouped(pairs, language, tally)

    def read(self, form: Form) -> dict[str, Any]:
        found = (_decided(name, values) for name, values in form.items())
        return {"won": [pair for pair in found if pair]} | self.read_own(form)

    def fill(self, answer: Any, language: str) -> Filled:
        ends = [(won[0], sorted(won, key=in_order)) for won in answer["won"]]
        filled = {f"pair-{one}-{other}": [str(best)] for best, (one, other) in ends}
        return filled | ({"own": [answer["own"]]} if "own" in answer else {})

    def in_words(self, answer: Any, language: str) -> str:
        _, many = speak(language), len(answer["won"])
        said = _.ngettext("%(n)s decision", "%(n)s decisions", many)
        return with_own(said if many else "", answer)

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
            return self.check({"won": list(won.values())} | self.invented_own(random, language))

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

    @property
    def met(self) -> int:
        return 2 * self._each // len(self.statements)

    def measured(self, language: str) -> Measured:
        _ = speak(language)
        interval = _("Interval (%(percent)s)", percent=format_percent(CONFIDENCE, language))
        more = interval, _("Pairs won")
        return Measured(_("Preference"), _("Decided by"), more)

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        """The statements by their share, the highest first; those that no pair had last."""
        named = self.named(language, tally)
        won = _won(tally, list(named))
        found = standings(frozenset(won.items()), len(named)) if won else ()
        best = max((standing.share for standing in found), default=0.0)
        rows = []
        for n, (place, name) in enumerate(named.items()):
            people = tally.get(f"seen:{place}", 0)
            duels = "/".join(map(str, won_and_met(n, won)))
            if not people or not found:
                rows.append(Row(str(place), name, people, None, leading=False, more=("–", duels)))
                continue
            share, ends = found[n].share, (_percent(found[n].low), _percent(found[n].high))
            rows.append(
                Row(
                    str(place),
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

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        """How many decisions there were, and how many of all pairs they met."""
        named = self.named(language, tally)
        _, won = speak(language), _won(tally, list(named))
        size = len(named)
        met = len({frozenset(pair) for pair in won})
        said = _("%(met)s of %(all)s pairs were met", met=met, all=size * (size - 1) // 2)
        return (Fact(_("Decisions"), str(sum(won.values())), said),) if won else ()

    def lines_mean(self, _: Speech, sure: str) -> str:
        return _("Thin lines: how exact the shares are (%(percent)s interval)", percent=sure)

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


def _won(tally: Tally, places: Sequence[StatementPlace]) -> dict[tuple[int, int], int]:
    """How often each statement won against each other one, by their places in `places`."""
    at = {str(place): n for n, place in enumerate(places)}
    found = {}
    for counter, times in tally.items():
        kind, _, pair = counter.partition(":")
        winner, _, loser = pair.partition(":")
        if kind == "won" and times > 0 and winner in at and loser in at:
            found[at[winner], at[loser]] = times
    return found


def _decided(name: str, values: Sequence[str]) -> list[StatementPlace] | None:
    """The pair that a radio group called `pair-3-7` decides, the winner first; None: it does not.

    Of a form that was made by hand, it may be one that no pair can be.
    """
    kind, *written = name.split("-")
    if kind != "pair" or len(written) != 2 or not values:
        return None
    ends = [*map(place_of, written)]
    winner = place_of(values[0])
    if winner not in ends:
        return [-1, -1]
    return [winner, ends[1 - ends.index(winner)]]


def _percent(share: float) -> int:
    return int(share * 100 + 0.5)
