"""Questions from elsewhere, as items for a draft: a bank of ready ones, tables, pasted text.

    bank.py     ready questions, with `bank.toml`
    sheets.py   tables: opened, laid out, read
    cells/      what the cells of a file say: XLSX, XLS, ODS, CSV
    layout.py   which sheet, row and columns mean what; guess.py guesses it
    template.py the table to fill in
    columns.py  what the columns of such a table are called, and what their cells hold
    lists.py    where the questions of a pasted list begin
    pasted.py   text: a prompt, and a line for each option

Nothing here touches a draft: what is understood can be looked at first. All of it takes a moment,
so pages call it in a thread.
"""

from poll_server.drafts.imports.bank import BankEntry, entries
from poll_server.drafts.imports.cells.table import (
    Sheet,
    SheetFile,
    in_encoding,
    packed,
    samples,
    unpacked,
)
from poll_server.drafts.imports.guess import guess, head_of, laid_out
from poll_server.drafts.imports.layout import Layout, offered
from poll_server.drafts.imports.mistakes import SheetMistake, SheetMistakes
from poll_server.drafts.imports.pasted import read_pasted
from poll_server.drafts.imports.sheets import LARGEST_SHEET, opened, questions, read_sheet
from poll_server.drafts.imports.template import template

__all__ = [
    "LARGEST_SHEET",
    "BankEntry",
    "Layout",
    "Sheet",
    "SheetFile",
    "SheetMistake",
    "SheetMistakes",
    "entries",
    "guess",
    "head_of",
    "in_encoding",
    "laid_out",
    "offered",
    "opened",
    "packed",
    "questions",
    "read_pasted",
    "read_sheet",
    "samples",
    "template",
    "unpacked",
]
