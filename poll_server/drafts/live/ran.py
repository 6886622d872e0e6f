"""Questions that were asked stay as they were: which those are, and how a draft is set right.

A question can be opened while somebody edits it. The draft then holds another text than the one
people voted on; the asked one is put back, and the edited one stands behind it as a new question.
"""

from collections.abc import Collection, Mapping
from copy import deepcopy

from poll_server.deck import deck
from poll_server.drafts.document.from_deck import document_of, uids_of
from poll_server.drafts.document.items import (
    EVENT,
    Document,
    Item,
    new_uid,
    places,
    put_behind,
    whole,
)
from poll_server.drafts.document.new_items import renewed, speak_languages
from poll_server.drafts.document.substance import substance

from ..changes import Locks

FIXED_IN_POLL = frozenset({"linkable", "smallest_group", "here_as"})
"""What people were promised when they voted: who can join their votes, how few are shown; and what
the groups are that were counted with their answers."""
FIXED_IN_EVENT = frozenset({"languages"})
"""Another language would be another text of every question that ran."""

AskedIds = Mapping[str, Collection[str]]
"""poll id -> ids of its questions that have a round"""


def locks(document: Document, asked: AskedIds) -> Locks:
    """What of a document, once set right, has run."""
    uids = uids_of(document)
    fixed = {uids[(poll,)]: FIXED_IN_POLL for poll, ids in asked.items() if ids and (poll,) in uids}
    if fixed:
        fixed[EVENT] = FIXED_IN_EVENT
    # What ran as a whole ran with all it is made of.
    questions = {uid for ids, uid in uids.items() if ids[1:] and ids[1] in asked.get(ids[0], ())}
    return Locks(frozenset(questions), fixed)


def set_right(document: Document, live: deck.Event, asked: AskedIds) -> list[str]:
    """Put back what was asked, in place; what was edited of it is kept as a new question.

    Returns:
        The uids of what was put back; empty where the draft was right.
    """
    if not any(asked.values()):
        return []
    shown = document_of(live, uids_of(document))
    back: list[str] = []
    if document["languages"] != shown["languages"]:
        document["languages"] = shown["languages"]
        speak_languages(document)
        back.append(EVENT)
    for poll in shown["polls"]:
        if asked.get(poll["id"]):
            back += _poll_right(document, poll, asked[poll["id"]])
    return back


def _poll_right(document: Document, live: Item, asked: Collection[str]) -> list[str]:
    poll = next((each for each in document["polls"] if each["id"] == live["id"]), None)
    if poll is None:
        poll = _anew(live, document)
        put_behind(document["polls"], poll, live["uid"])
        return [poll["uid"]]
    back = []
    for name in FIXED_IN_POLL:
        if poll[name] != live[name]:
            poll[name] = live[name]
            back.append(poll["uid"])
    before = ""
    for question in live["questions"]:
        if question["id"] in asked:
            back += _question_right(document, poll, question, before)
        before = question["uid"]
    return back


def _question_right(document: Document, poll: Item, live: Item, before: str) -> list[str]:
    """Put back one question that was asked, behind the one called `before` if it is gone."""
    there = next((each for each in poll["questions"] if each["id"] == live["id"]), None)
    if there is None:
        asked = _anew(live, document)
        put_behind(poll["questions"], asked, before)
        return [asked["uid"]]
    languages = document["languages"]
    if [substance(each, languages) for each in whole(there)] == [
        substance(each, languages) for each in whole(live)
    ]:
        return []
    edited = renewed(there)
    there.clear()
    there.update(deepcopy(live))
    put_behind(poll["questions"], edited, there["uid"])
    return [there["uid"]]


def _anew(live: Item, document: Document) -> Item:
    """What is live, with a uid that the document has not given to something else."""
    item = deepcopy(live)
    taken = places(document).keys()
    for each in whole(item):
        if each["uid"] in taken:
            each["uid"] = new_uid()
    return item
