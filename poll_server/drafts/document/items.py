"""A draft's document: an event, its polls and their questions as plain values, each with a uid.

    {"uid": "event", "title": {"de": "…", "en": "…"}, "languages": ["de", "en"], …,
     "polls": [{"uid": "k3pq7abc", "id": "forum-1", "title": {…}, …,
                "questions": [{"uid": "p9…", "kind": "…", "id": "…", "prompt": {…}, …}]}]}

A question that is made of others holds them as a poll does.

An item's uid stays for ever, wherever it moves; its `id`, the short name of decks, is empty until
it first goes live. A sentence's `same_as` holds the uid of the question that it compares with.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import msgspec.inspect as structs

from poll_server.deck import deck
from poll_server.questions import KINDS, kind_called
from poll_server.questions.registry import name_of
from poll_server.questions.traits.parts import FIELD, WithParts

from .fields import fields

EVENT = "event"
"""The uid of the event itself."""
UID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
UID_LENGTH = 8
"""40 random bits: two of a thousand items collide once in two million drafts, and are told apart
even then."""
HEAD = ("title", "languages", "place", "date", "hosts", "motto", "stop_words")
"""Fields of an event that are edited here."""
OF_POLL = (
    "id", "title", "subtitle", "host", "smallest_group", "linkable", "here_as", "nicknames",
    "leaderboard", "leaderboard_in_report",
)  # fmt: skip
"""Fields of a poll that are edited here; its code is given to it."""
LISTS = {"event": "polls", "poll": "questions", "question": FIELD}
"""What an item of each level holds items in; of questions, those that are made of others."""

MOST_POLLS = 50
"""Of one event: several times the forums of a large congress."""
MOST_QUESTIONS = 200
"""Of one poll: a day of asking one every two minutes."""

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
    return tuple(map(name_of, KINDS))


def asks(kind: str) -> bool:
    """Whether a question of this kind asks something; so does one that is not known (any more)."""
    return kind not in kinds() or kind_called(kind).asks


def has_parts(kind: str) -> bool:
    """Whether a question of this kind is made of others."""
    return kind in kinds() and issubclass(kind_called(kind), WithParts)


def fits_into_others(kind: str) -> bool:
    """Whether a question of this kind can be part of another."""
    return asks(kind) and not has_parts(kind)


def numbered(questions: Iterable[Item]) -> Iterator[tuple[int, Item]]:
    """Each question with its number, from 1; what asks nothing has 0."""
    asked = 0
    for each in questions:
        asked += (counts := asks(each["kind"]))
        yield asked if counts else 0, each


def fields_of(item: Item, level: str) -> dict[str, structs.Field]:
    """The fields of an item that its document has; KeyError: there is no such kind."""
    if level == "event":
        return {name: fields(deck.Event)[name] for name in HEAD}
    if level == "poll":
        return {name: fields(deck.Poll)[name] for name in OF_POLL}
    found = fields(kind_called(item["kind"]))
    return {name: field for name, field in found.items() if name != FIELD}


def types(item: Item, level: str) -> dict[str, structs.Type]:
    """What each of these fields holds."""
    return {name: field.type for name, field in fields_of(item, level).items()}


def places(document: Document) -> dict[str, Place]:
    """Every item by its uid, in the document's order."""
    found = {EVENT: Place("", "", "event", document)}
    before = ""
    for poll in document["polls"]:
        found[poll["uid"]] = Place(EVENT, before, "poll", poll)
        before, last = poll["uid"], ""
        for question in poll["questions"]:
            found[question["uid"]] = Place(poll["uid"], last, "question", question)
            last, of_it = question["uid"], ""
            for part in question.get(FIELD, ()):
                found[part["uid"]] = Place(last, of_it, "question", part)
                of_it = part["uid"]
    return found


def holds_items(place: Place) -> bool:
    """Whether it is one that others can stand in."""
    return LISTS[place.level] in place.item


def fits_in(parent: Place, level: str, kind: str = "") -> bool:
    """Whether an item of this level can stand in `parent`.

    Args:
        kind: of a question.
    """
    if not holds_items(parent):
        return False
    if parent.level == "question":
        return level == "question" and fits_into_others(kind)
    return (parent.level, level) in (("event", "poll"), ("poll", "question"))


def children(place: Place) -> list[Item]:
    """The items that an item holds; the list itself."""
    held: list[Item] = place.item[LISTS[place.level]]
    return held


def within(item: Item) -> Iterator[str]:
    """The uids of an item and of all it holds."""
    return (each["uid"] for each in whole(item))


def whole(item: Item) -> Iterator[Item]:
    """An item and all it holds."""
    yield item
    for each in (*item.get("polls", ()), *item.get("questions", ())):
        yield from whole(each)


def unnamed(item: Mapping[str, Any]) -> Item:
    """A question, and what it is made of, without the names of the draft."""
    plain = {name: each for name, each in item.items() if name != "uid"}
    return plain | ({FIELD: list(map(unnamed, plain[FIELD]))} if FIELD in plain else {})


def put_behind(items: list[Item], item: Item, after: str) -> None:
    """Put `item` behind the one called `after`; "" first, and last where that is gone."""
    at = [each["uid"] for each in items]
    items.insert(at.index(after) + 1 if after in at else 0 if not after else len(items), item)


def name_afresh(items: Sequence[Item], item: Item) -> None:
    """Have the server name `item` anew where another of `items` has its short name."""
    if any(each["id"] == item["id"] for each in items if each is not item):
        item["id"] = ""


def copied(document: Document) -> Document:
    """A copy that may be changed; twenty times as fast as `deepcopy`."""
    made: Document = msgspec.json.decode(msgspec.json.encode(document))
    return made
