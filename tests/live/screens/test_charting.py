"""A chart that the moderator chose: which there are, what they say, and that it is remembered."""

from collections.abc import Sequence
from typing import Any

from poll_server.live.screens import views
from poll_server.looks.look import LIGHT
from poll_server.questions import Choice, Words
from poll_server.questions.drawing.charts import MOST_COLUMNS, PULL, charts_of, drawn_as
from poll_server.questions.results import Row, rows
from poll_server.questions.traits.options import marked
from poll_server.wire.messages import NotDone, StageSnapshot
from tests.support.cases import NO, PHONES, Hall


async def seen(hall: Hall) -> StageSnapshot:
    return views.stage(await hall.polls.state(hall.poll_id), "en", "light")


async def test_it_is_remembered_with_its_question(hall: Hall) -> None:
    await hall.one_vote()
    await hall.do("show")
    bars = await seen(hall)
    assert bars.result is not None
    await hall.do("chart", "donut")
    await hall.do("measure", "both")
    donut = await seen(hall)
    assert donut.result is not None
    (pie,) = donut.result.figure["data"]
    assert (pie["type"], pie["values"]) == ("pie", [1, 0])
    assert pie["text"][0] == "Yes<br><b>100% · 1</b>"
    # What those hear who do not see it stays as it was.
    assert (donut.result.summary, donut.result.table) == (bars.result.summary, bars.result.table)
    await hall.one_vote("topics", {"options": [0]})
    console = views.moderator(await hall.polls.state(hall.poll_id), "en", "light")
    assert (console.chart, console.measure) == ("bars", "both")
    await hall.do("goto", "phones")
    await hall.do("again")
    await hall.vote(1, NO)
    console = views.moderator(await hall.polls.state(hall.poll_id), "en", "light")
    assert (console.chart, set(console.charts)) == ("donut", {"bars", "columns", "donut", "dots"})
    for value in ("pie", 3, ""):
        assert isinstance(await hall.try_to("chart", value), NotDone)


async def test_nothing_of_a_kind_that_draws_itself(hall: Hall) -> None:
    await hall.one_vote("skills", {"steps": [1, 2]})
    console = views.moderator(await hall.polls.state(hall.poll_id), "en", "light")
    assert console.charts == ()


def test_no_donut_of_several_answers_and_no_columns_of_long_ones() -> None:
    several = Choice(id="s", prompt="?", options=("A", "B"), most=2)
    assert "donut" not in charts_of(several.results({"0": 3, "1": 3}, 3, "en"))
    assert "donut" in charts_of(PHONES.results({"0": 2, "1": 1}, 3, "en"))
    many = tuple(f"Option {n}" for n in range(MOST_COLUMNS + 1))
    assert charts_of(Choice(id="m", prompt="?", options=many).results({"0": 1}, 1, "en")) == (
        "bars",
    )
    long = Choice(id="l", prompt="?", options=("W" * 80, "B"))
    assert "columns" not in charts_of(long.results({"0": 1}, 1, "en"))
    assert charts_of(PHONES.results({}, 0, "en")) == ()
    assert charts_of(Words(id="w", prompt="?").results({"text:a": 1, "form:a": 1}, 1, "en")) == (
        "bars",
    )


def test_no_label_of_a_donut_is_torn_or_cut_by_the_edge() -> None:
    """Seen in a browser: the first of three lines was over the edge, “municipali-ties” torn."""
    for label in ("The municipalities", "Each school by itself"):
        drawn: list[Row] = list(rows([("0", label, 1), ("1", "B", 20)], 21))
        (pie,) = drawn_as("donut", drawn, LIGHT, "percent", "en")["data"]
        *lines, _figure = pie["text"][0].split("<br>")
        assert " ".join(lines) == label
        assert pie["automargin"]  # Plotly moves the edge


def test_what_is_right_stands_out_of_a_donut() -> None:
    """It had only its tick: the slices looked as if nothing were right."""
    question = Choice(id="c", prompt="?", options=("A", "B", "C"), right_options=("B",))
    result = question.results({"0": 5, "1": 2, "2": 1}, 8, "en")
    for solved, colours in ((True, {LIGHT.accent, LIGHT.bar}), (False, LIGHT.categories[:3])):
        drawn = list(marked(result))
        (pie,) = drawn_as("donut", drawn, LIGHT, "percent", "en", solved=solved)["data"]
        assert set(pie["marker"]["colors"]) == set(colours)
        assert pie.get("pull") == ([0, PULL, 0] if solved else None)
        assert (pie["marker"]["colors"][1] == LIGHT.accent) is solved


def dots(counts: Sequence[int]) -> tuple[list[Any], str]:
    drawn: list[Row] = list(rows([(str(n), "<i>", c) for n, c in enumerate(counts)], sum(counts)))
    figure = drawn_as("dots", drawn, LIGHT, "count", "en")
    (trace,) = figure["data"]
    assert "<i>" not in "".join(figure["layout"]["yaxis"]["ticktext"])
    assert max(trace["x"]) <= figure["layout"]["xaxis"]["range"][1]
    return list(zip(trace["x"], trace["y"], strict=True)), figure["layout"]["annotations"][-1][
        "text"
    ]


def test_every_person_is_a_dot_or_the_foot_says_how_many_are() -> None:
    places, foot = dots([40, 2])
    assert (len(places), len(set(places)), foot) == (42, 42, "One dot is 1 person")
    places, foot = dots([5000, 1])
    people = int(foot.split()[3])
    assert people > 1
    assert len(places) == len(set(places)) == -(-5000 // people) + 1


def test_no_option_is_markup_in_a_donut_or_under_a_column() -> None:
    drawn = list(rows([("0", "<a>", 1)], 1))
    for chart in ("columns", "donut"):
        assert "<a>" not in str(drawn_as(chart, drawn, LIGHT, "percent", "de")), chart
