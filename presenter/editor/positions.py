"""Where items of a draft go: new ones, a step up or down, and what is shown once one is gone."""

from poll_server.drafts import EVENT, Draft, Move


def behind(draft: Draft, uid: str) -> tuple[str, str]:
    """Where a new question goes: (poll, question before it); at the end, where a poll is shown.

    Raises:
        IndexError: there is no poll.
    """
    level = draft.level(uid)
    if level == "question":
        return draft.parent(uid), uid
    poll = draft.item(uid) if level == "poll" else draft.document["polls"][-1]
    questions = poll["questions"]
    return poll["uid"], questions[-1]["uid"] if questions else ""


def moved(draft: Draft, uid: str, way: str) -> Move | None:
    """One place up or down; a question goes on into the next poll. None at the very end."""
    parent = draft.parent(uid)
    polls = [each["uid"] for each in draft.document["polls"]]
    among = polls if parent == EVENT else [q["uid"] for q in draft.item(parent)["questions"]]
    place = among.index(uid)
    if way == "up" and place > 0:
        return Move(uid, parent, among[place - 2] if place > 1 else "")
    if way == "down" and place + 1 < len(among):
        return Move(uid, parent, among[place + 1])
    if parent == EVENT:
        return None
    at_poll = polls.index(parent) + (1 if way == "down" else -1)
    if not 0 <= at_poll < len(polls):
        return None
    others = draft.item(polls[at_poll])["questions"]
    return Move(uid, polls[at_poll], others[-1]["uid"] if way == "up" and others else "")


def neighbour(draft: Draft, uid: str) -> str:
    """What is shown once an item is gone: the next of its list, or what held it."""
    parent = draft.parent(uid)
    holder = draft.item(parent)
    among = [each["uid"] for each in holder["polls" if parent == EVENT else "questions"]]
    place = among.index(uid)
    rest = [*among[place + 1 : place + 2], *among[max(place - 1, 0) : place]]
    return rest[0] if rest else parent
