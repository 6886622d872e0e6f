"""The workbooks of Kahoot and ClassQuiz; any other workbook stays a table."""

from poll_server.drafts.exchange import arrived
from tests.support.files import made_tables as made

from .taking import came

HEAD = ["", "Question - max 120 characters", "Answer 1", "Answer 2", "Answer 3", "Answer 4",
        "Time limit (sec)", "Correct answer(s)"]  # fmt: skip


def test_a_template_that_was_filled_in() -> None:
    rows = [
        ["Kahoot!"],
        HEAD,
        ["1", "Which?", "a", "", "c", "d", "30", "3,4"],
        ["2", "Yes?", "y", "n"],
    ]
    found = came(made.xlsx({"Sheet1": rows}), "kahoot.xlsx")
    first, second = found.items
    assert (first["options"], first["right_options"]) == ([{"de": x} for x in "acd"], ["c", "d"])
    assert (first["most"], first["timer"]) == (3, 30)
    assert "right_options" not in second


def test_any_other_workbook_is_a_table() -> None:
    table = made.xlsx({"Fragen": [["Frage", "A", "B"], ["Farbe?", "rot", "blau"]]})
    assert arrived("fragen.xlsx", table, ["de"]) is None
