"""What Redis remembers of the pictures of an event: each in two sizes, under its name.

A part of `store`; `keys` names where. What a name stands for never changes, so each process keeps
the last ones at hand, and only asks whether they are there still: a hall fetches the same few.
"""

from base64 import b64decode, b64encode
from collections import OrderedDict
from collections.abc import Collection, Sequence

from poll_server.deck.pictures.kept import MOST_PICTURES, DrawnPicture, PictureSize, names_in
from poll_server.store.keys import draft_key, event_key, pictures_key
from poll_server.store.records import UnknownEvent
from poll_server.store.text_redis import TextRedis

AT_HAND = 8_000_000
"""Bytes that a process keeps: all pictures of the questions that are asked just now."""


class TooManyPictures(Exception):
    """The event has as many pictures as it can have."""


class PictureStore:
    """Reads and writes of pictures."""

    def __init__(self, redis: TextRedis) -> None:
        self._redis = redis
        self._at_hand: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    async def names(self, event_id: str) -> list[str]:
        """What an event's pictures are called, in order."""
        fields = await self._redis.hkeys(pictures_key(event_id))
        return sorted({field.partition(":")[0] for field in fields})

    async def content(self, event_id: str, name: str, size: PictureSize) -> bytes:
        """A picture as PNG or JPEG; empty where there is none of this name (any more)."""
        key, field = pictures_key(event_id), f"{name}:{size}"
        if (held := self._at_hand.get((key, field))) is not None:
            if await self._redis.hexists(key, field):
                self._at_hand.move_to_end((key, field))
                return held
            del self._at_hand[key, field]
            return b""
        found = b64decode(await self._redis.hget(key, field) or "")
        if found:
            self._at_hand[key, field] = found
            while sum(map(len, self._at_hand.values())) > AT_HAND:
                self._at_hand.popitem(last=False)
        return found

    async def named(self, event_id: str, names: Collection[str]) -> dict[str, bytes]:
        """Those of `names` that the event has, as the stage gets them."""
        found = {name: await self.content(event_id, name, "stage") for name in sorted(names)}
        return {name: content for name, content in found.items() if content}

    async def put(self, event_id: str, picture: DrawnPicture) -> None:
        """Keep a picture; one that is there already stays as it is.

        Raises:
            TooManyPictures: the event has as many as it can have.
            UnknownEvent: there is no such event (any more).
        """
        key = pictures_key(event_id)
        there = await self.names(event_id)
        if picture.name in there:
            return
        if len(there) >= MOST_PICTURES:
            raise TooManyPictures
        sizes = {"phone": picture.phone, "stage": picture.stage}
        fields = {f"{picture.name}:{size}": b64encode(c).decode() for size, c in sizes.items()}
        await self._redis.hset(key, mapping=fields)
        # The event may have been deleted while we wrote; a cluster has the two in two places.
        if not await self._redis.exists(event_key(event_id)):
            await self._redis.delete(key)
            raise UnknownEvent(event_id)

    async def put_all(self, event_id: str, pictures: Sequence[DrawnPicture], deck: str) -> None:
        """Keep all pictures of a deck, or none; where there is no room, unused ones make some.

        Args:
            deck: what is to be shown with them, as text; what it names stays.

        Raises:
            TooManyPictures: the event has as many as it can have.
            UnknownEvent: there is no such event (any more).
        """
        new = {each.name for each in pictures}
        if len(new.union(await self.names(event_id))) > MOST_PICTURES:
            await self.drop_unused(event_id, deck)
            if len(new.union(await self.names(event_id))) > MOST_PICTURES:
                raise TooManyPictures
        for each in pictures:
            await self.put(event_id, each)

    async def drop_unused(self, event_id: str, more: str = "") -> None:
        """Delete what neither the event shows nor its draft, nor anything that can be undone.

        Args:
            more: text that names pictures which stay, too.
        """
        live = await self._redis.hvals(event_key(event_id))
        draft = await self._redis.hvals(draft_key(event_id))
        await self.drop(event_id, names_in(" ".join((*live, *draft, more))))

    async def copy(self, source: str, target: str) -> None:
        """Give one event all pictures of another."""
        for name in await self.names(source):
            phone = await self.content(source, name, "phone")
            stage = await self.content(source, name, "stage")
            await self.put(target, DrawnPicture(name, phone, stage))

    async def drop(self, event_id: str, but: Collection[str]) -> None:
        """Delete the pictures of an event that are none of `but`."""
        key = pictures_key(event_id)
        doomed = [
            field for field in await self._redis.hkeys(key) if field.partition(":")[0] not in but
        ]
        if doomed:
            await self._redis.hdel(key, *doomed)
