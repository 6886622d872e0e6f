"""A poll of the small event that shows nothing of few people."""

from dataclasses import replace

import msgspec

from poll_server.store.events import Events, Listing
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from tests.support.cases import EVENT, POLL, Hall


async def small(hall: Hall, store: Store, group: int) -> Listing:
    """As a deck that shows nothing of fewer people; its event, as a report is made of it."""
    poll = msgspec.structs.replace(POLL, smallest_group=group)
    raw = msgspec.json.encode(poll).decode()
    await store.redis.hset(PollKeys(hall.poll_id).about, "poll", raw)
    hall.polls.forget(hall.poll_id)
    event = msgspec.structs.replace(EVENT, polls=(poll,))
    return replace(await Events(store).get(event.id), event=event)
