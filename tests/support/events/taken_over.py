"""An event with results of another tool."""

from poll_server.drafts import Drafts
from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.exchange.results import MadeQuestion, made, results_in
from poll_server.drafts.live.taken_over import TakingOver
from poll_server.live.polls import Polls
from poll_server.locale import speak
from poll_server.store.events import Events, Listing
from poll_server.store.store import Store
from tests.drafts.exchange.results.results_files import mentimeter
from tests.support.cases import EVENT, Hall


def of_mentimeter(file: bytes | None = None) -> list[MadeQuestion]:
    old, taken = results_in(file or mentimeter(), "en"), Taken(speak("en"))
    return [m for n, each in enumerate(old.questions) for m in made(each, f"q{n}", taken)]


async def taken(
    store: Store, polls: Polls, found: list[MadeQuestion] | None = None
) -> tuple[Listing, Hall]:
    """An event with what was taken over as its last poll."""
    events = Events(store)
    event = await events.add(EVENT)
    taking = TakingOver(store, events, Drafts(store, events))
    slug = await taking.take_over(event, "Old days", "Mentimeter", found or of_mentimeter())
    listing = await events.get(event)
    assert listing.polls[-1].slug == slug == "old-days"
    return listing, Hall(polls, listing.polls[-1].poll_id)
