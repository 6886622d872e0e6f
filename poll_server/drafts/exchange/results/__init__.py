"""Results of other tools' polls: read, looked at, and made into closed rounds of a poll of ours.

    book.py        the sheets of a workbook, cell by cell
    mentimeter.py, kahoot.py, claper.py, tables.py, slido.py    one format each
    old.py         what came out elsewhere, in one form for all tools
    guessed.py     as which kind of question a column of answers is most likely meant
    made.py        questions, and the counters of their rounds
    coming.py      which tool's file it is

Who gave which answer is forgotten as a file is read: only how many gave each is kept. Nothing here
does any I/O. All of it takes a moment: pages call it in a thread.
"""

from poll_server.drafts.exchange.results.coming import results_in
from poll_server.drafts.exchange.results.made import MadeQuestion, MadeRound, made
from poll_server.drafts.exchange.results.old import (
    LARGEST_FIELD,
    OldForm,
    OldQuestion,
    OldResults,
    packed,
    unpacked,
)

__all__ = [
    "LARGEST_FIELD",
    "MadeQuestion",
    "MadeRound",
    "OldForm",
    "OldQuestion",
    "OldResults",
    "made",
    "packed",
    "results_in",
    "unpacked",
]
