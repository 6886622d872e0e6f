"""Whether the tables of a deck have the fields, and the fields the types, that its structs name.

Reads the structs themselves (`msgspec.inspect`), so a new kind of question, or a new field, needs
nothing here. Unlike `msgspec.convert` it does not stop at the first mistake, and it says for each
what would be right.
"""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec.inspect as structs

from poll_server.locale import Speech

from .lines import Path
from .visitor import Visitor, fits, is_tagged, is_text

Found = tuple[Path, str]
"""A mistake: the field it is in, and what is wrong and would be right."""


class Wrong(str):
    """A mistake in the words of a deck, with a sentence for whoever has a form before them."""

    __slots__ = ("in_form",)
    in_form: str

    def __new__(cls, message: str, in_form: str) -> "Wrong":
        """Args:
        message: for people with a file: it may name fields and say how TOML writes a value.
        in_form: a whole sentence that names neither.
        """
        made = super().__new__(cls, message)
        made.in_form = in_form
        return made


def in_form(message: str) -> str:
    """A mistake as a form says it."""
    return message.in_form if isinstance(message, Wrong) else message


LONGEST_SHOWN = 60
"""Characters of a wrong value that a message repeats."""
LARGEST_SHOWN = 10**18
"""A larger number may have thousands of digits, which Python refuses to write."""


@dataclass(frozen=True)
class Shape(Visitor[Iterator[Found]]):
    """Checks values against types; `languages` are those of the event, `speech` of the messages."""

    speech: Speech
    languages: Sequence[str]

    def check(self, value: Any, wanted: structs.Type, path: Path) -> Iterator[Found]:
        """What of `value`, as tomllib gives it, does not fit `wanted`."""
        return self.visit(wanted, value, path)

    def plain(self, wanted: structs.Type, value: Any, path: Path) -> Iterator[Found]:
        """A value of one of TOML's own types."""
        if not fits(value, wanted):
            yield path, self.instead(value, self._name(wanted))

    def instead(self, value: Any, right: str) -> str:
        """The message that `value` stands where `right` should."""
        return instead(value, right, self.speech)

    def text(self, value: Any, path: Path) -> Iterator[Found]:
        """A text is one string, or one for each language of the event."""
        _ = self.speech
        if isinstance(value, str):
            return
        if not isinstance(value, dict):
            yield path, self.instead(value, self._name_of_text())
            return
        for language, version in value.items():
            if language not in self.languages:
                yield (
                    (*path, language),
                    _(
                        "“%(language)s” is not one of the event's languages; right would be "
                        "%(right)s, or the language added to event.languages",
                        language=language,
                        right=either(self.languages, _),
                    ),
                )
            elif not isinstance(version, str):
                yield (*path, language), self.instead(version, _("a text in quotes"))
        missing = [language for language in self.languages if language not in value]
        if missing:
            yield (
                path,
                _(
                    "the text is missing in %(missing)s; right would be %(right)s",
                    missing=", ".join(missing),
                    right=self._name_of_text(),
                ),
            )

    def one_of(self, kinds: Sequence[Any], value: Any, path: Path) -> Iterator[Found]:
        """A table whose tag says which struct it is."""
        _ = self.speech
        if not isinstance(value, dict):
            yield path, self.instead(value, _("a table"))
            return
        by_tag = {kind.tag: kind for kind in kinds}
        tag_field = kinds[0].tag_field
        tag = value.get(tag_field)
        if tag_field not in value:
            yield path, self._missing(tag_field, either(by_tag, self.speech))
        elif isinstance(tag, str) and tag in by_tag:
            yield from self.table(by_tag[tag], value, path)
        else:
            yield (*path, tag_field), self.instead(tag, nearest(str(tag), by_tag, self.speech))

    def table(self, struct: structs.StructType, value: Any, path: Path) -> Iterator[Found]:
        """A table with the fields of a struct."""
        _ = self.speech
        if not isinstance(value, dict):
            yield path, self.instead(value, _("a table"))
            return
        fields = {field.encode_name: field for field in struct.fields}
        tag = {struct.tag_field} if struct.tag_field else set()
        for name, given in value.items():
            if name in fields:
                yield from self.check(given, fields[name].type, (*path, name))
            elif name not in tag:
                yield (*path, name), self.unknown_field(name, {*tag, *fields})
        for name, field in fields.items():
            if field.required and name not in value:
                yield path, self._missing(name, self._name(field.type))

    def unknown_field(self, name: str, known: Collection[str]) -> str:
        """The message that a table has no such field."""
        _ = self.speech
        return _(
            "there is no field of this name; right would be %(right)s",
            right=nearest(name, known, self.speech),
        )

    def _missing(self, name: str, right: str) -> str:
        _ = self.speech
        message = _("%(field)s is missing; right would be %(right)s", field=name, right=right)
        return Wrong(message, _("This is still empty."))

    def array(self, item: structs.Type, value: Any, path: Path) -> Iterator[Found]:
        """A list of values of one type."""
        _ = self.speech
        if not isinstance(value, list):
            right = _("a list in square brackets, of %(items)s", items=self._name(item))
            yield path, self.instead(value, right)
            return
        for place, given in enumerate(value):
            yield from self.check(given, item, (*path, place))

    def _name(self, wanted: structs.Type) -> str:
        """What is wanted, in words."""
        _ = self.speech
        match wanted:
            case structs.UnionType() if is_text(wanted):
                return self._name_of_text()
            case structs.StrType():
                return _("a text in quotes")
            case structs.BoolType():
                return _("true or false")
            case structs.IntType():
                return _("a whole number")
            case structs.FloatType():
                return _("a number")
            case structs.LiteralType(values=values):
                return either([str(value) for value in values], _)
            case structs.UnionType(types=types) if not all(is_tagged(each) for each in types):
                return either(
                    [self._name(each) for each in types if not isinstance(each, structs.NoneType)],
                    _,
                )
            case structs.VarTupleType(item_type=item) | structs.ListType(item_type=item):
                return _("a list in square brackets, of %(items)s", items=self._name(item))
        return _("a table")

    def _name_of_text(self) -> str:
        _ = self.speech
        versions = ", ".join(f'{language} = "…"' for language in self.languages)
        return _(
            "a text in quotes, or one in each language: %(versions)s", versions=f"{{ {versions} }}"
        )


def instead(value: Any, right: str, _: Speech) -> str:
    """The message that `value` stands where `right` should."""
    given = show_value(value, _)
    message = _("%(given)s is given; right would be %(right)s", given=given, right=right)
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        said = _("This says %(given)s. It should be: %(right)s.", given=given, right=right)
        return Wrong(message, said)
    return Wrong(message, needed(right, _))


def needed(right: str, _: Speech) -> str:
    """What would be right, in a form, where there is nothing short to quote."""
    return _("This should be: %(right)s.", right=right)


def show_value(value: Any, _: Speech) -> str:
    """`value` as a deck would write it, long ones shortened; of a list how much it holds."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            short = value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…"
            return _("“%(text)s”", text=" ".join(short.split()))
        case list() | tuple():
            return _("a list of %(n)s", n=len(value))
        case Mapping():
            return _("a table")
        case int() if abs(value) > LARGEST_SHOWN:
            return _("a number of very many digits")
    return str(value)


def either(names: Iterable[str], _: Speech) -> str:
    """`a, b or c`, in the order given."""
    *first, last = list(names) or ["–"]
    return _("%(first)s or %(last)s", first=", ".join(first), last=last) if first else last


def nearest(name: str, known: Collection[str], _: Speech) -> str:
    """The one of `known` that `name` was most likely meant to be, or else all of them."""
    close = difflib.get_close_matches(name.casefold(), [each.casefold() for each in known], n=1)
    for each in known:
        if close and each.casefold() == close[0]:
            return _("“%(text)s”", text=each)
    return _("one of %(names)s", names=either(sorted(known), _))


def check_number(given: Any, least: int, most: int, path: Path, _: Speech) -> Iterator[Found]:
    """A whole number within its bounds."""
    if isinstance(given, int) and not isinstance(given, bool) and not least <= given <= most:
        right = _("a number from %(least)s to %(most)s", least=least, most=most)
        yield path, instead(given, right, _)
