"""Who moved between two rounds: what is counted, and from how many people on it may be told."""

import pytest

from poll_server.deck import shipped as decks
from poll_server.looks.look import LIGHT
from poll_server.questions import Choice, Scale
from poll_server.questions.drawing.rows import HEIGHT, WIDTH
from poll_server.questions.drawing.stream import stream
from poll_server.questions.kind import Question
from poll_server.questions.methods.moves import KeptVote, Moves, count_moves, station_of, stations
from tests.support.cases import PHONES, SKILLS, THOUGHTS, TOPICS, WORDS

OWN = Choice(
    id="own", prompt="?", options=("A", "B"), other=True, reason=True, right_options=("A",)
)
RATED = Scale(id="rated", prompt="?", labels=("low", "mid", "high"), abstain=True)


@pytest.mark.parametrize(
    ("question", "counters"),
    [
        (PHONES, ["0", "1", "abstain"]),
        (OWN, ["0", "1", "other"]),
        (RATED, ["0:0", "0:1", "0:2", "abstain"]),
        (TOPICS, []),
        (SKILLS, []),
        (WORDS, []),
        (THOUGHTS, []),
    ],
)
def test_only_where_everybody_gives_one_answer(question: Question, counters: list[str]) -> None:
    assert [each.counter for each in stations(question, "en")] == counters


def test_what_stands_beside_an_answer_is_none() -> None:
    counts = OWN.count({"options": [0], "reason": "Why not"})
    assert len(counts) > 1
    assert station_of(counts) == "0"
    assert station_of(OWN.count({"options": [], "other": "C"})) == "other"


def test_only_who_voted_twice_is_counted_and_each_once() -> None:
    def votes(**picked: str) -> dict[str, KeptVote]:
        return {voter: (1, {counter: 1}, None) for voter, counter in picked.items()}

    before = votes(anna="0", ben="0", cem="1", dora="1")
    now = votes(anna="0", ben="1", cem="1", eva="1")
    found = Moves.of(count_moves(before, now))
    assert found.cells == {("0", "0"): 1, ("0", "1"): 1, ("1", "1"): 1}
    assert (found.n, found.stayed, found.changed) == (3, 2, 1)


@pytest.mark.parametrize(
    ("counters", "cells", "sums"),
    [
        ({"0>0": 5, "0>1": 5}, True, True),
        ({"0>0": 5, "0>1": 4}, False, False),
        ({"0>0": 9, "0>1": 3, "1>0": 3}, False, True),
        ({"0>0": 9, "1>1": 3}, False, False),
        ({"0>0": 9}, True, True),
        ({}, False, False),
    ],
)
def test_a_way_that_few_went_hides_all_ways(
    counters: dict[str, int], cells: bool, sums: bool
) -> None:
    found = Moves.of(counters)
    assert found.cells_may_be_shown(5) is cells
    assert found.sums_may_be_shown(5) is sums


def test_the_stream_keeps_its_place_and_each_band_its_people() -> None:
    answers = stations(PHONES, "de")
    moves = Moves.of({"0>0": 40, "0>1": 25, "1>1": 30, "1>0": 2, "abstain>1": 3})
    layout = stream(moves, answers, ("Runde 1", "Runde 2"), LIGHT)["layout"]
    bands = [each for each in layout["shapes"] if each["type"] == "path"]
    posts = [each for each in layout["shapes"] if each["type"] == "rect"]
    assert len(bands) == 5
    assert len(posts) == 3 + 2
    assert all(0 <= each["y0"] <= each["y1"] <= HEIGHT for each in posts)
    assert all(0 <= each["x0"] <= each["x1"] <= WIDTH for each in posts)
    people = (65, 32, 3, 42, 58)
    high = {round((post["y1"] - post["y0"]) / n, 3) for post, n in zip(posts, people, strict=True)}
    assert len(high) == 1  # a person is as high everywhere
    said = [each["text"] for each in layout["annotations"]]
    assert any("Ja" in each and "65" in each for each in said)
    assert {"<b>40</b>", "<b>25</b>", "<b>30</b>"} <= set(said)


def test_every_kind_says_whether_everybody_gives_just_one_answer() -> None:
    """A console asks it of whatever is in sight."""
    questions = decks.load(decks.EVERY_KIND).polls[0].asked
    found = {question.id for question in questions if stations(question, "en")}
    assert "quiz" in found
    assert not found & {"pairs", "survey", "ranking", "text"}
