"""The columns of a table of questions: their names in both languages, and what a cell holds.

A column of texts stands once for each language, `Frage (de)`, and those of lists are numbered,
`Antwort 2 (en)`. Names are read in either language, whatever case and spacing.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
import msgspec.inspect as structs

from poll_server.base.text import say
from poll_server.deck.shape import either, nearest
from poll_server.deck.visitor import is_text
from poll_server.drafts.document.fields import LONGEST_TEXT, fields
from poll_server.locale import LANGUAGES, Speech, speak
from poll_server.questions import KINDS, Question, kind_called, suggested
from poll_server.questions.traits.parts import FIELD
from poll_server.questions.writing.written import fold

from . import forms

YES = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "wahr"})
NO = frozenset({"no", "n", "false", "0", "-", "nein", "falsch"})
_LANGUAGE = re.compile(r"[\s(\[]+(?P<language>[a-z]{2})[)\]]?$")
_NUMBER = re.compile(r"\s*(?P<number>[0-9]{1,3})$")
_WHOLE = re.compile(r"-?[0-9]{1,9}([.,]0+)?")


class ImportColumn(NamedTuple):
    """One column."""

    field: str
    """of the question; `lines` for the list that its kind is made of"""
    language: str = ""
    """of a text"""
    place: int = 0
    """from 1, of a list"""


class Unreadable(ValueError):
    """A cell holds something that its column cannot."""

    def __init__(self, message: str, column: ImportColumn) -> None:
        super().__init__(message)
        self.column = column


@cache
def names(_: Speech) -> dict[str, str]:
    """Each field that has a column, and what the column is called.

    Those of the kinds come from the kinds; the list that a kind is made of is called `lines`.
    """
    own: dict[str, str] = {}
    for kind in KINDS:
        for field, said in kind.described(_).items():
            if said.column:
                own.setdefault("lines" if field == kind.lines else field, said.column)
    first = {"kind": _("Kind"), "prompt": _("Question"), "hint": _("Hint")}
    last = {"timer": _("Seconds"), "live": _("Live result"), "notes": _("Notes")}
    plain = {field: name for field, name in own.items() if field not in lists()}
    return first | plain | last | {field: own[field] for field in lists() if field in own}


TEXTS = ("prompt", "hint", "notes")


@cache
def lists() -> tuple[str, ...]:
    """Fields with a column for each of their texts; `lines` first."""
    found = {
        field
        for kind in KINDS
        for field, type_ in _types(kind).items()
        if isinstance(type_, structs.VarTupleType) and is_text(type_.item_type)
    }
    ours = {kind.lines for kind in KINDS}
    return ("lines", *sorted(found - ours))


@cache
def flags() -> frozenset[str]:
    """Fields that are yes or no."""
    return _fields_of(structs.BoolType)


@cache
def numbers() -> frozenset[str]:
    """Fields that are whole numbers; of a survey, how many questions behind it are its own."""
    return _fields_of(structs.IntType) | {FIELD}


@cache
def choices() -> dict[str, tuple[str, ...]]:
    """Fields that hold one of a few names, and these."""
    _ = speak(LANGUAGES[0])
    return {
        field: tuple(value for value, _label in said.choices if value)
        for kind in KINDS
        for field, said in kind.described(_).items()
        if said.choices
    }


@cache
def several() -> frozenset[str]:
    """Fields that hold several names, all in one cell with semicolons between."""
    return frozenset(
        field
        for kind in KINDS
        for field, type_ in _types(kind).items()
        if isinstance(type_, structs.VarTupleType) and isinstance(type_.item_type, structs.StrType)
    )


def _fields_of(wanted: type[structs.Type]) -> frozenset[str]:
    return frozenset(
        field
        for kind in KINDS
        for field, type_ in _types(kind).items()
        if isinstance(type_, wanted)
    )


def _types(kind: type[Question]) -> dict[str, structs.Type]:
    return {name: field.type for name, field in fields(kind).items()}


def title(column: ImportColumn, _: Speech) -> str:
    """What the column is called."""
    place = f" {column.place}" if column.place else ""
    language = f" ({column.language})" if column.language else ""
    return f"{names(_)[column.field]}{place}{language}"


def find(written: str, languages: Sequence[str]) -> ImportColumn | None:
    """The column that is called so; None where there is none.

    Args:
        languages: of the event; a text without a language is in the first.
    """
    name, language, place = fold(written), "", 0
    if found := _LANGUAGE.search(name):
        name, language = name[: found.start()].strip(), found["language"]
    if found := _NUMBER.search(name):
        name, place = name[: found.start()].strip(), int(found["number"])
    field = _fields().get(name, "")
    if not field or (language and language not in LANGUAGES):
        return None
    if field in TEXTS or field in lists():
        if bool(place) != (field in lists()):
            return None
        return ImportColumn(field, language or languages[0], place)
    return None if language or place else ImportColumn(field)


@cache
def _fields() -> dict[str, str]:
    """Each field by what its column is called, in any language."""
    return {
        fold(name): field
        for language in LANGUAGES
        for field, name in names(speak(language)).items()
    }


def item_of(
    cells: Mapping[ImportColumn, str], _: Speech, *, several: bool = False
) -> dict[str, Any]:
    """The question that the cells of one row make, blank ones left out.

    Args:
        several: any number of its lines may be chosen.

    Raises:
        Unreadable: a cell holds something else.
    """
    kind = _kind(cells, _)
    known = {field.name for field in msgspec.structs.fields(kind)}
    item: dict[str, Any] = {"kind": str(kind.__struct_config__.tag)}
    lists: dict[str, dict[int, dict[str, str]]] = {}
    for column, text in cells.items():
        if column.field == "kind":
            continue
        field = kind.lines if column.field == "lines" else column.field
        if field not in known:
            raise Unreadable(
                _("a question of this kind has no such field: leave the cell empty"), column
            )
        if column.place:
            lists.setdefault(field, {}).setdefault(column.place, {})[column.language] = text
        elif column.language:
            item.setdefault(field, {})[column.language] = text
        else:
            item[field] = read_value(column, text, _)
    for field, found in lists.items():
        item[field] = [found[place] for place in sorted(found)]
    several = several or forms.SEVERAL in (
        forms.fields_of(cells.get(ImportColumn("kind"), "")) or ()
    )
    if several and forms.SEVERAL in known and item.get(kind.lines):
        item.setdefault(forms.SEVERAL, len(item[kind.lines]))
    return item


def _kind(cells: Mapping[ImportColumn, str], _: Speech) -> type[Question]:
    """The kind that a row names, or else that its cells suggest."""
    written = cells.get(ImportColumn("kind"), "")
    if not written:
        return suggested({column.field for column in cells})
    if kind := _kinds_by_name().get(fold(written)):
        return kind
    if (theirs := forms.fields_of(written)) is not None:
        return suggested({column.field for column in cells} | theirs)
    right = either([each.called(_) for each in KINDS], _)
    raise Unreadable(_wrong(written, right, _), ImportColumn("kind"))


@cache
def _kinds_by_name() -> dict[str, type[Question]]:
    return {
        fold(name): kind
        for kind in KINDS
        for name in (
            str(kind.__struct_config__.tag),
            *(kind.called(speak(language)) for language in LANGUAGES),
        )
    }


def is_kind(text: str) -> bool:
    """Whether a cell names a kind of question, as we or other tools call it."""
    return fold(text) in _kinds_by_name() or forms.fields_of(text) is not None


def read_value(column: ImportColumn, text: str, _: Speech) -> Any:
    """What a cell of one word or number holds."""
    if column.field in numbers():
        if not _WHOLE.fullmatch(text):
            raise Unreadable(_wrong(text, _("a whole number"), _), column)
        return int(re.split("[.,]", text)[0])
    if column.field in flags():
        if fold(text) not in YES | NO:
            raise Unreadable(_wrong(text, _("yes or no"), _), column)
        return fold(text) in YES
    if column.field in several():
        return [part for each in text.split(";") if (part := each.strip())]
    known = choices().get(column.field)
    if known and fold(text) not in known:
        raise Unreadable(_wrong(text, nearest(text, list(known), _), _), column)
    return fold(text) if known else text


def _wrong(text: str, right: str, _: Speech) -> str:
    short = text if len(text) <= 60 else f"{text[:59]}…"
    return _("“%(given)s” stands here; right would be %(right)s", given=short, right=right)


def too_long(text: str, _: Speech) -> str:
    """The message that a cell holds more than a draft keeps; empty where it does not."""
    if len(text) <= LONGEST_TEXT:
        return ""
    return _(
        "the text has %(given)s characters; right would be at most %(most)s",
        given=len(text),
        most=LONGEST_TEXT,
    )


def written(item: Mapping[str, Any], _: Speech) -> dict[ImportColumn, str | int]:
    """The cells of a question's row, as `item_of` reads them."""
    kind = kind_called(item["kind"])
    cells: dict[ImportColumn, str | int] = {ImportColumn("kind"): kind.called(_)}
    for field in names(_):
        name = kind.lines if field == "lines" else field
        value = item.get(name)
        if isinstance(value, dict) and field not in TEXTS:
            # In one language: such a column stands once, and a table has its texts for all.
            value = say({each: text for each, text in value.items() if text}, _.language)
        if field == "kind" or not value:
            continue
        if field in TEXTS:
            cells |= {ImportColumn(field, lang): text for lang, text in value.items() if text}
        elif field in lists():
            for place, each in enumerate(value, 1):
                cells |= {
                    ImportColumn(field, lang, place): text for lang, text in each.items() if text
                }
        else:
            plain = "; ".join(value) if field in several() else value
            plain = len(value) if field == FIELD else plain
            cells[ImportColumn(field)] = _("yes") if value is True else plain
    return cells
