"""HTML: one file with everything in it, that opens from a memory stick and prints on A4.

The charts are the stage's own figures, drawn by the Plotly that stands in the file, as pictures:
sharp at any size, and still there on paper. Every chart has its table below, so nothing is lost
where scripts are off; the table then draws its own bars.

The file's content policy allows no request at all, and of scripts only the two that are known by
their hash: no text in it, whatever somebody wrote, can become one.
"""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from markupsafe import Markup, escape

from poll_server.base.percent import percent
from poll_server.base.templates import templates
from poll_server.live import tables
from poll_server.looks.look import LIGHT, Look, properties
from poll_server.report.charts import alternative
from poll_server.report.logo import data_url
from poll_server.report.model import annex
from poll_server.report.model.document import PollReport, QuestionReport, Report, RoundReport
from poll_server.report.model.said import about_merged, shown, without_result
from poll_server.report.model.side_by_side import polls_compared, rounds_compared
from poll_server.report.model.told import figures_in_words
from poll_server.report.office import emphasised

MOST_DRAWN = 12
"""More bars would be illegible on paper: the table's own bars stand in."""
MOST_LISTED = 40
"""Words that the table lists, most frequent first; all of them are in the CSV and XLSX files."""


def render(report: Report) -> bytes:
    """The file's bytes."""
    own, plotly = _own_script(), _plotly()
    template = templates("poll_server.report.html", report.language).get_template("report.html")
    figures = {
        (poll.slug, question.question.id): drawn
        for poll in report.polls
        for question in poll.questions
        if (drawn := figure(question, question.last, report.language, report.look))
    }
    merged_figures = {
        merged.result.number: drawn
        for merged in report.merged
        if (drawn := figure(merged.result, merged.result.last, report.language, report.look))
    }
    page = template.render(
        report=report,
        colours=properties(report.look),
        logo=data_url(report.logo) if report.logo else "",
        figures=figures,
        merged_figures=merged_figures,
        own=own,
        plotly=plotly if figures or merged_figures else "",
        styles=_styles(),
        policy=f"default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; "
        f"script-src {_hash(own)} {_plotly_hash()}",
        summary=lambda question, round_: summary(question, round_, report.language),
        table=lambda round_: tables.table(
            round_.results, report.language, intervals=round_.interval
        ),
        figures_in_words=lambda series: figures_in_words(series, report.language),
        rounds_compared=lambda question: rounds_compared(question, report.language),
        polls_compared=lambda merged: polls_compared(merged, report.language),
        about_merged=lambda merged: about_merged(report, merged),
        shown=lambda question: shown(report, question),
        without_result=lambda poll: without_result(report, report.polls.index(poll) + 1, poll),
        annex=annex,
        turnout=turnout,
        strong=strong,
        script_json=script_json,
        most_listed=MOST_LISTED,
    )
    return page.encode()


def figure(
    question: QuestionReport, round_: RoundReport, language: str, look: Look = LIGHT
) -> dict[str, Any]:
    """The stage's figure of a round; empty where there is none, or one too small to read."""
    if not round_.results.series or round_.results.base == 0:
        return {}
    drawn = question.question.figure(round_.results, look, "percent", language)
    if not drawn.get("data"):
        return {}
    bars = drawn["layout"]["yaxis"].get("tickvals", ())
    return drawn if len(bars) <= MOST_DRAWN else {}


def summary(question: QuestionReport, round_: RoundReport, language: str) -> str:
    """A chart's accessible name: question, leaders, n."""
    return alternative(question, round_, language)


def turnout(poll: PollReport) -> int | None:
    """Votes a question, on average, in percent of the best attended one."""
    votes = sum(question.last.results.votes for question in poll.questions)
    return percent(votes, poll.participants * len(poll.questions))


def strong(sentence: str) -> Markup:
    """A sentence with its percentages in bold and its n in one piece: `von <b>93 %</b> …`."""
    marked = (
        Markup("<strong>{}</strong>").format(part) if is_percentage else escape(part)
        for part, is_percentage in emphasised(sentence)
    )
    return Markup("").join(marked)


def script_json(value: Any) -> str:
    """`value` as JSON that may stand in a `<script>`: nothing in it ends the element or a line."""
    text = msgspec.json.encode(value).decode()
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


@cache
def _plotly() -> str:
    """Plotly out of the installed wheel."""
    source = (files("plotly") / "package_data" / "plotly.min.js").read_text("utf-8")
    # In HTML, this and nothing else ends a script element or hides the end of one.
    return re.sub(r"<(?=/script|!--)", r"\\x3c", source, flags=re.IGNORECASE)


@cache
def _plotly_hash() -> str:
    return _hash(_plotly())


@cache
def _own_script() -> str:
    return (files(__package__) / "templates" / "report.js").read_text("utf-8")


@cache
def _styles() -> str:
    return (files(__package__) / "templates" / "report.css").read_text("utf-8")


def _hash(script: str) -> str:
    """What a content policy calls a script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
