"""Several rounds beside each other, as a table in words: a question asked again, or in many polls.

Every format writes the same heads and cells down; only the spreadsheet takes the numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from poll_server.live.screens.tables import Cell, figure, n_in_words
from poll_server.locale import speak
from poll_server.questions import Row, Share
from poll_server.questions.shifts import shares

from .document import MergedReport, QuestionReport, RoundReport
from .told import by_alphabet

LONGEST_HEAD = 20
"""Characters of a poll's title up to which it stands over its column; longer ones are numbered
there, as the polls are in the report, and the caption names them."""


@dataclass(frozen=True)
class Shift:
    """One row over several rounds."""

    series: str
    label: str
    rows: tuple[Row | Share | None, ...]
    """one for each round; None where that round had no such row"""

    @property
    def name(self) -> str:
        """The row's label, after its statement where there are several."""
        return f"{self.series}: {self.label}" if self.series else self.label


@dataclass(frozen=True)
class RoundColumn:
    """One round over the rows."""

    name: str
    round: RoundReport

    @property
    def n(self) -> str:
        """`n = 16`, in one piece."""
        return n_in_words(self.round.results)


@dataclass(frozen=True)
class SideBySide:
    """A table: a row an answer, a column a round."""

    title: str
    caption: str
    first: str
    """the head of the column with the answers"""
    columns: tuple[RoundColumn, ...]
    changes: tuple[Shift, ...]
    language: str

    def rows(self, most: int) -> list[tuple[Cell, ...]]:
        """The first `most` rows."""
        return [
            (Cell(change.name), *(figure(row, self.language) for row in change.rows))
            for change in self.changes[:most]
        ]

    def lines(self, most: int) -> list[tuple[str, ...]]:
        """The same in words."""
        return [tuple(cell.text for cell in row) for row in self.rows(most)]


def rounds_compared(question: QuestionReport, language: str) -> SideBySide | None:
    """The rounds of a question that was asked again; None where there is nothing to compare."""
    changes = compared(question)
    if not changes:
        return None
    _ = speak(language)
    told = [each for each in question.rounds if not each.withheld]
    columns = [RoundColumn(_("Round %(n)s", n=each.attempt), each) for each in told]
    caption = _("Asked again: the rounds beside each other")
    for each in told:
        if each.source:  # under the table, since no column is wide enough for it
            said = f"{_('Round %(n)s', n=each.attempt)}: {each.open_in_words}"
            caption = " · ".join((caption, said))
    return _table(_("Rounds compared"), caption, columns, changes, language)


def polls_compared(merged: MergedReport, language: str) -> SideBySide | None:
    """The polls of a merged result, and all together; None where there are no shares."""
    changes = across(merged)
    if not changes:
        return None
    _ = speak(language)
    caption = _("The polls beside each other")
    named = max(len(part.title) for part in merged.parts) <= LONGEST_HEAD
    columns = [
        RoundColumn(part.title if named else str(part.place), part.round) for part in merged.parts
    ]
    if not named:
        caption = " · ".join((caption, *(f"{part.place} = {part.title}" for part in merged.parts)))
    columns.append(RoundColumn(_("Together"), merged.result.last))
    return _table(_("Polls compared"), caption, columns, changes, language)


def _table(
    title: str,
    caption: str,
    columns: Sequence[RoundColumn],
    changes: Sequence[Shift],
    language: str,
) -> SideBySide:
    first = speak(language)("Answer")
    return SideBySide(title, caption, first, tuple(columns), tuple(changes), language)


def compared(question: QuestionReport) -> list[Shift]:
    """The rows of a question that was asked again, round beside round; none otherwise."""
    told = [r for r in question.rounds if not r.withheld]
    changes = beside(told, told) if len(told) > 1 else []
    if changes and told[-1].results.form == "texts":
        # As the list of them stands: by how many wrote it last, equals by the alphabet.
        changes.sort(key=lambda each: (-_count(each.rows[-1]), *by_alphabet(each.label)))
    return changes


def _count(row: Row | Share | None) -> int:
    return row.count if row else 0


def across(merged_: MergedReport) -> list[Shift]:
    """The rows of a merged result: a column for each poll, and the last one for all together.

    None for open answers: each is a text of its own, and no share.
    """
    together = merged_.result.last
    if together.results.form == "texts":
        return []
    return beside([*(part.round for part in merged_.parts), together], [together])


def beside(rounds: Sequence[RoundReport], order: Sequence[RoundReport]) -> list[Shift]:
    """The rows of several rounds beside each other, in the order in which `order` has them."""
    by_round = [shares(each.results) for each in rounds]
    labels = {place: row.label for each in order for place, row in shares(each.results).items()}
    return [
        Shift(place[0], label, tuple(one.get(place) for one in by_round))
        for place, label in labels.items()
    ]
