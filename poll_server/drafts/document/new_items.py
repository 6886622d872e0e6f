"""New items of a document: blank, complete, copied; and fields that have come since. No I/O."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from poll_server.locale import Speech

from .fields import Misfit, accept, blank, to_document
from .items import (
    LISTS,
    MOST_QUESTIONS,
    Document,
    Item,
    fields_of,
    fits_into_others,
    has_parts,
    is_uid,
    kinds,
    new_uid,
    places,
    types,
    whole,
)


def up_to_date(document: Document) -> Document:
    """`document`, as an earlier version kept it, with the fields that have come since, empty."""
    languages = document["languages"]
    questions = [
        each for poll in document["polls"] for held in poll["questions"] for each in whole(held)
    ]
    for level, items in (
        ("event", [document]), ("poll", document["polls"]), ("question", questions)
    ):  # fmt: skip
        for item in items:
            for name, field in fields_of(item, level).items():
                if name not in item:
                    item[name] = blank(field, languages)
                elif isinstance(item[name], list):  # of tables, perhaps: with fields of their own
                    item[name] = to_document(item[name], field.type, languages)
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
    if level == "question":
        item["kind"] = kind
    item |= {name: blank(each, languages) for name, each in fields_of(item, level).items()}
    if level == "poll" or has_parts(kind):
        item[LISTS[level]] = []
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
        if name in item and name == LISTS[level] and isinstance(value, list):
            item[name] = list(_held(value, kind, languages, taken, _))
        elif name in writable:
            item[name] = accept(value, writable[name], languages, _)
        else:
            raise Misfit(_("There is no such field here."))
    return item


def _held(
    given: list[Any], kind: str, languages: Sequence[str], taken: set[str], _: Speech
) -> Iterator[Item]:
    """The questions of a poll, or of a question of this `kind` that is made of others."""
    if len(given) > MOST_QUESTIONS:
        raise Misfit(_("A poll holds at most %(most)s questions.", most=MOST_QUESTIONS))
    for each in given:
        made = complete_item(each, "question", languages, taken, _)
        if kind and not fits_into_others(made["kind"]):
            raise Misfit(_("This does not fit into a survey."))
        yield made


def renewed(item: Item) -> Item:
    """A copy of an item with uids of its own and no ids yet; it has never run."""
    copied = deepcopy(item)
    renamed = {}
    for each in whole(copied):
        renamed[each["uid"]] = each["uid"] = new_uid()
        each["id"] = ""
        if "on_the_spot" in each:
            each["on_the_spot"] = False
    for question in whole(copied):
        for sentence in question.get("sentences", ()):
            named = sentence["when"]["same_as"]
            sentence["when"]["same_as"] = renamed.get(named, named)
    return copied


def speak_languages(document: Document) -> None:
    """Give every text every language of the event; texts of languages that went are kept."""
    for place in places(document).values():
        for name, wanted in types(place.item, place.level).items():
            place.item[name] = to_document(place.item[name], wanted, document["languages"])
