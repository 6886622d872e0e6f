"""One value of a deck as a value of a draft's document, and back; types come from the structs.

In a document every text has every language, half finished or not, and every field is there:

    deck        "Wi-Fi"                        {"de": "Ja"}              nothing at all
    document    {"de": "Wi-Fi", "en": "Wi-Fi"} {"de": "Ja", "en": ""}    {"de": "", "en": ""}

On the way back a text that nobody touched is written as it was, and what is empty goes.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
import msgspec.inspect as structs

from poll_server.deck.lines import Path
from poll_server.deck.visitor import Visitor, fits
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


def default_of(field: structs.Field) -> Any:
    """What a struct takes where the field is not given; of a text that it needs, nothing."""
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return "" if field.default is msgspec.NODEFAULT else field.default


def blank(field: structs.Field, languages: Sequence[str]) -> Any:
    """What a document holds in a field where nothing was given."""
    return to_document(msgspec.to_builtins(default_of(field)), field.type, languages)


def to_document(value: Any, wanted: structs.Type, languages: Sequence[str]) -> Any:
    """A deck's `value`, as builtins, as a document holds it; of None, what is nothing there."""
    return _ToDocument(languages).visit(wanted, value)


class _ToDocument(Visitor[Any]):
    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = languages

    def text(self, value: Any) -> dict[str, str]:
        given = dict.fromkeys(self._languages, value) if isinstance(value, str) else value or {}
        return {**dict.fromkeys(self._languages, ""), **given}

    def array(self, item: structs.Type, value: Any) -> list[Any]:
        return [self.visit(item, each) for each in value or ()]

    def table(self, struct: structs.StructType, value: Any) -> dict[str, Any]:
        given = value or {}
        return {
            each.name: self.visit(each.type, given[each.name])
            if each.name in given
            else blank(each, self._languages)
            for each in struct.fields
        }

    def plain(self, wanted: structs.Type, value: Any) -> Any:
        return value


def accept(value: Any, wanted: structs.Type, languages: Sequence[str], _: Speech) -> Any:
    """An editor's `value`, made complete, if a document can hold it.

    Raises:
        Misfit: it cannot; `_` speaks the sentence.
    """
    return _Accept(languages, _).visit(wanted, value)


class _Accept(Visitor[Any]):
    def __init__(self, languages: Sequence[str], speech: Speech) -> None:
        self._languages, self._speech = languages, speech

    def text(self, value: Any) -> dict[str, str]:
        if isinstance(value, str):
            return dict.fromkeys(self._languages, self._checked(value))
        if not isinstance(value, dict) or not all(
            language in LANGUAGES and isinstance(text, str) for language, text in value.items()
        ):
            raise self._misfit()
        given = {language: self._checked(text) for language, text in value.items()}
        return {**dict.fromkeys(self._languages, ""), **given}

    def array(self, item: structs.Type, value: Any) -> list[Any]:
        _ = self._speech
        if not isinstance(value, list | tuple):
            raise self._misfit()
        if len(value) > MOST_ITEMS:
            raise Misfit(_("A list holds at most %(most)s entries.", most=MOST_ITEMS))
        return [self.visit(item, each) for each in value]

    def table(self, struct: structs.StructType, value: Any) -> dict[str, Any]:
        _ = self._speech
        if not isinstance(value, dict):
            raise self._misfit()
        if not value.keys() <= {each.name for each in struct.fields}:
            raise Misfit(_("There is no such field here."))
        return {
            each.name: self.visit(each.type, value[each.name])
            if each.name in value
            else blank(each, self._languages)
            for each in struct.fields
        }

    def plain(self, wanted: structs.Type, value: Any) -> Any:
        if not fits(value, wanted) or (isinstance(value, int) and abs(value) > LARGEST_NUMBER):
            raise self._misfit()
        return self._checked(value) if isinstance(value, str) else value

    def _misfit(self) -> Misfit:
        _ = self._speech
        return Misfit(_("This field cannot hold such a value."))

    def _checked(self, text: str) -> str:
        _ = self._speech
        if len(text) > LONGEST_TEXT:
            raise Misfit(
                _(
                    "The text has %(given)s characters; a draft keeps at most %(most)s in one "
                    "field.",
                    given=len(text),
                    most=LONGEST_TEXT,
                )
            )
        try:
            text.encode()
        except UnicodeEncodeError as error:  # half an emoji, cut by a program
            raise Misfit(_("The text holds half a character, which nothing can show.")) from error
        return text


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


Ways = dict[Path, Path]
"""The way to a table or list item of a deck -> the way in its item of the document."""
At = tuple[Path, Path]
"""The way to a value in the deck, and in its item of the document."""


class ToTable(Visitor[Any]):
    """A document's values as a deck writes them; None where nothing is left of one.

    Each comes with `before`, the same value in the live deck, and `at`, the way to it in the deck
    and in the document.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = languages
        self.places: Ways = {}
        """where list items come from, since empty ones are left out"""

    def fields(
        self,
        inner: Iterable[structs.Field],
        value: Mapping[str, Any],
        before: Before | None,
        at: At,
    ) -> dict[str, Any]:
        """The fields of a table; those that are not needed only if given."""
        made = {}
        for field in inner:
            name = field.encode_name
            was = before.part(name) if before else None
            table = self._value(field.type, value[name], was, _inside(at, name, name))
            needless = table == default_of(field) or table in ([], {})
            if table is not None and (field.required or not needless):
                made[name] = table
        return made

    def _value(self, wanted: structs.Type, value: Any, before: Before | None, at: At) -> Any:
        if before is None or before.shown != value:
            return self.visit(wanted, value, before, at)
        for place in range(len(value) if isinstance(value, list) else 0):
            deck, document = _inside(at, place, place)
            self.places[deck] = document
        return before.written

    def text(self, value: Mapping[str, str], before: Before | None, at: At) -> Any:
        given = {each: value[each] for each in self._languages if value.get(each, "").strip()}
        versions = set(given.values())
        if not given:
            return None
        if len(given) == len(self._languages) and len(versions) == 1:
            return versions.pop()
        return given

    def array(
        self, item: structs.Type, value: Sequence[Any], before: Before | None, at: At
    ) -> list[Any]:
        made: list[Any] = []
        for place, each in enumerate(value):
            inside = _inside(at, len(made), place)
            was = before.item(each, place) if before else None
            table = self._value(item, each, was, inside)
            if table is None or table in ("", {}):
                continue
            self.places[inside[0]] = inside[1]
            made.append(table)
        return made

    def table(
        self, struct: structs.StructType, value: Any, before: Before | None, at: At
    ) -> dict[str, Any]:
        return self.fields(struct.fields, value, before, at)

    def plain(self, wanted: structs.Type, value: Any, before: Before | None, at: At) -> Any:
        return value


def _inside(at: At, deck: str | int, document: str | int) -> At:
    return (*at[0], deck), (*at[1], document)
