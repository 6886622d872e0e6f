"""Open answers once more: as the piles that a moderator laid them in, with names and counts."""

from msgspec import structs

from poll_server.live.screens import tables
from poll_server.live.state import PollState
from poll_server.locale import speak
from poll_server.looks.look import Theme, branded
from poll_server.questions import Measure, Results, Series
from poll_server.questions.drawing.charts import charts_of, drawn_as
from poll_server.questions.drawing.figure_pages import pages
from poll_server.questions.drawing.figures import bars
from poll_server.questions.results import rows
from poll_server.questions.writing.piles import Laid, lie
from poll_server.wire.messages import Shown


def piles_shown(state: PollState, language: str, theme: Theme, measure: Measure) -> Shown | None:
    """The piles in place of their texts, in columns where these have room; None: not wanted."""
    results = state.results(language)
    if results is None or state.round is None or not state.piles:
        return None
    laid = lie(state.round.number, state.tally, state.piles)
    if not laid.piles:
        return None
    return _drawn(_of_piles(results, laid), laid, language, theme, measure, state)


def _drawn(
    results: Results,
    laid: Laid,
    language: str,
    theme: Theme,
    measure: Measure,
    state: PollState,
) -> Shown:
    look = branded(state.event.brand.accent)[theme]
    # How many wrote it always stands there: that is what the sentence below counts.
    told: Measure = "both" if measure == "percent" else measure
    figure, *more = (bars(part.series[0].rows, look, told, language) for part in pages(results))
    shown = Shown(
        figure=figure,
        summary=f"{results.prompt} {tables.summary(results, language)}",
        base=laid.in_words(speak(language)),
        table=tables.table(results, language),
        more=tuple(more),
    )
    if "columns" not in charts_of(results):
        return shown
    columns = drawn_as("columns", list(results.series[0].rows), look, told, language)
    return structs.replace(shown, figure=columns, more=(), upright=figure)


def _of_piles(results: Results, laid: Laid) -> Results:
    """`results` with a row for each pile; all contributions are 100 %."""
    counts = [(pile.id, pile.name, pile.people) for pile in laid.in_order]
    series = Series("", laid.contributions, rows(counts, laid.contributions))
    return structs.replace(
        results, series=(series,), form="bars", facts=(), base=laid.contributions
    )
