"""Puts an event into the archive, and takes it out again.

An archived event is over: its codes stay reserved and its results stay to be read, but no vote is
opened any more, and phones and stages say so. What is to be deleted after its time still is
(`retention.py`).

The polls come first and the event last. Whatever breaks off on the way can be asked for again.
"""

from poll_server.store.records import UnknownPoll, now_ms
from poll_server.store.store import Store


class StillOpen(Exception):
    """A vote is open, or a practice is going on, so the event is not over."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


async def archive(store: Store, event_id: str) -> None:
    """Declare an event over; once more changes nothing.

    Raises:
        UnknownEvent: there is no such event.
        StillOpen: a vote is open, or practice goes on, in one of its polls; then all of them go on
            as before.
    """
    polls = await store.events.polls(event_id)
    ended: list[str] = []
    for slug, poll_id in polls.items():
        if await _end(store, poll_id):
            ended.append(poll_id)
            continue
        for earlier in ended:
            await _resume(store, earlier)
        raise StillOpen(slug)
    await store.events.set_archived(event_id, now_ms())


async def bring_back(store: Store, event_id: str) -> None:
    """Take an event out of the archive; once more changes nothing.

    Raises:
        UnknownEvent: there is no such event.
    """
    for poll_id in (await store.events.polls(event_id)).values():
        await _resume(store, poll_id)
    await store.events.set_archived(event_id, 0)


async def _end(store: Store, poll_id: str) -> bool:
    """False where a vote is open, or practice goes on.

    A poll that was deleted meanwhile is as over as can be.
    """
    try:
        return await store.polls.set_over(poll_id, over=True)
    except UnknownPoll:
        return True


async def _resume(store: Store, poll_id: str) -> None:
    try:
        await store.polls.set_over(poll_id, over=False)
    except UnknownPoll:
        return
