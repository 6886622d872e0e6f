"""Quizzes as a workbook: the templates of Kahoot and ClassQuiz, which have the same columns.

B the question, C to F the answers, G seconds, H which are right (`1,3`); above them a row of names,
in row 8 (Kahoot) or 13 (ClassQuiz).
"""

import re
from collections.abc import Sequence

from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.imports.cells.table import SheetFile
from poll_server.questions.checking import LONGEST_TIMER
from poll_server.questions.kinds.elsewhere import Carried

QUESTION, FIRST, LAST, SECONDS, RIGHT = 1, 2, 5, 6, 7
"""Places of the columns."""
_NAMED = ((QUESTION, ("question", "frage")), (SECONDS, ("time", "zeit")),
          (RIGHT, ("correct", "richtig")))  # fmt: skip


def head_of(tables: SheetFile) -> int | None:
    """The row with the names of such a template; None where it is none."""
    for number, cells in tables.tables[0].rows:
        names = [_cell(cells, place).casefold() for place, _words in _NAMED]
        if all(
            any(word in name for word in words)
            for name, (_place, words) in zip(names, _NAMED, strict=True)
        ):
            return number
    return None


def read(tables: SheetFile, head: int, taken: Taken) -> None:
    """Takes the questions below the row of names.

    Args:
        head: that row's number.
    """
    for number, cells in tables.tables[0].rows:
        if number > head and _cell(cells, QUESTION):
            taken.number += 1
            taken.asked.append(_row(cells))


def _row(cells: Sequence[str]) -> Carried:
    answers = [(place, _cell(cells, place)) for place in range(FIRST, LAST + 1)]
    given = [(place, text) for place, text in answers if text]
    asked = Carried("choice", _cell(cells, QUESTION), [text for _place, text in given])
    named = {int(each) for each in re.findall(r"[1-4]", _cell(cells, RIGHT))}
    asked.right = [n for n, (place, _t) in enumerate(given) if place - FIRST + 1 in named]
    asked.most = len(given) if len(asked.right) > 1 else 1
    seconds = re.match(r"[0-9]{1,5}", _cell(cells, SECONDS))
    asked.seconds = min(int(seconds[0]), LONGEST_TIMER) if seconds else 0
    return asked


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
