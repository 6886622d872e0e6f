"""What points a hall has stands in every file: a line a question, and all together."""

import io
import json
from dataclasses import replace
from typing import Any

import docx
import msgspec
import openpyxl
import pptx
import pytest

from poll_server.live.beside.leaderboard import FirstPlaces, Placed
from poll_server.report import Cut, Report, build, render
from poll_server.report.csv import render as csv
from poll_server.report.model.together.points import points_of
from poll_server.store.shown import Showing
from tests.support.cases import ABSTAIN
from tests.support.events.quizzes import CAPITAL, FAR, RIGHT, RIVER, WRONG
from tests.support.events.report_cases import event, outcome, report
from tests.support.files.office_files import undrawn

WORDS = [{"words": ["Spree"]}, {"words": ["Elbe"]}, {"words": ["Spree"]}]
ROWS = [
    ["1 · Welche Stadt ist Hauptstadt?", "2", "4", "75\u202f%", "1,5"],
    ["2 · Welcher Fluss ist es?", "1", "3", "67\u202f%", "0,7"],
    ["Zusammen", "3", "", "", "2,2"],
]


def built(smallest: int = 1) -> Report:
    """Asked again and not shown: the round before counts."""
    asked = [
        outcome(CAPITAL, [RIGHT] * 3 + [WRONG, ABSTAIN], "de", shown=(Showing(5, 9),)),
        outcome(RIVER, WORDS, "de", number=2),
        outcome(CAPITAL, [WRONG], "de", number=3, attempt=2, shown=()),
    ]
    return report(event(CAPITAL, RIVER, smallest_group=smallest), asked, "de")


@pytest.fixture(scope="module")
def made() -> Report:
    return built()


def test_means_are_counted_of_those_who_answered(made: Report) -> None:
    told = [(each.worth, each.answered, each.share, each.mean) for each in points_of(made.polls[0])]
    assert told == [(2, 4, 75, 1.5), (1, 3, 67, 2 / 3)]
    (poll,) = json.loads(render(made, "json"))["polls"]
    assert poll["points"] == [
        {
            "question": "capital", "round": 1, "worth": 2, "speed_bonus": 0, "answered": 4,
            "right": 3, "mean": 1.5, "mean_for_speed": 0,
        },
        {
            "question": "river", "round": 2, "worth": 1, "speed_bonus": 0, "answered": 3,
            "right": 2, "mean": 0.7, "mean_for_speed": 0,
        },
    ]  # fmt: skip


def test_points_for_speed_are_in_the_means_and_beside_them() -> None:
    fast = msgspec.structs.replace(CAPITAL, speed_bonus=10, timer=20)
    timed, other = (
        outcome(fast, [RIGHT] * 3 + [WRONG], "de"),
        outcome(RIVER, WORDS, "de", number=2),
    )
    tally = {**timed.tally, "speed:0": 1, "speed:8": 1}  # and one after the limit
    round_ = msgspec.structs.replace(timed.round, speed_ms=20_000)
    asked = [replace(timed, tally=tally, round=round_), other]
    told = report(event(fast, RIVER), asked, "de")
    of = points_of(told.polls[0])
    # 3 right of 4, each 2 points, and 10 and 2 for speed.
    assert [(each.most, each.mean, each.for_speed) for each in of] == [
        (12, 4.5, 3),
        (1, 2 / 3, 0),
    ]
    (poll,) = json.loads(render(told, "json"))["polls"]
    assert [(each["speed_bonus"], each["mean_for_speed"]) for each in poll["points"]] == [
        (10, 3),
        (0, 0),
    ]
    book = openpyxl.load_workbook(io.BytesIO(render(told, "xlsx")))
    lines = [[cell for cell in row if cell is not None] for row in book["Punkte 1"].values]
    assert ["1 · Welche Stadt ist Hauptstadt?", 12, 4, 75, 4.5, 3] in lines
    page = render(told, "html").decode()
    assert "Im Mittel 5,2 von 13 Punkten" in page
    assert "Davon für Schnelligkeit" in page
    assert "vom Öffnen der Abstimmung an" in page
    few = report(event(fast, RIVER, smallest_group=5), asked, "de")
    assert [each.for_speed for each in points_of(few.polls[0])] == [None, None]


def test_estimates_are_right_by_their_numbers() -> None:
    answers = [{"number": n} for n in (90, 100, 111, 300)]
    asked = [outcome(CAPITAL, [RIGHT], "de"), outcome(FAR, answers, "de", number=2)]
    of = points_of(report(event(CAPITAL, FAR), asked, "de").polls[0])
    assert [(each.worth, each.share, each.mean) for each in of] == [(2, 100, 2), (4, 50, 2)]


def test_who_has_most_points_is_told_where_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    undrawn(monkeypatch)
    made = event(CAPITAL, RIVER)
    asked = [outcome(CAPITAL, [RIGHT], "de"), outcome(RIVER, WORDS, "de", number=2)]
    places = FirstPlaces((Placed(1, "=Ann<b>", 3), Placed(1, "Ben", 3), Placed(3, "Cleo", 1)), 2)
    told = build(made.id, made, Cut({"forum-1": asked}, places={"forum-1": places}), "de")
    rows = [["=Ann<b>", "1", "3"], ["Ben", "1", "3"], ["Cleo", "3", "1"]]
    tables = [rows_of(each) for each in docx.Document(io.BytesIO(render(told, "docx"))).tables]
    assert rows in [table[1:] for table in tables]
    slides = pptx.Presentation(io.BytesIO(render(told, "pptx"))).slides
    drawn = [each.table for slide in slides for each in slide.shapes if each.has_table]
    assert rows in [rows_of(table)[1:] for table in drawn]
    book = openpyxl.load_workbook(io.BytesIO(render(told, "xlsx")))
    lines = [[cell for cell in row if cell is not None] for row in book["Punkte 1"].values]
    assert ["=Ann<b>", 1, 3] in lines
    assert all(cell.data_type != "f" for row in book["Punkte 1"] for cell in row)
    page = render(told, "html").decode()
    assert "=Ann&lt;b&gt;" in page
    assert "2 Personen mehr haben ebenso viele." in page
    (poll,) = json.loads(render(told, "json"))["polls"]
    assert poll["leaderboard"][2] == {"place": 3, "name": "Cleo", "points": 1}
    unwanted = report(made, asked, "de")
    assert "Die meisten Punkte" not in render(unwanted, "html").decode()


def test_what_is_withheld_is_not_told_by_its_points() -> None:
    """Three are fewer than four."""
    of = points_of(built(4).polls[0])
    assert [(each.share, each.mean) for each in of] == [(75, 1.5), (None, None)]
    (poll,) = json.loads(render(built(4), "json"))["polls"]
    assert poll["points"][1] | {"question": "", "round": 0} == {
        "question": "", "round": 0, "worth": 1, "answered": None, "right": None, "mean": None,
        "speed_bonus": 0, "mean_for_speed": None,
    }  # fmt: skip


def test_one_question_alone_has_no_points() -> None:
    alone = report(event(CAPITAL), [outcome(CAPITAL, [RIGHT], "de")], "de")
    assert points_of(alone.polls[0]) == ()
    assert "Punkte" not in render(alone, "html").decode().split("</head>")[1]


def rows_of(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_files_that_people_read_have_the_table(
    made: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    undrawn(monkeypatch)
    tables = [rows_of(each) for each in docx.Document(io.BytesIO(render(made, "docx"))).tables]
    assert ROWS in [table[1:] for table in tables]
    (slide,) = (
        each
        for each in pptx.Presentation(io.BytesIO(render(made, "pptx"))).slides
        if "Punkte für richtige Antworten" in each.shapes.title.text
    )  # the table's alone: no slide with a title and nothing else
    assert ROWS in [rows_of(each.table)[1:] for each in slide.shapes if each.has_table]
    book = openpyxl.load_workbook(io.BytesIO(render(made, "xlsx")))
    lines = [[cell for cell in row if cell is not None] for row in book["Punkte 1"].values]
    assert ["1 · Welche Stadt ist Hauptstadt?", 2, 4, 75, 1.5] in lines
    assert ["Im Mittel 2,2 von 3 Punkten"] in lines
    page = render(made, "html").decode()
    assert "Im Mittel 2,2 von 3 Punkten" in page
    assert "erfährt nur die Person selbst" in page
    assert "Richtig geantwortet" in csv(made).decode("utf-8-sig")
