"""What Redis remembers, typed: one object of thirteen parts; `keys` names where.

polls    what stays the same and what moves, as it is at one moment
rounds   votes, tallies, frozen results; each step of a moderator
floor    questions from the hall, and who supports them
mood     reactions and the tempo, as sums
speakers who raised a hand, and whose turn it is
nicknames of those who gave one
piles    into which a moderator lays what people wrote
events   decks, codes, logos, and how all of it is deleted
pictures what organisers uploaded to be seen
tokens   by which programs speak for an organiser
acts     what organisers did
members  who may do what at an event
hooks    whom the server tells of what happens
"""

import asyncio
import secrets
from pathlib import Path
from typing import cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError

from poll_server.base.secret_file import OtherSecret, fingerprint, take
from poll_server.store.parts.acts import ActStore
from poll_server.store.parts.beside.floor_store import FloorStore
from poll_server.store.parts.beside.mood_store import MoodStore
from poll_server.store.parts.beside.nickname_store import NicknameStore
from poll_server.store.parts.beside.speaker_store import SpeakerStore
from poll_server.store.parts.event_store import EventStore
from poll_server.store.parts.hooks import HookStore
from poll_server.store.parts.members import MemberStore
from poll_server.store.parts.picture_store import PictureStore
from poll_server.store.parts.pile_store import PileStore
from poll_server.store.parts.poll_store import PollStore
from poll_server.store.parts.round_store import RoundStore
from poll_server.store.parts.tokens import TokenStore

from .keys import REWRITE_DUE, SERVER
from .reach import checked
from .reach.address import parse
from .reach.clients import client_to
from .reach.cluster import ClusterRedis
from .text_redis import TextRedis

POOL_SIZE = 32
"""Connections for everything but votes; one more caller waits instead of failing."""
POOL_WAIT = 5.0
"""Seconds a caller waits for a connection."""
RECONNECT = 0.05
"""Seconds before a broken connection is made anew, twice at most: whoever waits for a page learns
soon that Redis is away. One that does not answer in time is not asked again: it has not gone."""


class Store:
    """The parts, on one client."""

    def __init__(self, redis: Redis, url: str, secret_file: str = "") -> None:
        """Args:
        redis: a client that decodes responses.
        url: where it is connected to.
        secret_file: what signs cookies; '' where Redis keeps it.
        """
        self.url = url
        self._secret_file = secret_file
        # redis-py's types allow bytes and answers without waiting everywhere; this client decodes.
        self.redis = cast(TextRedis, redis)
        self._slots = redis.slots if isinstance(redis, ClusterRedis) else None
        self.polls = PollStore(self.redis)
        self.rounds = RoundStore(self.redis)
        self.floor = FloorStore(self.redis)
        self.mood = MoodStore(self.redis)
        self.speakers = SpeakerStore(self.redis)
        self.nicknames = NicknameStore(self.redis)
        self.piles = PileStore(self.redis)
        self.events = EventStore(self.redis, self.polls)
        self.pictures = PictureStore(self.redis)
        self.tokens = TokenStore(self.redis)
        self.hooks = HookStore(self.redis)
        self.acts = ActStore(self.redis)
        self.members = MemberStore(self.redis)

    @classmethod
    def connect(cls, url: str, secret_file: str = "", name: str | None = None) -> "Store":
        """A store on its own pool; a caller past the pool's size waits instead of failing.

        Args:
            name: by which Redis knows its connections.
        """
        redis = client_to(
            url,
            max_connections=POOL_SIZE,
            timeout=POOL_WAIT,
            decode_responses=True,
            client_name=name,
            socket_timeout=5,
            socket_connect_timeout=5,
            retry=Retry(ConstantBackoff(RECONNECT), 2, supported_errors=(ConnectionError,)),
        )
        return cls(redis, url, secret_file)

    def shard(self, poll_id: str) -> str:
        """Which server has a poll, as far as is known; '' for all where there is only one."""
        return str(self._slots.owner(poll_id) or "") if self._slots else ""

    async def secret(self) -> bytes:
        """What cookies are signed with; made at the first start, the same for every process.

        Raises:
            OtherSecret: other processes use one that this one does not have.
            OSError: its file cannot be read or made.
        """
        old, known = await self.redis.hmget(SERVER, ["secret", "secret_sha256"])
        if not self._secret_file:
            return await self._secret_in_redis(known)
        secret = await asyncio.to_thread(take, Path(self._secret_file), old or "", known or "")
        if old or known != fingerprint(secret):
            async with self.redis.pipeline(transaction=True) as pipe:
                pipe.hset(SERVER, "secret_sha256", fingerprint(secret))
                if old:
                    pipe.hdel(SERVER, "secret")
                    pipe.hset(SERVER, REWRITE_DUE, 1)  # the append-only file still holds it
                await pipe.execute()
        return secret.encode()

    async def _secret_in_redis(self, known: str | None) -> bytes:
        if known:
            raise OtherSecret(
                "What signs cookies is in a file here, and no longer in Redis: name it with "
                "--secret-file."
            )
        await self.redis.hsetnx(SERVER, "secret", secrets.token_urlsafe(32))
        return str(await self.redis.hget(SERVER, "secret")).encode()

    async def wrong_settings(self) -> list[str]:
        """What would let Redis lose an acknowledged vote, each with its one-line cure.

        Raises:
            RedisError, OSError: Redis does not answer, which says nothing of its settings.
        """
        return await checked.wrong_settings(self.redis, parse(self.url))

    async def warnings(self) -> list[str]:
        """What would be better otherwise in a cluster or under Sentinel, each with its cure.

        Raises:
            RedisError, OSError: as `wrong_settings`.
        """
        return await checked.warnings(self.redis, parse(self.url))
