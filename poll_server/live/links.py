"""Secret links that can be taken back: the moderator's of a poll, the reviewer's of an event."""

from poll_server.store.records import PollKeys, UnknownEvent
from poll_server.store.store import Store
from poll_server.web.passes import new_secret, same_secret


async def renew_moderator_link(store: Store, poll_id: str) -> str:
    """Give the poll a new moderator secret; every hub sees the new generation within 0.5 s.

    Returns:
        The new secret.
    """
    keys, secret = PollKeys(poll_id), new_secret()
    # Together: with the new generation and the old secret, the old link would be good again.
    async with store.redis.pipeline(transaction=True) as pipe:
        pipe.hset(keys.about, "moderator", secret)
        pipe.hincrby(keys.live, "links", 1)
        await pipe.execute()
    return secret


async def review_token(store: Store, event_id: str) -> str:
    """What stands in the event's reviewer's link; '' while it has none.

    It names the event, so that no second key must be kept in step with it.

    Raises:
        UnknownEvent: there is no such event.
    """
    secret = (await store.event(event_id)).get("review", "")
    return f"{event_id}.{secret}" if secret else ""


async def renew_review_link(store: Store, event_id: str) -> None:
    """Give the event a reviewer's link; one from before ends at once.

    Raises:
        UnknownEvent: there is no such event.
    """
    await store.set_review(event_id, new_secret())


async def end_review_link(store: Store, event_id: str) -> None:
    """Nobody can read the event's questions by a link any more.

    Raises:
        UnknownEvent: there is no such event.
    """
    await store.set_review(event_id, "")


async def event_of_review(store: Store, token: str) -> str:
    """The event that a reviewer's link lets one read.

    Raises:
        UnknownEvent: none (any more).
    """
    event_id, _, secret = token.rpartition(".")
    if not same_secret(secret, (await store.event(event_id)).get("review", "")):
        raise UnknownEvent(event_id)
    return event_id
