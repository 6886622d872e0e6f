"""What slides are made of: titles, lines, lists of texts, tables, and what stands under a chart."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any
from xml.sax.saxutils import escape

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from poll_server.locale import Speech, speak
from poll_server.looks.look import LIGHT
from poll_server.questions.drawing.widths import wrap
from poll_server.report.blocks.blocks import FigureTable
from poll_server.report.model.document import Report
from poll_server.report.model.said import heading
from poll_server.report.office import FONT, TAGS, emphasised, leftwards, plain

from . import master as master
from . import tables as slide_tables
from . import text_slides as slide_texts
from .marked_text import looks

TITLE_SIZES = (28, 24, 22, 20, 18, 16, 14)
META_TOP, CHART_TOP, CHART_BOTTOM, BASE_BOTTOM = 118.0, 146.0, 460.0, 496.0
META_PT, BASE_PT = 14, 14
BULLET_COLOUR = '<a:buClr><a:schemeClr val="accent1"/></a:buClr>'
BULLET = f'{BULLET_COLOUR}<a:buFont typeface="Arial"/><a:buChar char="•"/>'
"""In the accent's colour, as XML."""
BELOW_AIR = 7.0
"""Points between two lines of figures under a scale's chart."""
ROUND_WIDTHS = (100.0, 190.0, 62.0, 210.0, 302.0)
"""Points of the columns in the list of rounds: name, open, votes, shown, checksum."""
FIGURES_SHARE = 0.66
"""Of a table's width, what all of its columns with figures take at most."""


class Parts:
    """Slides of one deck, and what is put on them."""

    def __init__(self, deck: master.Deck, report: Report) -> None:
        self._deck, self._report = deck, report
        self._language = report.language
        self._: Speech = speak(report.language)
        self.opening, self.listed, self.bare = master.prepare(deck, TAGS[self._language], report)
        self._feet: dict[str, list[Any]] = {}
        """of each layout, once a slide has had them"""

    def slide(self, title: str, number: int = 1, of: int = 1, layout: Any = None) -> master.Slide:
        """A new slide.

        Args:
            number, of: which of how many with this title it is.
            layout: the bare one where none is given.
        """
        slide = self._deck.slides.add_slide(self.bare if layout is None else layout)
        self.title(slide, f"{title} ({number}/{of})" if of > 1 else title, master.TITLE_HIGH)
        self.foot(slide)
        return slide

    def foot(self, slide: master.Slide) -> None:
        """The report's name and the slide's number, on every slide the same."""
        layout = slide.slide_layout.part.partname
        if layout in self._feet:
            slide.shapes._spTree.extend(map(deepcopy, self._feet[layout]))
            return
        there = len(slide.shapes._spTree)
        self._first_foot(slide)
        self._feet[layout] = [deepcopy(each) for each in slide.shapes._spTree[there:]]

    def _first_foot(self, slide: master.Slide) -> None:
        # 110: one line.
        frame = master.foot(slide)
        title = heading(self._report)[1][:110]
        # Said here once more for LibreOffice, where a footer does not take after its master.
        self.paragraph(frame, title, 11, LIGHT.muted, first=True)
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        frame.paragraphs[0].runs[0].font.name = FONT

    def title(
        self, slide: master.Slide, text: str, high: float, sizes: Sequence[int] = TITLE_SIZES
    ) -> None:
        """The slide's title, as large as it fits in `high` points."""
        text = plain(text)
        fits = (s for s in sizes if len(wrap(text, s, master.TEXT)) * s * master.LINE_HIGH <= high)
        shape = slide.shapes.title
        assert shape is not None, "every layout that is kept has a title"
        self.paragraph(shape.text_frame, text, next(fits, sizes[-1]), first=True)

    def above(self, slide: master.Slide, text: str) -> None:
        """A line between the title and what the slide shows."""
        box = self.box(slide, (master.EDGE, META_TOP, master.TEXT, 20))
        self.paragraph(box, text, META_PT, LIGHT.muted, first=True)

    def name(self, frame: Any, name: str, said: str) -> None:
        """What a screen reader calls a chart or a table, and what it shows in words."""
        properties = frame._element.nvGraphicFramePr.cNvPr
        properties.set("name", name)
        properties.set("descr", plain(said))

    def say(
        self, slide: master.Slide, text: str, box: master.Box | None = None, size: float = 20
    ) -> None:
        """A sentence where a chart would be."""
        box = box or (master.EDGE, CHART_TOP + 24, master.TEXT, 120)
        if text:
            self.paragraph(self.box(slide, box), text, size, LIGHT.muted, first=True)

    def base(
        self, slide: master.Slide, base: str, below: Sequence[str], cautions: Sequence[str]
    ) -> None:
        """What 100 % is, n, and what else stands under the chart; at last a word of caution."""
        told = [(text, "") for text in below]
        told += [(base, LIGHT.muted)] if base else []
        told += [(text, LIGHT.warn) for text in cautions]
        if not told:
            return
        high = sum(wrapped(text) for text, _ in told) * BASE_PT * master.LINE_HIGH
        high += len(below) * BELOW_AIR
        frame = self.box(slide, (master.EDGE, BASE_BOTTOM - high, master.TEXT, high))
        for place, (text, colour) in enumerate(told):
            before = BELOW_AIR if place <= len(below) else 0
            self.paragraph(frame, text, BASE_PT, colour, first=place == 0, before=before)

    def list(self, title: str, sentences: Sequence[str]) -> None:
        """A bulleted list, on as many slides as it needs."""
        by_words = {plain(text): text for text in sentences}
        pages = [*slide_texts.pages([*by_words], master.TEXT)]
        for number, (size, (texts,)) in enumerate(pages, 1):
            slide = self.slide(title, number, len(pages), self.listed)
            frame = slide.placeholders[1].text_frame
            for place, text in enumerate(texts):
                first, text = place == 0, by_words.get(text, text)
                self.paragraph(frame, text, size, first=first, before=size * 0.5, strong=True)

    def box(self, slide: master.Slide, box: master.Box) -> master.TextFrame:
        """A text box without a frame or inner edges."""
        frame = slide.shapes.add_textbox(*map(Pt, box)).text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.TOP
        return frame

    def paragraph(
        self,
        frame: master.TextFrame,
        text: str,
        size: float,
        colour: str = "",
        *,
        first: bool = False,
        before: float = 0,
        bullet: bool = False,
        strong: bool = False,
    ) -> None:
        """One paragraph, from right to left where it is written so.

        Args:
            size: points.
            first: it takes the frame's empty first paragraph.
            before: points above it.
            strong: percentages in bold.
        """
        end = f'lang="{TAGS[self._language]}">{slide_tables.fill(colour) if colour else ""}'
        xml = _properties(leftwards(text), bullet=bullet, before=0 if first else before)
        for look in looks(text):
            for part, is_percentage in emphasised(look.text):
                looked = ' b="1"' if look.bold or (strong and is_percentage) else ""
                looked += ' i="1"' if look.italic else ""
                start = f'<a:r><a:rPr sz="{Pt(size).centipoints}"{looked} {end}</a:rPr>'
                xml += f"{start}<a:t>{escape(part)}</a:t></a:r>"
        _add(frame, f"<a:p {nsdecls('a')}>{xml}</a:p>", first=first)

    def table(self, title: str, block: FigureTable, *, caption: bool = True) -> None:
        """A table of figures, on as many slides as it needs.

        Args:
            caption: a line above it; names of columns are explained there.
        """
        head = [", ".join(filter(None, (each.name, each.below))) for each in block.columns]
        figures = slide_tables.columns(head[1:], master.TEXT * FIGURES_SHARE)
        widths = [master.TEXT - sum(figures), *figures]
        if block.layout == "rounds":
            widths = [*ROUND_WIDTHS]
        code = next(iter(block.places("code")), -1)
        room = CHART_BOTTOM - CHART_TOP
        pages = [*slide_tables.pages(head, block.lines, widths, room, code=code)]
        texts, tag = block.places("text", "code"), TAGS[self._language]
        for number, (size, part) in enumerate(pages, 1):
            slide = self.slide(title, number, len(pages))
            if caption and block.caption.text != title:
                self.above(slide, block.caption.text)
            frame = slide_tables.add(
                slide, CHART_TOP, head, part, widths, size, tag, texts=texts, code=code
            )
            self.name(frame, self._("Table"), title)


def _add(frame: master.TextFrame, xml: str, *, first: bool) -> None:
    """A paragraph, written at once: through python-pptx, each of its runs takes half a millisecond.

    Args:
        first: its pieces go into the frame's empty first paragraph, before what ends that.
    """
    made: Any = parse_xml(xml)
    if not first:
        frame._txBody.append(made)
        return
    there = frame._txBody.p_lst[0]
    for place, piece in enumerate(list(made)):
        there.insert(place, piece)


def _properties(leftward: bool, *, bullet: bool, before: float) -> str:
    """A paragraph's own, as XML; `before` is the points above it."""
    named = ' algn="r" rtl="1"' if leftward else ""
    inner = f'<a:spcBef><a:spcPts val="{Pt(before).centipoints}"/></a:spcBef>' if before else ""
    if bullet:
        named += f' marL="{Pt(16)}" indent="{-Pt(16)}"'
        inner += BULLET
    return f"<a:pPr{named}>{inner}</a:pPr>" if named or inner else ""


def wrapped(text: str) -> int:
    """Lines that a text under a chart takes."""
    return len(wrap(text, BASE_PT, master.TEXT, bold=False))
