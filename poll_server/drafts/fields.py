"""One value of a deck as a value of a draft's document, and back; types come from the structs.

In a document every text has every language, half finished or not, and every field is there:

    deck        "Wi-Fi"                        {"de": "Ja"}              nothing at all
    document    {"de": "Wi-Fi", "en": "Wi-Fi"} {"de": "Ja", "en": ""}    {"de": "", "en": ""}

On the way back a text that nobody touched is written as it was, and what is empty goes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
import msgspec.inspect as structs

from poll_server.deck.lines import Path
from poll_server.locale import LANGUAGES, Speech

LONGEST_TEXT = 10_000
"""Characters of any text of a draft: five times the longest that a deck may hold."""
MOST_ITEMS = 100
"""Texts of one list: three times the options that a question may have."""
LARGEST_NUMBER = 10**9
"""Far beyond any number a deck may hold, and still a number for every script that reads it."""


class Misfit(ValueError):
    """A value that a field cannot hold; the sentence says why."""


@cache
def fields(struct: type[msgspec.Struct]) -> dict[str, structs.Field]:
    """The fields of a struct by name."""
    known = structs.type_info(struct)
    assert isinstance(known, structs.StructType)
    return {field.name: field for field in known.fields}


def blank(wanted: structs.Type, languages: Sequence[str], default: Any = None) -> Any:
    """What a document holds where nothing was given."""
    match wanted:
        case structs.UnionType() if is_text(wanted):
            return dict.fromkeys(languages, "")
        case structs.VarTupleType():
            return []
        case structs.StructType(fields=inner):
            return {each.name: blank(each.type, languages, default_of(each)) for each in inner}
    return default


def default_of(field: structs.Field) -> Any:
    """What a struct takes where the field is not given; of a text that it needs, nothing."""
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return "" if field.default is msgspec.NODEFAULT else field.default


def to_document(value: Any, wanted: structs.Type, languages: Sequence[str]) -> Any:
    """A deck's `value`, as builtins, as a document holds it."""
    match wanted:
        case structs.UnionType() if is_text(wanted):
            if isinstance(value, str):
                return dict.fromkeys(languages, value)
            return {**dict.fromkeys(languages, ""), **value}
        case structs.VarTupleType(item_type=item):
            return [to_document(each, item, languages) for each in value]
        case structs.StructType(fields=inner):
            return {
                each.name: to_document(value[each.name], each.type, languages)
                if each.name in value
                else blank(each.type, languages, default_of(each))
                for each in inner
            }
    return value


def accept(value: Any, wanted: structs.Type, languages: Sequence[str], _: Speech) -> Any:
    """An editor's `value`, made complete, if a document can hold it.

    Raises:
        Misfit: it cannot; `_` speaks the sentence.
    """
    match wanted:
        case structs.UnionType() if is_text(wanted):
            return _accept_text(value, languages, _)
        case structs.VarTupleType(item_type=item) if isinstance(value, list | tuple):
            if len(value) > MOST_ITEMS:
                raise Misfit(_("A list holds at most %(most)s entries.", most=MOST_ITEMS))
            return [accept(each, item, languages, _) for each in value]
        case structs.StructType(fields=inner) if isinstance(value, dict):
            if not value.keys() <= {each.name for each in inner}:
                raise Misfit(_("There is no such field here."))
            made = blank(wanted, languages)
            for each in inner:
                if each.name in value:
                    made[each.name] = accept(value[each.name], each.type, languages, _)
            return made
        case structs.StrType() if isinstance(value, str):
            return _checked(value, _)
        case _ if _plain(value, wanted):
            return value
    raise Misfit(_("This field cannot hold such a value."))


def _accept_text(value: Any, languages: Sequence[str], _: Speech) -> dict[str, str]:
    if isinstance(value, str):
        return dict.fromkeys(languages, _checked(value, _))
    if not isinstance(value, dict) or not all(
        language in LANGUAGES and isinstance(text, str) for language, text in value.items()
    ):
        raise Misfit(_("This field cannot hold such a value."))
    given = {language: _checked(text, _) for language, text in value.items()}
    return {**dict.fromkeys(languages, ""), **given}


def _checked(text: str, _: Speech) -> str:
    if len(text) > LONGEST_TEXT:
        raise Misfit(
            _(
                "The text has %(given)s characters; a draft keeps at most %(most)s in one field.",
                given=len(text),
                most=LONGEST_TEXT,
            )
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half an emoji, cut by a program
        raise Misfit(_("The text holds half a character, which nothing can show.")) from error
    return text


def _plain(value: Any, wanted: structs.Type) -> bool:
    match wanted:
        case structs.BoolType():
            return isinstance(value, bool)
        case structs.IntType():
            whole = isinstance(value, int) and not isinstance(value, bool)
            return whole and abs(value) <= LARGEST_NUMBER
        case structs.StrType():
            return isinstance(value, str)
        case structs.NoneType():
            return value is None
        case structs.UnionType(types=types):
            return any(_plain(value, each) for each in types)
    return False


class Before:
    """A value as the live deck writes it, and how a document shows that."""

    def __init__(self, written: Any, shown: Any) -> None:
        self.written, self.shown = written, shown

    def part(self, key: str) -> "Before | None":
        """One field of it."""
        if isinstance(self.written, dict) and key in self.written and key in self.shown:
            return Before(self.written[key], self.shown[key])
        return None

    def item(self, value: Any, place: int) -> "Before | None":
        """The item of this list that was `value`, or else what stood at `place`."""
        if not isinstance(self.shown, list):
            return None
        found = place if place < len(self.shown) else None
        if found is None or self.shown[found] != value:
            found = next((n for n, each in enumerate(self.shown) if each == value), found)
        return None if found is None else Before(self.written[found], self.shown[found])


Places = dict[Path, Path]
"""The way to a table or list item of a deck -> the way in its item of the document."""


def to_table(
    value: Any,
    wanted: structs.Type,
    languages: Sequence[str],
    before: Before | None,
    places: Places,
    at: tuple[Path, Path] = ((), ()),
) -> Any:
    """A document's `value` as a deck writes it; None where nothing is left of it.

    Args:
        before: the same value in the live deck.
        places: filled with where list items come from, since empty ones are left out.
        at: the way to the value in the deck, and in the document.
    """
    if before is not None and before.shown == value:
        for place in range(len(value) if isinstance(value, list) else 0):
            places[(*at[0], place)] = (*at[1], place)
        return before.written
    match wanted:
        case structs.UnionType() if is_text(wanted):
            return _text_table(value, languages)
        case structs.VarTupleType(item_type=item):
            return list(_list_table(value, item, languages, before, places, at))
        case structs.StructType(fields=inner):
            return dict(struct_table(value, inner, languages, before, places, at))
    return value


def _text_table(value: Mapping[str, str], languages: Sequence[str]) -> Any:
    given = {each: value[each] for each in languages if value.get(each, "").strip()}
    versions = set(given.values())
    if not given:
        return None
    if len(given) == len(languages) and len(versions) == 1:
        return versions.pop()
    return given


def _list_table(
    value: Sequence[Any],
    item: structs.Type,
    languages: Sequence[str],
    before: Before | None,
    places: Places,
    at: tuple[Path, Path],
) -> Iterator[Any]:
    written = 0
    for place, each in enumerate(value):
        inside = ((*at[0], written), (*at[1], place))
        was = before.item(each, place) if before else None
        table = to_table(each, item, languages, was, places, inside)
        if table is None or table in ("", {}):
            continue
        places[inside[0]] = inside[1]
        written += 1
        yield table


def struct_table(
    value: Mapping[str, Any],
    inner: Iterable[structs.Field],
    languages: Sequence[str],
    before: Before | None,
    places: Places,
    at: tuple[Path, Path],
) -> Iterator[tuple[str, Any]]:
    """The fields of a table, as `to_table` does each; those that are not needed only if given."""
    for field in inner:
        name = field.encode_name
        was = before.part(name) if before else None
        inside = ((*at[0], name), (*at[1], name))
        table = to_table(value[name], field.type, languages, was, places, inside)
        if table is None:
            continue
        if field.required or (table != default_of(field) and table not in ([], {})):
            yield name, table


def is_text(wanted: structs.Type) -> bool:
    """Whether it is `text.Text`."""
    return isinstance(wanted, structs.UnionType) and {type(each) for each in wanted.types} == {
        structs.StrType,
        structs.DictType,
    }
