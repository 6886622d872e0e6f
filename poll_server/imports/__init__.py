"""Questions from elsewhere, as items for a draft: a bank of ready ones, tables, pasted text.

    bank.py     ready questions, with `bank.toml`
    sheets.py   CSV and XLSX, and the template to fill in
    columns.py  what the columns of such a table are called, and what their cells hold
    lists.py    where the questions of a pasted list begin
    pasted.py   text: a prompt, and a line for each option

Nothing here touches a draft: what is understood can be looked at first. All of it takes a moment,
so pages call it in a thread.
"""

from .bank import BankEntry, entries
from .mistakes import SheetMistake, SheetMistakes
from .pasted import read_pasted
from .sheets import LARGEST_SHEET, read_sheet, template

__all__ = [
    "LARGEST_SHEET",
    "BankEntry",
    "SheetMistake",
    "SheetMistakes",
    "entries",
    "read_pasted",
    "read_sheet",
    "template",
]
