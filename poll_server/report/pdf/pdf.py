"""PDF: the whole report for A4, tagged (PDF/UA-1), so that it can be printed and also listened to.

Headings, lists, tables with header rows, and every chart with its result in words; Typst refuses
to write a file that would break the standard. `pdf.typ` lays out what is put into words here.
"""

from collections.abc import Sequence
from typing import Any

from poll_server.base.text import isolated
from poll_server.live import tables
from poll_server.locale import speak
from poll_server.questions import Series
from poll_server.questions.drawing.widths import wrap
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
    Captions,
    about,
    about_merged,
    emphasised,
    has_contents,
    heading,
    not_representative,
    numbered,
    only_poll,
    people,
    shown,
    without_result,
)

from .typesetting import tokens, typeset

FOOT_PT, PAGE_NUMBER_PT = 8, 80
"""Size of the line at a page's foot, and the room of the page's number in it."""
MOST_STEPS = 6
"""Columns for steps that fit on the page; a longer scale gets a table for each statement."""
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
    captions = Captions()  # they count on from one part to the next
    merged = [
        _merged(report, each, captions) for each in report.merged if shown(report, each.result)
    ]
    polls = [_poll(place, poll, report, captions) for place, poll in enumerate(report.polls, 1)]
    return {
        "as_of": annex.as_of(report),
        "caveat": not_representative(report.language),
        "merged": merged,
        "merged_findings": _findings([said for each in report.merged for said in each.findings]),
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
        "contents": has_contents(report),
        "polls": polls,
        "annex": {} if report.short else _annex(report, captions),
        "labels": {
            "essentials": _("The essentials"),
            "contents": _("Contents"),
            "page": _("Page"),
            "own_words": _("In their own words"),
            "questions": _("Question by question"),
            "nothing": _("No question has been asked yet."),
            "merged": _("Asked in several polls"),
        },
    }


def _poll(place: int, poll: PollReport, report: Report, captions: Captions) -> Plain:
    language = report.language
    return {
        "title": poll.title,
        "subtitle": poll.subtitle,
        "stats": people(poll, language),
        "findings": _findings(poll.findings),
        "without_result": without_result(report, place, poll),
        "asked": bool(poll.questions),
        "questions": [
            {
                **_question(question, report, captions),
                "number": numbered(report, place, question),
                "meta": [about(poll, question, question.last, language)],
                "comparison": _comparison(rounds_compared(question, language), report, captions),
            }
            for question in poll.questions
            if shown(report, question)
        ],
    }


def _merged(report: Report, merged: MergedReport, captions: Captions) -> Plain:
    """A question that several polls asked."""
    return {
        **_question(merged.result, report, captions),
        "number": "",
        "meta": [about_merged(report, merged), merged.weights],
        "comparison": _comparison(polls_compared(merged, report.language), report, captions),
    }


def _findings(findings: Sequence[str]) -> list[list[Plain]]:
    """Sentences in parts, percentages in bold."""
    return [
        [{"text": part, "bold": bold} for part, bold in emphasised(sentence)]
        for sentence in findings
    ]


def _question(question: QuestionReport, report: Report, captions: Captions) -> Plain:
    """The result of a question; its number and its rounds beside each other come with its poll."""
    language = report.language
    _ = speak(language)
    round_ = question.last
    told, drawn = round_.results.answered, round_.results.drawn
    caution = round_.note
    if told and not drawn and not round_.texts:
        caution = caution or _("No answer was approved for showing.")
    chart = drawing(question, round_, language, report.look, WIDTH_PT) if drawn else {}
    n = tables.n_in_words(round_.results)
    return {
        "prompt": question.prompt,
        "isolated": isolated(question.prompt),
        "caution": caution,
        "chart": chart,
        "chart_caption": _numbered(captions, _("Figure"), f"{question.prompt} ({n})")
        if chart
        else "",
        "alternative": alternative(question, round_, language),
        "base": round_.base if told and (report.short or not drawn or _long_scale(round_)) else "",
        "tables": _tables(round_, language, captions) if drawn and not report.short else [],
        "texts": []
        if report.short
        else [
            {"text": text.text, "times": f"×\u00a0{text.count}" if text.count > 1 else ""}
            for text in round_.texts
        ],
    }


def _numbered(captions: Captions, label: str, text: str) -> str:
    """`Figure 3: …`"""
    return f"{label} {captions.next(label)}: {text}"


def _tables(round_: RoundReport, language: str, captions: Captions) -> list[Plain]:
    """The table of a round, or one for each statement where the steps are too many for one."""
    series = round_.results.series
    if round_.results.form != "statements":
        caption = " · ".join(filter(None, (series[0].label, round_.base)))
        return [_single(series[0], caption, round_, language, captions)]
    if not _long_scale(round_):
        return [_statements(round_, language, captions)]
    return [
        _single(one, f"{one.label} · n\u00a0=\u00a0{one.base}", round_, language, captions)
        for one in series
    ]


def _long_scale(round_: RoundReport) -> bool:
    """Whether each statement has a table of its own."""
    return round_.results.form == "statements" and len(round_.results.steps) > MOST_STEPS


def _single(
    series: Series, caption: str, round_: RoundReport, language: str, captions: Captions
) -> Plain:
    """Answer, votes, share: a line a row, the leader in bold; a mean stands in the caption."""
    only = round_.results.only(series)
    whole = tables.table(only, language, intervals=round_.interval)
    said = " · ".join((caption, *figures_in_words(series, language)))
    more = len(series.rows) - MOST_LISTED
    return {
        "caption": _numbered(captions, speak(language)("Table"), said),
        "head": list(whole.head),
        "rows": [
            {"cells": list(line.cells), "bold": row.leading}
            for line, row in zip(whole.rows[:MOST_LISTED], series.rows, strict=False)
        ],
        "below": [_more(more, language)] if more > 0 else [],
    }


def _statements(round_: RoundReport, language: str, captions: Captions) -> Plain:
    """A line a statement; long or many steps are numbered in the head and named above."""
    whole = tables.table(round_.results, language, intervals=round_.interval)
    steps = [row.label for row in round_.results.series[0].rows]
    head, caption = list(whole.head), [round_.base]
    if len(steps) > MOST_NAMED_STEPS or max(map(len, steps)) > LONGEST_STEP:
        caption += [f"{n} = {step}" for n, step in enumerate(steps, 1)]
        head[1 : 1 + len(steps)] = [str(n) for n in range(1, 1 + len(steps))]
    return {
        "caption": _numbered(captions, speak(language)("Table"), " · ".join(caption)),
        "head": head,
        "rows": [{"cells": list(line.cells), "bold": False} for line in whole.rows],
        "below": [_median(series, language) for series in round_.results.series if series.base],
    }


def _median(series: Series, language: str) -> str:
    """The one figure that the table of several statements has no column for."""
    return f"{series.label}: {' · '.join(figures_in_words(series, language))}"


def _comparison(compared: SideBySide | None, report: Report, captions: Captions) -> Plain:
    """Rounds beside each other; empty where there is only one, and in the short form."""
    if compared is None or report.short:
        return {}
    more = len(compared.changes) - MOST_LISTED
    return {
        "title": compared.title,
        "caption": _numbered(captions, speak(report.language)("Table"), compared.caption),
        "head": [compared.first, *(each.name for each in compared.columns)],
        "below_head": ["", *(each.n for each in compared.columns)],
        "rows": [{"cells": list(line), "bold": False} for line in compared.lines(MOST_LISTED)],
        "below": [_more(more, compared.language)] if more > 0 else [],
    }


def _more(n: int, language: str) -> str:
    return speak(language).ngettext(
        "and %(n)s more, in the CSV and XLSX files", "and %(n)s more, in the CSV and XLSX files", n
    )


def _annex(report: Report, captions: Captions) -> Plain:
    """How the figures came about, and every round with its checksum."""
    _ = speak(report.language)
    rows = [list(line) for line in annex.lines(report)]
    said = _("Rounds and their checksums")
    return {
        "title": _("How these figures came about"),
        "method": annex.sentences(report),
        "caption": _numbered(captions, _("Table"), said) if rows else "",
        "head": list(annex.head(report.language)),
        "rows": rows,
    }
