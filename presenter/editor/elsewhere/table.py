"""A table that somebody chose: how it is read is shown, and can be said otherwise.

The file is not kept: its cells travel in the form, packed, until somebody adds what was read or
leaves the page. Each way round is a form that is sent, so the step needs no script.
"""

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import FormData

from poll_server.drafts.imports import (
    Layout,
    SheetFile,
    SheetMistakes,
    guess,
    head_of,
    in_encoding,
    laid_out,
    offered,
    opened,
    packed,
    questions,
    samples,
    unpacked,
)
from poll_server.drafts.imports.cells.encodings import CALLED
from poll_server.drafts.imports.cells.table import MOST_ABOVE, MOST_COLUMNS, Sheet, letter
from poll_server.drafts.imports.layout import DIRECTIONS, Direction
from poll_server.locale import Speech, speak

from ..shell import text_of

LONGEST_EXAMPLE = 60
"""Characters of a cell, or of a row, that are shown so that one knows which it is."""
EXAMPLES = 2
"""Cells of a column that are shown."""


class TableStep:
    """A table, how it is read, and what is understood or wrong then."""

    def __init__(
        self,
        tables: SheetFile,
        layout: Layout,
        languages: Sequence[str],
        language: str,
        *,
        certain: bool = False,
    ) -> None:
        self.tables, self.layout, self.languages = tables, layout, languages
        self.language, self.certain = language, certain
        self.understood: list[dict[str, Any]] = []
        self.mistakes: Sequence[Any] = ()
        try:
            self.understood = questions(tables, layout, languages, language)
        except SheetMistakes as wrong:
            self.mistakes = wrong.mistakes

    def shown(self) -> dict[str, Any]:
        """What the template needs."""
        _, layout = speak(self.language), self.layout
        table = in_encoding(self.tables, layout.sheet, layout.encoding)
        return {
            "packed": packed(self.tables),
            "was": _was(layout),
            "open": not self.certain or bool(self.mistakes),
            "sheets": [(at, each.name) for at, each in enumerate(self.tables.tables)],
            "sheet": layout.sheet,
            "heads": [
                (number, _short(" · ".join(filter(None, cells))))
                for number, cells in table.rows[:MOST_ABOVE]
            ],
            "head": layout.head,
            "direction": layout.direction,
            "encodings": [
                (each, CALLED[each], samples(self.tables, layout.sheet, each))
                for each in self.tables.encodings
            ],
            "encoding": layout.encoding,
            "columns": list(_columns(table, layout, self.languages, _)),
        }


def chosen(name: str, content: bytes, languages: Sequence[str], language: str) -> TableStep:
    """The step for a file, read as it is most likely meant.

    Raises:
        SheetMistakes: it cannot be opened.
    """
    tables = opened(name, content, language)
    layout, certain = guess(tables, languages)
    return TableStep(tables, layout, languages, language, certain=certain)


def sent(form: FormData, languages: Sequence[str], language: str) -> TableStep:
    """The step that a form says. Columns are guessed anew for another sheet or row of names.

    Raises:
        ValueError: it is no form of ours.
    """
    tables = unpacked(text_of(form, "tables"))
    sheet = _number(form, "sheet", len(tables.tables) - 1)
    table = tables.tables[sheet]
    head = _number(form, "head", table.rows[-1][0])
    direction = text_of(form, "direction")
    ways: dict[str, Direction] = {each: each for each in DIRECTIONS}
    if direction not in ways:
        raise ValueError("no such direction")
    encoding = text_of(form, "encoding")
    if encoding not in (tables.encodings or [""]):
        raise ValueError("no such encoding")
    was = text_of(form, "was")
    roles = {at: role for at in range(MOST_COLUMNS) if (role := text_of(form, f"role.{at}"))}
    layout = Layout(sheet, head, ways[direction], encoding, roles)
    if was != _was(layout):
        if not was.startswith(f"{sheet}/"):
            head, direction = head_of(table, languages), ""
        layout = laid_out(tables, sheet, head, languages, encoding, direction)
    return TableStep(tables, layout, languages, language)


def _number(form: FormData, name: str, most: int) -> int:
    text = text_of(form, name)
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and int(text) <= most):
        raise ValueError(f"no such {name}")
    return int(text)


def _was(layout: Layout) -> str:
    return f"{layout.sheet}/{layout.head}/{layout.direction}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[: LONGEST_EXAMPLE - 1]}…"


def _columns(table: Sheet, layout: Layout, languages: Sequence[str], _: Speech) -> Any:
    names = dict(table.rows).get(layout.head, [])
    for at in range(max(len(cells) for _number, cells in table.rows)):
        below = [cells[at] for number, cells in table.rows
                 if number > layout.head and at < len(cells) and cells[at]]  # fmt: skip
        name = names[at] if at < len(names) else ""
        if not name and not below:
            continue
        role = layout.roles.get(at, "")
        yield {
            "at": at,
            "letter": letter(at),
            "name": _short(name),
            "examples": [_short(each) for each in dict.fromkeys(below)][:EXAMPLES],
            "role": role,
            "offered": offered(layout.direction, languages, role, _),
        }
