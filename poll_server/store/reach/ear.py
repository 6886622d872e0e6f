"""Hears that polls changed: of those that are wanted, from whichever server has them.

Sharded pub/sub: a word goes through the servers of the poll's own shard alone, and reaches only
processes that have screens of this poll. It is heard over bare lines, as votes go over some: a word
that redis-py reads costs more than the vote that it speaks of.

A word lost does no harm, and many are lost while servers come and go: whoever listens looks for the
truth twice a second. So nothing here is ever waited for.
"""

import asyncio
import random
from collections.abc import Callable, Iterable
from typing import Any

import hiredis
import structlog
from redis.crc import key_slot
from redis.exceptions import MovedError, RedisError

from poll_server.store.keys import ASIDE, VOTES, PollKeys, poll_of
from poll_server.store.redis.line import NOT_YET, error_of, line_options, packed, transport_of

from .address import HostPort, parse
from .clients import pool_of
from .cluster import ClusterRedis

LISTEN_AGAIN = 0.5
"""Seconds before listening again after a connection broke, plus as much at random."""
CONNECT_SECONDS = 5.0
"""What a connection may take."""
LIFE_SIGN = 20.0
"""Seconds after which a server that says nothing is asked whether it is there, and who has what."""

log = structlog.get_logger(__name__)
Heard = Callable[[str, bool], None]
"""Is told a poll that changed, or that may have changed before it was listened for; and whether
nothing did but its votes."""
HeardAside = Callable[[str, str], None]
"""Is told a poll, and what another process said there (see `keys.ASIDE`)."""


class Ear:
    """For one process; `run` listens."""

    def __init__(self, url: str, name: str | None = None) -> None:
        """Args:
        name: by which Redis knows its connection; a single one has one, also while nobody listens.
        """
        address = parse(url)
        options = {**line_options(CONNECT_SECONDS), "client_name": name}
        self._cluster: ClusterRedis | None = None
        if address.kind == "cluster":
            self._cluster = ClusterRedis(address, max_connections=2, **options)
        self._pool = None if self._cluster else pool_of(address, **options)
        self._wanted: set[str] = set()
        self._lines: dict[HostPort | None, _Hearing] = {}
        self._turn = asyncio.Event()
        self._aside: HeardAside | None = None

    def want(self, poll_id: str) -> None:
        """Listen for a poll."""
        self._wanted.add(poll_id)
        self._turn.set()

    def leave(self, poll_id: str) -> None:
        """Listen for it no longer."""
        self._wanted.discard(poll_id)
        self._turn.set()

    async def run(self, heard: Heard, aside: HeardAside | None = None) -> None:
        """Listen until cancelled."""
        self._aside = aside
        while True:
            self._turn.clear()
            if not await self._arranged(heard):
                await asyncio.sleep(LISTEN_AGAIN * (1 + random.random()))
                continue
            try:
                async with asyncio.timeout(LIFE_SIGN):
                    await self._turn.wait()
            except TimeoutError:
                self._look_after()

    async def close(self) -> None:
        """Hang up."""
        for line in tuple(self._lines.values()):
            await line.end()
        if self._cluster is not None:
            await self._cluster.aclose()
        if self._pool is not None:
            await self._pool.aclose()

    async def _arranged(self, heard: Heard) -> bool:
        """Have each poll listened for where it is; false where that did not succeed everywhere."""
        shares: dict[HostPort | None, set[str]] = {} if self._cluster else {None: set()}
        try:
            for poll_id in tuple(self._wanted):
                shares.setdefault(await self._place(poll_id), set()).add(poll_id)
        except (RedisError, OSError) as error:
            log.warning("listening_again", error=type(error).__name__)
            return False
        for place in [p for p, line in self._lines.items() if line.lost or p not in shares]:
            await self._lines[place].end()  # first: who is cancelled here closes the rest later
            del self._lines[place]
        well = True
        for place, polls in shares.items():
            try:
                if place not in self._lines:
                    self._lines[place] = await self._open(place, heard)
                self._lines[place].hold(polls)
            except (RedisError, OSError) as error:
                well = False
                self._doubt()
                log.warning("listening_again", error=type(error).__name__)
        return well

    async def _place(self, poll_id: str) -> HostPort | None:
        if self._cluster is None:
            return None
        if self._cluster.slots.owner(poll_id) is None:
            await self._cluster.slots.look()
        return self._cluster.slots.owner(poll_id)

    async def _open(self, place: HostPort | None, heard: Heard) -> "_Hearing":
        pool: Any = self._pool
        if self._cluster is not None:
            if place is None:
                raise RedisError("no server of the cluster has this slot")
            pool = self._cluster.at(place).connection_pool
        make: Any = getattr(pool, "make_connection", None)
        connection = make()
        try:
            await connection.connect()
        except BaseException:
            await connection.disconnect(nowait=True)
            raise
        return _Hearing(connection, heard, self._astray, self._aside)

    def _astray(self, error: object = None) -> None:
        """A line broke, or a server does not have (any more) what it is asked for."""
        if isinstance(error, MovedError) and self._cluster is not None:
            self._cluster.slots.moved(error)
        self._doubt()
        self._turn.set()

    def _doubt(self) -> None:
        if self._cluster is not None:
            self._cluster.slots.doubt()

    def _look_after(self) -> None:
        self._doubt()
        for line in self._lines.values():
            line.ask_for_life()


class _Hearing(asyncio.Protocol):
    """One connection that listens."""

    def __init__(
        self,
        connection: Any,
        heard: Heard,
        astray: Callable[[object], None],
        aside: HeardAside | None,
    ) -> None:
        self._connection, self._heard, self._astray = connection, heard, astray
        self._aside = aside
        self._reader = hiredis.Reader(encoding="utf-8", replyError=error_of, notEnoughData=NOT_YET)
        self._held: set[str] = set()
        self._asked_for_life = False
        self.lost = False
        self._gone = asyncio.Event()
        self._transport = transport_of(connection)
        self._transport.set_protocol(self)

    def hold(self, polls: set[str]) -> None:
        """Listen for these, and for no others."""
        self._send(("SUNSUBSCRIBE", PollKeys(each).changes) for each in self._held - polls)
        # One at a time: several in one command would have to be in one slot.
        self._send(("SSUBSCRIBE", PollKeys(each).changes) for each in polls - self._held)
        self._held = set(polls)

    def ask_for_life(self) -> None:
        """Hang up where nothing has been heard since the last time, though asked."""
        if self._asked_for_life:
            self.hang_up()
            return
        self._asked_for_life = True
        self._send([("PING",)])

    def hang_up(self) -> None:
        self.lost = True
        self._transport.abort()

    async def end(self) -> None:
        """Hang up, and put the connection away."""
        self.hang_up()
        await self._gone.wait()
        await self._connection.disconnect(nowait=True)

    def _send(self, commands: Iterable[tuple[str, ...]]) -> None:
        if (data := b"".join(map(packed, commands))) and not self.lost:
            self._transport.write(data)

    def data_received(self, data: bytes) -> None:
        self._asked_for_life = False
        try:
            self._reader.feed(data)
            while (said := self._reader.gets()) is not NOT_YET:
                self._hear(said)
        except (hiredis.ProtocolError, UnicodeDecodeError):
            self.hang_up()

    def _hear(self, said: Any) -> None:
        if isinstance(said, MovedError):
            slot = said.slot_id
            self._held = {each for each in self._held if key_slot(each.encode()) != slot}
            self._astray(said)
        elif isinstance(said, Exception):
            log.warning("listening_refused", error=str(said))
            self.hang_up()
        elif said[0] == "sunsubscribe" and poll_of(said[1]) in self._held:
            self._held.discard(poll_of(said[1]))  # its slot has left this server
            self._astray(None)
        elif said[0] == "smessage" and said[2].startswith(ASIDE):
            if self._aside is not None:
                self._aside(poll_of(said[1]), said[2])
        elif said[0] in ("ssubscribe", "smessage"):
            self._heard(poll_of(said[1]), str(said[2]).startswith(VOTES))

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self._gone.set()
        self._astray(exc)
