"""A kind that is made of options: a list of short texts, from which everybody answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any, ClassVar

import msgspec

from poll_server.base.percent import format_percent
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
        return bars(marked(results), look, measure, language)

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        if not 2 <= len(self.options) <= self.most_options:
            yield "options", _("between 2 and %(most)s options", most=self.most_options)
        yield from text_mistakes("options", self.options, LONGEST_OPTION, _)

    def tastes(self, random: Random) -> list[float]:
        """How much a rehearsal's hall likes each option: a standard score."""
        return [random.gauss(0, 1) for _ in self.options]


def marked(results: Results) -> Sequence[Row]:
    """The rows for a stage: where something is right, it is that which stands out, with a tick."""
    rows = results.series[0].rows
    if not results.solution or not results.solution.keys:
        return rows
    keys = results.solution.keys
    return [
        msgspec.structs.replace(row, label=f"✓ {row.label}", leading=True)
        if row.key in keys
        else msgspec.structs.replace(row, leading=False)
        for row in rows
    ]


def called(options: Iterable[Text]) -> list[set[str]]:
    """What each option is called, in any language."""
    return [{each} if isinstance(each, str) else set(each.values()) for each in options]


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


def chosen_most(results: Results, most: int, language: str) -> str:
    """A sentence about what was chosen most; empty where nobody answered.

    Args:
        most: options that one person might choose.
    """
    leaders = results.series[0].leaders
    if not leaders:
        return ""
    _ = speak(language)
    share = format_percent(leaders[0].percent, language)
    if most == 1 and len(leaders) == 1:
        return _(
            "%(percent)s answered “%(option)s”.",
            percent=share,
            option=isolated(leaders[0].label),
        )
    options = quoted(leaders, language)
    if len(leaders) == 1:
        return _("%(options)s was chosen most often: %(percent)s.", options=options, percent=share)
    return _(
        "%(options)s were chosen most often: %(percent)s each.", options=options, percent=share
    )


def quoted(rows: Iterable[Row], language: str) -> str:
    """What the rows are called, listed in a sentence: “Yes” and “No”."""
    _ = speak(language)
    return listed([_("“%(option)s”", option=isolated(row.label)) for row in rows], language)
