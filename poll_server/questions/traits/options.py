"""A kind that is made of options: a list of short texts, from which everybody answers."""

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any, ClassVar

from poll_server.base.text import Text, isolated, listed, say
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.drawing.figures import bars
from poll_server.questions.form import Described
from poll_server.questions.kind import (
    LONGEST_OPTION,
    MOST_OPTIONS,
    Measure,
    Results,
    Row,
    text_mistakes,
)

from .abstention import WithAbstention


class WithOptions(WithAbstention, frozen=True, kw_only=True):
    """What all kinds with options have."""

    lines: ClassVar[str] = "options"
    begun: ClassVar[Mapping[str, Any]] = {"options": ["", ""]}
    most_options: ClassVar[int] = MOST_OPTIONS

    @property
    def options(self) -> tuple[Text, ...]:
        """What can be answered: a field, which stands in the kind's own order."""
        raise NotImplementedError

    @classmethod
    def described_options(cls, _: Speech) -> Mapping[str, Described]:
        """What is said of the field, for its place among the kind's own."""
        return {"options": Described(_("Options"), row=_("Option"), column=_("Answer"))}

    def names(self, language: str) -> tuple[str, ...]:
        """The options, in their order."""
        return tuple(say(text, language) for text in self.options)

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        return bars(results.series[0].rows, look, measure, language)

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        if not 2 <= len(self.options) <= self.most_options:
            yield "options", _("between 2 and %(most)s options", most=self.most_options)
        yield from text_mistakes("options", self.options, LONGEST_OPTION, _)

    def tastes(self, random: Random) -> list[float]:
        """How much a rehearsal's hall likes each option: a standard score."""
        return [random.gauss(0, 1) for _ in self.options]


def best_first(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows by their value, the highest first; level ones in the order of the question."""
    return tuple(sorted(rows, key=lambda row: -(row.value or 0)))


def in_front(results: Results, language: str, alone: Callable[[Speech, str, Row], str]) -> str:
    """A sentence about what leads; empty where nobody answered.

    Args:
        alone: says it of the one that does, by its name and its row.
    """
    leaders = results.series[0].leaders
    if not leaders:
        return ""
    _, names = speak(language), quoted(leaders, language)
    if len(leaders) > 1:
        return _("%(options)s are level in front.", options=names)
    return alone(_, names, leaders[0])


def quoted(rows: Iterable[Row], language: str) -> str:
    """What the rows are called, listed in a sentence: “Yes” and “No”."""
    _ = speak(language)
    return listed([_("“%(option)s”", option=isolated(row.label)) for row in rows], language)
