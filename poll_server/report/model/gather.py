"""Fetches what a report needs; the one place of `report/` that asks the server for anything.

Polls are read one after another while other forums go on. So that a report is a picture of one
moment, each poll's control version is looked at before and after: where none has moved, all polls
stood as they were read at every moment between. A poll that moved is read again, and only that one.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

import structlog

from poll_server.live.beside.leaderboard import FirstPlaces

from .beside import BesideCounts
from .document import Report
from .model import Cut, build

if TYPE_CHECKING:
    from poll_server.live.polls import Polls
    from poll_server.live.state import RoundResults
    from poll_server.store.events import Listing
    from poll_server.store.parts.beside.floor_store import Floor
    from poll_server.store.records import Mark

MOST_LOOKS = 10
"""Times it is tried to see all polls still; one takes a tenth of a second to read again, and a
moderator seldom does more than one thing in a second."""

log = structlog.get_logger(__name__)


async def gather(
    polls: "Polls", listing: "Listing", language: str, only: str = "", *, interval: bool = False
) -> Report:
    """The report of an event, or of its one poll `only`; shares with their 95 % interval or not.

    Raises:
        BrokenTally: a round's tally is not the sum of its votes; nothing is exported.
        UnknownPoll: a poll was deleted meanwhile.
    """
    found = await cut(polls, listing, language, only)
    return report_of(found, listing, language, only, interval=interval)


def report_of(
    cut: Cut,
    listing: "Listing",
    language: str,
    only: str = "",
    *,
    interval: bool = False,
    short: bool = False,
) -> Report:
    """The report of an event or of its one poll `only`, from what was read before."""
    return build(
        listing.id,
        listing.event,
        cut,
        language,
        simulated=listing.simulated,
        only=only,
        interval=interval,
        short=short,
    )


async def cut(polls: "Polls", listing: "Listing", language: str, only: str = "") -> Cut:
    """The closed rounds of an event's polls, or of its one poll `only`, as of one moment.

    Where moderators of many polls never pause, rounds are still those that were closed by that
    moment, and a closed round never changes; only the verdict on a text may then be a little newer.

    Raises:
        BrokenTally: a round's tally is not the sum of its votes.
        UnknownPoll: a poll was deleted meanwhile.
    """
    ids = {poll.slug: poll.poll_id for poll in listing.polls if only in ("", poll.slug)}
    outcomes: dict[str, Sequence[RoundResults]] = {}
    read_at: dict[str, Mark] = {}
    as_of_ms = 0
    logo = await polls.logo(listing.id) if listing.logo else b""
    for _ in range(MOST_LOOKS):
        as_of_ms, found = await polls.marks(list(ids.values()))
        marks = dict(zip(ids, found, strict=True))
        moved = [slug for slug, mark in marks.items() if read_at.get(slug) != mark]
        if not moved:
            return Cut(outcomes, as_of_ms, logo, **await _around(polls, listing, ids))
        for slug in moved:
            outcomes[slug] = await polls.frozen(ids[slug], language)
            read_at[slug] = marks[slug]
    log.warning("report_of_restless_polls", of=listing.id)
    closed: dict[str, Sequence[RoundResults]] = {
        slug: [outcome for outcome in of if outcome.round.closed_ms <= as_of_ms]
        for slug, of in outcomes.items()
    }
    return Cut(closed, as_of_ms, logo, **await _around(polls, listing, ids))


class _Around(TypedDict):
    """What stands in a `Cut` beside rounds."""

    floors: "dict[str, Floor]"
    beside: dict[str, BesideCounts]
    places: dict[str, FirstPlaces]
    practised: frozenset[str]


async def _around(polls: "Polls", listing: "Listing", ids: Mapping[str, str]) -> _Around:
    """Of polls that are practised nothing is told."""
    states = {slug: await polls.state(poll_id) for slug, poll_id in ids.items()}
    counting = {slug: ids[slug] for slug, state in states.items() if not state.live.practice}
    return {
        "floors": await _floors(polls, counting),
        "beside": await _beside(polls, counting),
        "places": await _places(polls, listing, counting),
        "practised": frozenset(ids.keys() - counting.keys()),
    }


async def _places(
    polls: "Polls", listing: "Listing", ids: Mapping[str, str]
) -> dict[str, FirstPlaces]:
    """Who has most points in each poll whose report is to say so."""
    wanted = [each.id for each in listing.event.polls if each.leaderboard_in_report]
    states = {slug: await polls.state(ids[slug]) for slug in wanted if slug in ids}
    return {slug: (await polls.leaderboards.now(each)).places for slug, each in states.items()}


async def _floors(polls: "Polls", ids: Mapping[str, str]) -> "dict[str, Floor]":
    """What was asked in each poll; who asked and who supports stays behind."""
    found = {slug: await polls.floor.all(poll_id) for slug, poll_id in ids.items()}
    return {slug: floor.unlinked() for slug, floor in found.items() if floor.entries}


async def _beside(polls: "Polls", ids: Mapping[str, str]) -> dict[str, BesideCounts]:
    """How often people asked to speak, reacted, and said how fast it goes."""
    found: dict[str, BesideCounts] = {}
    for slug, poll_id in ids.items():
        speakers, taps = await polls.speakers.all(poll_id), await polls.mood.totals(poll_id)
        found[slug] = BesideCounts(speakers.raised, speakers.spoken, taps.reactions, taps.tempo)
    return found
