"""PDF: the whole report for A4, tagged (PDF/UA-1), so that it can be printed and also listened to.

Headings, lists, tables with header rows, and every chart with its result in words; Typst refuses
to write a file that would break the standard. `pdf.typ` lays out what is put into words here.
"""

from collections.abc import Sequence
from typing import Any

from poll_server.live import tables
from poll_server.locale import speak
from poll_server.questions import Series
from poll_server.questions.widths import wrap
from poll_server.report.charts import WIDTH_PT, alternative, drawing
from poll_server.report.html.html import MOST_LISTED
from poll_server.report.logo import for_typst
from poll_server.report.model import annex
from poll_server.report.model.model import (
    MergedReport,
    PollReport,
    QuestionReport,
    Report,
    RoundReport,
    figures_in_words,
)
from poll_server.report.model.side_by_side import SideBySide, polls_compared, rounds_compared
from poll_server.report.office import (
    about,
    about_merged,
    charted,
    emphasised,
    heading,
    numbered,
    only_poll,
    people,
    without_result,
)

from .typesetting import tokens, typeset

FOOT_PT, PAGE_NUMBER_PT = 8, 80
"""Size of the line at a page's foot, and the room of the page's number in it."""
COMPACT = 8
"""Rows up to which a question's chart and table stay together on one page."""
MOST_NAMED_STEPS, LONGEST_STEP = 5, 20
"""Columns and characters up to which a scale's steps stand in the head of its table; beyond, the
head has numbers, and the line above the table says what they mean."""
Plain = dict[str, Any]


def render(report: Report) -> bytes:
    """The file's bytes.

    Raises:
        CannotTypeset: the page would not conform to PDF/UA-1, which is a mistake of the template.
    """
    return typeset("pdf.typ", layout(report), standard="ua-1")


def layout(report: Report) -> Plain:
    """Everything the file says, in words, in its order."""
    _ = speak(report.language)
    kicker, title, below = heading(report)
    one = only_poll(report)
    return {
        "as_of": annex.as_of(report),
        "merged": [_merged(report, each) for each in report.merged],
        "language": report.language,
        "colours": tokens(report.look),
        "logo": for_typst(report.logo, report.logo_alternative),
        "title": title,
        "running_title": wrap(title, FOOT_PT, WIDTH_PT - PAGE_NUMBER_PT, bold=False, most=1)[0],
        "kicker": kicker,
        "subtitle": below,
        "stats": people(one, report.language) if one else "",
        "notice": report.notice,
        "several": one is None,
        "polls": [_poll(place, poll, report) for place, poll in enumerate(report.polls, 1)],
        "annex": _annex(report),
        "labels": {
            "essentials": _("The essentials"),
            "contents": _("Contents"),
            "page": _("Page"),
            "own_words": _("In their own words"),
            "nothing": _("No question has been asked yet."),
            "merged": _("Asked in several polls"),
        },
    }


def _poll(place: int, poll: PollReport, report: Report) -> Plain:
    language = report.language
    return {
        "title": poll.title,
        "subtitle": poll.subtitle,
        "stats": people(poll, language),
        "findings": _findings(poll.findings),
        "without_result": without_result(report, place, poll),
        "questions": [
            {
                **_question(question, report),
                "number": numbered(report, place, question),
                "meta": [about(poll, question, question.last, language)],
                "comparison": _comparison(rounds_compared(question, language)),
            }
            for question in poll.questions
        ],
    }


def _merged(report: Report, merged: MergedReport) -> Plain:
    """A question that several polls asked."""
    return {
        **_question(merged.result, report),
        "number": "",
        "meta": [about_merged(report, merged), merged.weights],
        "findings": _findings(merged.findings),
        "comparison": _comparison(polls_compared(merged, report.language)),
    }


def _findings(findings: Sequence[str]) -> list[list[Plain]]:
    """Sentences in parts, percentages in bold."""
    return [
        [{"text": part, "bold": bold} for part, bold in emphasised(sentence)]
        for sentence in findings
    ]


def _question(question: QuestionReport, report: Report) -> Plain:
    """The result of a question; its number and its rounds beside each other come with its poll."""
    language = report.language
    _ = speak(language)
    round_ = question.last
    told = charted(round_)
    shown = told and not question.question.moderated
    caution = round_.note
    if told and question.question.moderated and not round_.texts:
        caution = caution or _("No answer was approved for showing.")
    return {
        "prompt": question.prompt,
        "caution": caution,
        "chart": drawing(question, round_, language, report.look, WIDTH_PT) if shown else {},
        "alternative": alternative(question, round_, language),
        "table": _table(round_, language) if shown else {},
        "texts": [
            {"text": text.text, "times": f"× {text.count}" if text.count > 1 else ""}
            for text in round_.texts
        ],
    }


def _table(round_: RoundReport, language: str) -> Plain:
    """The table of a round: caption, head, rows, and what stands below it."""
    if len(round_.results.series) > 1:
        return _statements(round_, language)
    series = round_.results.series[0]
    whole = tables.table(round_.results, language, intervals=round_.interval)
    below = [" · ".join(figures_in_words(series, language))]
    if len(series.rows) > MOST_LISTED:
        below.append(_more(len(series.rows) - MOST_LISTED, language))
    return {
        "caption": round_.base,
        "head": list(whole.head),
        "rows": [
            {"cells": list(line.cells), "bold": row.leading}
            for line, row in zip(whole.rows[:MOST_LISTED], series.rows, strict=False)
        ],
        "below": [line for line in below if line],
        "compact": len(series.rows) <= COMPACT,
    }


def _statements(round_: RoundReport, language: str) -> Plain:
    """A line a statement; long or many steps are numbered in the head and named above."""
    whole = tables.table(round_.results, language, intervals=round_.interval)
    steps = [row.label for row in round_.results.series[0].rows]
    head, caption = list(whole.head), [round_.base]
    if len(steps) > MOST_NAMED_STEPS or max(map(len, steps)) > LONGEST_STEP:
        caption += [f"{n} = {step}" for n, step in enumerate(steps, 1)]
        head[1 : 1 + len(steps)] = [str(n) for n in range(1, 1 + len(steps))]
    return {
        "caption": " · ".join(caption),
        "head": head,
        "rows": [{"cells": list(line.cells), "bold": False} for line in whole.rows],
        "below": [_median(series, language) for series in round_.results.series if series.base],
        "compact": len(whole.rows) <= COMPACT,
    }


def _median(series: Series, language: str) -> str:
    """The one figure that the table of several statements has no column for."""
    return f"{series.label}: {' · '.join(figures_in_words(series, language))}"


def _comparison(compared: SideBySide | None) -> Plain:
    """Rounds beside each other; empty where there is only one."""
    if compared is None:
        return {}
    rows, more = len(compared.changes), len(compared.changes) - MOST_LISTED
    return {
        "caption": compared.caption,
        "head": [compared.first, *(each.name for each in compared.columns)],
        "below_head": ["", *(each.n for each in compared.columns)],
        "rows": [{"cells": list(line), "bold": False} for line in compared.lines(MOST_LISTED)],
        "below": [_more(more, compared.language)] if more > 0 else [],
        "compact": rows <= COMPACT,
    }


def _more(n: int, language: str) -> str:
    return speak(language).ngettext(
        "and %(n)s more, in the CSV and XLSX files", "and %(n)s more, in the CSV and XLSX files", n
    )


def _annex(report: Report) -> Plain:
    """How the figures came about, and every round with its checksum."""
    _ = speak(report.language)
    return {
        "title": _("How these figures came about"),
        "method": annex.sentences(report),
        "caption": _("Rounds and their checksums"),
        "head": list(annex.head(report.language)),
        "rows": [list(line) for line in annex.lines(report)],
    }
