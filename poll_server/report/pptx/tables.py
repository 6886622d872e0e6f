"""Native tables on slides: PowerPoint edits them, and a screen reader reads them by rows.

As charts do, they get the largest size at which all rows fit on a slide; more rows than fit even
at the smallest go on to the next one, under the same head.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from poll_server.looks.look import LIGHT
from poll_server.questions.drawing.widths import width, wrap
from poll_server.report.office import MONOSPACED, leftwards, plain

from . import master as master

SIZES = (18, 16, 14, 12)
"""Points, tried from the largest on."""
PAD = 4.0
"""Points above and below the text of a cell."""
AIR = 8.0
"""Points between two columns."""
FIGURE_WIDE = 150.0
"""Points of a column with figures, where it may be narrower."""
CHECKSUM_PT = 7.5
"""A checksum stays in one line: 64 letters of 0.6 em."""
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's own “No Style, No Grid”: the lines are drawn here."""
TableLine = Sequence[str]


def pages(
    head: TableLine,
    lines: Sequence[TableLine],
    widths: Sequence[float],
    high: float,
    *,
    code: int = -1,
) -> Iterator[tuple[int, Sequence[TableLine]]]:
    """The lines slide by slide, with the font size of all.

    Args:
        widths: points of each column.
        high: points that a table may have.
        code: the column with checksums, if there is one.
    """
    for size in SIZES:
        heights = [_height(line, widths, size, code) for line in lines]
        room = high - _height(head, widths, size, code)
        if sum(heights) <= room and _words_fit(head, widths, size):
            break
    fewest = len(_split(heights, room))
    # Evenly filled slides: none for a last row alone.
    even = -(-len(lines) // fewest)
    parts = [range(n, min(n + even, len(lines))) for n in range(0, len(lines), even)]
    if any(sum(heights[n] for n in part) > room for part in parts):
        parts = _split(heights, room)
    for part in parts:
        yield size, lines[part.start : part.stop]


def columns(head: TableLine, wide: float) -> list[float]:
    """Points of each column of figures: alike, but for one whose head has a longer word.

    Args:
        head: their names.
        wide: points of all of them.
    """
    each = min(FIGURE_WIDE, wide / len(head))
    words = [max(width(word, SIZES[0]) for word in text.split() or ("",)) for text in head]
    needed = [max(each, word + 2 * AIR) for word in words]
    return needed if sum(needed) <= max(wide, each * len(head)) else [each] * len(head)


def _split(heights: Sequence[float], room: float) -> list[range]:
    """The rows of each slide where every slide is filled."""
    parts = [range(0)]
    used = 0.0
    for place, height in enumerate(heights):
        if place > parts[-1].start and used + height > room:
            parts.append(range(place, place))
            used = 0.0
        parts[-1] = range(parts[-1].start, place + 1)
        used += height
    return parts


def _words_fit(head: TableLine, widths: Sequence[float], size: float) -> bool:
    """Whether no word of the head is torn."""
    return all(
        width(word, size) <= room - AIR
        for text, room in zip(head, widths, strict=True)
        for word in text.split()
    )


def add(
    slide: master.Slide,
    top: float,
    head: TableLine,
    lines: Sequence[TableLine],
    widths: Sequence[float],
    size: int,
    tag: str,
    *,
    texts: Sequence[int] = (0,),
    code: int = -1,
) -> Any:
    """A table over the width of the slide.

    Args:
        top: points from the slide's upper edge.
        size: points of its font.
        tag: its language, such as `de-DE`.
        texts: the columns with texts; the others hold figures and stand on the right.
        code: the column with checksums, if there is one.

    Returns:
        Its frame.
    """
    heights = [_height(line, widths, size, code) for line in (head, *lines)]
    rows = [
        _row(line, high, size, tag, is_head=place == 0, texts=texts, code=code)
        for place, (line, high) in enumerate(zip((head, *lines), heights, strict=True))
    ]
    grid = "".join(f'<a:gridCol w="{Pt(column)}"/>' for column in widths)
    # Written at once: through python-pptx, a cell takes a millisecond.
    table = parse_xml(
        f'<a:tbl {nsdecls("a")}><a:tblPr firstRow="1"><a:tableStyleId>{NO_STYLE}</a:tableStyleId>'
        f"</a:tblPr><a:tblGrid>{grid}</a:tblGrid>{''.join(rows)}</a:tbl>"
    )
    left, top_, wide, high = map(Pt, (master.EDGE, top, sum(widths), sum(heights)))
    frame: Any = slide.shapes.add_table(1, 1, left, top_, wide, high)
    frame.table._tbl.getparent().replace(frame.table._tbl, table)
    return frame


def _row(
    line: TableLine,
    high: float,
    size: float,
    tag: str,
    *,
    is_head: bool,
    texts: Sequence[int],
    code: int,
) -> str:
    """A row as XML, `high` points in height; for the others see `add`."""
    cells = []
    for column, text in enumerate(line):
        checksum = column == code and not is_head
        cells.append(
            _cell(
                plain(text),
                CHECKSUM_PT if checksum else size,
                tag,
                is_head=is_head,
                right=column not in texts,
                font=MONOSPACED if checksum else "",
            )
        )
    return f'<a:tr h="{Pt(high)}">{"".join(cells)}</a:tr>'


def _cell(text: str, size: float, tag: str, *, is_head: bool, right: bool, font: str) -> str:
    """A cell as XML; its children stand in the order that the schema wants."""
    direction = ' rtl="1"' if leftwards(text) else ""
    alignment = ' algn="r"' if right else ""
    bold = ' b="1"' if is_head else ""
    face = f'<a:latin typeface="{font}"/>' if font else ""
    ink, line = (LIGHT.muted, LIGHT.line) if is_head else (LIGHT.ink, LIGHT.track)
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr{alignment}{direction}/><a:r>"
        f'<a:rPr lang="{tag}" sz="{round(size * 100)}"{bold}>{fill(ink)}{face}</a:rPr>'
        f"<a:t>{escape(text)}</a:t></a:r></a:p></a:txBody>"
        f'<a:tcPr marL="0" marR="{Pt(AIR)}" marT="{Pt(PAD)}" marB="{Pt(PAD)}" '
        f'anchor="{"b" if is_head else "t"}"><a:lnB w="12700">{fill(line)}</a:lnB><a:noFill/>'
        "</a:tcPr></a:tc>"
    )


def fill(colour: str) -> str:
    """A colour as XML."""
    return f'<a:solidFill><a:srgbClr val="{colour[1:].upper()}"/></a:solidFill>'


def _height(line: TableLine, widths: Sequence[float], size: float, code: int) -> float:
    most = max(
        len(wrap(plain(text), size, room - AIR - 2, bold=True)) if column != code else 1
        for column, (text, room) in enumerate(zip(line, widths, strict=True))
    )
    return most * size * master.LINE_HIGH + 2 * PAD
