"""PPTX: a slide a question, with charts that PowerPoint itself draws and lets one edit.

A chart's data are the percentages of the one engine, so its labels need no calculation: the same
numbers as everywhere, and they follow where somebody edits the data. What is said of a question
stands in the speaker's notes.

Texts are measured (`questions.widths`) to choose a size at which they fit: no program shrinks them
before somebody clicks into them.
"""

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import pptx
import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_MARK
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from ..locale import Speech, speak
from ..look import LIGHT
from ..percent import format_percent
from ..questions import Row, Series
from ..questions.figures import ink_on, palette
from ..questions.widths import width, wrap
from . import slide_master as master
from .charts import alternative
from .model import PollReport, QuestionReport, Report, RoundReport, compared, figures_in_words
from .office import (
    FONT,
    TAGS,
    about,
    charted,
    emphasised,
    heading,
    leftwards,
    method,
    not_representative,
    numbered,
    only_poll,
    people,
    plain,
    written,
)

TITLE_SIZES = (28, 24, 22, 20, 18, 16, 14)
LIST_SIZES = (20, 18, 16)
LABEL_SIZES = (20, 18, 16, 14, 12)
"""Points, tried from the largest on. The last ones are for paper and laptops; more rows than fit
even then go on to the next slide."""
LINE_HIGH = 1.2
"""Of the font size."""
META_TOP, CHART_TOP, CHART_BOTTOM, BASE_BOTTOM = 118.0, 146.0, 460.0, 496.0
META_PT, BASE_PT = 14, 14
LABEL_SHARE, LONG_LABEL_SHARE, LONG_LABEL = 0.38, 0.52, 60
"""Of a chart's width, what labels take at most, and the characters that make one long."""
VALUE_SHARE = 0.1
"""Of a chart's width, what the number beside the longest bar takes."""
MOST_WORDS = 12
"""Words that participants made up; further ones are rare, and stand in the Word and Excel files."""
SMALLEST_NUMBERED = 6
"""Percent of a segment from which its number has room."""
MOST_STATEMENTS_BELOW = 4
"""Statements whose means have room under the chart; those of more are in the notes."""
MOST_TEXT_SLIDES = 3
"""Slides with texts for one question; the others are in the Word file."""
THICKEST = 64.0
"""Points of a bar: few bars do not become blocks."""


class _ChartData(CategoryChartData):
    """A chart's data with a workbook of ours: python-pptx would write `=1+1` as a formula."""

    workbook = b""

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook that opens on “Edit data”."""
        return self.workbook


_Data, _Colour = cast(Any, _ChartData), cast(Any, RGBColor)  # not annotated


def render(report: Report) -> bytes:
    """The file's bytes."""
    deck: master.Deck = pptx.Presentation()
    _Writer(deck, report).write()
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


class _Writer:
    """One deck being written, slide by slide."""

    def __init__(self, deck: master.Deck, report: Report) -> None:
        self._deck = deck
        self._report = report
        self._language = report.language
        self._: Speech = speak(report.language)
        self._opening, self._listed, self._bare = master.prepare(deck, TAGS[report.language])
        self._percent = '0"\u202f%"' if report.language == "de" else '0"%"'

    def write(self) -> None:
        """The whole report."""
        report = self._report
        self._properties()
        one = only_poll(report)
        above, title, below = heading(report)
        stats = people(one, self._language) if one else ""
        self._open(above, title, (below, stats), report.notice)
        for place, poll in enumerate(report.polls, 1):
            if not one:
                self._open(report.title, poll.title, (poll.subtitle, people(poll, self._language)))
            self._list(self._("The essentials"), poll.findings)
            for question in poll.questions:
                self._question(place, poll, question)
            if not poll.questions:
                self._list(poll.title, (self._("No question has been asked yet."),))
        closing = (method(self._language), not_representative(self._language), report.notice)
        self._list(self._("How these figures came about"), filter(None, closing))

    def _properties(self) -> None:
        """What a file manager and a screen reader say of the file."""
        about_file = self._deck.core_properties
        # 255: as many characters as the properties may have.
        about_file.title = plain(heading(self._report)[1])[:255]
        about_file.subject = plain(self._report.title)[:255]
        about_file.author = plain(", ".join(self._report.hosts))[:255]
        about_file.last_modified_by = ""
        about_file.language = TAGS[self._language]
        about_file.created = about_file.modified = datetime.now(UTC).replace(tzinfo=None)

    # ── Slides ────────────────────────────────────────────────────────────────────────────────

    def _open(self, above: str, title: str, below: Iterable[str], notice: str = "") -> None:
        """The title of the report or of a poll."""
        slide = self._deck.slides.add_slide(self._opening)
        self._title(slide, title, 116, sizes=(40, 36, 32, *TITLE_SIZES))
        if above:
            box = self._box(slide, (master.EDGE, 60, master.TEXT, 44))
            self._paragraph(box, above, 16, LIGHT.muted, first=True)
        frame = slide.placeholders[1].text_frame
        said = [text for text in below if text]
        for place, text in enumerate(said):
            size = 22 if place == 0 and len(said) > 1 else 18
            self._paragraph(frame, text, size, first=place == 0)
        if notice:
            self._paragraph(frame, notice, 16, LIGHT.warn, first=not said, before=14)
        if not said and not notice:
            frame._txBody.getparent().getparent().remove(frame._txBody.getparent())

    def _list(self, title: str, sentences: Iterable[str]) -> None:
        """A bulleted list, on as many slides as it needs."""
        pages = list(_pages([plain(text) for text in sentences], master.TEXT))
        for number, (size, texts) in enumerate(pages, 1):
            slide = self._slide(self._listed, self._part(title, number, len(pages)))
            frame = slide.placeholders[1].text_frame
            for place, text in enumerate(texts):
                first = place == 0
                self._paragraph(frame, text, size, first=first, before=size * 0.5, strong=True)

    def _question(self, place: int, poll: PollReport, question: QuestionReport) -> None:
        """The slides of a question: its chart, and what people wrote."""
        title = f"{numbered(self._report, place, question)} · {question.prompt}"
        round_ = question.last
        if charted(round_) and not question.question.moderated:
            self._charts(title, poll, question, round_)
        else:
            slide = self._slide(self._bare, title)
            self._meta(slide, poll, question, round_)
            if charted(round_):
                if not round_.texts:
                    self._say(slide, self._("No answer was approved for showing."))
                self._base(slide, round_, ())
            else:
                self._say(slide, round_.note)
            self._notes(slide, question, round_)
        if round_.texts:
            self._texts(title, poll, question, round_)

    def _charts(
        self, title: str, poll: PollReport, question: QuestionReport, round_: RoundReport
    ) -> None:
        series = round_.results.series
        single = len(series) == 1
        below = self._below(series)
        high = CHART_BOTTOM - CHART_TOP - max(len(below) - 1, 0) * BASE_PT * LINE_HIGH
        if single:
            rows = series[0].rows
            count = MOST_WORDS if any(map(written, rows)) else len(rows)
            shown: Sequence[Row | Series] = rows[:count]
        else:
            shown = series
        left = len(series[0].rows) - len(shown) if single else 0
        sized = _Labels([plain(row.label) for row in shown], high - (0 if single else 44))
        for number, part in enumerate(sized.parts, 1):
            slide = self._slide(self._bare, self._part(title, number, len(sized.parts)))
            self._meta(slide, poll, question, round_)
            box = (master.EDGE, CHART_TOP, master.TEXT, high)
            if single:
                chart = self._bars(slide, box, series[0], shown[part], part, sized)
            else:
                chart = self._stacked(slide, box, series[part], sized)
            said = plain(alternative(question, round_, self._language))
            chart._element.nvGraphicFramePr.cNvPr.set("descr", said)
            chart._element.nvGraphicFramePr.cNvPr.set("name", self._("Figure"))
            more = self._.ngettext("and %(n)s more", "and %(n)s more", left) if left else ""
            self._base(slide, round_, below, more)
            self._notes(slide, question, round_)

    def _texts(
        self, title: str, poll: PollReport, question: QuestionReport, round_: RoundReport
    ) -> None:
        """What people wrote; an open question, which has no chart, shows it on its own slide."""
        texts = [
            plain(text.text) + (f"\u00a0×\u00a0{text.count}" if text.count > 1 else "")
            for text in round_.texts
        ]
        column, top, high = (master.TEXT - 24) / 2, CHART_TOP + 8, CHART_BOTTOM - CHART_TOP - 8
        room = high - LIST_SIZES[0]  # a text is not torn between columns
        pages = list(_pages(texts, column, high=room, columns=2, most=MOST_TEXT_SLIDES))
        left = sum(len(texts) for _, texts in pages[MOST_TEXT_SLIDES:])
        pages = pages[:MOST_TEXT_SLIDES]
        alone = question.question.moderated
        for number, (size, page) in enumerate(pages, 1):
            if alone and number == 1:
                slide = self._deck.slides[-1]
            else:
                words = title if alone else f"{title} – {self._('In their own words')}"
                slide = self._slide(self._bare, self._part(words, number, len(pages)))
                self._meta(slide, poll, question, round_)
            frame = self._box(slide, (master.EDGE, top, master.TEXT, high))
            # One column where all has room in it: two half-filled ones read worse.
            if sum(_high(text, size, master.TEXT) for text in page) > high:
                frame._txBody.bodyPr.set("numCol", "2")
                frame._txBody.bodyPr.set("spcCol", str(Pt(24)))
            for place, text in enumerate(page):
                self._paragraph(frame, text, size, first=place == 0, before=size * 0.5, bullet=True)
        if left:
            more = self._.ngettext("and %(n)s more", "and %(n)s more", left)
            self._say(slide, more, (master.EDGE, CHART_BOTTOM + 18, master.TEXT, 18), META_PT)

    # ── Parts of a slide ──────────────────────────────────────────────────────────────────────

    def _slide(self, layout: Any, title: str) -> master.Slide:
        slide = self._deck.slides.add_slide(layout)
        self._title(slide, title, master.TITLE_HIGH)
        self._foot(slide)
        return slide

    def _title(
        self, slide: master.Slide, text: str, high: float, sizes: Sequence[int] = TITLE_SIZES
    ) -> None:
        """The slide's title, as large as it fits in `high` points."""
        text = plain(text)
        fits = (s for s in sizes if len(wrap(text, s, master.TEXT)) * s * LINE_HIGH <= high)
        shape = slide.shapes.title
        assert shape is not None, "every layout that is kept has a title"
        self._paragraph(shape.text_frame, text, next(fits, sizes[-1]), first=True)

    def _part(self, title: str, number: int, of: int) -> str:
        """A title that is on several slides, with which of them this is."""
        return f"{title} ({number}/{of})" if of > 1 else title

    def _foot(self, slide: master.Slide) -> None:
        # 110: one line.
        frame = master.foot(slide)
        title = heading(self._report)[1][:110]
        # Said here once more for LibreOffice, where a footer does not take after its master.
        self._paragraph(frame, title, 11, LIGHT.muted, first=True)
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        frame.paragraphs[0].runs[0].font.name = FONT

    def _meta(
        self, slide: master.Slide, poll: PollReport, question: QuestionReport, round_: RoundReport
    ) -> None:
        box = self._box(slide, (master.EDGE, META_TOP, master.TEXT, 20))
        said = about(poll, question, round_, self._language)
        self._paragraph(box, said, META_PT, LIGHT.muted, first=True)

    def _say(
        self, slide: master.Slide, text: str, box: master.Box | None = None, size: float = 20
    ) -> None:
        """A sentence where a chart would be."""
        box = box or (master.EDGE, CHART_TOP + 24, master.TEXT, 120)
        if text:
            self._paragraph(self._box(slide, box), text, size, LIGHT.muted, first=True)

    def _base(
        self, slide: master.Slide, round_: RoundReport, below: Sequence[str], more: str = ""
    ) -> None:
        """What 100 % is, n, and what else stands under the chart; at last a word of caution."""
        lines = max(len(below), 0) + 1 + bool(round_.note)
        high = lines * BASE_PT * LINE_HIGH
        frame = self._box(slide, (master.EDGE, BASE_BOTTOM - high, master.TEXT, high))
        base = f"n\u00a0=\u00a0{round_.results.base} · {round_.base}"
        for place, text in enumerate(below):
            self._paragraph(frame, text, BASE_PT, first=place == 0)
        said = f"{base} · {more}" if more else base
        self._paragraph(frame, said, BASE_PT, LIGHT.muted, first=not below)
        if round_.note:
            self._paragraph(frame, round_.note, BASE_PT, LIGHT.warn)

    def _below(self, series: Sequence[Series]) -> list[str]:
        """Mean, median and top steps of each statement, as far as there is room."""
        if len(series) > MOST_STATEMENTS_BELOW:
            return []
        said = []
        for one in series:
            figures = " · ".join(figures_in_words(one, self._language))
            # 100: one line of 14 points.
            if figures and len(one.label) + len(figures) <= 100:
                said.append(f"{one.label}: {figures}" if one.label else figures)
        return said

    def _notes(self, slide: master.Slide, question: QuestionReport, round_: RoundReport) -> None:
        """What to say: the sentences, the base, means, rounds compared, a word of caution."""
        said = [*question.sentences, round_.base, round_.note]
        for series in round_.results.series:
            if figures := figures_in_words(series, self._language):
                named = f"{series.label}: " if series.label else ""
                said.append(f"{named}{' · '.join(figures)} (n = {series.base})")
        changes = compared(question)
        if changes:
            said.append(f"{self._('Asked again: the rounds beside each other')}:")
        for change in changes:
            shares = " → ".join(
                format_percent(row.percent, self._language) if row else "–" for row in change.rows
            )
            label = f"{change.series}: {change.label}" if change.series else change.label
            said.append(f"{label}: {shares}")
        frame = slide.notes_slide.notes_text_frame
        assert frame is not None, "the notes of python-pptx's own template have a text"
        for place, text in enumerate(filter(None, said)):
            self._paragraph(frame, text, 12, first=place == 0)

    # ── Charts ────────────────────────────────────────────────────────────────────────────────

    def _bars(
        self,
        slide: master.Slide,
        box: master.Box,
        series: Series,
        rows: Sequence[Any],
        part: slice,
        sized: "_Labels",
    ) -> Any:
        """Bars in one hue, the leader in the strong tone; those of a scale in its own colours."""
        names = [plain(row.label) for row in rows]
        shares = [row.percent or 0 for row in rows]
        frame = self._chart(
            slide, box, XL_CHART_TYPE.BAR_CLUSTERED, names, [(self._("Percent"), shares)], sized
        )
        scale = series.top is not None
        tones = palette(LIGHT.agreement, len(series.rows))[part] if scale else ()
        plot = frame.chart.plots[0]
        drawn = plot.series[0]
        for n, row in enumerate(rows):
            tone = tones[n] if scale else LIGHT.accent if row.leading else LIGHT.bar
            fill = drawn.points[n].format.fill
            fill.solid()
            fill.fore_color.rgb = _rgb(tone)
        labels = drawn.data_labels
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
        labels.number_format, labels.number_format_is_linked = self._percent, False
        labels.show_value = True
        labels.font.bold, labels.font.size = True, Pt(min(sized.size * 1.2, 24))
        labels.font.color.rgb = _rgb(LIGHT.ink)
        _spread(frame.chart, sized, len(rows), box, above=0)
        frame.chart.has_legend = False
        self._finish(frame.chart)
        return frame

    def _stacked(
        self, slide: master.Slide, box: master.Box, series: Sequence[Series], sized: "_Labels"
    ) -> Any:
        """A bar a statement, cut into its steps."""
        steps = [plain(row.label) for row in series[0].rows]
        values = [
            (name, [one.rows[step].percent or 0 for one in series])
            for step, name in enumerate(steps)
        ]
        names = [plain(one.label) for one in series]
        frame = self._chart(slide, box, XL_CHART_TYPE.BAR_STACKED_100, names, values, sized)
        chart = frame.chart
        for drawn, tone in zip(
            chart.plots[0].series, palette(LIGHT.agreement, len(steps)), strict=True
        ):
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = _rgb(tone)
            labels = drawn.data_labels
            labels.show_value, labels.number_format_is_linked = True, False
            labels.number_format = f"[>={SMALLEST_NUMBERED}]0;;"
            labels.position = XL_LABEL_POSITION.CENTER
            labels.font.bold, labels.font.size = True, Pt(sized.size)
            labels.font.color.rgb = _rgb(ink_on(tone))
        chart.plots[0].overlap = 100
        chart.has_legend = True
        assert chart.legend is not None
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        legend = sum(width(name, 14, bold=False) + 30 for name in steps)
        chart.legend.font.size = Pt(14 if legend < master.TEXT else 12)
        _spread(chart, sized, len(series), box, above=44)
        self._finish(chart)
        return frame

    def _chart(
        self,
        slide: master.Slide,
        box: master.Box,
        kind: XL_CHART_TYPE,
        names: Sequence[str],
        values: Sequence[tuple[str, Sequence[int]]],
        sized: "_Labels",
    ) -> Any:
        """A native chart, its rows from top to bottom, without an axis of numbers."""
        data: Any = _Data(number_format="0")
        data.categories = list(names)
        for name, numbers in values:
            data.add_series(name, list(numbers))
        data.workbook = _workbook(names, values)
        left, top, wide, high = map(Pt, box)
        frame = slide.shapes.add_chart(kind, left, top, wide, high, data)
        chart = frame.chart
        chart.has_title = False
        chart.font.name, chart.font.size = FONT, Pt(sized.size)
        chart.font.color.rgb = _rgb(LIGHT.ink)
        axis = chart.category_axis
        axis.reverse_order = True
        axis.major_tick_mark = XL_TICK_MARK.NONE
        axis.format.line.fill.background()
        axis.tick_labels.font.size = Pt(sized.size)
        numbers_axis = chart.value_axis
        numbers_axis.minimum_scale = 0
        numbers_axis.maximum_scale = 1 if kind == XL_CHART_TYPE.BAR_STACKED_100 else 100
        numbers_axis.has_major_gridlines = False
        numbers_axis.visible = False
        return frame

    def _finish(self, chart: master.Chart) -> None:
        for properties in chart._chartSpace.iter(qn("a:defRPr"), qn("a:endParaRPr")):
            properties.set("lang", TAGS[self._language])

    # ── Texts ─────────────────────────────────────────────────────────────────────────────────

    def _box(self, slide: master.Slide, box: master.Box) -> master.TextFrame:
        """A text box without a frame or inner edges."""
        frame = slide.shapes.add_textbox(*map(Pt, box)).text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.TOP
        return frame

    def _paragraph(
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
        paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
        if before and not first:
            paragraph.space_before = Pt(before)
        for part, is_percentage in emphasised(text):
            run = paragraph.add_run()
            run.text = part
            run.font.size = Pt(size)
            if strong and is_percentage:
                run.font.bold = True
            if colour:
                run.font.color.rgb = _rgb(colour)
            run._r.get_or_add_rPr().set("lang", TAGS[self._language])
        properties = paragraph._p.get_or_add_pPr()
        if leftwards(text):
            paragraph.alignment = PP_ALIGN.RIGHT
            properties.set("rtl", "1")
        if bullet:
            properties.set("marL", str(Pt(16)))
            properties.set("indent", str(-Pt(16)))
            for xml in (
                f'<a:buClr {nsdecls("a")}><a:schemeClr val="accent1"/></a:buClr>',
                f'<a:buFont {nsdecls("a")} typeface="Arial"/>',
                f'<a:buChar {nsdecls("a")} char="•"/>',
            ):
                properties.append(parse_xml(xml))


class _Labels:
    """The size at which a chart's labels fit, and the slides that its rows take.

    All rows are as high as the highest: a native chart spaces them evenly.
    """

    def __init__(self, labels: Sequence[str], high: float) -> None:
        """Args: `high` is the points that the rows have on a slide."""
        longest = max(map(len, labels), default=0)
        self.room = master.TEXT * (LONG_LABEL_SHARE if longest > LONG_LABEL else LABEL_SHARE) - 12
        self.size, each = 0.0, 1.0
        for size in LABEL_SIZES:
            lines = [wrap(label, size, self.room, bold=False) for label in labels]
            each = (max(map(len, lines), default=1) * LINE_HIGH + 0.5) * size
            self.size = size
            self.wide = max(width(part, size, bold=False) for line in lines for part in line)
            if each * len(labels) <= high:
                break
        most = max(1, int(high / each))
        slides = max(1, math.ceil(len(labels) / most))
        length = math.ceil(len(labels) / slides)
        self.parts = [slice(n, n + length) for n in range(0, len(labels), length)]


def _spread(
    chart: master.Chart, sized: _Labels, rows: int, box: master.Box, *, above: float
) -> None:
    """Where the bars stand in their frame: right of the labels, in the middle, not too thick."""
    _left, _top, wide, high = box
    share = min((sized.wide + 16) / wide, sized.room / wide + 0.02)
    pitch = min((high - above) / rows, THICKEST / 0.66)
    inner = pitch * rows / high
    top = above / high if above else max(0.0, (1 - inner) / 3)
    plot = chart._chartSpace.chart.plotArea
    for old in plot.findall(qn("c:layout")):
        plot.remove(old)
    sides = {"x": share, "y": top, "w": 1 - share - VALUE_SHARE, "h": min(inner, 1 - top)}
    plot.insert(
        0,
        parse_xml(
            f"<c:layout {nsdecls('c')}><c:manualLayout>"
            '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
            + "".join(f'<c:{side} val="{value:.4f}"/>' for side, value in sides.items())
            + "</c:manualLayout></c:layout>"
        ),
    )
    chart.plots[0].gap_width = 52  # of a bar's thickness: bars take two thirds of their rows


def _workbook(names: Sequence[str], values: Sequence[tuple[str, Sequence[int]]]) -> bytes:
    """A chart's data, where its references look for them: texts as texts, never as formulas."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        for row, name in enumerate(names, 1):
            sheet.write_string(row, 0, name)
        for column, (name, numbers) in enumerate(values, 1):
            sheet.write_string(0, column, name)
            for row, number in enumerate(numbers, 1):
                sheet.write_number(row, column, number)
        sheet.set_column(0, 0, 46)  # characters
    return out.getvalue()


def _pages(
    texts: Sequence[str],
    wide: float,
    *,
    high: float = master.BODY_HIGH,
    columns: int = 1,
    most: int = 0,
) -> Iterator[tuple[int, list[str]]]:
    """The texts slide by slide, each slide with the size at which they fit on it.

    Args:
        wide, high: points of a column.
        most: slides after which nobody looks any further, so that these are filled; 0: any number.
    """
    room = high * columns
    fewest = len(_split(texts, LIST_SIZES[-1], wide, room))
    size = next(s for s in LIST_SIZES if len(_split(texts, s, wide, room)) <= fewest)
    # Evenly filled slides, none over its edge.
    even = sum(_high(text, size, wide) for text in texts) / max(fewest, 1)
    rooms = (even + step * size for step in range(int(room)) if even + step * size < room)
    tries = (_split(texts, size, wide, each) for each in (*rooms, room))
    pages = next(pages for pages in tries if len(pages) <= fewest)
    if 0 < most < fewest:
        pages = _split(texts, size, wide, room)
    for page in pages:
        yield size, page


def _split(texts: Sequence[str], size: float, wide: float, room: float) -> list[list[str]]:
    """The texts in pages of at most `room` points, one text at least on each."""
    pages: list[list[str]] = []
    used = 0.0
    for text in texts:
        needed = _high(text, size, wide)
        if not pages or used + needed > room:
            pages.append([])
            used = 0.0
        pages[-1].append(text)
        used += needed
    return pages


def _high(text: str, size: float, wide: float) -> float:
    """Points that a list's line takes, with the room above it."""
    return (len(wrap(text, size, wide - 20, bold=False)) * LINE_HIGH + 0.5) * size


def _rgb(colour: str) -> Any:
    return _Colour.from_string(colour[1:].upper())
