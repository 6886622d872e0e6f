"""The slides of a question: its chart, what people wrote, its rounds beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from poll_server.live import tables
from poll_server.locale import Speech, speak
from poll_server.questions import Row, Series
from poll_server.report.charts import alternative
from poll_server.report.model.document import QuestionReport, Report, RoundReport
from poll_server.report.model.side_by_side import SideBySide
from poll_server.report.model.told import figures_in_words
from poll_server.report.office import plain

from . import charts as slide_charts
from . import master as master
from . import texts as slide_texts
from .parts import BASE_PT, BELOW_AIR, CHART_BOTTOM, CHART_TOP, META_PT, Parts, wrapped

MOST_WORDS = 12
"""Words that participants made up; further ones are rare, and stand in the Word and Excel files."""
MOST_TEXT_SLIDES = 3
"""Slides with texts for one question; the others are in the Word file."""
MOST_COMPARED = 40
"""Rows of rounds beside each other, as in the other files."""
GUTTER = 24.0
"""Points between two columns of texts."""


@dataclass(frozen=True)
class Asked:
    """A question as its slides show it: one poll's, or one of several together."""

    title: str
    about: str
    """the line under the title"""
    question: QuestionReport
    notes: tuple[str, ...]
    """said in the speaker's notes, besides its sentences"""
    compared: SideBySide | None


class Questions:
    """Puts questions on slides."""

    def __init__(self, deck: master.Deck, report: Report, parts: Parts) -> None:
        self._deck, self._report, self._parts = deck, report, parts
        self._language = report.language
        self._: Speech = speak(report.language)
        self._draw = slide_charts.Charts(report.language, report.look)

    def add(self, asked: "Asked") -> None:
        """The slides of a question: its chart, what people wrote, its rounds beside each other."""
        round_ = asked.question.last
        if round_.results.drawn:
            self._charts(asked, round_)
            self._intervals(asked, round_)
        else:
            slide = self._parts.slide(asked.title)
            self._meta(slide, asked)
            if round_.results.answered:
                if not round_.texts:
                    self._parts.say(slide, self._("No answer was approved for showing."))
                self._parts.base(slide, round_, ())
            else:
                self._parts.say(slide, round_.note)
            self._notes(slide, asked, round_)
        if self._report.short:
            return
        if round_.texts:
            self._texts(asked, round_)
        if asked.compared:
            self._side_by_side(asked, asked.compared)

    def _charts(self, asked: "Asked", round_: RoundReport) -> None:
        question = asked.question
        series = round_.results.series
        single = round_.results.form != "statements"
        below = self._parts.below(round_.results)
        ground = wrapped(f"{tables.n_in_words(round_.results)} · {round_.base}")
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
            slide = self._parts.slide(asked.title, number, len(sized.parts))
            self._meta(slide, asked)
            box = (master.EDGE, CHART_TOP, master.TEXT, high)
            if single:
                chart = self._draw.bars(slide, box, series[0], shown[part], part, sized)
            else:
                chart = self._draw.stacked(slide, box, series[part], sized)
            self._parts.name(chart, self._("Figure"), alternative(question, round_, self._language))
            more = self._.ngettext("and %(n)s more", "and %(n)s more", left) if left else ""
            self._parts.base(slide, round_, below, more)
            self._notes(slide, asked, round_)

    def _intervals(self, asked: "Asked", round_: RoundReport) -> None:
        """The figures with their 95 % intervals, where these are wanted: no chart shows them."""
        if not round_.interval or self._report.short:
            return
        whole = tables.table(round_.results, self._language, intervals=True)
        head, lines = whole.head, [row.cells for row in whole.rows]
        if round_.results.form == "statements":
            # The steps are in the chart; here are the top steps, of which there is an interval.
            head, lines = (head[0], *head[-4:]), [(line[0], *line[-4:]) for line in lines]
        self._parts.table(f"{asked.title} – {tables.interval_head(self._language)}", head, lines)

    def _side_by_side(self, asked: "Asked", compared: SideBySide) -> None:
        """Rounds beside each other, as a table."""
        head = (compared.first, *(f"{each.name}, {each.n}" for each in compared.columns))
        title = f"{asked.title} – {compared.title}"
        self._parts.table(title, head, compared.lines(MOST_COMPARED), compared.caption)

    def _texts(self, asked: "Asked", round_: RoundReport) -> None:
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
                slide = self._parts.slide(words, number, len(pages))
                self._meta(slide, asked)
            for place, part in enumerate(page):
                start = master.EDGE + place * (column + GUTTER)
                frame = self._parts.box(slide, (start, top, column, high))
                for line, text in enumerate(part):
                    first, before = line == 0, size * 0.5
                    self._parts.paragraph(
                        frame, text, size, first=first, before=before, bullet=True
                    )
        if left:
            more = self._.ngettext("and %(n)s more", "and %(n)s more", left)
            self._parts.say(slide, more, (master.EDGE, CHART_BOTTOM + 18, master.TEXT, 18), META_PT)

    def _notes(self, slide: master.Slide, asked: "Asked", round_: RoundReport) -> None:
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
            self._parts.paragraph(frame, text, 12, first=place == 0)

    def _meta(self, slide: master.Slide, asked: "Asked") -> None:
        self._parts.above(slide, asked.about)
