"""What each role may do at an event; the one place where that is looked up.

Pages, sockets and programs all ask `allowed`, before anything is done. Which right an address
needs stands beside it: in `presenter.rights` for pages, with each `Operation` for programs. What
names none is refused.
"""

from collections.abc import Mapping
from typing import Literal, get_args

from poll_server.store.parts.members import EventMember, Role
from poll_server.store.store import Store

Right = Literal[
    "look", "review", "write", "moderate", "results", "run", "people", "delete", "organise"
]
"""
look      see that the event is there, what it is called, and one's own role
review    read the draft, as by a reviewer's link
write     edit the draft, put it in, pictures and look; print codes; take the deck out
moderate  console, stage and remote of a poll, and what stands beside them
results   pages and files of results
run       the wall, links, frames, webhooks, publishing, archive, copies, folders
people    say who may do what
delete    delete the event
organise  of no event: what every organiser may do, as making one
"""
RIGHTS: tuple[Right, ...] = get_args(Right)

MAY: Mapping[Role, frozenset[Right]] = {
    "owner": frozenset(RIGHTS),
    "editor": frozenset({"look", "review", "write"}),
    "moderator": frozenset({"look", "moderate"}),
    "reviewer": frozenset({"look", "review"}),
    "reader": frozenset({"look", "results"}),
}
"""Role × right. A moderator's `moderate` is for one poll alone."""


class NotAllowed(Exception):
    """An account may not do that at this event."""

    def __init__(self, member: EventMember | None) -> None:
        """Args:
        member: as what it stands there; None: as nobody, and it is not told that there is one.
        """
        super().__init__()
        self.member = member


def may(member: EventMember | None, right: Right, poll: str = "") -> bool:
    """Whether somebody who stands so has a right.

    Args:
        poll: id of the poll that is meant, where one is.
    """
    if member is None or right not in MAY[member.role]:
        return False
    return right != "moderate" or member.role != "moderator" or member.poll == poll != ""


async def allowed(
    store: Store, account: str, event: str, right: Right, poll: str = ""
) -> EventMember:
    """As what an account stands at an event where it has this right.

    Args:
        account: its id.
        poll: id of the poll that is meant, where one is.

    Raises:
        NotAllowed: it has not.
        UnknownEvent: there is no such event.
    """
    member = await store.members.standing(event, account)
    if member is None or not may(member, right, poll):
        raise NotAllowed(member)
    return member


async def still_allowed(store: Store, account: str, event: str, right: Right, poll: str) -> bool:
    """Whether an account has this right, also where the event may be gone."""
    try:
        await allowed(store, account, event, right, poll)
    except (NotAllowed, LookupError):
        return False
    return True
