"""A posted form of an item: the way without JavaScript. No I/O.

The form says what its reader saw (`base`), so what somebody else changed meanwhile is not
overwritten by a form that did not know it; `comparing` finds what of it is a change.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, Protocol

import msgspec

from presenter.editor.form.fields import Field

MOST_ROWS = 100
"""Rows of a list that a form can hold, as a draft does."""


class Posted(Protocol):
    """The text fields of a form."""

    def getlist(self, key: Any) -> Sequence[Any]:
        """All values of the controls called `key`."""

    def __contains__(self, key: Any) -> bool: ...


def values(form: Posted, fields: Sequence[Field], base: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says of each of its fields; of those it does not hold, what they were."""
    return {
        each.path: _value(form, each, each.path)
        if f"has.{each.path}" in form
        else base.get(each.path)
        for each in fields
        if each.path in base
    }


def _value(form: Posted, wanted: Field, path: str) -> Any:
    if wanted.widget == "text":
        return {each: _text(form, f"{path}.{each}") for each in wanted.languages}
    if wanted.widget == "table":
        return {part.name: _value(form, part, f"{path}.{part.name}") for part in wanted.fields}
    if wanted.widget == "list":
        return _rows(form, wanted, path)
    if wanted.widget == "pick":
        return [str(each) for each in form.getlist(path)]
    if wanted.widget == "check":
        return path in form
    text = _text(form, path)
    if wanted.widget == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if wanted.widget == "number":
        return _number(text, optional=wanted.optional)
    return text


def _rows(form: Posted, wanted: Field, path: str) -> list[Any]:
    assert wanted.row is not None
    count = int(_number(_text(form, f"rows.{path}"), optional=False) or 0)
    return [_value(form, wanted.row, f"{path}.{n}") for n in range(min(count, MOST_ROWS))]


def _text(form: Posted, name: str) -> str:
    given = next(iter(form.getlist(name)), "")
    # Browsers send the ends of lines as \r\n, whatever was typed.
    return given.replace("\r\n", "\n") if isinstance(given, str) else ""


def _number(text: str, *, optional: bool) -> int | str | None:
    """A number; nothing where nothing is given; what is no number as it is, to be refused."""
    text = text.strip()
    if not text:
        return None if optional else 0
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


# ── What the list's buttons do ────────────────────────────────────────────────────────────────


def rearranged(wanted: Field, rows: Sequence[Any], do: str, place: int, lines: str) -> list[Any]:
    """The rows of a list after one of its buttons.

    Args:
        do: add, remove, up, down or lines.
        place: of the row, from 0.
        lines: texts to add, a line for each.
    """
    made = list(rows)
    assert wanted.row is not None
    if do == "add":
        made.append(deepcopy(wanted.row.value))
    elif do == "lines":
        made += [filled_row(wanted.row, line) for line in lines.splitlines() if line.strip()]
    elif 0 <= place < len(made):
        row = made.pop(place)
        if do in ("up", "down"):
            made.insert(max(place - 1, 0) if do == "up" else place + 1, row)
    return made[:MOST_ROWS]


def filled_row(pattern: Field, line: str) -> Any:
    """A row of one pasted line; ` | ` parts the languages."""
    if pattern.widget != "text":
        return line.strip()
    parts = [part.strip() for part in line.split(" | ")]
    if len(parts) != len(pattern.languages):
        parts = [line.strip()]
    texts = dict(zip(pattern.languages, parts, strict=False))
    return {**dict.fromkeys(pattern.languages, ""), **texts}


def at(path: str, now: Mapping[str, Any]) -> Any:
    """The list that `path` leads to, in what the form said. Raises: LookupError."""
    value: Any = now
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def with_rows(path: str, now: Mapping[str, Any], rows: list[Any]) -> dict[str, Any]:
    """`now` with other rows in the list that `path` leads to. Raises: LookupError."""
    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(now))
    way, _, last = path.rpartition(".")
    holder: Any = at(way, made) if way else made
    holder[int(last) if isinstance(holder, list) else last] = rows
    return made


def find(fields: Sequence[Field], path: str) -> Field | None:
    """The list called `path`, also one inside a row: there its pattern."""
    steps = path.split(".")
    named = {each.name: each for each in fields}
    found: Field | None = named.get(steps[0])
    for step in steps[1:]:
        if found is None:
            return None
        if step.isdecimal():
            found = found.row
        else:
            found = next((part for part in found.fields if part.name == step), None)
    return found
