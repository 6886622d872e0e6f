"""Kahoot's report as a workbook: a row for each answer of each player.

    RawReportData Data: Question Number | Question | Answer 1 … 6 | Correct Answers | … | Player |
                        Answer | Score (points) | Answer Time (%) | …

The right answers are named by their words. Texts have HTML's entities in them.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Any

from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.imports.cells.table import unreadable

from .book import BookSheet, cell, moment
from .guessed import guessed
from .old import OldQuestion, OldRound

SHEET = "rawreportdata data"
NUMBER, QUESTION, ANSWER, RIGHT = "question number", "question", "answer", "correct answers"
SECONDS = "time allotted to answer (seconds)"
NEEDED = (NUMBER, QUESTION, ANSWER)
MOST_ANSWERS = 6
PLAYED = "played on"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def is_kahoot(sheets: Sequence[BookSheet]) -> bool:
    """Whether a workbook is a report of Kahoot's."""
    return any(each.name.casefold() == SHEET for each in sheets)


def read(sheets: Sequence[BookSheet], taken: Taken) -> list[OldQuestion]:
    """The questions with what came out.

    Raises:
        SheetMistakes: its columns have other names.
    """
    _ = taken.speech
    (raw, *_more) = (each for each in sheets if each.name.casefold() == SHEET)
    columns = {cell(raw.rows[0], at).casefold(): at for at in range(len(raw.rows[0]))}
    if not set(NEEDED) <= columns.keys():
        raise unreadable(
            _(
                "The columns of this Kahoot report are not called “Question Number”, “Question”, "
                "“Answer”. Please switch Kahoot to English, and download the report once more."
            )
        )
    by_question: dict[str, list[list[Any]]] = {}
    for row in raw.rows[1:]:
        if row:
            by_question.setdefault(cell(row, columns[NUMBER]), []).append(row)
    at_ms = _played(sheets)
    found = []
    for number, rows in enumerate(by_question.values(), 1):
        taken.number = number
        found += _question(number, rows, columns, at_ms, taken)
    taken.number = 0
    taken.lose(_("players’ names, their points, and how long each took to answer"))
    taken.lose(_("who gave which answer, and which answers came from the same person"))
    others = [each.name for each in sheets if each is not raw]
    if others:
        taken.lose(_("sheets that are not read: %(names)s", names=", ".join(others)))
    return found


def _question(
    number: int, rows: list[list[Any]], columns: dict[str, int], at_ms: int, taken: Taken
) -> list[OldQuestion]:
    _, head = taken.speech, rows[0]

    def said(row: list[Any], name: str) -> str:
        return unescape(cell(row, columns[name])) if name in columns else ""

    given: dict[str, int] = {}
    for row in rows:
        if answer := said(row, ANSWER):
            given[answer] = given.get(answer, 0) + 1
    prompt = said(head, QUESTION)
    if silent := sum(1 for row in rows if not said(row, ANSWER)):
        taken.lose(
            _.ngettext(
                "%(n)s player who gave no answer", "%(n)s players who gave no answer", silent
            )
        )
    if not given:
        taken.lose(_("“%(prompt)s”: nobody answered it", prompt=prompt))
        return []
    options = [said(head, f"answer {n}") for n in range(1, MOST_ANSWERS + 1)]
    rounds = [OldRound(sum(given.values()), (given,), at_ms, at_ms)]
    asked = OldQuestion(prompt, guessed(rounds), rounds, number)
    asked.options = [each for each in options if each]
    right = said(head, RIGHT)
    if len(asked.options) > 1:
        known = {each.casefold() for each in asked.options}
        asked.form = "one" if {each.casefold() for each in given} <= known else "several"
        asked.certain = True
        asked.right = [each for each in asked.options if f", {each}, " in f", {right}, "]
    else:
        asked.options = []
        if right:
            taken.lose(_("which typed answers were right: %(right)s", right=right))
    seconds = re.match(r"[0-9]{1,5}", said(head, SECONDS))
    asked.seconds = int(seconds[0]) if seconds else 0
    return [asked]


def _played(sheets: Sequence[BookSheet]) -> int:
    """When it was played, at midnight UTC in ms since 1970; 0 where no sheet says so."""
    for sheet in sheets:
        for row in sheet.rows[:20]:
            if cell(row, 0).casefold() == PLAYED:
                return moment(row, 1) or _day(cell(row, 1))
    return 0


def _day(said: str) -> int:
    """`13 Mar 2025` in ms since 1970; 0 where it is no such day."""
    match = re.fullmatch(r"([0-9]{1,2}) ([A-Za-z]{3})[a-z]* ([0-9]{4})", said)
    if match is None or match[2].casefold() not in MONTHS:
        return 0
    try:
        day = datetime(
            int(match[3]), MONTHS.index(match[2].casefold()) + 1, int(match[1]), tzinfo=UTC
        )
    except ValueError:
        return 0
    return max(int(day.timestamp() * 1000), 0)
