"""Which rows and columns the tables of a report have, with their captions and the lines below."""

from collections.abc import Callable, Iterator, Sequence

from poll_server.live.beside.leaderboard import FirstPlaces
from poll_server.live.screens import tables
from poll_server.live.screens.again.moved import MovesTold
from poll_server.live.screens.tables import Cell, Column, Holds, counted
from poll_server.locale import Speech, speak
from poll_server.questions import Results, Row
from poll_server.questions.writing.piles import Laid
from poll_server.report.model import annex
from poll_server.report.model.document import Report, RoundReport
from poll_server.report.model.side_by_side import SideBySide
from poll_server.report.model.told import figures_in_words

from .blocks import Caption, FigureTable
from .medium import Medium

Numbered = Callable[[str], Caption]
"""Gives a text its number."""


class Tabled:
    """Makes the tables of one report."""

    def __init__(self, language: str, medium: Medium, caption: Numbered) -> None:
        self._language, self._medium, self._caption = language, medium, caption
        self._: Speech = speak(language)

    def fits(self, results: Results) -> bool:
        """Whether the steps of all statements stand in one table."""
        return results.form != "statements" or len(results.steps) <= self._medium.steps

    def result(self, name: str, round_: RoundReport) -> Iterator[FigureTable]:
        """The table of a round, or one for each statement where the steps are too many for one."""
        results = round_.results
        if results.form == "statements" and self.fits(results):
            yield self._statements(name, round_)
            return
        if results.form == "field":
            yield self._answers(name, round_.base, (), results, round_)  # nothing is in front
            return
        several = results.form == "statements"
        for one in results.series:
            base = f"n\u00a0=\u00a0{one.base}" if several else round_.base
            said = f"{one.label} · {base}" if one.label else base
            named = f"{name} – {one.label}" if several else name
            said = " · ".join((said, *figures_in_words(one, self._language)))
            yield self._answers(named, said, one.rows, results.only(one), round_)

    def _answers(
        self, name: str, said: str, rows: Sequence[Row], only: Results, round_: RoundReport
    ) -> FigureTable:
        """Answer, votes, share: a line a row, the leader in bold; a mean stands in the caption.

        Args:
            name: for screen readers.
            said: the caption.
            only: what the table holds of the round.
        """
        most = self._medium.rows
        whole = tables.figures(only, self._language, intervals=round_.interval)
        return FigureTable(
            self._caption(said),
            "answers",
            name,
            whole.columns,
            whole.rows[:most],
            strong=tuple(n for n, row in enumerate(rows[:most]) if row.leading),
            below=self._more(whole.rows),
        )

    def _statements(self, name: str, round_: RoundReport) -> FigureTable:
        """A line a statement; long or many steps are numbered in the head and named above.

        The median has no column and stands below.
        """
        whole = tables.figures(round_.results, self._language, intervals=round_.interval)
        steps = [row.label for row in round_.results.steps]
        columns, said = [*whole.columns], [round_.base]
        medium = self._medium
        if len(steps) > medium.named_steps or max(map(len, steps)) > medium.longest_step:
            said += [f"{n} = {step}" for n, step in enumerate(steps, 1)]
            columns[1 : 1 + len(steps)] = [Column(str(n), "step") for n in range(1, 1 + len(steps))]
        below = (
            f"{series.label}: {figures}"
            for series in round_.results.series
            if series.base and (figures := " · ".join(figures_in_words(series, self._language)))
        )
        said_ = self._caption(" · ".join(said))
        return FigureTable(
            said_, "statements", name, tuple(columns), whole.rows, below=tuple(below)
        )

    def side_by_side(self, name: str, compared: SideBySide) -> FigureTable:
        """Rounds, polls or groups beside each other."""
        rows = (row for each in compared.changes for row in each.rows if isinstance(row, Row))
        holds: Holds = "percent" if all(row.is_share for row in rows) else "decimal"
        return FigureTable(
            self._caption(compared.caption),
            "compared",
            f"{name} – {compared.title}",
            (Column(compared.first), *(Column(c.name, holds, c.n) for c in compared.columns)),
            compared.rows(self._medium.rows),
            below=self._more(compared.changes),
        )

    def summed(self, name: str, said: str, whole: tables.Figures) -> FigureTable:
        """A table as it stands, whose last line says what all come to.

        Args:
            name: for screen readers.
            said: its caption.
        """
        caption, last = self._caption(said), len(whole.rows) - 1
        return FigureTable(caption, "compared", name, whole.columns, whole.rows, strong=(last,))

    def placed(self, name: str, places: FirstPlaces) -> FigureTable:
        """Who has most points, under their nicknames."""
        _ = self._
        columns = (Column(_("Nickname")), Column(_("Rank"), "count"), Column(_("Points"), "count"))
        rows = [
            (Cell(each.name), counted(each.place), counted(each.points)) for each in places.first
        ]
        more = _.ngettext("%(n)s more has as many.", "%(n)s more have as many.", places.level)
        below = (more,) if places.level else ()
        caption = self._caption(_("Most points"))
        return FigureTable(caption, "compared", name, columns, rows, below=below)

    def piled(self, name: str, laid: Laid) -> FigureTable:
        """What people wrote in the topics of a moderator, and who made these."""
        _ = self._
        columns = (Column(_("Topic")), Column(_("Contributions"), "count"))
        rows = [(Cell(pile.name), counted(pile.people)) for pile in laid.in_order]
        caption = self._caption(laid.in_words(_))
        return FigureTable(caption, "compared", f"{name} – {_('Topics')}", columns, rows)

    def moved(self, name: str, title: str, told: MovesTold) -> FigureTable:
        """Who moved from which answer to which, at most so many columns as there is room for."""
        assert told.figures is not None
        columns, rows = told.figures
        return FigureTable(
            self._caption(str(told.fact)), "compared", f"{name} – {title}", columns, rows
        )

    def rounds(self, report: Report) -> Iterator[FigureTable]:
        """Every round with its checksum; none where none was closed."""
        lines = [
            (Cell(it.name), Cell(it.open), counted(it.votes), Cell(it.shown), Cell(it.sha256))
            for it in annex.lines(report)
        ]
        if lines:
            said = self._("Rounds and their checksums")
            yield FigureTable(
                self._caption(said), "rounds", said, annex.columns(self._language), lines
            )

    def _more(self, rows: Sequence[object]) -> tuple[str, ...]:
        """A line under a table that does not hold all rows."""
        left = len(rows) - self._medium.rows
        if left <= 0:
            return ()
        if not self._medium.beside_files:
            return (self._.ngettext("and %(n)s more", "and %(n)s more", left),)
        return (
            self._.ngettext(
                "and %(n)s more, in the CSV and XLSX files",
                "and %(n)s more, in the CSV and XLSX files",
                left,
            ),
        )
