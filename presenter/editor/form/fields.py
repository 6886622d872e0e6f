"""The fields of an event, a poll or a question as a form has them, told from the structs' types.

A field that a new kind of question brings needs nothing here: its type says how it is filled in,
and the kind what it is called (`Question.described`).

    document      {"prompt": {"de": "…", "en": ""}, "most": 2, "options": [{…}, {…}], …}
    controls      prompt.de, prompt.en              most      options.0.de, options.0.en, …
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec.inspect as structs

from poll_server.base.text import say
from poll_server.deck.subjects import offered_names
from poll_server.deck.visitor import Visitor
from poll_server.drafts import Draft
from poll_server.drafts.document.fields import to_document
from poll_server.drafts.document.items import types
from poll_server.locale import LANGUAGE_NAMES, LANGUAGES, Speech, speak
from poll_server.questions import Described, kind_called
from poll_server.questions.traits.parts import OF_THE_WHOLE
from poll_server.web import pictures
from presenter.editor.form.labels import described

Widget = Literal[
    "text", "line", "lines", "number", "check", "choose", "pick", "list", "table", "picture"
]  # fmt: skip

HIDDEN = ("id", "on_the_spot")
"""What the server says by itself: a name when something first goes live, and who put it in."""
LONG = ("prompt", "hint", "notes", "motto", "text", "otherwise", "body", "quote", "explanation")
"""Texts that may take several lines."""
ORDER = (
    "prompt",
    "title",
    "subtitle",
    "hint",
    "markdown",
    "place",
    "date",
    "motto",
    "hosts",
    "languages",
)
"""What stands first, in this order; then what is a kind's own, then what all kinds have."""
LAST = ("timer", "live", "enough", "notes", "sentences")
PLACE = "__n__"
"""Stands for the number of a list's row in the pattern of one."""


@dataclass(frozen=True)
class Field:
    """One field of a form, or a list or table of them."""

    path: str
    """its name in the form: the way to it in the item, as `Write.field` has it"""
    widget: Widget
    label: str
    help: str = ""
    value: Any = None
    languages: Sequence[str] = ()
    """of a text: one control for each"""
    long: bool = False
    least: int | None = None
    most: int | None = None
    optional: bool = False
    """a number that may be left out"""
    choices: Sequence[tuple[str, str]] = ()
    """(value, label)"""
    rows: Sequence["Field"] = ()
    """of a list: its rows"""
    row: "Field | None" = None
    """of a list: the pattern of a new row"""
    fields: Sequence["Field"] = ()
    """of a table"""
    fixed: bool = False
    """it can change no more"""
    shown_at: str = ""
    """of a picture: where it can be seen; empty: there is none yet"""
    folded: bool = False
    """nothing is in it, and mostly nothing needs to be: it opens on demand"""

    @property
    def name(self) -> str:
        """Its own name, without the way."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True)
class Filling(Visitor[Field]):
    """Makes the fields of one item."""

    draft: Draft
    uid: str
    language: str
    """of the labels"""
    _: Speech = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_", speak(self.language))

    def fields(self) -> list[Field]:
        """All fields of the item, in the order of the form."""
        item, level = self.draft.item(self.uid), self.draft.level(self.uid)
        locked = self.uid in self.draft.locked
        fixed = self.draft.fixed.get(self.uid, frozenset())
        return [
            _with(
                self.field(name, wanted, item[name], fixed=locked or name in fixed),
                folded=bool(item.get(self._described(name).instead_of)) and not item[name],
            )
            for name, wanted in sorted(types(item, level).items(), key=_rank)
            if name not in HIDDEN and name not in self._useless
        ]

    def field(self, path: str, wanted: structs.Type, value: Any, *, fixed: bool) -> Field:
        """One field, by its type."""
        name = path.rpartition(".")[2]
        said = self._described(name)
        made = Field(path, "line", said.label, said.help, value, fixed=fixed)
        return self.visit(wanted, made)

    def text(self, made: Field) -> Field:
        """One control for each language."""
        return _with(made, widget="text", languages=self._languages, long=made.name in LONG)

    def table(self, struct: structs.StructType, made: Field) -> Field:
        """Its fields."""
        parts = tuple(
            self.field(
                f"{made.path}.{each.name}", each.type, made.value[each.name], fixed=made.fixed
            )
            for each in struct.fields
        )
        return _with(made, widget="table", fields=parts, folded=not any(made.value.values()))

    def plain(self, wanted: structs.Type, made: Field) -> Field:
        """A box, a number, a choice, or a line."""
        said = self._described(made.name)
        match wanted:
            case structs.BoolType():
                return _with(made, widget="check")
            case structs.IntType() | structs.UnionType():
                optional = isinstance(wanted, structs.UnionType)
                return _with(
                    made, widget="number", least=said.least, most=said.most, optional=optional
                )
        if made.name == "picture":
            at = f"{pictures.at(self.draft.event_id)}/{made.value}/phone" if made.value else ""
            return _with(made, widget="picture", shown_at=at)
        if choices := self._choices(made.name, made.value):
            return _with(made, widget="choose", choices=choices)
        return made

    @property
    def _useless(self) -> AbstractSet[str]:
        """Fields that mean nothing to a question of this kind, or in another question."""
        kind = self.draft.item(self.uid).get("kind", "")
        if not kind:
            return frozenset()
        is_part = self.draft.level(self.draft.parent(self.uid)) == "question"
        return kind_called(kind).useless | frozenset(OF_THE_WHOLE if is_part else ())

    def _described(self, name: str) -> Described:
        return described(name, self.draft.item(self.uid).get("kind", ""), self._)

    def array(self, item: structs.Type, made: Field) -> Field:
        """Its rows, or what is ticked in it."""
        if offered := self._offered(made):
            return _with(made, widget="pick", choices=offered)
        if made.name == "of":  # words that people will write: they can be any
            return _with(made, widget="lines")
        rows = tuple(self._row(made, item, str(n), each) for n, each in enumerate(made.value))
        pattern = self._row(made, item, PLACE, to_document("", item, self._languages))
        return _with(made, widget="list", rows=rows, row=pattern)

    def _row(self, made: Field, item: structs.Type, place: str, value: Any) -> Field:
        row = self.field(f"{made.path}.{place}", item, value, fixed=made.fixed)
        number = place if place == PLACE else str(int(place) + 1)
        legend = self._described(made.name).row or made.label
        # A new row is a short line, whatever a text of this name is elsewhere.
        return _with(row, label=f"{legend} {number}", help="", long=False, folded=False)

    def _choices(self, name: str, value: Any) -> list[tuple[str, str]]:
        """What a string may be, where it cannot be anything."""
        found = list(self._described(name).choices)
        if (listed := self._described(name).offered) and not found:
            found = [("", "–"), *((each, each) for each in self._called(listed))]
        if name == "same_as":
            found = [("", "–"), *self._neighbours()]
        if not found:
            return []
        known = {each for each, _label in found}
        return found if value in known else [*found, (value, value)]

    def _neighbours(self) -> Iterator[tuple[str, str]]:
        """The other questions of the same poll."""
        poll = self.draft.item(self.draft.parent(self.uid))
        for number, each in enumerate(poll.get("questions", ()), 1):
            if each["uid"] != self.uid:
                yield each["uid"], f"{number} · {called(each['prompt'], self._)}"

    def _offered(self, made: Field) -> list[tuple[str, str]]:
        """What can be ticked in a list of names, what is ticked first, in its own order."""
        if made.path == "languages":
            return [
                (each, LANGUAGE_NAMES.get(each, each)) for each in _first(made.value, LANGUAGES)
            ]
        if listed := self._described(made.name).offered:
            return [(each, each) for each in _in_order(made.value, self._called(listed))]
        if made.name != "of":
            return []
        question = self.draft.question(self.uid)
        first = self._languages[0]
        names = offered_names(question).get(first, []) if question else []
        if not any(names):
            return []
        return [(each, each) for each in _first(made.value, [each for each in names if each])]

    def _called(self, listed: str) -> list[str]:
        """What the texts of a list of this question are called, in the first language."""
        texts = [each.get(self._languages[0], "") for each in self.draft.item(self.uid)[listed]]
        return list(dict.fromkeys(filter(None, texts)))

    @property
    def _languages(self) -> list[str]:
        return self.draft.languages


def called(text: Mapping[str, str], _: Speech) -> str:
    """A title or prompt to speak of: in the reader's language, or in any; never nothing."""
    written = {language: each for language, each in text.items() if each.strip()}
    return say(written, _.language) or _("(no text yet)")


def shown(item: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    """The item's values as the form shows them: what a later change of it starts from."""
    return {each.path: _shown(each) for each in fields if not each.fixed and each.path in item}


def _shown(each: Field) -> Any:
    if each.widget == "text":
        return {language: each.value.get(language, "") for language in each.languages}
    if each.widget == "table":
        return {part.name: _shown(part) for part in each.fields}
    if each.widget == "list":
        return [_shown(row) for row in each.rows]
    return each.value


def _in_order(given: Sequence[str], known: Sequence[str]) -> list[str]:
    """What is known, in its order; then what was given and is gone, so that it can be unticked."""
    return [*known, *(each for each in given if each not in known)]


def _first(given: Sequence[str], known: Sequence[str]) -> list[str]:
    return [*given, *(each for each in known if each not in given)]


def _with(made: Field, **values: Any) -> Field:
    return Field(**{**made.__dict__, **values})


def _rank(named: tuple[str, structs.Type]) -> tuple[int, int]:
    name, _wanted = named
    if name in ORDER:
        return 0, ORDER.index(name)
    if name in LAST:
        return 2, LAST.index(name)
    return 1, 0
