"""Answers to forms of Google's and of LimeSurvey: how many gave each, and nobody's name."""

import csv
import io
from datetime import datetime
from typing import Any

from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.exchange.results import OldResults, made, results_in
from poll_server.locale import speak
from tests.support.files import made_tables

DAY = datetime(2025, 3, 12, 9, 30)  # noqa: DTZ001


def google() -> bytes:
    head = ["Zeitstempel", "E-Mail-Adresse", "Which?", "Colours?", "Grid [Room]", "Why?", ""]
    people = [
        [DAY, f"p{n}@example.org", "ab"[n % 2], ("Red, Blue", "Blue", "Red")[n % 3],
         "Yes", f"Because of this long reason number {n}" if n else None, "x"]
        for n in range(6)
    ]  # fmt: skip
    return made_tables.xlsx({"Answers": [head, *people]})


def lime(sign: str = ",") -> bytes:
    out = io.StringIO()
    rows: list[list[Any]] = [
        ["Response ID", "Date submitted", "Last page", "IP address", "Colours? [Red]",
         "Colours? [Blue]", "Colours? [Other]", "Sure?"],
        *([n, f"2025-03-12 09:3{n}:00", 1, "10.0.0.9", "Yes" if n < 2 else "No",
           "Yes" if n else "", "", "ab"[n % 2]] for n in range(5)),
    ]  # fmt: skip
    csv.writer(out, delimiter=sign, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def told(old: OldResults) -> list[str]:
    return [loss.message for loss in old.losses]


def test_a_google_form_has_a_round_for_each_question() -> None:
    old = results_in(google(), "en")
    assert old.tool == "Google Forms"
    assert [each.prompt for each in old.questions] == ["Which?", "Colours?", "Grid: Room", "Why?"]
    assert (old.questions[0].form, old.questions[3].form) == ("one", "text")
    assert (old.questions[0].rounds[0].from_ms > 0, old.questions[0].rounds[0].people) == (True, 6)
    assert old.questions[3].rounds[0].people == 5
    assert "example.org" not in str(old)
    assert told(old)[0] == "columns that are not read: Zeitstempel, E-Mail-Adresse"
    assert {"columns without a name", "1 person without an answer"} <= set(told(old))


def test_columns_of_boxes_of_limesurvey_are_one_question() -> None:
    for sign in (",", ";"):
        old = results_in(lime(sign), "en")
        assert old.tool == "LimeSurvey"
        boxes, sure = old.questions
        assert (boxes.prompt, boxes.form, boxes.options) == ("Colours?", "several", ["Red", "Blue"])
        assert (sure.prompt, sure.form) == ("Sure?", "one")
        (question,) = made(boxes, "q", Taken(speak("en")))
        assert question.rounds[0].tally == {"0": 2, "1": 4}
        assert question.rounds[0].people == 5
        assert "10.0.0.9" not in str(old)
        assert "“Colours?: Other”: nobody answered it" in told(old)


def test_a_question_can_be_left_out() -> None:
    old, taken = results_in(google(), "en"), Taken(speak("en"))
    old.questions[0].form = "none"
    assert made(old.questions[0], "q", taken) == []
    assert taken.losses[0].message == "the question is left out, as was chosen"
