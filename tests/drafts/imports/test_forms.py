"""Forms of other tools: their kinds of question, and what people ticked in them."""

from datetime import date
from typing import Any

import pytest

from poll_server.drafts.imports import guess, opened, questions
from poll_server.drafts.imports.forms import fields_of, ticked
from tests.support.files import made_tables as made

DE = ("de",)
DAY = date(2018, 9, 20)


def read(rows: made.Rows, name: str = "x.xlsx") -> list[dict[str, Any]]:
    tables = opened(name, made.xlsx({"a": rows}))
    return questions(tables, guess(tables, DE)[0], DE)


@pytest.mark.parametrize(
    ("cells", "options"),
    [
        (["Rot;Blau", "Blau", "Rot;Grün"], ["Rot", "Blau", "Grün"]),
        (["Rot;Blau", "Blau;Grün"], ["Rot", "Blau", "Grün"]),
        (["Rot, Blau", "Blau", "Grün, Blau", "Rot"], ["Rot", "Blau", "Grün"]),
        (["Rot", "Blau", "Rot"], []),
        (["Ja, sehr", "Nein, gar nicht"], []),
        (["Ja, sofort", "Ja, später", "Nein, sofort", "Nein, später"], []),
        (["Mehr Zeit; mehr Geld", "Ruhe"], []),
        ([f"Wort {n};Wort {n + 1}" for n in range(12)], []),
        ([], []),
    ],
)
def test_ticked_boxes_recur_in_other_company(cells: list[str], options: list[str]) -> None:
    assert ticked(cells) == options


@pytest.mark.parametrize("sign", [";", ", "])
def test_a_column_of_ticked_boxes_becomes_a_question_with_several_answers(sign: str) -> None:
    boxes, one = read(
        [
            ["Zeitstempel", "Welche Farben?", "Größe?"],
            [DAY, sign.join(("Rot", "Blau")), "S"],
            [DAY, "Blau", "M"],
            [DAY, sign.join(("Blau", "Grün")), "S"],
            [DAY, "Rot", "S"],
        ]
    )
    assert [each["de"] for each in boxes["options"]] == ["Rot", "Blau", "Grün"]
    assert boxes["most"] == 3
    assert "most" not in one


def test_the_kind_of_a_form_says_how_many_may_be_chosen() -> None:
    head = ["Question title", "Type", "Options"]
    options = "Rot; Blau; Grün"
    boxes, one, open_, ours = read(
        [
            head,
            ["Welche Farben?", "Checkboxes", options],
            ["Welche Farbe?", "Multiple choice", options],
            ["Warum?", "Paragraph", None],
            ["Ein Wort?", "Wortwolke", None],
        ]
    )
    assert (boxes["kind"], boxes["most"]) == ("choice", 3)
    assert one["kind"] == "choice"
    assert "most" not in one
    assert [open_["kind"], ours["kind"]] == ["text", "words"]


def test_a_column_of_types_that_mean_nothing_is_left_out() -> None:
    (found,) = read([["Question title", "Type", "Options"], ["Farbe?", "Geheim", "Rot; Blau"]])
    assert (found["kind"], len(found["options"])) == ("choice", 2)
    assert fields_of("Geheim") is None


def test_a_row_may_still_say_how_many_itself() -> None:
    (found,) = read(
        [
            ["Question title", "Type", "Options", "Antworten höchstens"],
            ["Farben?", "Kästchen", "Rot; Blau; Grün", 2],
        ]
    )
    assert found["most"] == 2
