"""Texts of a Word file: from the side they are read from, bold and in lists where they are so."""

from collections.abc import Iterable

from docx.document import Document
from docx.oxml import OxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from poll_server.questions.writing.passages import Passage, Run
from poll_server.report.blocks.pieces import RowsTold, in_lists, on_paper
from poll_server.report.office import leftwards, plain

from . import styles as style

INSET_MM = 6
"""Of a list in a list."""


def write(document: Document, told: Iterable[Passage], depth: int = 0) -> None:
    """The pieces as paragraphs and real lists.

    Args:
        depth: how many lists these stand in.
    """
    for part in in_lists(told):
        if isinstance(part, RowsTold):
            _rows(document, part, depth)
        else:
            fill(style.add_paragraph(document, style.META), on_paper(part))


def _rows(document: Document, part: RowsTold, depth: int) -> None:
    number = None if part.start is None else _numbered_from(document, part.start)
    for piece in part.rows:
        named = "List Bullet" if number is None else "List Number"
        paragraph = style.add_paragraph(document, named)
        if number is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number
        if depth:
            left = paragraph.style.paragraph_format.left_indent if paragraph.style else None
            paragraph.paragraph_format.left_indent = (left or Mm(INSET_MM)) + Mm(INSET_MM) * depth
        fill(paragraph, on_paper(piece))
        write(document, piece.inner, depth + 1)


def _numbered_from(document: Document, start: int) -> int:
    """A numbering of its own: else each list of a file would go on where the last one ended."""
    numbering = document.part.numbering_part.element
    of_style = document.styles["List Number"].element.pPr.numPr.numId.val
    made = numbering.add_num(numbering.num_having_numId(of_style).abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(made.numId)


def fill(paragraph: Paragraph, runs: Iterable[Run]) -> None:
    """The runs, from right to left where the text is written so."""
    runs = list(runs)
    is_leftwards = leftwards("".join(run.text for run in runs))
    for run in runs:
        for place, line in enumerate(run.text.split("\n")):
            made = paragraph.add_run()
            if place:
                made.add_break()
            made.add_text(plain(line))
            made.bold, made.italic = run.bold or None, run.italic or None
            made.font.rtl = is_leftwards or None
    if is_leftwards:
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(
            OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
        )
