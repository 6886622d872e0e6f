"""PPTX: a slide a question, with charts and tables that PowerPoint itself draws and lets one edit.

What is said of a question stands in the speaker's notes.

    slide_master   paper and placeholders    slide_charts   native charts
    slide_texts    lists over slides         slide_tables   native tables
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pptx
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from poll_server.base.text import isolated
from poll_server.live import tables
from poll_server.locale import Speech, speak
from poll_server.looks.look import LIGHT
from poll_server.questions import Results, Row, Series
from poll_server.questions.drawing.widths import wrap
from poll_server.report.charts import alternative
from poll_server.report.model import annex
from poll_server.report.model.model import (
    PollReport,
    QuestionReport,
    Report,
    RoundReport,
    figures_in_words,
)
from poll_server.report.model.part_names import count_part_names
from poll_server.report.model.side_by_side import SideBySide, polls_compared, rounds_compared
from poll_server.report.office import (
    FONT,
    TAGS,
    about,
    about_merged,
    describe,
    emphasised,
    heading,
    leftwards,
    numbered,
    only_poll,
    people,
    plain,
    shown,
    without_result,
)

from . import charts as slide_charts
from . import master as master
from . import tables as slide_tables
from . import texts as slide_texts

TITLE_SIZES = (28, 24, 22, 20, 18, 16, 14)
META_TOP, CHART_TOP, CHART_BOTTOM, BASE_BOTTOM = 118.0, 146.0, 460.0, 496.0
META_PT, BASE_PT = 14, 14
MOST_WORDS = 12
"""Words that participants made up; further ones are rare, and stand in the Word and Excel files."""
MOST_STATEMENTS_BELOW = 4
"""Statements whose means have room under the chart; those of more are in the notes."""
MOST_TEXT_SLIDES = 3
"""Slides with texts for one question; the others are in the Word file."""
MOST_COMPARED = 40
"""Rows of rounds beside each other, as in the other files."""
GUTTER = 24.0
"""Points between two columns of texts."""
BELOW_AIR = 4.0
"""Points between two lines of figures under a scale's chart."""
FIGURE_WIDE, FIGURES_SHARE = 150.0, 0.66
"""Points of a table's column with figures at most, and what all of them take of its width."""
ROUND_WIDTHS = (100.0, 190.0, 62.0, 210.0, 302.0)
"""Points of the columns in the list of rounds: name, open, votes, shown, checksum."""


def render(report: Report) -> bytes:
    """The file's bytes."""
    deck: master.Deck = pptx.Presentation()
    count_part_names(deck.part.package)
    _Writer(deck, report).write()
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class _Asked:
    """A question as its slides show it: one poll's, or one of several together."""

    title: str
    about: str
    """the line under the title"""
    question: QuestionReport
    notes: tuple[str, ...]
    """said in the speaker's notes, besides its sentences"""
    compared: SideBySide | None


class _Writer:
    """One deck being written, slide by slide."""

    def __init__(self, deck: master.Deck, report: Report) -> None:
        self._deck = deck
        self._report = report
        self._language = report.language
        self._: Speech = speak(report.language)
        self._opening, self._listed, self._bare = master.prepare(deck, TAGS[self._language], report)
        self._draw = slide_charts.Charts(report.language, report.look)

    def write(self) -> None:
        """The whole report."""
        report = self._report
        describe(self._deck.core_properties, report)
        one = only_poll(report)
        above, title, below = heading(report)
        stats = people(one, self._language) if one else ""
        self._open(above, title, (below, stats, annex.as_of(report)), report.notice)
        self._essentials()
        self._all_merged()
        for place, poll in enumerate(report.polls, 1):
            if not one:
                self._open(report.title, poll.title, (poll.subtitle, people(poll, self._language)))
            for question in poll.questions:
                if shown(report, question):
                    self._question(place, poll, question)
            if missing := without_result(report, place, poll):
                self._list(poll.title, (missing,))
            if not poll.questions:
                self._list(poll.title, (self._("No question has been asked yet."),))
        if report.short:
            self._list(self._("How these figures came about"), annex.in_short(report))
        else:
            self._annex()

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
        pages = list(slide_texts.pages([plain(text) for text in sentences], master.TEXT))
        for number, (size, (texts,)) in enumerate(pages, 1):
            slide = self._slide(self._listed, self._part(title, number, len(pages)))
            frame = slide.placeholders[1].text_frame
            for place, text in enumerate(texts):
                first = place == 0
                self._paragraph(frame, text, size, first=first, before=size * 0.5, strong=True)

    def _essentials(self) -> None:
        """The ready sentences of all polls, before anything else."""
        report, name = self._report, self._("The essentials")
        merged = [said for each in report.merged for said in each.findings]
        self._list(f"{name}: {self._('Asked in several polls')}", merged)
        for poll in report.polls:
            title = name if only_poll(report) else f"{name}: {poll.title}"
            self._list(title, poll.findings)

    def _all_merged(self) -> None:
        """What several polls asked alike, before each poll by itself."""
        merged = self._report.merged
        if not merged:
            return
        name = self._("Asked in several polls")
        self._open(self._report.title, name, ())
        for each in merged:
            if not shown(self._report, each.result):
                continue
            asked = _Asked(
                f"{name}: {each.result.prompt}",
                about_merged(self._report, each),
                each.result,
                (each.weights,),
                polls_compared(each, self._language),
            )
            self._slides(asked)

    def _question(self, place: int, poll: PollReport, question: QuestionReport) -> None:
        """The slides of one poll's question."""
        asked = _Asked(
            f"{numbered(self._report, place, question)} · {isolated(question.prompt)}",
            about(poll, question, question.last, self._language),
            question,
            (),
            rounds_compared(question, self._language),
        )
        self._slides(asked)

    def _slides(self, asked: "_Asked") -> None:
        """The slides of a question: its chart, what people wrote, its rounds beside each other."""
        round_ = asked.question.last
        if round_.results.drawn:
            self._charts(asked, round_)
            self._intervals(asked, round_)
        else:
            slide = self._slide(self._bare, asked.title)
            self._meta(slide, asked)
            if round_.results.answered:
                if not round_.texts:
                    self._say(slide, self._("No answer was approved for showing."))
                self._base(slide, round_, ())
            else:
                self._say(slide, round_.note)
            self._notes(slide, asked, round_)
        if self._report.short:
            return
        if round_.texts:
            self._texts(asked, round_)
        if asked.compared:
            self._side_by_side(asked, asked.compared)

    def _charts(self, asked: "_Asked", round_: RoundReport) -> None:
        question = asked.question
        series = round_.results.series
        single = round_.results.form != "statements"
        below = self._below(round_.results)
        ground = _wrapped(f"{tables.n_in_words(round_.results)} · {round_.base}")
        under = max(len(below) + ground - 2, 0) * BASE_PT * master.LINE_HIGH
        under += len(below) * BELOW_AIR
        high = CHART_BOTTOM - CHART_TOP - under
        if single:
            rows = series[0].rows
            count = MOST_WORDS if any(row.written for row in rows) else len(rows)
            shown: Sequence[Row | Series] = rows[:count]
        else:
            shown = series
        left = len(series[0].rows) - len(shown) if single else 0
        sized = slide_charts.Labels(
            [plain(row.label) for row in shown], high - (0 if single else 44)
        )
        for number, part in enumerate(sized.parts, 1):
            slide = self._slide(self._bare, self._part(asked.title, number, len(sized.parts)))
            self._meta(slide, asked)
            box = (master.EDGE, CHART_TOP, master.TEXT, high)
            if single:
                chart = self._draw.bars(slide, box, series[0], shown[part], part, sized)
            else:
                chart = self._draw.stacked(slide, box, series[part], sized)
            self._name(chart, self._("Figure"), alternative(question, round_, self._language))
            more = self._.ngettext("and %(n)s more", "and %(n)s more", left) if left else ""
            self._base(slide, round_, below, more)
            self._notes(slide, asked, round_)

    def _intervals(self, asked: "_Asked", round_: RoundReport) -> None:
        """The figures with their 95 % intervals, where these are wanted: no chart shows them."""
        if not round_.interval or self._report.short:
            return
        whole = tables.table(round_.results, self._language, intervals=True)
        head, lines = whole.head, [row.cells for row in whole.rows]
        if round_.results.form == "statements":
            # The steps are in the chart; here are the top steps, of which there is an interval.
            head, lines = (head[0], *head[-4:]), [(line[0], *line[-4:]) for line in lines]
        self._table(f"{asked.title} – {tables.interval_head(self._language)}", head, lines)

    def _side_by_side(self, asked: "_Asked", compared: SideBySide) -> None:
        """Rounds beside each other, as a table."""
        head = (compared.first, *(f"{each.name}, {each.n}" for each in compared.columns))
        title = f"{asked.title} – {compared.title}"
        self._table(title, head, compared.lines(MOST_COMPARED), compared.caption)

    def _table(
        self, title: str, head: Sequence[str], lines: Sequence[Sequence[str]], caption: str = ""
    ) -> None:
        """A table of figures, on as many slides as it needs.

        Args:
            caption: a line above it; names of columns are explained there.
        """
        each = min(FIGURE_WIDE, master.TEXT * FIGURES_SHARE / (len(head) - 1))
        widths = [master.TEXT - each * (len(head) - 1), *[each] * (len(head) - 1)]
        pages = list(slide_tables.pages(head, lines, widths, CHART_BOTTOM - CHART_TOP))
        for number, (size, part) in enumerate(pages, 1):
            slide = self._slide(self._bare, self._part(title, number, len(pages)))
            if caption:
                self._above(slide, caption)
            tag = TAGS[self._language]
            frame = slide_tables.add(slide, CHART_TOP, head, part, widths, size, tag)
            self._name(frame, self._("Table"), title)

    def _annex(self) -> None:
        """How the figures came about, and every round with its checksum."""
        title = self._("How these figures came about")
        self._list(title, annex.sentences(self._report))
        lines = list(annex.lines(self._report))
        if not lines:
            return
        head, caption = annex.head(self._language), self._("Rounds and their checksums")
        room = CHART_BOTTOM - CHART_TOP
        pages = list(slide_tables.pages(head, lines, ROUND_WIDTHS, room, code=4))
        for number, (size, part) in enumerate(pages, 1):
            slide = self._slide(self._bare, self._part(caption, number, len(pages)))
            frame = slide_tables.add(
                slide,
                CHART_TOP,
                head,
                part,
                ROUND_WIDTHS,
                size,
                TAGS[self._language],
                texts=(0, 1, 3, 4),
                code=4,
            )
            self._name(frame, self._("Table"), caption)

    def _texts(self, asked: "_Asked", round_: RoundReport) -> None:
        """What people wrote; an open question, which has no chart, shows it on its own slide."""
        texts = [
            plain(text.text) + (f"\u00a0×\u00a0{text.count}" if text.count > 1 else "")
            for text in round_.texts
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
        alone = round_.results.form == "texts"
        for number, (size, page) in enumerate(pages, 1):
            if alone and number == 1:
                slide = self._deck.slides[-1]
            else:
                own = self._("In their own words")
                words = asked.title if alone else f"{asked.title} – {own}"
                slide = self._slide(self._bare, self._part(words, number, len(pages)))
                self._meta(slide, asked)
            for place, part in enumerate(page):
                start = master.EDGE + place * (column + GUTTER)
                frame = self._box(slide, (start, top, column, high))
                for line, text in enumerate(part):
                    first, before = line == 0, size * 0.5
                    self._paragraph(frame, text, size, first=first, before=before, bullet=True)
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
        fits = (s for s in sizes if len(wrap(text, s, master.TEXT)) * s * master.LINE_HIGH <= high)
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

    def _meta(self, slide: master.Slide, asked: "_Asked") -> None:
        self._above(slide, asked.about)

    def _above(self, slide: master.Slide, text: str) -> None:
        """A line between the title and what the slide shows."""
        box = self._box(slide, (master.EDGE, META_TOP, master.TEXT, 20))
        self._paragraph(box, text, META_PT, LIGHT.muted, first=True)

    def _name(self, frame: Any, name: str, said: str) -> None:
        """What a screen reader calls a chart or a table, and what it shows in words."""
        properties = frame._element.nvGraphicFramePr.cNvPr
        properties.set("name", name)
        properties.set("descr", plain(said))

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
        base = f"{tables.n_in_words(round_.results)} · {round_.base}"
        said = f"{base} · {more}" if more else base
        lines = len(below) + _wrapped(said) + bool(round_.note)
        high = lines * BASE_PT * master.LINE_HIGH + len(below) * BELOW_AIR
        frame = self._box(slide, (master.EDGE, BASE_BOTTOM - high, master.TEXT, high))
        for place, text in enumerate(below):
            self._paragraph(frame, text, BASE_PT, first=place == 0, before=BELOW_AIR)
        self._paragraph(frame, said, BASE_PT, LIGHT.muted, first=not below, before=BELOW_AIR)
        if round_.note:
            self._paragraph(frame, round_.note, BASE_PT, LIGHT.warn)

    def _below(self, results: Results) -> list[str]:
        """Mean, median and top steps of each statement, as far as there is room."""
        if len(results.series) > MOST_STATEMENTS_BELOW:
            return []
        said = []
        for one in results.series:
            own = [f"n\u00a0=\u00a0{one.base}"] if tables.own_bases(results) else []
            figures = " · ".join([*figures_in_words(one, self._language), *own])
            # 100: one line of 14 points.
            if figures and len(one.label) + len(figures) <= 100:
                said.append(f"{one.label}: {figures}" if one.label else figures)
        return said

    def _notes(self, slide: master.Slide, asked: "_Asked", round_: RoundReport) -> None:
        """What to say: the sentences, the base, means, rounds compared, a word of caution."""
        said = [*asked.question.sentences, *asked.notes, round_.base, round_.note]
        for series in round_.results.series:
            if figures := figures_in_words(series, self._language):
                named = f"{series.label}: " if series.label else ""
                said.append(f"{named}{' · '.join(figures)} (n = {series.base})")
        if asked.compared:
            said.append(f"{asked.compared.caption}:")
            lines = asked.compared.lines(MOST_COMPARED)
            said += [f"{label}: {' → '.join(shares)}" for label, *shares in lines]
        frame = slide.notes_slide.notes_text_frame
        assert frame is not None, "the notes of python-pptx's own template have a text"
        for place, text in enumerate(filter(None, said)):
            self._paragraph(frame, text, 12, first=place == 0)

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
                run.font.color.rgb = master.rgb(colour)
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


def _wrapped(text: str) -> int:
    """Lines that a text under a chart takes."""
    return len(wrap(text, BASE_PT, master.TEXT, bold=False))
