"""Where items of a draft go: new ones, a step up or down, and what is shown once one is gone."""

from poll_server.drafts import Draft, Move
from poll_server.drafts.document.items import Place, children, fits_in


def behind(draft: Draft, uid: str, kind: str = "") -> tuple[str, str]:
    """Where a new question goes: (what holds it, question before it).

    At the end, where a poll is shown, or a question that is made of others.

    Args:
        kind: of the question; where it cannot stand in another question, it goes behind that.

    Raises:
        IndexError: there is no poll.
    """
    if draft.level(uid) == "event":
        uid = draft.document["polls"][-1]["uid"]
    place = draft.place(uid)
    if fits_in(place, "question", kind):
        held = children(place)
        return uid, held[-1]["uid"] if held else ""
    if fits_in(draft.place(place.parent), "question", kind):
        return place.parent, uid
    return draft.parent(place.parent), place.parent


def moved(draft: Draft, uid: str, way: str) -> Move | None:
    """One place up or down: into a question that is made of others, out of it, on into the next
    poll. None at the very end.
    """
    place = draft.place(uid)
    parent = draft.place(place.parent)
    among = children(parent)
    step = 1 if way == "down" else -1
    at = next(n for n, each in enumerate(among) if each["uid"] == uid)
    if 0 <= at + step < len(among):
        other = among[at + step]
        if _enters(draft, place, other["uid"]):
            return _into(draft, uid, other["uid"], way)
        after = among[at + 1]["uid"] if step > 0 else among[at - 2]["uid"] if at > 1 else ""
        return Move(uid, place.parent, after)
    if parent.level == "event":
        return None
    if parent.level == "question":
        before = place.parent if step > 0 else parent.after
        return Move(uid, parent.parent, before)
    polls = draft.document["polls"]
    at_poll = next(n for n, each in enumerate(polls) if each["uid"] == place.parent) + step
    return _into(draft, uid, polls[at_poll]["uid"], way) if 0 <= at_poll < len(polls) else None


def _enters(draft: Draft, place: Place, other: str) -> bool:
    """Whether a question goes into its neighbour, instead of past it."""
    beside = draft.place(other)
    return fits_in(beside, place.level, place.item.get("kind", "")) and other not in draft.locked


def _into(draft: Draft, uid: str, parent: str, way: str) -> Move:
    held = children(draft.place(parent))
    return Move(uid, parent, held[-1]["uid"] if way == "up" and held else "")


def neighbour(draft: Draft, uid: str) -> str:
    """What is shown once an item is gone: the next of its list, or what held it."""
    parent = draft.parent(uid)
    among = [each["uid"] for each in children(draft.place(parent))]
    place = among.index(uid)
    rest = [*among[place + 1 : place + 2], *among[max(place - 1, 0) : place]]
    return rest[0] if rest else parent
