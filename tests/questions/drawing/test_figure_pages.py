"""Many or long options: a figure in pages on which every label is read from the last row."""

import pytest

from poll_server.live.screens import views
from poll_server.looks.look import LIGHT
from poll_server.questions.drawing.figure_pages import LEGIBLE_PX, MOST_ROWS, pages
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale


def choice(number: int, words: int) -> tuple[Choice, dict[str, int]]:
    options = tuple(f"Antwort {n} " + "lange Worte " * words for n in range(number))
    return Choice(id="q", prompt="Was?", options=options), {str(n): n for n in range(number)}


@pytest.mark.parametrize(("number", "words"), [(2, 0), (12, 0), (30, 0), (5, 15), (30, 15)])
def test_every_label_is_legible_and_none_is_lost(number: int, words: int) -> None:
    question, tally = choice(number, words)
    results = question.results(tally, sum(tally.values()), "de")
    parts = pages(results)
    rows = [row for part in parts for row in part.series[0].rows]
    assert sorted(row.key for row in rows) == sorted(tally)
    for part in parts:
        assert len(part.series[0].rows) <= MOST_ROWS
        figure = question.figure(part, LIGHT, "percent", "de")
        assert figure["layout"]["yaxis"]["tickfont"]["size"] >= LEGIBLE_PX
    if len(parts) > 1:
        counts = [row.count for row in rows]
        assert counts == sorted(counts, reverse=True)  # the first page tells the most


def test_what_fits_stays_as_it_is() -> None:
    question, tally = choice(12, 0)
    results = question.results(tally, 66, "de")
    assert pages(results) == [results]
    shown = views.result(question, results, "de", "light", "percent")
    assert shown.more == ()


def test_statements_of_a_scale_go_on_pages_too() -> None:
    scale = Scale(id="q", prompt="Wie?", statements=tuple(f"Aussage {n}" for n in range(20)))
    results = scale.results({}, 0, "de")
    assert [len(part.series) for part in pages(results)] == [10, 10]
