"""Fetches what a report needs; the one place of `report/` that asks the server for anything."""

from typing import TYPE_CHECKING

from .model import Report, build

if TYPE_CHECKING:
    from ..events import Listing
    from ..polls import Polls


async def gather(polls: "Polls", listing: "Listing", language: str, only: str = "") -> Report:
    """The report of an event, or of its one poll `only`.

    Raises:
        BrokenTally: a round's tally is not the sum of its votes; nothing is exported.
    """
    outcomes = {
        poll.slug: await polls.frozen(poll.poll_id, language)
        for poll in listing.polls
        if only in ("", poll.slug)
    }
    return build(
        listing.id,
        listing.event,
        outcomes,
        language,
        simulated=listing.simulated,
        only=only,
    )
