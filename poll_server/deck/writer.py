"""Writes an event as a deck that a person likes to read and edit.

Fields in a fixed order, nothing that is a default anyway, one line for each option, and a text in
several languages on one line where it fits. Letters that nobody can see are written as `\\u202F`.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from poll_server.questions import Question

from .event import Event

WIDTH = 100
"""Characters of a line that should hold a list or a table whole."""
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_TABLES = ("brand",)
"""Fields that are one table of their own, written by `write_deck`."""
_FIRST = ("kind", "id", "title", "prompt", "hint")


def write_deck(event: Event) -> str:
    """`event` as TOML."""
    blocks = [["[event]", *_fields(event)]]
    if brand := list(_fields(event.brand)):
        blocks.append(["[event.brand]", *brand])
    for poll in event.polls:
        blocks.append(["[[polls]]", *_fields(poll)])
        for question in poll.questions:
            blocks.append(["[[polls.questions]]", *_fields(question)])
            for name, value, _ in _ordered(question):
                for each in value if _has_tables(value) else ():
                    blocks.append([f"[[polls.questions.{name}]]", *_fields(each)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _fields(struct: msgspec.Struct) -> Iterator[str]:
    """The lines of one table: every field that is not a default, tables of its own left out."""
    for name, value, default in _ordered(struct):
        if value != default and name not in _TABLES and not _has_tables(value):
            yield from _line(_key(name), value)


def _ordered(struct: msgspec.Struct) -> list[tuple[str, Any, Any]]:
    """(name, value, default) of each field as written: a kind's own before all kinds'."""
    of_all_kinds = Question.__struct_fields__ if isinstance(struct, Question) else ()
    found = [
        (field.name, getattr(struct, field.name), _default(field))
        for field in msgspec.structs.fields(struct)
    ]
    if struct.__struct_config__.tag_field:
        found.append((struct.__struct_config__.tag_field, struct.__struct_config__.tag, None))

    def place(item: tuple[str, Any, Any]) -> tuple[int, bool, bool]:
        name = item[0]
        first = _FIRST.index(name) if name in _FIRST else len(_FIRST)
        return first, name in of_all_kinds, name == "notes"

    return sorted(found, key=place)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default_factory() if callable(field.default_factory) else field.default


def _has_tables(value: Any) -> bool:
    """Whether a field is written as tables of its own."""
    return isinstance(value, tuple) and any(isinstance(each, msgspec.Struct) for each in value)


def _line(key: str, value: Any) -> Iterator[str]:
    """`key = value`, on one line or several."""
    if isinstance(value, str) and "\n" in value:
        yield f'{key} = """\n{_escape(value, keep=chr(10))}"""'
        return
    line = f"{key} = {_value(value)}"
    if isinstance(value, Mapping) and (len(line) > WIDTH or "\\n" in line):
        for language, version in value.items():
            yield from _line(f"{key}.{_key(language)}", version)
    elif isinstance(value, tuple) and len(line) > WIDTH:
        yield f"{key} = ["
        yield from (f"    {_value(each)}," for each in value)
        yield "]"
    else:
        yield line


def _value(value: Any) -> str:
    """`value` on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{_escape(value)}"'
        case int() | float():
            return repr(value)
        case msgspec.Struct():
            given = [(name, each) for name, each, default in _ordered(value) if each != default]
            return _inline(given)
        case Mapping():
            return _inline(list(value.items()))
        case Sequence():
            return f"[{', '.join(_value(each) for each in value)}]"
    raise TypeError(f"decks hold no {type(value).__name__}")


def _inline(items: Sequence[tuple[str, Any]]) -> str:
    inside = ", ".join(f"{_key(name)} = {_value(each)}" for name, each in items)
    return f"{{ {inside} }}" if inside else "{}"


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else f'"{_escape(name)}"'


def _escape(text: str, keep: str = "") -> str:
    """`text` for a basic string; characters nobody can see are written by their number."""
    return "".join(c if c in keep else _ESCAPES.get(c) or _seen(c) for c in text)


def _seen(c: str) -> str:
    if c == " " or unicodedata.category(c)[0] not in "ZC":
        return c
    return f"\\u{ord(c):04X}" if ord(c) <= 0xFFFF else f"\\U{ord(c):08X}"
