"""The first sheet: what was found, and a line for each question that leads to its own sheet."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from poll_server.report.blocks.blocks import Block, Contents, ContentsLine, Findings, Line
from poll_server.report.blocks.sections import Section
from poll_server.report.logo import scale_to
from poll_server.report.model.document import Report

from .cells import LINE, Cells
from .tables import NARROW, WIDE, TableWriter

WIDTHS = (NARROW + 2, WIDE + 20, NARROW + 6, NARROW + 6, WIDE - 14, NARROW)
"""Of number, question, kind, votes, the answer in front, its share; in characters."""
LAST = len(WIDTHS) - 1
LOGO_COLUMN, LOGO_PX = 4, (240, 76)
"""Where a logo stands: beside the title and the two lines below it, which are 84 pixels high."""


class OverviewSheet:
    """Writes the sheet."""

    def __init__(
        self,
        sheet: Any,
        report: Report,
        cells: Cells,
        tables: TableWriter,
        names: Mapping[str, str],
    ) -> None:
        """Args: `names` has the sheet of each question, by the key of its heading."""
        self._sheet, self._report, self._names = sheet, report, names
        self._cells, self._tables = cells, tables

    def write(self, whole: Section) -> None:
        """The whole sheet."""
        sheet = self._sheet
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        self._cells.write(sheet, 0, 0, str(whole.heading), self._cells.title)
        sheet.set_row(0, 2 * LINE)
        self._logo()
        row = self._lines(1, whole.blocks) + 1
        for chapter in whole.sections:
            row = self._findings(row, str(chapter.heading), chapter.blocks)
            for part in chapter.sections:
                row = self._findings(row, f"{chapter.heading}: {part.heading}", part.blocks)
        chapters = {chapter.heading.key: chapter for chapter in whole.sections}
        for contents in whole.blocks:
            if isinstance(contents, Contents):
                self._contents(row, contents, chapters)

    def _logo(self) -> None:
        """The event's own, at the right of the title."""
        logo = self._report.logo
        if logo:
            scale = scale_to(logo, LOGO_PX)
            placed = {
                "image_data": io.BytesIO(logo),
                "x_scale": scale,
                "y_scale": scale,
                "description": self._report.logo_alternative,
            }
            self._sheet.insert_image(0, LOGO_COLUMN, "logo.png", placed)

    def _lines(self, row: int, blocks: Sequence[Block]) -> int:
        """Lines under a heading. Returns the next free row."""
        for line in blocks:
            if isinstance(line, Line):
                row = self._tables.line(self._sheet, row, line.text)
        return row

    def _findings(self, row: int, title: str, blocks: Sequence[Block]) -> int:
        """Ready sentences under a title. Returns the next free row."""
        for block in blocks:
            if not isinstance(block, Findings):
                continue
            self._cells.write(self._sheet, row, 0, title, self._cells.heading)
            for sentence in block.sentences:
                row += 1
                self._sheet.merge_range(row, 0, row, LAST, "", self._cells.text)
                self._cells.write(self._sheet, row, 0, f"• {sentence}", self._cells.text)
                self._cells.room(self._sheet, row, (sentence, sum(WIDTHS)))
            row += 2
        return row

    def _contents(self, row: int, contents: Contents, chapters: Mapping[str, Section]) -> None:
        """Each chapter with its lines, and a row for each of its questions."""
        following = (*contents.entries[1:], None)
        for place, (entry, after) in enumerate(zip(contents.entries, following, strict=True)):
            if entry.cells:
                self._entry(row, contents, entry)
                row += 1
                continue
            chapter = chapters[entry.key]
            if chapter.heading.role == "annex":
                continue  # it has a sheet of its own
            row += bool(place)
            self._cells.write(self._sheet, row, 0, entry.text, self._cells.heading)
            row = self._lines(row + 1, chapter.blocks)
            if after and after.cells:
                self._tables.head(self._sheet, row, contents.columns)
                row += 1

    def _entry(self, row: int, contents: Contents, entry: ContentsLine) -> None:
        """A question, which leads to its sheet where it has one."""
        name = self._names.get(entry.key)
        self._tables.row(self._sheet, row, contents.columns, entry.cells)
        if name:
            link = f"internal:'{name}'!A1"
            self._sheet.write_url(row, 0, link, self._cells.link, entry.cells[0].text)
        wide = zip((cell.text for cell in entry.cells), WIDTHS, strict=False)
        self._cells.room(self._sheet, row, *wide)
