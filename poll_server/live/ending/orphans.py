"""Which keys in Redis no event leads to: what a crash half-way through a deletion leaves behind."""

from poll_server.store.keys import OF_EVENTS
from poll_server.store.records import UnknownEvent
from poll_server.store.store import Store

AT_ONCE = 500
"""Keys that Redis looks at in one step of the walk: a fraction of a millisecond."""


async def orphaned(store: Store) -> set[str]:
    """Keys of polls, codes, drafts and logos whose event is gone."""
    events, polls = await _living(store)
    found: set[str] = set()
    for pattern in OF_EVENTS:
        async for key in store.redis.scan_iter(match=pattern, count=AT_ONCE):
            if not await _belongs(store, key, events, polls):
                found.add(key)
    return found


async def _living(store: Store) -> tuple[set[str], set[str]]:
    """Ids of all events, and of all their polls."""
    events, polls = set(), set()
    for event_id in await store.events.all():
        try:
            polls |= set((await store.events.polls(event_id)).values())
        except UnknownEvent:
            continue
        events.add(event_id)
    return events, polls


async def _belongs(store: Store, key: str, events: set[str], polls: set[str]) -> bool:
    kind, _, rest = key.partition(":")
    if kind == "poll":
        return rest[1:].partition("}")[0] in polls
    if kind == "code":
        return await store.redis.get(key) in polls
    return rest.partition(":")[0] in events
