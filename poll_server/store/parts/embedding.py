"""Which websites may show an event's polls in a frame: origins, on the event's own hash.

None to begin with, and none for a copy: whoever copies an event has not said it of that one. What
an origin may look like is `web.access.origins`' to say.
"""

from collections.abc import Sequence

from poll_server.store.keys import event_key
from poll_server.store.records import UnknownEvent
from poll_server.store.text_redis import TextPipe, TextRedis

FIELD = "embedders"
"""Origins with a blank between."""


async def embedders(redis: TextRedis, event_id: str) -> tuple[str, ...]:
    """The origins that were allowed, in their order; none where there is no such event."""
    return tuple((await redis.hget(event_key(event_id), FIELD) or "").split())


async def set_embedders(redis: TextRedis, event_id: str, origins: Sequence[str]) -> None:
    """Allow these origins, and no others.

    Raises:
        UnknownEvent: there is no such event.
    """
    key = event_key(event_id)

    async def change(pipe: TextPipe) -> None:
        # An event that is deleted meanwhile must not come back as a hash of one field.
        if not await pipe.exists(key):
            raise UnknownEvent(event_id)
        pipe.multi()
        pipe.hset(key, FIELD, " ".join(origins))

    await redis.transaction(change, key)
