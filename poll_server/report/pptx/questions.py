"""The slides of a question: its chart, what people wrote, its rounds beside each other."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from poll_server.locale import Speech, speak
from poll_server.questions import Row, Series
from poll_server.questions.traits import right
from poll_server.report.blocks.blocks import Block, Chart, FigureTable, Line, Spoken, Texts, Tone
from poll_server.report.blocks.sections import Section
from poll_server.report.model.document import Report
from poll_server.report.office import plain

from . import charts as slide_charts
from . import master as master
from . import text_slides as slide_texts
from .by_group import GroupBars, pages
from .marked_text import marked
from .parts import BASE_PT, BELOW_AIR, CHART_BOTTOM, CHART_TOP, META_PT, Parts, wrapped

MOST_WORDS = 12
"""Words that participants made up; further ones are rare, and stand in the Word and Excel files."""
MOST_TEXT_SLIDES = 3
"""Slides with texts for one question; the others are in the Word file."""
MOST_SERIES_BELOW, LONGEST_BELOW = 4, 100
"""Statements whose means have room under the chart, and characters of a line there; the others are
in the notes."""
MOST_FACTS_BELOW = 4
"""Lines of facts that have room under a chart; more go on to a slide of their own."""
GUTTER = 24.0
"""Points between two columns of texts."""
BlockType = TypeVar("BlockType")


class QuestionSlides:
    """Puts questions on slides."""

    def __init__(self, report: Report, parts: Parts) -> None:
        self._parts = parts
        self._: Speech = speak(report.language)
        self._draw = slide_charts.Charts(report.language, report.look)
        self._groups = GroupBars(self._draw, report.look, report.language)

    def add(self, chapter: str, section: Section) -> None:
        """The slides of a question: its chart, what people wrote, its rounds beside each other.

        Args:
            chapter: named before a question that has no number.
        """
        heading = section.heading
        title = str(heading) if heading.number else f"{chapter}: {heading}"
        blocks, bare = section.blocks, None
        if charts := of(Chart, blocks):
            self._charts(title, charts[0], blocks)
        else:
            texts_follow = any(of(Texts, each.blocks) for each in section.sections)
            bare = self._bare(title, blocks, texts_follow)
        for table in of(FigureTable, blocks):
            self._more(title, table)
        for part in section.sections:
            named = f"{title} – {part.heading}"
            for texts in of(Texts, part.blocks):
                about = lines(blocks, "meta")
                self._texts(named if charts else title, texts, about, bare)
            for chart in of(Chart, part.blocks):
                self._by_group(named, chart, part.blocks)
            for table in of(FigureTable, part.blocks):
                self._parts.table(named, table)

    def _bare(self, title: str, blocks: Sequence[Block], texts_follow: bool) -> master.Slide | None:
        """The slide of a question without a chart: texts stand on it, or why there are none.

        Where there is neither, it is of tables, which have slides of their own.
        """
        cautions, bases = lines(blocks, "caution"), lines(blocks, "base")
        if not (texts_follow or cautions or bases):
            return None
        slide = self._slide(title, blocks)
        if cautions and not texts_follow:
            self._parts.say(slide, cautions.pop())
        self._parts.base(slide, " · ".join(bases), lines(blocks, "fact"), cautions)
        return slide

    def _charts(self, title: str, chart: Chart, blocks: Sequence[Block]) -> None:
        """The chart, on as many slides as its rows need."""
        results, facts = chart.round.results, lines(blocks, "fact")
        below = [*below_chart(chart)]
        if sum(map(wrapped, facts)) <= MOST_FACTS_BELOW:
            below += facts
            facts = []
        if results.form == "field":
            self._field(title, chart, blocks, below, facts)
            return
        series, single = results.series, results.form != "statements"
        shown: Sequence[Row | Series] = series
        if single:
            rows = series[0].rows
            most = MOST_WORDS if any(row.written for row in rows) else len(rows)
            shown = right.standing_out(rows[:most], results.solution, self._.language)
        left = len(series[0].rows) - len(shown) if single else 0
        more = self._.ngettext("and %(n)s more", "and %(n)s more", left) if left else ""
        said, cautions = " · ".join(filter(None, (chart.base, more))), lines(blocks, "caution")
        high = CHART_BOTTOM - CHART_TOP - room_under([said, *cautions], below)
        labels = [plain(row.label) for row in shown]
        sized = slide_charts.Labels(labels, high - (0 if single else slide_charts.LEGEND))
        for number, part in enumerate(sized.parts, 1):
            slide = self._slide(title, blocks, number, len(sized.parts))
            box = (master.EDGE, CHART_TOP, master.TEXT, high)
            if single:
                drawn = self._draw.bars(slide, box, series[0], shown[part], part, sized)
            else:
                drawn = self._draw.stacked(slide, box, series[part], sized)
            self._parts.name(drawn, chart.caption.label, chart.alternative)
            self._parts.base(slide, said, below, cautions)
        self._parts.list(title, facts)

    def _by_group(self, title: str, chart: Chart, blocks: Sequence[Block]) -> None:
        """The groups beside each other, on slides of their own."""
        results = chart.round.results
        if results.form == "statements":
            self._charts(title, chart, blocks)
            return
        parts = [*pages(results.series)]
        high = CHART_BOTTOM - CHART_TOP - room_under([chart.base], ())
        for number, part in enumerate(parts, 1):
            slide = self._slide(title, blocks, number, len(parts))
            box = (master.EDGE, CHART_TOP, master.TEXT, high)
            drawn = self._groups.add(slide, box, results.series, part)
            self._parts.name(drawn, chart.caption.label, chart.alternative)
            self._parts.base(slide, chart.base, (), ())

    def _field(
        self,
        title: str,
        chart: Chart,
        blocks: Sequence[Block],
        below: Sequence[str],
        facts: Sequence[str],
    ) -> None:
        """The chart of a field: one slide, however many rows it has."""
        slide = self._slide(title, blocks)
        cautions = lines(blocks, "caution")
        high = CHART_BOTTOM - CHART_TOP - room_under([chart.base, *cautions], below)
        box = (master.EDGE, CHART_TOP, master.TEXT, high)
        drawn = self._draw.field(slide, box, chart.round.results)
        self._parts.name(drawn, chart.caption.label, chart.alternative)
        self._parts.base(slide, chart.base, below, cautions)
        self._parts.list(title, facts)

    def _more(self, title: str, table: FigureTable) -> None:
        """A table where it says more than the chart: intervals, or figures of a kind's own."""
        holds = ("interval",) if table.layout == "statements" else ("interval", "decimal")
        if own := table.places(*holds):
            named = ", ".join(table.columns[place].name for place in own)
            self._parts.table(f"{title} – {named}", table.without("step"), caption=False)

    def _texts(
        self, title: str, block: Texts, about: Sequence[str], bare: master.Slide | None
    ) -> None:
        """What people wrote.

        Args:
            about: the lines under the title, of which one has room.
            bare: the slide of its question, where it begins if that has no chart.
        """
        texts = [
            plain(text.text) + (f"\u00a0{text.after}" if text.after else "") for text in block.texts
        ]
        top, high = CHART_TOP + 8, CHART_BOTTOM - CHART_TOP - 8
        # One column where all has room in it: two half-filled ones read worse.
        every = sum(
            slide_texts.height(text, slide_texts.LIST_SIZES[0], master.TEXT) for text in texts
        )
        count = 1 if every <= high else 2
        column = (master.TEXT - GUTTER * (count - 1)) / count
        pages = list(
            slide_texts.pages(texts, column, high=high, columns=count, most=MOST_TEXT_SLIDES)
        )
        left = sum(len(part) for _, page in pages[MOST_TEXT_SLIDES:] for part in page)
        pages = pages[:MOST_TEXT_SLIDES]
        for number, (size, page) in enumerate(pages, 1):
            if bare is not None and number == 1:
                slide = bare
            else:
                slide = self._parts.slide(title, number, len(pages))
                if about:
                    self._parts.above(slide, about[0])
            for place, part in enumerate(page):
                start = master.EDGE + place * (column + GUTTER)
                self._column(slide, (start, top, column, high), part, size)
        if left:
            more = self._.ngettext("and %(n)s more", "and %(n)s more", left)
            self._parts.say(slide, more, (master.EDGE, CHART_BOTTOM + 18, master.TEXT, 18), META_PT)

    def _column(
        self, slide: master.Slide, box: master.Box, texts: Sequence[str], size: int
    ) -> None:
        frame = self._parts.box(slide, box)
        for line, text in enumerate(texts):
            first, before = line == 0, size * 0.5
            self._parts.paragraph(frame, text, size, first=first, before=before, bullet=True)

    def _slide(
        self, title: str, blocks: Sequence[Block], number: int = 1, count: int = 1
    ) -> master.Slide:
        """A slide with the line under its title, and what a speaker says of it."""
        slide = self._parts.slide(title, number, count)
        for about in lines(blocks, "meta")[:1]:
            self._parts.above(slide, about)
        frame = slide.notes_slide.notes_text_frame
        assert frame is not None, "the notes of python-pptx's own template have a text"
        said = [text for each in of(Spoken, blocks) for text in each.sentences]
        for place, text in enumerate(said):
            self._parts.paragraph(frame, text, 12, first=place == 0)
        return slide


def of(kind: type[BlockType], blocks: Sequence[Block]) -> list[BlockType]:
    """The blocks of a kind."""
    return [each for each in blocks if isinstance(each, kind)]


def lines(blocks: Sequence[Block], tone: Tone) -> list[str]:
    """The lines of a tone."""
    return [marked(each) for each in of(Line, blocks) if each.tone == tone]


def below_chart(chart: Chart) -> Iterator[str]:
    """Mean, median and top steps of each statement, as far as there is room."""
    if len(chart.figures) <= MOST_SERIES_BELOW:
        yield from (told for told in chart.figures if len(told) <= LONGEST_BELOW)


def room_under(said: Sequence[str], below: Sequence[str]) -> float:
    """Points that the chart leaves free, where what is said under it needs more than its two lines.

    Args:
        said: its base and the words of caution.
        below: what stands above them.
    """
    height = sum(wrapped(text) for text in (*below, *said) if text)
    return max(height - 2, 0) * BASE_PT * master.LINE_HIGH + len(below) * BELOW_AIR
