"""The bars: numbers not clipped, labels not cut, the leader strong. That a browser draws all texts
as they are, `browser/stage/test_shapes.py` shows."""

from itertools import pairwise
from typing import Any

import pytest

from poll_server.looks.colours import contrast
from poll_server.looks.look import DARK, LIGHT, Look
from poll_server.questions import Pairs, Series
from poll_server.questions.drawing.figures import bars, in_words
from poll_server.questions.drawing.rows import GOOD_LINES, HEIGHT, LABEL_SIZES, fitted
from poll_server.questions.drawing.tones import palette
from poll_server.questions.drawing.widths import width
from poll_server.questions.kind import LONGEST_OPTION, MOST_OPTIONS
from poll_server.questions.results import rows
from tests.questions.drawing.figures_of import LONG, scale_figure


def choice_figure(labels: list[str], look: Look = LIGHT, measure: Any = "percent") -> Any:
    counts = [(str(n), label, 100 - n) for n, label in enumerate(labels)]
    return bars(rows(counts, 100), look, measure, "de")


@pytest.mark.parametrize("count", [2, 3, 5, 8, 12, MOST_OPTIONS])
@pytest.mark.parametrize("label", ["Ja", LONG, "Donaudampfschifffahrt" * 9, "W" * LONGEST_OPTION])
def test_labels_have_room_whatever_their_number_and_length(count: int, label: str) -> None:
    figure = choice_figure([f"{n} {label}"[:LONGEST_OPTION] for n in range(count)])
    layout = figure["layout"]
    px = layout["yaxis"]["tickfont"]["size"]
    assert px in LABEL_SIZES
    high = 0.0
    for text in layout["yaxis"]["ticktext"]:
        lines = text.removeprefix("<b>").removesuffix("</b>").split("<br>")
        high += len(lines) * px * 1.3
        assert all(width(line, px) <= layout["margin"]["l"] for line in lines)
    assert high <= HEIGHT
    middles = layout["yaxis"]["tickvals"]
    thick = figure["data"][1]["width"]
    assert middles == sorted(middles)
    assert all(later - one >= thick for one, later in pairwise(middles))
    assert middles[0] - thick / 2 >= 0
    assert middles[-1] + thick / 2 <= HEIGHT
    for number in layout["annotations"]:
        assert width("100 %", number["font"]["size"]) <= layout["margin"]["r"]


def test_a_usual_question_is_set_in_the_full_sizes() -> None:
    figure = choice_figure(["Kreativität", "Zusammenarbeit und Problemlösung", "C", "D", "E"])
    assert figure["layout"]["yaxis"]["tickfont"]["size"] == 40
    assert figure["layout"]["annotations"][0]["font"]["size"] == 54


def test_the_leader_has_the_strong_tone_and_all_others_one_other() -> None:
    figure = choice_figure(["A", "B", "C"], DARK)
    assert figure["data"][1]["marker"]["color"] == [DARK.accent, DARK.bar, DARK.bar]
    assert figure["layout"]["yaxis"]["ticktext"][0] == "<b>A</b>"


@pytest.mark.parametrize(
    ("measure", "number"), [("percent", "<b>99\u202f%</b>"), ("count", "<b>99</b>")]
)
def test_the_measure_changes_numbers_and_not_lengths(measure: Any, number: str) -> None:
    figure = choice_figure(["A", "B"], measure=measure)
    assert figure["layout"]["annotations"][1]["text"] == number
    assert figure["data"][1]["x"] == [100, 99]


def test_a_pale_step_has_an_outline() -> None:
    counted = rows([("0", "A", 1), ("1", "B", 1)], 2)
    figure = bars(counted, LIGHT, "percent", "de", colours=["#c9cfc8", "#0b7a5b"])
    line = figure["data"][1]["marker"]["line"]
    assert line == {"color": LIGHT.muted, "width": [2, 0]}
    assert contrast(LIGHT.muted, LIGHT.track) >= 3


def test_one_statement_says_its_mean_under_the_bars() -> None:
    figure = scale_figure({"0:4": 60, "0:3": 35, "0:1": 5}, set="agreement-5")
    assert figure["layout"]["annotations"][-1]["text"] == (
        "95\u202f% stimmen zu · Mittelwert 4,5 · Median 5"
    )
    assert figure["data"][1]["marker"]["color"] == palette(LIGHT.agreement, 5)
    assert figure["data"][1]["x"] == [0, 5, 0, 35, 60]


def test_what_lines_over_bars_mean_stands_under_them() -> None:
    question = Pairs(id="q", prompt="?", statements=("Bus", "Bahn", "Rad"))

    def said(tally: dict[str, int], language: str) -> list[str]:
        figure = question.figure(question.results(tally, 9, language), LIGHT, "percent", language)
        return [one["text"] for one in figure["layout"]["annotations"] if one["x"] == 0.5]

    tally = {"won:0:1": 6, "won:1:2": 3, "seen:0": 6, "seen:1": 9, "seen:2": 3}
    assert said(tally, "en") == ["Thin lines: how exact the shares are (95% interval)"]
    assert said(tally, "de") == ["Dünne Linien: So genau sind die Anteile (Intervall, 95\u202f%)"]
    assert said({}, "en") == []  # no line, and nothing said of it


def test_nobody_answered_a_scale() -> None:
    figure = scale_figure({}, set="agreement-5")
    assert [a["text"] for a in figure["layout"]["annotations"]] == ["<b>–</b>"] * 5
    assert in_words(Series("", 0, ()), "de") == ""


def test_few_long_labels_are_smaller_rather_than_in_three_lines() -> None:
    labels = ("Handys bleiben zu Hause (1 starker Einwand)",) * 3
    px, lines = fitted(labels, 52, HEIGHT)
    assert (px, max(map(len, lines))) == (46, GOOD_LINES)
