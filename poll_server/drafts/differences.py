"""What putting a draft in would change, item by item. No I/O."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from poll_server.deck import deck
from poll_server.drafts.document.from_deck import document_of, uids_of
from poll_server.drafts.document.items import EVENT, Document, places
from poll_server.drafts.document.substance import substance


class Difference(msgspec.Struct, frozen=True):
    """One item that putting the draft in would change."""

    uid: str
    what: Literal["new", "changed", "removed", "moved"]
    item: dict[str, Any]
    """as in the draft; what is removed, as it is live"""


def differences(document: Document, live: deck.Event) -> tuple[Difference, ...]:
    """What putting the document in would change, in its order; what goes stands last."""
    shown = document_of(live, uids_of(document))
    if document == shown:
        return ()
    before, now = places(shown), places(document)
    languages = document["languages"]
    moved = set(_moved(shown, document))
    found = []
    for uid, place in now.items():
        if uid not in before or (not live.polls and uid != EVENT):
            found.append(Difference(uid, "new", place.item))
        elif substance(place.item, languages) != substance(before[uid].item, languages):
            found.append(Difference(uid, "changed", place.item))
        elif uid in moved or before[uid].parent != place.parent:
            found.append(Difference(uid, "moved", place.item))
    gone = [
        Difference(uid, "removed", place.item)
        for uid, place in before.items()
        if uid not in now and live.polls
    ]
    return (*found, *gone)


def _moved(before: Document, now: Document) -> Iterator[str]:
    """Uids of items that stand in another order than before among those of the same list."""
    old, new = places(before), places(now)
    for parent in old.keys() & new.keys():
        was, is_ = (
            [uid for uid, place in each.items() if place.parent == parent] for each in (old, new)
        )
        stayed = set(was) & set(is_)
        yield from _out_of_order(
            [uid for uid in was if uid in stayed], [uid for uid in is_ if uid in stayed]
        )


def _out_of_order(before: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    """The fewest items that must move to make the one order of the other."""
    rank = {uid: place for place, uid in enumerate(before)}
    # The longest run that kept its order stayed; the rest moved.
    best: list[list[str]] = []
    for uid in now:
        longest = max((run for run in best if rank[run[-1]] < rank[uid]), key=len, default=[])
        best.append([*longest, uid])
    stayed = max(best, key=len, default=[])
    yield from (uid for uid in now if uid not in stayed)
