"""What a table most likely means: its row of names is found, and columns by what they are called.

Names of our own template are certain. All else is a guess that somebody looks at first.
"""

import re
from collections.abc import Sequence

from poll_server.drafts.imports.cells.table import MOST_ABOVE, Sheet, SheetFile, in_encoding
from poll_server.drafts.imports.columns import ImportColumn, find, is_kind
from poll_server.drafts.imports.layout import SPLIT, Layout, role_of
from poll_server.locale import LANGUAGES
from poll_server.questions.writing.written import fold

_PROMPT = frozenset(
    ("frage", "fragen", "fragetext", "fragestellung", "die frage", "text der frage", "titel",
     "question", "questions", "question text", "question title", "prompt", "item", "title")
)  # fmt: skip
_LINES = re.compile(
    r"(?:antwort(?:möglichkeit|option)?|option|wahl|auswahl|möglichkeit|answer|choice|response)"
    r"(?:\s*[-–.:#]?\s*[0-9]{1,2}|\s+[a-z])?[.):]?|[a-z][.):]?|[0-9]{1,2}[.):]?"
)
_SPLIT = frozenset(
    ("antworten", "antwortmöglichkeiten", "antwortoptionen", "optionen", "auswahl", "möglichkeiten",
     "answers", "options", "choices", "answer options", "responses")
)  # fmt: skip
_OTHER = {
    "timer": {"zeit", "zeitlimit", "zeit (s)", "time", "time limit", "time limit (sec)", "timer"},
    "hint": {"beschreibung", "erläuterung", "description", "help text", "hilfetext"},
    "notes": {"kommentar", "bemerkung", "anmerkung", "comment", "comments", "remarks"},
}
_KIND = frozenset({"typ", "type", "fragetyp", "fragentyp", "question type", "fragenart"})
_STAMP = frozenset({"zeitstempel", "timestamp", "submitted at", "start time", "startzeit", "id"})
_PARTS = re.compile(r"[\n;|]|,\s")


def known(cells: Sequence[str]) -> int:
    """How many cells of a row are the name of a column."""
    return sum(bool(_named(cell, LANGUAGES)) for cell in cells)


def guess(tables: SheetFile, languages: Sequence[str]) -> tuple[Layout, bool]:
    """How a file is most likely read, and whether that is certain."""
    sheets = [(at, each) for at, each in enumerate(tables.tables) if not each.hidden]
    sheets = sheets or list(enumerate(tables.tables))
    heads = {at: head_of(table, languages) for at, table in sheets}
    at = max(heads, key=lambda at: (_score(tables.tables[at], heads[at]), -at))
    table = tables.tables[at]
    layout = laid_out(tables, at, heads[at], languages)
    certain = (
        len(tables.tables) == 1
        and not tables.encodings
        and not table.joined
        and layout.direction == "rows"
        and _is_ours(table, heads[at], languages)
    )
    return layout, certain


def laid_out(
    tables: SheetFile,
    sheet: int,
    head: int,
    languages: Sequence[str],
    encoding: str = "",
    direction: str = "",
) -> Layout:
    """A layout for a sheet and its row of names, the columns guessed."""
    encoding = encoding or _first(tables)
    table = in_encoding(tables, sheet, encoding)
    names = dict(table.rows).get(head, [])
    if not direction:
        direction = "columns" if names and fold(names[0]) in _STAMP else "rows"
    if direction == "columns":
        roles = _across(table, head, names, languages)
        return Layout(sheet, head, "columns", encoding, roles)
    roles = _by_name(names, table, head, languages)
    if not any(role.startswith("prompt.") for role in roles.values()):
        roles = _by_look(table, head, languages)
    return Layout(sheet, head, "rows", encoding, roles)


def _first(tables: SheetFile) -> str:
    return tables.encodings[0] if tables.encodings else ""


def _score(table: Sheet, head: int) -> tuple[int, int]:
    return known(dict(table.rows).get(head, [])), len(table.rows)


def head_of(table: Sheet, languages: Sequence[str]) -> int:
    """The row of names: the first with most, a question's among them; 0 if there is none."""
    best, most = 0, 0
    for number, cells in table.rows[:MOST_ABOVE]:
        roles = [_named(cell, languages) for cell in cells]
        found = sum(map(bool, roles))
        stamped = bool(cells) and len(cells) > 1 and fold(cells[0]) in _STAMP
        asks = any(role.startswith("prompt.") for role in roles)
        # A title of one word above the table may be called as a column is.
        if (asks or stamped) and found + stamped * 2 > most and (len(cells) > 1 or not best):
            best, most = number, found + stamped * 2
    return best


def _is_ours(table: Sheet, head: int, languages: Sequence[str]) -> bool:
    """Whether every column that holds anything is called as in the template."""
    number, names = table.rows[0]
    if number != head or len(table.rows) < 2:
        return False
    width = max(len(cells) for _number, cells in table.rows)
    columns = [find(name, languages) for name in names]
    return len(names) == width and None not in columns and len(set(columns)) == len(columns)


def _named(name: str, languages: Sequence[str]) -> str:
    """The role of a column of this name; empty where it says nothing."""
    if column := find(name, languages):
        return role_of(column)
    called = fold(name)
    if called in _PROMPT:
        return f"prompt.{languages[0]}"
    if _LINES.fullmatch(called):
        return f"lines.{languages[0]}"
    if called in _SPLIT:
        return f"{SPLIT}.{languages[0]}"
    if called in _KIND:
        return "kind"
    for field, synonyms in _OTHER.items():
        if called in synonyms:
            return field if field == "timer" else f"{field}.{languages[0]}"
    return ""


def _below(table: Sheet, head: int, at: int) -> list[str]:
    return [cells[at] for number, cells in table.rows if number > head and at < len(cells)
            and cells[at]]  # fmt: skip


def _by_name(
    names: Sequence[str], table: Sheet, head: int, languages: Sequence[str]
) -> dict[int, str]:
    roles: dict[int, str] = {}
    for at, name in enumerate(names):
        role = _named(name, languages)
        single = role and not role.startswith("lines.")
        if not role or (single and role in roles.values()):
            continue
        cells = _below(table, head, at)
        if not find(name, languages) and role == "timer" and not all(map(str.isdecimal, cells)):
            continue
        if not find(name, languages) and role == "kind" and not all(map(is_kind, cells)):
            continue
        if role.startswith(SPLIT) and not any(_PARTS.search(cell) for cell in cells):
            role = f"lines.{languages[0]}"
        roles[at] = role
    return roles


def _by_look(table: Sheet, head: int, languages: Sequence[str]) -> dict[int, str]:
    """Without names: the column with most question marks, else the longest texts, asks."""
    width = max(len(cells) for _number, cells in table.rows)
    columns = {at: _below(table, head, at) for at in range(width)}
    columns = {at: cells for at, cells in columns.items() if cells}
    if not columns:
        return {}

    def asks(at: int) -> tuple[int, float]:
        cells = columns[at]
        return sum("?" in cell for cell in cells), sum(map(len, cells)) / len(cells)

    prompt = max(columns, key=asks)
    roles = {prompt: f"prompt.{languages[0]}"}
    for at, cells in columns.items():
        if at > prompt:
            split = len(columns) <= prompt + 2 and all(_PARTS.search(cell) for cell in cells)
            roles[at] = f"{SPLIT if split else 'lines'}.{languages[0]}"
    return roles


def _across(
    table: Sheet, head: int, names: Sequence[str], languages: Sequence[str]
) -> dict[int, str]:
    """Each column with a name of some length is a question; times and addresses are none."""
    role = role_of(ImportColumn("prompt", languages[0]))
    asked = [at for at, name in enumerate(names) if name and fold(name) not in _STAMP]
    marked = [at for at in asked if "?" in names[at]]
    return dict.fromkeys(marked or asked, role)


def parted(cell: str) -> list[str]:
    """The options in one cell."""
    for sign in ("\n", ";", "|", ", ", ","):
        if sign in cell:
            return [part for each in cell.split(sign) if (part := each.strip(" \t-•*"))]
    return [cell]
