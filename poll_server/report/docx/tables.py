"""Tables of the Word file, as XML: through python-docx, a cell takes milliseconds."""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from poll_server.report.blocks.blocks import FigureTable
from poll_server.report.office import leftwards, plain

from . import styles as style

TOGETHER, ROUNDS_TOGETHER = 10, 16
"""Rows up to which a table, and the list of rounds, stay on one page."""
LEAST_ROWS = 3
"""Rows of a longer table that stand together at its beginning and at its end."""
MOST_ROUNDS = 5
"""Columns with figures that fit in the size of other tables; more are set smaller."""
NUMBER_MM, SUMMARY_MM, LABEL_MM = 24.0, 19.0, 42.0
"""Widths of a column with figures, with a statement's sum, and at least of one with texts."""
LETTER_MM = 1.9
"""Of a letter in a column's head."""
NARROW_LABEL_MM, INTERVAL_MM = 34.0, (13.0, 17.0, 15.5, 19.0)
"""The same where statements have an interval: label, then top steps, interval, mean, answered."""
SUMMARIES = 3
"""Columns behind the steps of a table of statements: top steps, mean, answered."""
ROUNDS_MM = (24.0, 39.0, 18.0, 31.0, 50.0)
"""Widths of the columns in the list of rounds."""
SMALL_HALF_POINTS = 15


def table(block: FigureTable) -> Any:
    """The element of a table whose head is repeated on every page."""
    widths = [Mm(width).twips for width in _widths_mm(block)]
    head = tuple(", ".join(filter(None, (each.name, each.below))) for each in block.columns)
    rows = (_row(block, place, line, widths) for place, line in enumerate((head, *block.lines)))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblStyle w:val="{style.TABLE}"/><w:tblW w:type="dxa" w:w="{sum(widths)}"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(plain(block.name))}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _widths_mm(block: FigureTable) -> list[float]:
    """The columns: those with figures as wide as they need, and the first has the rest."""
    columns, steps = len(block.columns) - 1, len(block.places("step"))
    match block.layout:
        case "rounds":
            return [*ROUNDS_MM]
        case "statements":
            with_interval = columns > steps + SUMMARIES
            last = INTERVAL_MM if with_interval else (SUMMARY_MM,) * SUMMARIES
            label = NARROW_LABEL_MM if with_interval else LABEL_MM
            each = min(NUMBER_MM, (style.TEXT_MM - label - sum(last)) / steps)
            others = [each] * steps + [*last]
        case "compared" | "answers":
            many = block.layout == "compared" and columns > MOST_ROUNDS
            label = NUMBER_MM if many else LABEL_MM
            words = [max(map(len, each.name.split()), default=0) for each in block.columns[1:]]
            needed = [max(NUMBER_MM, LETTER_MM * letters) for letters in words]
            fits = min(1, (style.TEXT_MM - label) / sum(needed))
            others = [fits * width for width in needed]
    return [style.TEXT_MM - sum(others), *others]


def _row(block: FigureTable, place: int, line: tuple[str, ...], widths: list[int]) -> str:
    """A line of a table as XML; the first is its head."""
    count, rounds = len(block.rows), block.layout == "rounds"
    whole = count <= (ROUNDS_TOGETHER if rounds else TOGETHER)
    kept = {*range(LEAST_ROWS), *range(count - LEAST_ROWS + 1, count)}
    small = block.layout == "statements" or (not rounds and len(block.columns) - 1 > MOST_ROUNDS)
    texts, code = block.places("text", "code"), block.places("code")
    cells = (
        _cell(
            text,
            widths[column],
            style_id=_cell_style(column in texts, head=place == 0, code=column in code),
            keep=place < count and (whole or place in kept),
            bold=place - 1 in block.strong,
            half_points=SMALL_HALF_POINTS if small else 0,
        )
        for column, text in enumerate(line)
    )
    heads = "<w:tblHeader/>" if place == 0 else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{heads}</w:trPr>{''.join(cells)}</w:tr>"


def _cell_style(is_text: bool, *, head: bool, code: bool) -> str:
    """The id of a cell's paragraph style."""
    if code and not head:
        return style.CHECKSUM
    names = ((style.FIGURE, style.CELL), (style.HEAD_FIGURE, style.HEAD))
    return style.id_of(names[head][is_text])


def _cell(text: str, twips: int, *, style_id: str, keep: bool, bold: bool, half_points: int) -> str:
    """A table cell as XML; its children stand in the order that the schema wants.

    Args:
        twips: its width, in twentieths of a point.
        keep: on one page with the next row.
        half_points: its font size; 0: the style's.
    """
    leftward = leftwards(text)
    paragraph = ("<w:keepNext/>" if keep else "") + ("<w:bidi/>" if leftward else "")
    run = "<w:b/><w:bCs/>" if bold else ""
    if half_points:
        run += f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    if leftward:
        run += "<w:rtl/>"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style_id}"/>{paragraph}</w:pPr><w:r><w:rPr>{run}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(plain(text))}</w:t></w:r></w:p></w:tc>'
    )
