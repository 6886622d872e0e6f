"""The document of a live deck, with the uids that its items had before. No I/O."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from poll_server.deck import deck
from poll_server.questions.traits.parts import FIELD

from .fields import blank, to_document
from .items import EVENT, UID_LENGTH, UID_LETTERS, Document, Item, fields_of, has_parts
from .new_items import blank_item


def document_of(event: deck.Event, uids: Mapping[tuple[str, ...], str] | None = None) -> Document:
    """The document of a live deck; one with a poll of the event's title where the deck has none.

    Args:
        uids: of items that had one before, as `uids_of` gives them.
    """
    made: Document = msgspec.json.decode(
        _encoded(msgspec.json.encode(event), tuple((uids or {}).items()))
    )
    return made


@lru_cache(32)  # a draft is held against what is live at every look, and that seldom changes
def _encoded(event: bytes, uids: tuple[tuple[tuple[str, ...], str], ...]) -> bytes:
    plain = {"polls": [], **msgspec.json.decode(event)}
    given = _Uids(plain["id"], dict(uids))
    # A deck that names no languages has the default, which an encoded one leaves out.
    languages = plain.setdefault("languages", list(deck.LANGUAGES_UNSAID))
    document: Document = {"uid": EVENT, **_shown(plain, "event", languages)}
    document["polls"] = [_poll(poll, languages, given) for poll in plain["polls"]] or [
        # Most events have one poll, and nobody wants to name the same thing twice.
        {**blank_item("poll", languages, uid=given("", "")), "title": dict(document["title"])}
    ]
    return msgspec.json.encode(document)


def as_read(event: deck.Event) -> Item:
    """An event as its deck says it: plain tables, without what is a default anyway."""
    plain: Item = msgspec.json.decode(msgspec.json.encode(event))
    return {"polls": [], **plain}


class _Uids:
    """A uid for each item: the one it had, or one that its ids give, the same at every look."""

    def __init__(self, event_id: str, known: Mapping[tuple[str, ...], str]) -> None:
        self._event_id, self._known = event_id, known
        self._taken = set(known.values())

    def __call__(self, *ids: str) -> str:
        if ids in self._known:
            return self._known[ids]
        turn = 0
        while True:
            name = "\n".join((self._event_id, *ids, str(turn)))
            digest = hashlib.sha256(name.encode()).digest()[:UID_LENGTH]
            uid = "".join(UID_LETTERS[byte % len(UID_LETTERS)] for byte in digest)
            if uid not in self._taken:
                self._taken.add(uid)
                return uid
            turn += 1


def _poll(plain: Item, languages: Sequence[str], uids: _Uids) -> Item:
    item: Item = {"uid": uids(plain["id"]), **_shown(plain, "poll", languages)}
    names = {each["id"]: uids(plain["id"], each["id"]) for each in plain["questions"]}
    item["questions"] = []
    for each in plain["questions"]:
        question = _question(each, languages, names[each["id"]], names)
        item["questions"].append(question)
        if not has_parts(each["kind"]):
            continue
        question[FIELD] = [
            _question(part, languages, uids(plain["id"], each["id"], part["id"]), names)
            for part in each.get(FIELD, ())
        ]
    return item


def _question(plain: Item, languages: Sequence[str], uid: str, names: Mapping[str, str]) -> Item:
    item: Item = {"uid": uid, "kind": plain["kind"]}
    item |= _shown(plain, "question", languages)
    for sentence in item["sentences"]:
        named = sentence["when"]["same_as"]
        sentence["when"]["same_as"] = names.get(named, named)
    return item


def _shown(plain: Item, level: str, languages: Sequence[str]) -> Item:
    """The item's own fields."""
    return {
        name: to_document(plain[field.encode_name], field.type, languages)
        if field.encode_name in plain
        else blank(field, languages)
        for name, field in fields_of(plain, level).items()
    }


def uids_of(document: Document) -> dict[tuple[str, ...], str]:
    """(poll id,), (poll id, question id) or (…, part id) -> uid, of all items that have an id."""
    found: dict[tuple[str, ...], str] = {}
    for poll in document["polls"]:
        for ids, uid in _ids((), poll):
            if all(ids):
                found.setdefault(ids, uid)
    return found


def _ids(outer: tuple[str, ...], item: Item) -> Iterator[tuple[tuple[str, ...], str]]:
    """An item and all it holds, each with its ids and its uid."""
    ids = (*outer, item["id"])
    yield ids, item["uid"]
    for each in item.get("questions", ()):
        yield from _ids(ids, each)
