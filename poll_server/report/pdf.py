"""PDF: the whole report for A4, tagged (PDF/UA-1), so that it can be printed and also listened to.

Headings, lists, tables with header rows, and every chart with its result in words; Typst refuses
to write a file that would break the standard. `pdf.typ` lays out what is put into words here.
"""

from typing import Any

from .. import tables
from ..locale import speak
from ..look import LIGHT
from ..percent import format_percent
from ..questions import Series
from ..questions.widths import wrap
from .charts import WIDTH_PT, alternative, drawing
from .html import MOST_LISTED
from .model import PollReport, QuestionReport, Report, RoundReport, compared, figures_in_words
from .office import (
    about,
    charted,
    emphasised,
    heading,
    method,
    not_representative,
    numbered,
    only_poll,
    people,
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
        "language": report.language,
        "colours": tokens(LIGHT),
        "title": title,
        "running_title": wrap(title, FOOT_PT, WIDTH_PT - PAGE_NUMBER_PT, bold=False, most=1)[0],
        "kicker": kicker,
        "subtitle": below,
        "stats": people(one, report.language) if one else "",
        "notice": report.notice,
        "several": one is None,
        "polls": [_poll(poll, report.language) for poll in report.polls],
        "annex": _annex(report),
        "labels": {
            "essentials": _("The essentials"),
            "contents": _("Contents"),
            "page": _("Page"),
            "own_words": _("In their own words"),
            "nothing": _("No question has been asked yet."),
        },
    }


def _poll(poll: PollReport, language: str) -> Plain:
    return {
        "title": poll.title,
        "subtitle": poll.subtitle,
        "stats": people(poll, language),
        "findings": [
            [{"text": part, "bold": bold} for part, bold in emphasised(sentence)]
            for sentence in poll.findings
        ],
        "questions": [_question(question, poll, language) for question in poll.questions],
    }


def _question(question: QuestionReport, poll: PollReport, language: str) -> Plain:
    _ = speak(language)
    round_ = question.last
    told = charted(round_)
    shown = told and not question.question.moderated
    caution = round_.note
    if told and question.question.moderated and not round_.texts:
        caution = caution or _("No answer was approved for showing.")
    return {
        "number": str(question.number),
        "prompt": question.prompt,
        "meta": about(poll, question, round_, language),
        "caution": caution,
        "chart": drawing(question, round_, language, width_pt=WIDTH_PT) if shown else {},
        "alternative": alternative(question, round_, language),
        "table": _table(round_, language) if shown else {},
        "texts": [
            {"text": text.text, "times": f"× {text.count}" if text.count > 1 else ""}
            for text in round_.texts
        ],
        "comparison": _comparison(question, language),
    }


def _table(round_: RoundReport, language: str) -> Plain:
    """The table of a round: caption, head, rows, and what stands below it."""
    if len(round_.results.series) > 1:
        return _statements(round_, language)
    series = round_.results.series[0]
    whole = tables.table(round_.results, language)
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
    whole = tables.table(round_.results, language)
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


def _comparison(question: QuestionReport, language: str) -> Plain:
    """The rounds of a question that was asked again, beside each other; empty otherwise."""
    changes = compared(question)
    if not changes:
        return {}
    _ = speak(language)
    rounds = [each for each in question.rounds if not each.withheld]
    heads = [
        f"{_('Round %(n)s', n=each.attempt)}\nn\u00a0=\u00a0{each.results.base}" for each in rounds
    ]
    return {
        "caption": _("Asked again: the rounds beside each other"),
        "head": [_("Answer"), *heads],
        "rows": [
            {
                "cells": [
                    f"{change.series}: {change.label}" if change.series else change.label,
                    *(format_percent(row.percent, language) if row else "–" for row in change.rows),
                ],
                "bold": False,
            }
            for change in changes[:MOST_LISTED]
        ],
        "below": [_more(len(changes) - MOST_LISTED, language)]
        if len(changes) > MOST_LISTED
        else [],
        "compact": len(changes) <= COMPACT,
    }


def _more(n: int, language: str) -> str:
    return speak(language).ngettext(
        "and %(n)s more, in the CSV and XLSX files", "and %(n)s more, in the CSV and XLSX files", n
    )


def _annex(report: Report) -> Plain:
    """How the figures came about, and every round with its checksum."""
    _ = speak(report.language)
    rounds = [
        [
            _round_name(report, place, question, round_),
            round_.open_in_words,
            str(round_.results.votes),
            round_.sha256,
        ]
        for place, poll in enumerate(report.polls, 1)
        for question in poll.questions
        for round_ in question.rounds
    ]
    return {
        "title": _("How these figures came about"),
        "method": [
            method(report.language),
            not_representative(report.language),
            *([report.notice] if report.notice else []),
        ],
        "caption": _("Rounds and their checksums"),
        "head": [_("Question"), _("When open"), _("Votes"), _("Checksum (SHA-256)")],
        "rows": rounds,
    }


def _round_name(report: Report, place: int, question: QuestionReport, round_: RoundReport) -> str:
    """`3`, or `2.3, round 1` where there are several polls and rounds."""
    name = numbered(report, place, question)
    if len(question.rounds) > 1:
        name += f", {speak(report.language)('round %(n)s', n=round_.attempt)}"
    return name
