"""DOCX: the report as one edits it in Word: named styles, real tables, captions, crisp pictures.

What was found comes first, then each question with its chart and its table, then how the figures
came about. Every text is written as text; what XML cannot hold is left out (`office.plain`).
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from poll_server.base.percent import format_percent
from poll_server.base.text import isolated
from poll_server.live import tables
from poll_server.locale import Speech, speak
from poll_server.questions import Series
from poll_server.report.charts import alternative, png
from poll_server.report.logo import fitted
from poll_server.report.model import annex
from poll_server.report.model.model import (
    PollReport,
    QuestionReport,
    Report,
    RoundReport,
    figures_in_words,
)
from poll_server.report.model.side_by_side import SideBySide, polls_compared, rounds_compared
from poll_server.report.office import (
    Captions,
    about,
    about_merged,
    describe,
    emphasised,
    has_contents,
    heading,
    leftwards,
    not_representative,
    numbered,
    only_poll,
    people,
    plain,
    shown,
    without_result,
)

from . import styles as style

MOST_LISTED = 40
"""Rows of a table, most frequent first; all of them are in the CSV and XLSX files."""
TOGETHER = 10
"""Rows up to which a table stays on one page."""
LEAST_ROWS = 3
"""Rows of a longer table that stand together at its beginning and at its end."""
MOST_STEPS = 6
"""Columns for steps that fit on the page; a longer scale gets a table for each statement."""
MOST_ROUNDS = 5
"""Columns with rounds that fit in the size of other tables; more are set smaller."""
POINTS_PER_MM = 72 / 25.4
LONGEST_STEP = 24
"""Characters up to which a scale's steps stand in the head of its table; longer ones are numbered
there, and the caption names them."""
NUMBER_MM, SUMMARY_MM, LABEL_MM = 24.0, 17.5, 42.0
"""Widths of a column with figures, with a statement's sum, and at least of one with texts."""
NARROW_LABEL_MM, INTERVAL_MM = 34.0, (13.0, 17.0, 15.5, 17.0)
"""The same where statements have an interval: label, then top steps, interval, mean, answered."""
Line = Sequence[str]


def render(report: Report) -> bytes:
    """The file's bytes."""
    document = docx.Document()
    style.prepare(document, report.language, report.look)
    _Writer(document, report).write()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class _Writer:
    """One document being written, from top to bottom."""

    def __init__(self, document: Document, report: Report) -> None:
        self._document = document
        self._report = report
        self._language = report.language
        self._: Speech = speak(report.language)
        self._captions = Captions()
        self._listed: style.Contents | None = None

    def write(self) -> None:
        """The whole report."""
        report, _ = self._report, self._
        describe(self._document.core_properties, report)
        self._footer()
        self._top()
        self._essentials()
        self._contents()
        self._all_merged()
        one = only_poll(report)
        for place, poll in enumerate(report.polls, 1):
            self._poll(place, poll, new_page=not one)
        if not report.short:
            self._annex()
        if self._listed:
            self._listed.close()

    # ── Around the results ────────────────────────────────────────────────────────────────────

    def _footer(self) -> None:
        """The event on the left of every page, its number on the right."""
        footer = self._document.sections[0].footer.paragraphs[0]
        stops = footer.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(style.TEXT_MM), WD_TAB_ALIGNMENT.RIGHT)
        # 90: one line.
        footer.add_run(plain(heading(self._report)[1])[:90] + "\t")
        self._field(footer, "PAGE", "1")

    def _top(self) -> None:
        report = self._report
        above, title, below = heading(report)
        self._logo()
        self._text(above, style.KICKER)
        self._text(title, "Title")
        self._text(below, "Subtitle")
        if one := only_poll(report):
            self._text(people(one, self._language), style.META)
        self._text(report.notice, style.NOTICE)
        self._text(not_representative(self._language), style.META)
        self._text(annex.as_of(report), style.META)

    def _logo(self) -> None:
        """The event's own, above everything else."""
        if not self._report.logo:
            return
        paragraph = self._document.add_paragraph(style=style.PICTURE)
        paragraph.paragraph_format.space_after = Pt(20)
        wide, high = fitted(self._report.logo)
        shape = paragraph.add_run().add_picture(io.BytesIO(self._report.logo), Pt(wide), Pt(high))
        _name(shape, plain(self._report.logo_alternative))

    def _annex(self) -> None:
        _, report = self._, self._report
        self._heading(_("How these figures came about"), 1, listed=True)
        for sentence in annex.sentences(report):
            self._text(sentence, style.META)
        lines = list(annex.lines(report))
        if lines:
            caption = _("Rounds and their checksums")
            head = annex.head(self._language)
            widths = (24, 39, 15, 34, 50)
            self._table(caption, caption, head, lines, widths, texts=(0, 1, 3, 4), code=4)

    # ── Polls and questions ───────────────────────────────────────────────────────────────────

    def _essentials(self) -> None:
        """The ready sentences of all polls, before anything else."""
        report = self._report
        told = [(poll.title, poll.findings) for poll in report.polls if poll.findings]
        merged = [finding for each in report.merged for finding in each.findings]
        if not told and not merged:
            return
        self._heading(self._("The essentials"), 1)
        if only_poll(report):
            self._findings(told[0][1])
            return
        if merged:
            told.insert(0, (self._("Asked in several polls"), tuple(merged)))
        for title, findings in told:
            self._heading(title, 2)
            self._findings(findings)

    def _contents(self) -> None:
        """Chapters and questions, each a link; Word writes the pages beside them on F9."""
        if not has_contents(self._report):
            return
        self._document.add_paragraph(self._("Contents"), style=style.CONTENTS_HEAD)
        self._listed = style.Contents(self._document)

    def _all_merged(self) -> None:
        """What several polls asked alike, before each poll by itself."""
        merged = self._report.merged
        if not merged:
            return
        self._heading(self._("Asked in several polls"), 1, new_page=True, listed=True)
        for each in merged:
            if not shown(self._report, each.result):
                continue
            self._heading(each.result.prompt, 2, listed=True)
            self._text(about_merged(self._report, each), style.META)
            self._text(each.weights, style.META)
            self._text(each.result.last.note, style.CAUTION)
            if each.result.last.results.answered:
                self._result(each.result, each.result.last)
            self._side_by_side(each.result.prompt, polls_compared(each, self._language))

    def _poll(self, place: int, poll: PollReport, *, new_page: bool) -> None:
        if only_poll(self._report):
            self._heading(self._("Question by question"), 1, listed=True)
        else:
            self._heading(poll.title, 1, new_page=new_page, listed=True)
            self._text(poll.subtitle, "Subtitle")
            self._text(people(poll, self._language), style.META)
        self._questions(place, poll)

    def _findings(self, findings: Sequence[str]) -> None:
        """Ready sentences, their percentages in bold."""
        for sentence in findings:
            paragraph = self._document.add_paragraph(style="List Bullet")
            for part, strong in emphasised(sentence):
                paragraph.add_run(part).bold = strong or None

    def _questions(self, place: int, poll: PollReport) -> None:
        for question in poll.questions:
            if shown(self._report, question):
                self._question(place, poll, question)
        self._text(without_result(self._report, place, poll), style.META)
        if not poll.questions:
            self._text(self._("No question has been asked yet."), style.META)

    def _question(self, place: int, poll: PollReport, question: QuestionReport) -> None:
        number = numbered(self._report, place, question)
        self._heading(f"{number} · {isolated(question.prompt)}", 2, listed=True)
        round_ = question.last
        self._text(about(poll, question, round_, self._language), style.META)
        self._text(round_.note, style.CAUTION)
        if round_.results.answered:
            self._result(question, round_)
        self._side_by_side(question.prompt, rounds_compared(question, self._language))

    def _result(self, question: QuestionReport, round_: RoundReport) -> None:
        """Chart, table and texts of one round."""
        if not round_.results.drawn:
            if not round_.texts:
                self._text(self._("No answer was approved for showing."), style.META)
            self._text(round_.base, style.META)
        else:
            self._picture(question, round_)
            if self._report.short:
                self._text(round_.base, style.META)
                return
            self._figures(question, round_)
        if round_.texts:
            self._heading(self._("In their own words"), 3)
        for text in round_.texts:
            times = f"\u00a0×\u00a0{text.count}" if text.count > 1 else ""
            self._text(text.text, "List Bullet", after=times)

    def _picture(self, question: QuestionReport, round_: RoundReport) -> None:
        look, wide = self._report.look, style.TEXT_MM * POINTS_PER_MM
        drawn = png(question, round_, self._language, wide, look=look)
        if drawn is None:
            return
        paragraph = self._document.add_paragraph(style=style.PICTURE)
        shape = paragraph.add_run().add_picture(io.BytesIO(drawn), width=Mm(style.TEXT_MM))
        _name(shape, plain(alternative(question, round_, self._language)))
        caption = f"{question.prompt} ({tables.n_in_words(round_.results)})"
        self._caption(self._("Figure"), caption).paragraph_format.keep_with_next = True

    def _figures(self, question: QuestionReport, round_: RoundReport) -> None:
        """The table, or one for each statement where the steps are more than the page is wide."""
        series = round_.results.series
        if round_.results.form != "statements":
            caption = " · ".join(filter(None, (series[0].label, round_.base)))
            self._single(question.prompt, caption, series[0], round_)
        elif len(series[0].rows) <= MOST_STEPS:
            self._several(question, round_)
        else:
            self._text(round_.base, style.META)
            for one in series:
                base = f"{one.label} · n\u00a0=\u00a0{one.base}"
                self._single(f"{question.prompt} – {one.label}", base, one, round_)

    def _single(self, name: str, caption: str, series: Series, round_: RoundReport) -> None:
        """Answer, votes, share: a line a row, the leader in bold; a mean stands in the caption."""
        _ = self._
        rows = series.rows[:MOST_LISTED]
        caption = " · ".join((caption, *figures_in_words(series, self._language)))
        lines: list[Line] = [
            (row.label, str(row.count), format_percent(row.percent, self._language)) for row in rows
        ]
        head: Line = (_("Answer"), _("Votes"), _("Share"))
        if round_.interval:
            head = (*head, tables.interval_head(self._language))
            ends = (tables.in_between(row, series.base, self._language) for row in rows)
            lines = [(*line, each) for line, each in zip(lines, ends, strict=True)]
        numbers = [NUMBER_MM] * (len(head) - 1)
        widths = (style.TEXT_MM - sum(numbers), *numbers)
        strong = [n for n, row in enumerate(rows) if row.leading]
        self._table(name, caption, head, lines, widths, strong=strong)
        self._more(len(series.rows))

    def _several(self, question: QuestionReport, round_: RoundReport) -> None:
        """A line a statement: votes and share of each step, then top steps and mean."""
        _, series = self._, round_.results.series
        steps, caption = [row.label for row in series[0].rows], round_.base
        if max(map(len, steps)) > LONGEST_STEP:
            caption = " · ".join((caption, *(f"{n} = {name}" for n, name in enumerate(steps, 1))))
            steps = [str(n) for n in range(1, 1 + len(steps))]
        between = [tables.interval_head(self._language)] if round_.interval else []
        last = (_("Top steps"), *between, _("Mean"), _("Answered"))
        summaries = INTERVAL_MM if round_.interval else [SUMMARY_MM] * len(last)
        label = NARROW_LABEL_MM if round_.interval else LABEL_MM
        each = min(NUMBER_MM, (style.TEXT_MM - label - sum(summaries)) / len(steps))
        widths = [each] * len(steps) + [*summaries]
        whole = tables.table(round_.results, self._language, intervals=round_.interval)
        self._table(
            question.prompt,
            caption,
            (_("Statement"), *steps, *last),
            [line.cells for line in whole.rows],
            (style.TEXT_MM - sum(widths), *widths),
            small=True,
        )
        for one in series:
            # The median has no column; n does, but here it stands by its figures.
            figures = " · ".join(figures_in_words(one, self._language))
            if figures:
                self._text(f"{one.label}: {figures}", style.CELL)

    def _side_by_side(self, name: str, compared: SideBySide | None) -> None:
        """Rounds beside each other, where there are several.

        Args:
            name: the question, for screen readers.
        """
        if compared is None or self._report.short:
            return
        self._heading(compared.title, 3)
        columns = compared.columns
        many = len(columns) > MOST_ROUNDS
        label = NUMBER_MM if many else LABEL_MM
        each = min(NUMBER_MM, (style.TEXT_MM - label) / len(columns))
        widths = (style.TEXT_MM - each * len(columns), *[each] * len(columns))
        head = (compared.first, *(f"{column.name}, {column.n}" for column in columns))
        lines, said = compared.lines(MOST_LISTED), compared.caption
        self._table(f"{name} – {said}", said, head, lines, widths, small=many)
        self._more(len(compared.changes))

    def _more(self, all_rows: int) -> None:
        """A line under a table that does not hold all rows."""
        if all_rows > MOST_LISTED:
            left = self._.ngettext(
                "and %(n)s more, in the CSV and XLSX files",
                "and %(n)s more, in the CSV and XLSX files",
                all_rows - MOST_LISTED,
            )
            self._text(left, style.CELL)

    # ── Paragraphs and tables ─────────────────────────────────────────────────────────────────

    def _heading(
        self, text: str, level: int, *, new_page: bool = False, listed: bool = False
    ) -> None:
        """Args: `listed` is whether the contents have it."""
        made = self._document.add_paragraph(plain(text), style=f"Heading {level}")
        made.paragraph_format.page_break_before = new_page or None
        if listed and self._listed:
            self._listed.add(made, plain(text), level)

    def _text(self, text: str, style_: str, *, after: str = "") -> None:
        """A paragraph of `text` and then `after`; none where there is no text."""
        if text:
            paragraph = self._document.add_paragraph(style=style_)
            _fill(paragraph, text)
            if after:
                paragraph.add_run(after)

    def _caption(self, label: str, text: str) -> Paragraph:
        """`Table 3: …`, numbered by Word, which can then list them."""
        number = self._captions.next(label)
        paragraph = self._document.add_paragraph(f"{label} ", style="Caption")
        self._field(paragraph, f"SEQ {label} \\* ARABIC", str(number))
        paragraph.add_run(f": {plain(text)}")
        return paragraph

    def _field(self, paragraph: Paragraph, code: str, shown: str) -> None:
        """A value that Word works out; `shown` until it does."""
        field = parse_xml(f"<w:fldSimple {nsdecls('w')}><w:r><w:t/></w:r></w:fldSimple>")
        field.set(qn("w:instr"), code)
        next(field.iter(qn("w:t"))).text = shown
        paragraph._p.append(field)

    def _table(
        self,
        name: str,
        caption: str,
        head: Line,
        lines: Sequence[Line],
        widths_mm: Sequence[float],
        *,
        texts: Sequence[int] = (0,),
        strong: Iterable[int] = (),
        small: bool = False,
        code: int = -1,
    ) -> None:
        """A captioned table whose head is repeated on every page.

        Args:
            name: for screen readers.
            texts: the columns with texts; the others hold figures and stand on the right.
            strong: lines in bold, from 0.
            small: many columns.
            code: the column with checksums, if there is one.
        """
        said = self._caption(self._("Table"), caption)
        said.paragraph_format.keep_with_next = True
        said.paragraph_format.space_before = Pt(8)
        strong, together = frozenset(strong), len(lines) <= TOGETHER
        kept = {*range(LEAST_ROWS), *range(len(lines) - LEAST_ROWS + 1, len(lines))}
        widths = [Mm(width).twips for width in widths_mm]
        rows = []
        for place, line in enumerate((head, *lines)):
            cells = (
                _cell(
                    text,
                    widths[column],
                    style_id=_cell_style(column in texts, head=place == 0, code=column == code),
                    keep=place < len(lines) and (together or place in kept),
                    bold=place - 1 in strong,
                    half_points=15 if small else 0,
                )
                for column, text in enumerate(line)
            )
            heads = "<w:tblHeader/>" if place == 0 else ""
            rows.append(f"<w:tr><w:trPr><w:cantSplit/>{heads}</w:trPr>{''.join(cells)}</w:tr>")
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        # Written at once: through python-docx, a cell takes milliseconds.
        table = parse_xml(
            f"<w:tbl {nsdecls('w')}><w:tblPr>"
            f'<w:tblStyle w:val="{style.TABLE}"/><w:tblW w:type="dxa" w:w="{sum(widths)}"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" '
            'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f"<w:tblCaption w:val={quoteattr(plain(name))}/></w:tblPr>"
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )
        self._document.element.body.insert_element_before(table, "w:sectPr")
        space = self._document.add_paragraph(style=style.CELL)  # two tables would become one
        space.paragraph_format.line_spacing = Pt(6)


def _name(shape: Any, said: str) -> None:
    """Give a picture its text alternative, and no distance to what is around it.

    Where none is written, LibreOffice takes 3 mm.
    """
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")
    shape._inline.docPr.set("descr", said)
    shape._inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("descr", said)


def _cell_style(is_text: bool, *, head: bool, code: bool) -> str:
    """The id of a cell's paragraph style."""
    if code and not head:
        return style.CHECKSUM
    names = ((style.FIGURE, style.CELL), (style.HEAD_FIGURE, style.HEAD))
    return names[head][is_text].replace(" ", "")


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


def _fill(paragraph: Paragraph, text: str) -> None:
    """The text, from right to left where it is written so."""
    run = paragraph.add_run(plain(text))
    if leftwards(text):
        run.font.rtl = True
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(
            OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
        )
