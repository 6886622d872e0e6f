"""What keeps a draft from being a deck, each mistake at its field. No I/O.

The rules are those of decks, their sentences those for people with a form before them: no names of
fields, no TOML, and of one cause only one mistake.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import msgspec.inspect as structs
from babel import Locale

from poll_server.deck import deck
from poll_server.deck.lines import Path
from poll_server.deck.shape import in_form
from poll_server.deck.visitor import Visitor
from poll_server.drafts.document.as_deck import DeckTables, named
from poll_server.drafts.document.items import EVENT, Document, Item, fields_of, places
from poll_server.drafts.document.substance import holds
from poll_server.locale import Speech, speak
from poll_server.questions.traits.parts import FIELD

Way = tuple[str, ...]


class DraftMistake(msgspec.Struct, frozen=True):
    """One thing that keeps a draft from going live."""

    uid: str
    field: str
    """the way to it, as `Write.field` has it; empty: the item as a whole"""
    message: str


def mistakes(document: Document, live: deck.Event, language: str) -> list[DraftMistake]:
    """Everything that keeps the document from being a deck, in its order.

    Args:
        language: of the messages.
    """
    _ = speak(language)
    if not document["polls"]:
        return [DraftMistake(EVENT, "", _("There is no poll yet. Please add one."))]
    tables = DeckTables(named(document, live), live)
    for poll in tables.polls:
        for question in poll["questions"]:
            # Said above already; what else is wrong with the question is not to wait for it.
            for each in (question, *question.get(FIELD, ())):
                each.setdefault("prompt", "–")
    there = places(document)
    found = list(_unwritten(document, _))
    # What is empty is missing from the table: said above already, in words for people who type.
    said = {(each.uid, each.field.rpartition(".")[0]) for each in found}
    holes = {(uid, way.rpartition(".")[0]) for uid, way in said}
    for path, message in dict.fromkeys(deck.check(tables.tables, language)):
        uid, way = tables.back(path)
        field = _leaf(there[uid].item, way, document["languages"])
        where = ".".join(map(str, way))
        if (uid, where) in holes | said or (uid, field.rpartition(".")[0]) in said:
            continue
        found.append(DraftMistake(uid, field, in_form(message)))
    order = {uid: place for place, uid in enumerate(there)}
    return sorted(found, key=lambda each: order[each.uid])


def _unwritten(document: Document, _: Speech) -> Iterator[DraftMistake]:
    """Texts that must be there and are not, or not in each language."""
    languages = document["languages"]
    for uid, place in places(document).items():
        for name, field in fields_of(place.item, place.level).items():
            value = place.item[name]
            for way, text, needed in _Texts().visit(field.type, value, (name,), field.required):
                missing = [each for each in languages if not text.get(each, "").strip()]
                if len(missing) == len(languages) and needed:
                    message = _("This is still empty.")
                    yield DraftMistake(uid, ".".join((*way, languages[0])), message)
                elif missing and len(missing) < len(languages):
                    for each in missing:
                        message = _(
                            "This is still missing in %(language)s.",
                            language=_language_name(each, _),
                        )
                        yield DraftMistake(uid, ".".join((*way, each)), message)


class _Texts(Visitor[Iterator[tuple[Way, dict[str, str], bool]]]):
    """(way, text, whether it must be there) of each text in a value."""

    def text(self, value: dict[str, str], way: Way, needed: bool) -> Iterator[Any]:
        yield way, value, needed

    def array(self, item: structs.Type, value: list[Any], way: Way, needed: bool) -> Iterator[Any]:
        for place, each in enumerate(value):
            # An empty entry of a list is no mistake: it is left out.
            yield from self.visit(item, each, (*way, str(place)), False)

    def table(
        self, struct: structs.StructType, value: Any, way: Way, needed: bool
    ) -> Iterator[Any]:
        for field in struct.fields if holds(value) else ():
            name = field.encode_name
            yield from self.visit(field.type, value[name], (*way, name), field.required)

    def plain(self, wanted: structs.Type, value: Any, way: Way, needed: bool) -> Iterator[Any]:
        yield from ()


def _language_name(language: str, _: Speech) -> str:
    """`Deutsch`, in the reader's language."""
    return str(Locale.parse(_.language).languages[language])


def _leaf(item: Item, way: Path, languages: Sequence[str]) -> str:
    """`way` as `Write.field` has it; into its first language, where it leads to a text."""
    value: Any = item
    for step in way:
        try:
            value = value[step]
        except (LookupError, TypeError):
            value = None
    parts = [str(step) for step in way]
    if parts and isinstance(value, dict) and languages[0] in value:
        parts.append(languages[0])
    return ".".join(parts)
