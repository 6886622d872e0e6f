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
from markupsafe import Markup

from poll_server.base.templates import templates
from poll_server.looks.look import LIGHT, Look, properties
from poll_server.report.blocks.blocks import Chart
from poll_server.report.blocks.compose import compose
from poll_server.report.blocks.medium import SCREEN
from poll_server.report.charts import WIDTH_PT, svg
from poll_server.report.model.document import QuestionReport, Report, RoundReport

from .nested import context

GROUPS_PT = 340.0
"""Points of a chart by group, which is drawn ahead: its letters are still read on a phone."""
MOST_DRAWN = 12
"""More bars would be illegible on paper: the table's own bars stand in."""


def render(report: Report) -> bytes:
    """The file's bytes."""
    own, plotly = _own_script(), _plotly()
    blocks = compose(report, SCREEN)
    figures = {
        block.caption.number: drawn
        for block in blocks
        if isinstance(block, Chart)
        and not block.by_group
        and (drawn := figure(block.question, block.round, report.language, report.look))
    }

    def draw(chart: Chart) -> Markup:
        if drawn := figures.get(chart.caption.number):
            data = Markup(script_json(drawn))  # noqa: S704 - nothing in it ends the element
            return Markup('<img alt=""><script type="application/json">{}</script>').format(data)
        # In the short form there is no table whose bars could stand in.
        # And beside groups in a table, there never are any.
        is_picture = report.short or chart.by_group
        return _picture(chart, report) if is_picture else Markup("")

    template = templates("poll_server.report.html", report.language).get_template("report.html")
    page = template.render(
        **context(report, blocks, draw, bars=True),
        colours=properties(report.look),
        own=own,
        plotly=plotly if figures else "",
        styles=_styles(),
        policy=f"default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; "
        f"script-src {_hash(own)} {_plotly_hash()}",
    )
    return page.encode()


def _picture(chart: Chart, report: Report) -> Markup:
    """A chart of more bars than the stage's figure shows on paper."""
    wide = GROUPS_PT if chart.by_group else WIDTH_PT
    drawn = svg(chart.question, chart.round, report.language, report.look, width_pt=wide)
    if drawn is None:
        return Markup("")
    data = base64.b64encode(drawn).decode()
    looks = "by-group" if chart.by_group else ""
    return Markup('<img alt="" class="{}" src="data:image/svg+xml;base64,{}">').format(looks, data)


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
