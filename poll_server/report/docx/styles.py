"""The Word file's paper, language and named styles: whoever edits the report changes them there.

python-docx starts from a template with 160 styles in blue and Cambria. All but the few that the
report uses go, and those are written anew in the look of every other page.
"""

import io
from functools import lru_cache
from typing import Any, cast

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from poll_server.looks.look import LIGHT, Look
from poll_server.report.office import FONT, MONOSPACED, TAGS

EDGE = Mm(24)
"""Left and right edge of the page."""
TEXT_MM = 162.0
"""Width of the text: A4 less its edges."""
KICKER, META, NOTICE, CAUTION = "Kicker", "Meta", "Notice", "Caution"
CELL, FIGURE, HEAD, HEAD_FIGURE = "Table Text", "Table Figure", "Table Head", "Table Head Figure"
CHECKSUM = "Checksum"
PICTURE = "Picture"
CONTENTS_HEAD = "Contents Heading"
CONTENTS = ("TOC 1", "TOC 2")
"""Word's own names: it fills the contents anew with paragraphs of these."""
TABLE = "Results"
"""The table style's name."""
_KEPT = frozenset(
    {"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "Header", "Footer", "Title"}
    | {"Subtitle", "Heading1", "Heading2", "Heading3", "ListBullet", "ListNumber", "Caption"}
)
_LISTS = ("ListBullet", "ListNumber")


def id_of(name: str) -> str:
    """The id of a style by its name, as the template and python-docx make it.

    Looked up in the document, a style takes a third of a millisecond, and each paragraph has one.
    """
    return name.replace(" ", "")


def empty(language: str, look: Look) -> Document:
    """A document with our paper and styles, and nothing in it."""
    return docx.Document(io.BytesIO(_prepared(language, look)))


@lru_cache(maxsize=8)
def _prepared(language: str, look: Look) -> bytes:
    """Its file: to write the styles took two thirds of a short report, to open it takes little."""
    document = docx.Document()
    _drop_leftovers(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = EDGE
    section.top_margin, section.bottom_margin = Mm(22), Mm(22)
    _defaults(document, TAGS[language])
    _paragraph_styles(document, look)
    document.styles.element.append(parse_xml(_table_style()))
    for level in document.part.numbering_part.element.iter(qn("w:lvl")):
        colour = f'<w:color {nsdecls("w")} w:val="{look.accent[1:]}"/>'
        for marker in level.findall(qn("w:rPr")):
            marker.append(parse_xml(colour))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _drop_leftovers(document: Document) -> None:
    """The template's unused styles, its preview picture, and its copy of all for Word 2007."""
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in _KEPT:
            styles.remove(style)
        else:
            for name in ("w:link", "w:rsid"):
                for child in style.findall(qn(name)):
                    style.remove(child)
    for rels, ending in (
        (document.part.rels, "/stylesWithEffects"),
        (document.part.package.rels if document.part.package else {}, RELATIONSHIP_TYPE.THUMBNAIL),
    ):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(ending)]:
            del rels[key]


def _defaults(document: Document, tag: str) -> None:
    """Font and language of everything, and the way of Word 2013 instead of 2010."""
    run = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
    run.remove(run.find(qn("w:rPr")))
    run.append(
        parse_xml(
            f"<w:rPr {nsdecls('w')}>"
            f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
            f'<w:color w:val="{LIGHT.ink[1:]}"/><w:sz w:val="20"/><w:szCs w:val="20"/>'
            f'<w:lang w:val="{tag}" w:eastAsia="{tag}" w:bidi="ar-SA"/></w:rPr>'
        )
    )
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), tag)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    zoom = settings.find(qn("w:zoom"))
    zoom.set(qn("w:percent"), "100")  # the schema wants it; the template lacks it


def _paragraph_styles(document: Document, look: Look) -> None:
    style = _Styles(document)
    style("Normal", 10, after=6, line=1.2)
    style("Title", 24, bold=True, before=10, after=3, keep=True, line=1.1)
    style("Subtitle", 13, after=8)
    style("Heading 1", 17, bold=True, before=26, after=6, keep=True, line=1.15)
    style("Heading 2", 13, bold=True, before=20, after=2, keep=True, line=1.15)
    style("Heading 3", 10.5, bold=True, before=12, after=4, keep=True)
    style("Caption", 8.5, colour=LIGHT.muted, before=4, after=4, line=1.15)
    style("List Bullet", 10.5, after=4, line=1.2)
    style("List Number", 10.5, after=4, line=1.2)
    style("Header", 8.5, colour=LIGHT.muted)
    style("Footer", 8.5, colour=LIGHT.muted)
    style(KICKER, 9.5, colour=LIGHT.muted, keep=True)
    style(META, 9.5, colour=LIGHT.muted, after=6, keep=True)
    style(CAUTION, 9.5, colour=LIGHT.warn, after=6, keep=True)
    style(NOTICE, 10, before=10, after=12)
    style(PICTURE, 10, before=4, after=2, keep=True)
    style(CELL, 9, line=1.1)
    style(FIGURE, 9, line=1.1).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    style(HEAD, 9, bold=True, colour=LIGHT.muted, line=1.1)
    style(
        HEAD_FIGURE, 9, bold=True, colour=LIGHT.muted, line=1.1
    ).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    style(CONTENTS_HEAD, 13, bold=True, before=20, after=4, keep=True, line=1.15)
    style(CONTENTS[0], 9.5, bold=True, before=5, line=1.15)
    style(CONTENTS[1], 9.5, line=1.15).left_indent = Mm(4)
    style(CHECKSUM, 7, line=1.05, font=MONOSPACED)
    edge = f'w:val="single" w:sz="4" w:space="6" w:color="{look.accent[1:]}"'
    properties = document.styles[NOTICE].element.get_or_add_pPr()
    borders = "".join(f"<w:{side} {edge}/>" for side in ("top", "left", "bottom", "right"))
    for xml in (
        f"<w:pBdr {nsdecls('w')}>{borders}</w:pBdr>",
        f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{look.soft[1:]}"/>',
    ):
        properties.insert_element_before(parse_xml(xml), "w:spacing", "w:ind", "w:jc")


def add_paragraph(document: Document, name: str, text: str = "") -> Paragraph:
    """A paragraph in the style of that name, at the end of the document."""
    made = document.add_paragraph(text)
    made._p.style = id_of(name)
    return made


class _Styles:
    """Writes paragraph styles of a document."""

    def __init__(self, document: Document) -> None:
        self._styles = document.styles

    def __call__(
        self,
        name: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = LIGHT.ink,
        before: float = 0,
        after: float = 0,
        line: float = 1.0,
        keep: bool = False,
        font: str = FONT,
    ) -> Any:
        """The style `name` as given and nothing else; sizes and distances in points.

        Args:
            line: height of a line, in lines of the font.
            keep: on one page with the paragraph after it.

        Returns:
            Its paragraph format.
        """
        style = self._emptied(name)
        style.hidden, style.quick_style = False, True
        style.font.name, style.font.size, style.font.bold = font, Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(colour[1:].upper())
        form = style.paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.line_spacing, form.keep_with_next = line, keep
        form.widow_control = True
        return form

    def _emptied(self, name: str) -> ParagraphStyle:
        """The style `name`, made where it is missing, with nothing but its place in an outline."""
        if name not in self._styles:
            added = self._styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            added.base_style = self._styles["Normal"]
        style = cast(ParagraphStyle, self._styles[name])
        numbered = style.element.pPr.numPr if style.style_id in _LISTS else None
        for tag in ("w:pPr", "w:rPr"):
            for old in style.element.findall(qn(tag)):
                style.element.remove(old)
        if name.startswith("Heading"):
            level = f'<w:outlineLvl {nsdecls("w")} w:val="{int(name[-1]) - 1}"/>'
            style.element.get_or_add_pPr().append(parse_xml(level))
        if numbered is not None:
            style.element.get_or_add_pPr().append(numbered)
        return style


def _table_style() -> str:
    """Hairlines between rows, a stronger one under the head, figures in line with the text."""
    line = 'w:val="single" w:space="0" w:sz="{}" w:color="{}"'
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE}">'
        f'<w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>'
        "<w:qFormat/><w:tblPr><w:tblBorders>"
        f"<w:bottom {line.format(4, LIGHT.line[1:])}/>"
        f"<w:insideH {line.format(4, LIGHT.track[1:])}/></w:tblBorders>"
        '<w:tblCellMar><w:top w:w="45" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="45" w:type="dxa"/><w:right w:w="115" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr>"
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
        f"<w:bottom {line.format(8, LIGHT.line[1:])}/></w:tcBorders></w:tcPr></w:tblStylePr>"
        "</w:style>"
    )
