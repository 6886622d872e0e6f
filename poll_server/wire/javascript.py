"""Writes `messages.js`, the browser's half of `messages.py`.

    python -m poll_server.wire.javascript

For every message and every struct in one there is a JSDoc type, and for every direction to a
browser the list of its types' names. Editors check the pages' scripts against the former, sockets
drop whatever is not in the latter, and a test fails while the file is not what this module would
write.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from . import messages

FILE = Path(__file__).with_name("messages.js")

HEADER = """\
// Written by `python -m poll_server.wire.javascript` from messages.py; a test compares the two.
"""

DIRECTIONS: dict[str, Any] = {
    "FromPhone": messages.FromPhone,
    "ToPhone": messages.ToPhone,
    "FromEmbed": messages.FromEmbed,
    "ToStage": messages.ToStage,
    "FromModerator": messages.FromModerator,
    "ToModerator": messages.ToModerator,
}
"""Each union of messages under its own name, from the server's point of view."""

PLAIN = {int: "number", float: "number", str: "string", bool: "boolean", Any: "unknown"}


def module() -> str:
    """The whole text of `messages.js`."""
    lines = [HEADER]
    lines += [typedef(struct) for struct in structs()]
    for direction, union in DIRECTIONS.items():
        names = " | ".join(struct.__name__ for struct in classes(union))
        lines.append(f"\n/** @typedef {{{names}}} {direction} */")
        if direction.startswith("From"):
            continue  # what the server accepts is the server's to say
        tags = ", ".join(f'"{tag(struct)}"' for struct in classes(union))
        lines.append(f"export const {constant(direction)} = [{tags}];")
    return "\n".join(lines) + "\n"


def classes(union: Any) -> tuple[type[msgspec.Struct], ...]:
    """The messages of a direction, in the order in which `messages.py` names them."""
    return get_args(union) or (union,)


def tag(struct: type[msgspec.Struct]) -> str:
    """The `type` on the wire: `my_vote`."""
    return str(struct.__struct_config__.tag)


def constant(direction: str) -> str:
    """`ToPhone` → `TO_PHONE`."""
    return messages.snake(direction).upper()


def structs() -> list[type[msgspec.Struct]]:
    """Every struct on the wire, each after those that it is made of."""
    found: dict[type[msgspec.Struct], None] = {}

    def visit(struct: type[msgspec.Struct]) -> None:
        for field in msgspec.structs.fields(struct):
            for inner in _structs_in(field.type):
                if inner is not struct:
                    visit(inner)
        found.setdefault(struct)

    for union in DIRECTIONS.values():
        for struct in classes(union):
            visit(struct)
    return list(found)


def typedef(struct: type[msgspec.Struct]) -> str:
    """One struct as a JSDoc type, its `type` first where it is a message."""
    fields = [f'type: "{tag(struct)}"'] if struct.__struct_config__.tag is not None else []
    for field in msgspec.structs.fields(struct):
        optional = "" if field.required else "?"
        fields.append(f"{field.encode_name}{optional}: {javascript(field.type)}")
    return f"/** @typedef {{{{{', '.join(fields)}}}}} {struct.__name__} */"


def javascript(kind: Any) -> str:
    """How a Python type is written in JSDoc.

    Raises:
        TypeError: nobody has said yet how this one is.
    """
    if kind is None or kind is type(None):
        return "null"
    if kind in PLAIN:
        return PLAIN[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return javascript(arguments[0])
    if origin is Literal:
        return " | ".join(f'"{value}"' for value in arguments)
    if origin in (Union, UnionType):
        return " | ".join(map(javascript, arguments))
    if origin is dict:
        return f"Record<string, {javascript(arguments[1])}>"
    if origin in (list, tuple):
        inner = javascript(arguments[0])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind.__name__
    raise TypeError(f"say how {kind} is written in JavaScript")


def _structs_in(kind: Any) -> Iterator[type[msgspec.Struct]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    arguments: Iterable[Any] = () if get_origin(kind) is Literal else get_args(kind)
    for argument in arguments:
        yield from _structs_in(argument)


if __name__ == "__main__":
    FILE.write_text(module())
