"""A draft's document: an event, its polls and their questions as plain values, each with a uid.

    {"uid": "event", "title": {"de": "…", "en": "…"}, "languages": ["de", "en"], …,
     "polls": [{"uid": "k3pq7abc", "id": "forum-1", "title": {…}, …,
                "questions": [{"uid": "p9…", "kind": "…", "id": "…", "prompt": {…}, …}]}]}

An item's uid stays for ever, wherever it moves; its `id`, the short name of decks, is empty until
it first goes live. A sentence's `same_as` holds the uid of the question that it compares with.
"""

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
import msgspec.inspect as structs

from poll_server.deck import deck
from poll_server.locale import LANGUAGES, Speech
from poll_server.questions import KINDS

from .fields import Misfit, accept, blank, default_of, fields, to_document

EVENT = "event"
"""The uid of the event itself."""
UID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
UID_LENGTH = 8
"""40 random bits: two of a thousand items collide once in two million drafts, and are told apart
even then."""
HEAD = ("title", "languages", "place", "date", "hosts", "motto", "stop_words")
"""Fields of an event that are edited here."""
OF_POLL = ("id", "title", "subtitle", "host", "smallest_group", "linkable")
"""Fields of a poll that are edited here; its code is given to it."""
LISTS = {"event": "polls", "poll": "questions"}
"""What an item of each level holds items in."""

Item = dict[str, Any]
Document = dict[str, Any]


class Place(NamedTuple):
    """Where an item stands."""

    parent: str
    """uid of what it stands in; empty for the event"""
    after: str
    """uid of the item before it; empty for the first"""
    level: str
    """event, poll or question"""
    item: Item


def new_uid() -> str:
    """A name for an item that no other has."""
    return "".join(secrets.choice(UID_LETTERS) for _ in range(UID_LENGTH))


def is_uid(text: Any) -> bool:
    """Whether `text` has the shape of a new item's uid."""
    return isinstance(text, str) and len(text) == UID_LENGTH and set(text) <= set(UID_LETTERS)


def kinds() -> tuple[str, ...]:
    """The kinds of question there are, by their names in decks."""
    return tuple(str(kind.__struct_config__.tag) for kind in KINDS)


def fields_of(item: Item, level: str) -> dict[str, structs.Field]:
    """The fields of an item that its document has."""
    if level == "event":
        return {name: fields(deck.Event)[name] for name in HEAD}
    if level == "poll":
        return {name: fields(deck.Poll)[name] for name in OF_POLL}
    return _of_kind(item["kind"])


def types(item: Item, level: str) -> dict[str, structs.Type]:
    """What each of these fields holds."""
    return {name: field.type for name, field in fields_of(item, level).items()}


def _of_kind(kind: str) -> dict[str, structs.Field]:
    """Raises: KeyError: there is no such kind."""
    return fields(dict(zip(kinds(), KINDS, strict=True))[kind])


# ── From a deck ───────────────────────────────────────────────────────────────────────────────


def document_of(event: deck.Event, uids: Mapping[tuple[str, ...], str] | None = None) -> Document:
    """The document of a live deck; one with a poll of the event's title where the deck has none.

    Args:
        uids: of items that had one before: (poll id,) or (poll id, question id) -> uid.
    """
    made: Document = msgspec.json.decode(
        _encoded(msgspec.json.encode(event), tuple((uids or {}).items()))
    )
    return made


@lru_cache(32)  # a draft is held against what is live at every look, and that seldom changes
def _encoded(event: bytes, uids: tuple[tuple[tuple[str, ...], str], ...]) -> bytes:
    plain = {"polls": [], **msgspec.json.decode(event)}
    given, known = _Uids(plain["id"], dict(uids)), fields(deck.Event)
    # A deck that names no languages has the default, which an encoded one leaves out.
    languages = plain.setdefault("languages", list(default_of(known["languages"])))
    document: Document = {"uid": EVENT}
    for name in HEAD:
        document[name] = _shown(plain, known[name], languages)
    document["polls"] = [_poll(poll, languages, given) for poll in plain["polls"]] or [
        # Most events have one poll, and nobody wants to name the same thing twice.
        {**blank_item("poll", languages, uid=given("", "")), "title": dict(document["title"])}
    ]
    return msgspec.json.encode(document)


def as_read(event: deck.Event) -> Item:
    """An event as its deck says it: plain tables, without what is a default anyway."""
    plain: Item = msgspec.json.decode(msgspec.json.encode(event))
    return {"polls": [], **plain}


def copied(document: Document) -> Document:
    """A copy that may be changed; twenty times as fast as `deepcopy`."""
    made: Document = msgspec.json.decode(msgspec.json.encode(document))
    return made


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
    known = fields(deck.Poll)
    item: Item = {"uid": uids(plain["id"])}
    for name in OF_POLL:
        item[name] = _shown(plain, known[name], languages)
    names = {each["id"]: uids(plain["id"], each["id"]) for each in plain["questions"]}
    item["questions"] = [_question(each, languages, names) for each in plain["questions"]]
    return item


def _question(plain: Item, languages: Sequence[str], names: Mapping[str, str]) -> Item:
    item: Item = {"uid": names[plain["id"]], "kind": plain["kind"]}
    for name, field in _of_kind(plain["kind"]).items():
        item[name] = _shown(plain, field, languages)
    for sentence in item["sentences"]:
        named = sentence["when"]["same_as"]
        sentence["when"]["same_as"] = names.get(named, named)
    return item


def _shown(plain: Item, field: structs.Field, languages: Sequence[str]) -> Any:
    if field.encode_name in plain:
        return to_document(plain[field.encode_name], field.type, languages)
    return blank(field.type, languages, _plain_default(field))


def _plain_default(field: structs.Field) -> Any:
    return msgspec.to_builtins(default_of(field))


def uids_of(document: Document) -> dict[tuple[str, ...], str]:
    """(poll id,) or (poll id, question id) -> uid, of all items that have an id."""
    found: dict[tuple[str, ...], str] = {}
    for poll in document["polls"]:
        for ids, uid in (
            ((poll["id"],), poll["uid"]),
            *(((poll["id"], each["id"]), each["uid"]) for each in poll["questions"]),
        ):
            if all(ids):
                found.setdefault(ids, uid)
    return found


def substance(item: Item, languages: Sequence[str]) -> Item:
    """An item's own fields, without what a deck would leave out: what tells two items apart."""
    own = {name: each for name, each in item.items() if name not in LISTS.values()}
    found: Item = _substance(own, languages)
    return found


def _substance(value: Any, languages: Sequence[str]) -> Any:
    if isinstance(value, dict) and value and value.keys() <= set(LANGUAGES):
        return {each: text if (text := value.get(each, "")).strip() else "" for each in languages}
    if isinstance(value, dict):
        return {name: _substance(each, languages) for name, each in value.items()}
    if isinstance(value, list):
        return [each for each in (_substance(part, languages) for part in value) if holds(each)]
    return value


def holds(value: Any) -> bool:
    """Whether there is anything in a value, or else a deck would leave it out."""
    if isinstance(value, dict):
        return any(map(holds, value.values()))
    if isinstance(value, list):
        return any(map(holds, value))
    return bool(value.strip() if isinstance(value, str) else value)


# ── New items ─────────────────────────────────────────────────────────────────────────────────


def up_to_date(document: Document) -> Document:
    """`document`, as an earlier version kept it, with the fields that have come since, empty."""
    languages = document["languages"]
    questions = [each for poll in document["polls"] for each in poll["questions"]]
    for level, items in (
        ("event", [document]), ("poll", document["polls"]), ("question", questions)
    ):  # fmt: skip
        for item in items:
            for name, field in fields_of(item, level).items():
                if name not in item:
                    item[name] = blank(field.type, languages, _plain_default(field))
    return document


def blank_item(level: str, languages: Sequence[str], *, kind: str = "", uid: str = "") -> Item:
    """A poll or a question with nothing in it.

    Args:
        level: poll or question.
        kind: of a question.

    Raises:
        KeyError: there is no such kind.
    """
    item: Item = {"uid": uid or new_uid()}
    if level == "poll":
        known = {name: fields(deck.Poll)[name] for name in OF_POLL}
    else:
        known, item["kind"] = _of_kind(kind), kind
    for name, field in known.items():
        item[name] = blank(field.type, languages, _plain_default(field))
    if level == "poll":
        item["questions"] = []
    return item


def complete_item(
    given: Any, level: str, languages: Sequence[str], taken: set[str], _: Speech
) -> Item:
    """What an editor wants to insert, every field there, its ids left to the server.

    Args:
        given: fields of a poll or a question; where it names a uid that is free, it gets that.
        taken: the uids of the draft; those given away are added.

    Raises:
        Misfit: no poll or question can be made of it.
    """
    if not isinstance(given, dict):
        raise Misfit(_("This field cannot hold such a value."))
    kind = given.get("kind", "")
    if level == "question" and kind not in kinds():
        raise Misfit(_("There is no such kind of question."))
    uid = given.get("uid")
    item = blank_item(level, languages, kind=kind, uid=str(uid) if is_uid(uid) else "")
    while item["uid"] in taken:
        item["uid"] = new_uid()
    taken.add(item["uid"])
    writable = types(item, level)
    for name, value in given.items():
        if name in ("uid", "kind", "id"):
            continue
        if level == "poll" and name == "questions" and isinstance(value, list):
            if len(value) > MOST_QUESTIONS:
                raise Misfit(_("A poll holds at most %(most)s questions.", most=MOST_QUESTIONS))
            item["questions"] = [
                complete_item(each, "question", languages, taken, _) for each in value
            ]
        elif name in writable:
            item[name] = accept(value, writable[name], languages, _)
        else:
            raise Misfit(_("There is no such field here."))
    return item


MOST_POLLS = 50
"""Of one event: several times the forums of a large congress."""
MOST_QUESTIONS = 200
"""Of one poll: a day of asking one every two minutes."""


def renewed(item: Item) -> Item:
    """A copy of an item with uids of its own and no ids yet; it has never run."""
    copied = deepcopy(item)
    renamed = {}
    for each in (copied, *copied.get("questions", ())):
        renamed[each["uid"]] = each["uid"] = new_uid()
        each["id"] = ""
    for question in copied.get("questions", ()):
        for sentence in question["sentences"]:
            named = sentence["when"]["same_as"]
            sentence["when"]["same_as"] = renamed.get(named, named)
    return copied


# ── Finding ───────────────────────────────────────────────────────────────────────────────────


def places(document: Document) -> dict[str, Place]:
    """Every item by its uid, in the document's order."""
    found = {EVENT: Place("", "", "event", document)}
    before = ""
    for poll in document["polls"]:
        found[poll["uid"]] = Place(EVENT, before, "poll", poll)
        before, last = poll["uid"], ""
        for question in poll["questions"]:
            found[question["uid"]] = Place(poll["uid"], last, "question", question)
            last = question["uid"]
    return found


def children(place: Place) -> list[Item]:
    """The items that an item holds; the list itself."""
    held: list[Item] = place.item[LISTS[place.level]]
    return held


def within(item: Item) -> Iterator[str]:
    """The uids of an item and of all it holds."""
    yield item["uid"]
    for each in (*item.get("polls", ()), *item.get("questions", ())):
        yield from within(each)


def put_behind(items: list[Item], item: Item, after: str) -> None:
    """Put `item` behind the one called `after`; "" first, and last where that is gone."""
    at = [each["uid"] for each in items]
    items.insert(at.index(after) + 1 if after in at else 0 if not after else len(items), item)


def name_afresh(items: Sequence[Item], item: Item) -> None:
    """Have the server name `item` anew where another of `items` has its short name."""
    if any(each["id"] == item["id"] for each in items if each is not item):
        item["id"] = ""


def speak_languages(document: Document) -> None:
    """Give every text every language of the event; texts of languages that went are kept."""
    for place in places(document).values():
        for name, wanted in types(place.item, place.level).items():
            place.item[name] = to_document(place.item[name], wanted, document["languages"])
