"""What the parts of a table mean: its sheet, the row of names, and what each column holds.

A column's role is written as in a form: empty is left out, `prompt.de` a text in German,
`lines.de` the next option, `lines.de.2` the second, `split.de` all options in one cell, and
`timer` a field without a language.
"""

from collections.abc import Sequence
from typing import Literal, get_args

import msgspec

from poll_server.drafts.imports.columns import TEXTS, ImportColumn, lists, names, title
from poll_server.locale import LANGUAGES, Speech

SPLIT = "split"
"""The role of a column whose cells hold all options, parted by line ends, `;`, `|` or commas."""
Direction = Literal["rows", "columns"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)


class Layout(msgspec.Struct, frozen=True):
    """How a file is read."""

    sheet: int = 0
    """place among the tables"""
    head: int = 0
    """number of the row of names; 0: there is none"""
    direction: Direction = "rows"
    """what a question has to itself; under a column's name stand its options or answers"""
    encoding: str = ""
    """of a text file that may be written in several"""
    roles: dict[int, str] = {}
    """place of a column -> its role; those left out may be missing"""


def role_of(column: ImportColumn) -> str:
    """How a column's role is written."""
    parts = [column.field, column.language, str(column.place or "")]
    return ".".join(filter(None, parts))


def column_of(role: str, languages: Sequence[str]) -> ImportColumn | None:
    """The column that a role says, `place` 0 where it is the next; None for none that there is."""
    field, _dot, rest = role.partition(".")
    language, _dot, place = rest.partition(".")
    texts = (*TEXTS, *lists(), SPLIT)
    if field not in (*texts, "kind", *_plain()):
        return None
    if field not in texts:
        return ImportColumn(field) if not rest else None
    if language not in languages:
        return None
    if place and not (field in lists() and place.isdecimal() and 0 < int(place) < 1000):
        return None
    return ImportColumn(field, language, int(place or 0))


def _plain() -> list[str]:
    from poll_server.locale import speak

    return [field for field in names(speak(LANGUAGES[0])) if field not in (*TEXTS, *lists())]


def offered(
    direction: Direction, languages: Sequence[str], now: str, _: Speech
) -> list[tuple[str, str]]:
    """The roles that a column may be given, with what they are called.

    Args:
        now: the role it has, which may have a place.
    """
    several = len(languages) > 1
    prompts = [ImportColumn("prompt", each) for each in languages]
    if direction == "columns":
        columns = prompts
    else:
        columns = [
            *prompts,
            *(ImportColumn(field, each) for field in lists()[:1] for each in languages),
            *(ImportColumn(SPLIT, each) for each in languages),
            *(ImportColumn(field, each) for field in lists()[1:] for each in languages),
            *(ImportColumn(field, each) for field in TEXTS[1:] for each in languages),
            ImportColumn("kind"),
            *(ImportColumn(field) for field in _plain() if field != "kind"),
        ]
    found = [("", _("leave out"))]
    found += [(role_of(column), _called(column, several, _)) for column in columns]
    if now not in dict(found) and (column := column_of(now, languages)):
        found.insert(1, (now, _called(column, several, _)))
    return found


def _called(column: ImportColumn, several: bool, _: Speech) -> str:
    if not several:
        column = column._replace(language="")
    if column.field != SPLIT:
        return title(column, _)
    name = _("All answers in one cell")
    return f"{name} ({column.language})" if column.language else name
