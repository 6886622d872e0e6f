"""Best and worst of four or five, again and again, so that many statements stand in an order.

An answer is `{"sets": [[3, 0, 5, 7]]}`: of each set that was decided, the best one first, the worst
one last, and between them the others; and `own`, what somebody adds (`statements.py`). Of each
statement that somebody saw one counter, `3:2:1:0`: how often seen, best, worst (`best_worst.py`).

Which sets somebody is asked comes from the order that the statements have on their phone; all are
met as often, and as often beside each other as can be (`form.arranged`).
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from math import comb, log
from random import Random
from typing import Any, ClassVar

import msgspec

from poll_server.base.percent import format_percent
from poll_server.base.text import Text, say
from poll_server.locale import Speech, speak
from poll_server.questions.form import Control, Described, Filled, Form
from poll_server.questions.kind import (
    LONGEST_OPTION,
    Fact,
    InvalidAnswer,
    Measured,
    Results,
    Series,
    Tally,
    shaped,
    text_mistakes,
)
from poll_server.questions.methods.best_worst import ranked, scores
from poll_server.questions.methods.duels import CONFIDENCE
from poll_server.questions.traits.options import in_front
from poll_server.questions.traits.statements import (
    MOST_MORE,
    StatementPlace,
    WithStatements,
    in_order,
    own_counters,
    place_of,
    with_own,
)

SMALLEST, LARGEST = 4, 5
"""Statements of a set: of three, a best and a worst leave one; of six, nobody keeps all in mind."""
MOST_SETS = 15
"""Of one person: three minutes, at twelve seconds each."""


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """The shape of an answer; `check` sees to the rest."""

    sets: tuple[tuple[StatementPlace, ...], ...]
    own: str = ""


class MaxDiff(WithStatements, frozen=True, kw_only=True, tag="maxdiff"):
    """Statements, of which everybody says the best and the worst of some sets."""

    statements: tuple[Text, ...]
    best: Text = ""
    worst: Text = ""
    """what the two are called; empty: which is best, and which is worst"""
    size: int = SMALLEST
    """statements of one set"""
    sets: int = 5
    """sets that one person is asked for"""

    fewest_statements: ClassVar[int] = SMALLEST
    most_often: ClassVar[int] = 2
    begun: ClassVar[Mapping[str, Any]] = {"statements": [""] * SMALLEST}

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Best and worst")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            "statements": Described(
                _("Statements"),
                _("Four or five of them at a time (MaxDiff): which is best, and which is worst?"),
                row=_("Statement"),
                column=_("Answer"),
            ),
            "best": Described(
                _("What the best is called"), _("“Most important”"), column=_("Best called")
            ),
            "worst": Described(
                _("What the worst is called"), _("“Least important”"), column=_("Worst called")
            ),
            "size": Described(
                _("Statements in one set"), least=SMALLEST, most=LARGEST, column=_("Set size")
            ),
            "sets": Described(
                _("Sets that one person is asked for"),
                _("5 take a minute."),
                least=1,
                most=MOST_SETS,
                column=_("Sets"),
                line=r"(?:sets|best and worst|vergleiche|bestes und schlechtestes)"
                r"\s*[:=]\s*(?P<value>[0-9]{1,2})",
            ),
            **cls.described_proposals(_),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 5 if {"sets", "size"} & given else 0

    def check(self, answer: Any) -> dict[str, Any]:
        given = shaped(answer, Answer)
        sets, own = given.sets, self.proposed(given.own)
        for each in sets:
            if len(each) != self.size or len(set(map(self.place, each))) != self.size:
                raise InvalidAnswer(f"{self.size} different statements in each set")
        if len(set(map(frozenset, sets))) != len(sets):
            raise InvalidAnswer("each set only once")
        most = self._sets + (MOST_MORE if self.proposals else 0)
        if not (1 <= len(sets) <= most or (own and not sets)):
            raise InvalidAnswer(f"between 1 and {most} sets")
        told = ([one[0], *sorted(one[1:-1], key=in_order), one[-1]] for one in sets)
        return {"sets": sorted(told, key=lambda one: [*map(in_order, one)])} | own

    def count(self, answer: Any) -> dict[str, int]:
        found: dict[StatementPlace, list[int]] = {}
        for each in answer["sets"]:
            for n in each:
                times = found.setdefault(n, [0, 0, 0])
                times[0] += 1
                times[1] += n == each[0]
                times[2] += n == each[-1]
        counts = {":".join(map(str, (n, *times))): 1 for n, times in found.items()}
        return counts | own_counters(answer)

    def controls_now(self, language: str, tally: Tally) -> tuple[Control, ...]:
        _ = speak(language)
        # Their plural is the phone's to choose: how many were decided is only known there.
        one, many = (_.ngettext("%(n)s set", "%(n)s sets", n) for n in (1, 2))
        told = {
            "one": one,
            "many": many.replace("2", "%(n)s"),
            "back": _("Back"),
            "next": _("Next"),
            "half": _half(_),
        }
        asked = (
            say(self.best, language) or _("Which is best?"),
            say(self.worst, language) or _("Which is worst?"),
        )
        control = Control(
            "set",
            "radio",
            parts=asked,
            paired=self._sets,
            together=self.size,
            for_script=told,
        )
        return self.grouped(control, language, tally)

    def read(self, form: Form) -> dict[str, Any]:
        """Of each set where anything was chosen; what was not is -1, which no statement is."""
        names = [name.split("-") for name in form]
        sets = {tuple(rest) for kind, *rest in names if kind == "set" and len(rest) > 1}
        found = []
        for others in sorted({tuple(rest[1:]) for rest in sets}):
            best, worst = (
                place_of(values[0]) if values else -1
                for part in "01"
                for values in [form.get("-".join(("set", part, *others)), ())]
            )
            if (best, worst) != (-1, -1):
                between = [n for n in map(place_of, others) if n not in (best, worst)]
                found.append([best, *between, worst])
        return {"sets": found} | self.read_own(form)

    def fill(self, answer: Any, language: str) -> Filled:
        filled = {
            "-".join(("set", str(part), *map(str, sorted(each, key=in_order)))): [str(chosen)]
            for each in answer["sets"]
            for part, chosen in enumerate((each[0], each[-1]))
        }
        return filled | ({"own": [answer["own"]]} if "own" in answer else {})

    def objection(self, answer: Any, language: str) -> str:
        half = any(-1 in each or each[0] == each[-1] for each in answer["sets"])
        return _half(speak(language)) if half else ""

    def in_words(self, answer: Any, language: str) -> str:
        _ = speak(language)
        many = len(answer["sets"])
        return with_own(_.ngettext("%(n)s set", "%(n)s sets", many) if many else "", answer)

    def invent(self, random: Random, language: str) -> Callable[[], Any]:
        """Choices by a common taste, of each person from sets of their own."""
        taste = [random.gauss(0, 1) for _ in self.statements]
        places = range(len(taste))

        def choices() -> Any:
            found: dict[frozenset[int], list[int]] = {}
            for _ in range(self._sets):
                # A taste and what luck adds (Gumbel) make the chances of the model.
                liked = {
                    n: taste[n] - log(random.expovariate(1) + 1e-9)
                    for n in random.sample(places, self.size)
                }
                order = sorted(liked, key=lambda n: -liked[n])
                found.setdefault(frozenset(order), order)
            own = self.invented_own(random, language)
            return self.check({"sets": list(found.values())} | own)

        return choices

    def instruction(self, language: str) -> str:
        _ = speak(language)
        return _.ngettext(
            "%(n)s set. Choose the best and the worst.",
            "%(n)s sets. Choose the best and the worst of each.",
            self._sets,
        )

    def asked_as(self, language: str) -> str:
        _ = speak(language)
        return _("Best and worst of %(n)s statements", n=len(self.statements))

    @property
    def _sets(self) -> int:
        return min(self.sets, comb(len(self.statements), self.size))

    @property
    def met(self) -> int:
        return self.size * self._sets // len(self.statements)

    def measured(self, language: str) -> Measured:
        _ = speak(language)
        interval = _("Interval (%(percent)s)", percent=format_percent(CONFIDENCE, language))
        more = interval, _("Best"), _("Worst"), _("Seen")
        return Measured(_("Best minus worst (−100 to +100)"), _("Seen by"), more)

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        """The statements by their score, the highest first; those that nobody saw last."""
        return (Series("", votes, ranked(self.named(language, tally), tally)),)

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        """How many sets were decided."""
        _ = speak(language)
        seen = sum(each.seen for each in scores([*self.named(language, tally)], tally) if each)
        label = _("Sets decided")
        note = _("a best and a worst of %(n)s each", n=self.size)
        return (Fact(label, str(seen // self.size), note),) if seen else ()

    def lines_mean(self, _: Speech, sure: str) -> str:
        return _("Half a bar: 0. Thin lines: %(percent)s interval", percent=sure)

    def default_sentence(self, results: Results, language: str) -> str:
        return in_front(
            results,
            language,
            lambda _, option, row: _(
                "%(option)s leads with %(score)s: best minus worst, from −100 to +100.",
                option=option,
                score=row.shown,
            ),
        )

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        if not SMALLEST <= self.size <= LARGEST:
            yield "size", _("%(least)s or %(most)s statements", least=SMALLEST, most=LARGEST)
        elif SMALLEST <= len(self.statements) < self.size:
            yield "statements", _("at least as many as in one set: %(n)s", n=self.size)
        for field, text in (("best", self.best), ("worst", self.worst)):
            if text:
                yield from text_mistakes(field, (text,), LONGEST_OPTION, _)
        if not 1 <= self.sets <= MOST_SETS:
            yield "sets", _("between 1 and %(most)s sets", most=MOST_SETS)


def _half(_: Speech) -> str:
    return _("In each set, choose both: the best, and another one as the worst.")
