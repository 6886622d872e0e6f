"""As what a result is drawn: as its kind does, or as the moderator chose for its question."""

from msgspec import structs

from poll_server.live.state import PollState
from poll_server.looks.look import Look
from poll_server.questions import Measure
from poll_server.questions.drawing.charts import charts_of, drawn_as
from poll_server.questions.results import ChartForm
from poll_server.questions.traits.options import WithOptions, marked
from poll_server.wire.messages import Shown


def charts(state: PollState, language: str) -> tuple[ChartForm, ...]:
    """As what the result in sight can be drawn."""
    results = state.results(language)
    subject = state.subject.question if state.subject else None
    return charts_of(results) if results and isinstance(subject, WithOptions) else ()


def chart(state: PollState, language: str) -> ChartForm:
    """As what it is drawn: as somebody chose for the question, where that can be."""
    chosen = state.live.charts.get(state.live.question, "")
    return next((each for each in charts(state, language) if each == chosen), "bars")


def as_chosen(state: PollState, drawn: Shown, look: Look, measure: Measure, language: str) -> Shown:
    """`drawn` with the chart that somebody chose; a screen on edge keeps bars, which fill it."""
    results, chosen = state.results(language), chart(state, language)
    if results is None or chosen == "bars":
        return drawn
    solved = bool(results.solution and results.solution.keys)
    figure = drawn_as(chosen, list(marked(results)), look, measure, language, solved=solved)
    upright = None if chosen == "donut" else drawn.figure
    return structs.replace(drawn, figure=figure, more=(), upright=upright)
