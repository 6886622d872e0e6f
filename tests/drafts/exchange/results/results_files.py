"""Files of results as other tools write them, made afresh."""

from datetime import datetime
from typing import Any

from tests.support.files import made_tables

HEAD = ["Date (UTC)", "Session", "Voter"]
FIRST, SECOND = datetime(2025, 3, 12, 9, 30), datetime(2025, 4, 2, 18, 0)  # noqa: DTZ001
SLIDES = ["Lunch?: Answer", "How was it?:: Food", "How was it?:: Room", "One word?: Answer",
          "Thanks:"]  # fmt: skip


def mentimeter(
    columns: list[str] | None = None, voters: list[list[Any]] | None = None, **sheets: Any
) -> bytes:
    """Mentimeter's workbook.

    Args:
        columns: behind those that tell who voted when.
        voters: their rows; of twelve people in two sessions where there are none.
    """
    rows = [
        ["Voters"],
        ["Each row is one voter in one session."],
        [*HEAD, *(columns or SLIDES)],
        *(voters or twelve()),
    ]
    return made_tables.xlsx({"Voters": rows, **sheets})


def twelve() -> list[list[Any]]:
    """Eight people in a first session, four in a second one."""
    first = [
        [
            FIRST,
            1,
            n,
            "Pizza" if n < 5 else "Soup",
            4 if n % 2 else 5,
            n % 3 or None,
            "good",
            "heart",
        ]
        for n in range(8)
    ]
    second = [[SECOND, 2, n, "Soup", 3, None, "long, loud", None] for n in range(4)]
    return [*second, *first]


KAHOOT = ["Question Number", "Question", "Answer 1", "Answer 2", "Answer 3", "Answer 4",
          "Answer 5", "Answer 6", "Correct Answers", "Time Allotted to Answer (seconds)",
          "Player", "Answer", "Correct / Incorrect", "Score (points)"]  # fmt: skip


def kahoot(
    rows: list[list[Any]] | None = None,
    head: list[str] | None = None,
    played: str = "13 Mar 2025",
) -> bytes:
    """Kahoot's report of a question with right answers, and of one that was typed."""
    options = ["Rome", "Salt &amp; pepper, ground", "Bonn", "", "", ""]
    first = ["1", "Which &quot;one&quot;?", *options, "Rome", 20]
    asked = ["2", "Capital?", *[""] * 6, "Berlin", 30]
    found = rows or [
        *([*first, f"p{n}", "Rome", "Correct", 900 - n] for n in range(3)),
        [*first, "p3", "Salt &amp; pepper, ground", "Incorrect", 0],
        [*first, "p4", None, "Incorrect", 0],
        *([*asked, f"p{n}", "Berlin" if n else "Bonn", "", 1] for n in range(3)),
    ]
    overview = [["Town quiz"], ["Played on", played], ["Hosted by", "somebody"]]
    return made_tables.xlsx({"Overview": overview, "RawReportData Data": [head or KAHOOT, *found]})
