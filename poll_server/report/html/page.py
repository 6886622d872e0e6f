"""The public results page: one static HTML file without any script, for everybody.

What the report says of an event, in the same words and figures, for people who were not there:
findings, charts as SVG, tables, and the texts that were approved. It asks nobody for anything, so a
saved copy works from any web server; copies in several languages find each other when they lie in
one folder.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from markupsafe import Markup

from poll_server.base.templates import templates
from poll_server.locale import LANGUAGE_NAMES
from poll_server.looks.look import KEPT, branded, css, properties
from poll_server.report.blocks.blocks import Chart
from poll_server.report.blocks.compose import compose
from poll_server.report.blocks.medium import PUBLIC
from poll_server.report.charts import svg
from poll_server.report.model.document import QuestionReport, Report

from .inline_svg import Pictures
from .nested import context
from .page_policy import file_name, policy_of

WIDTH_PT = 340.0
"""Points of a chart: its letters are still read where a phone shows it in 290 pixels."""


def render(
    report: Report, languages: Sequence[str] = (), *, accent: str = "", saved: bool = False
) -> bytes:
    """The page's bytes, the same for the same report.

    Args:
        languages: in which the page is to be had.
        accent: the event's own colour; charts have theirs from the report.
        saved: as a file to be kept, whose links lead to files beside it.
    """
    report = _told(report)
    pictures, language, styles = Pictures(), report.language, _styles(accent)

    def draw(chart: Chart) -> Markup:
        drawn = svg(chart.question, chart.round, language, report.look, width_pt=WIDTH_PT)
        return Markup(pictures.inline(drawn) if drawn else "")  # noqa: S704 - drawn by ourselves

    template = templates("poll_server.report.html", language).get_template("page.html")
    body = template.render(
        **context(report, compose(report, PUBLIC), draw),
        others=[
            (
                other,
                LANGUAGE_NAMES[other],
                file_name(report.event_id, other) if saved else f"?lang={other}",
            )
            for other in languages
            if other != language
        ],
        copies=[] if saved else [(each, LANGUAGE_NAMES[each]) for each in languages or (language,)],
        policy=policy_of(styles),
        styles=Markup(styles),  # noqa: S704 - our own file
    )
    # The letters of all charts are known only now; they stand before the first of them.
    return body.replace(OUTLINES, pictures.outlines(), 1).encode()


def _told(report: Report) -> Report:
    """The report without what says what is right before a hall was told."""
    polls = tuple(
        replace(poll, questions=tuple(each for each in poll.questions if not _is_secret(each)))
        for poll in report.polls
    )
    merged = (one for one in report.merged if not any(_is_secret(p.question) for p in one.parts))
    return replace(report, polls=polls, merged=tuple(merged))


def _is_secret(question: QuestionReport) -> bool:
    return question.question.reveals and all(each.shown == () for each in question.rounds)


OUTLINES = "<!-- outlines -->"
"""Where the template wants the letters of the charts."""


@lru_cache(KEPT)
def _styles(accent: str) -> str:
    """Both themes, and on paper always the light one: who reads in the dark prints on white too."""
    own = (files(__package__) / "templates" / "page.css").read_text("utf-8")
    light = properties(branded(accent)["light"])
    paper = f"@media print{{:root:not([data-theme=light]){{color-scheme:light;{light}}}}}"
    return css(accent) + paper + own
