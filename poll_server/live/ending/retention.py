"""The end of an event: single votes go after their time, frozen results after theirs.

A poll's time runs from its last close; while a round is open, nothing is touched. So that this ends
too, a round that nobody closed closes by itself, days after its opening: a vote may be meant to
stay open overnight, but not for ever. Deleting a poll's votes and its secret, and then having Redis
write its append-only file anew, leaves no single vote on disk; the frozen results stay. What
belongs to no event any more, as after a crash half-way, goes at the second look that finds it so.

Results go only if they were seen to be near their end a day before: a clock that leaps, as where a
hall's machine finds the internet, leaves a day to save them, or to set it right.
"""

import asyncio
from contextlib import suppress
from math import inf

import structlog
from redis.exceptions import RedisError

from poll_server.base.settings import Settings
from poll_server.live.polls import Polls
from poll_server.store.records import UnknownEvent, now_ms
from poll_server.store.store import Store

from .orphans import orphaned

LOOK_EVERY = 600.0
"""Seconds between two looks; the promise is in hours."""
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

log = structlog.get_logger(__name__)


class Retention:
    """Deletes what is due."""

    def __init__(self, store: Store, settings: Settings, polls: Polls) -> None:
        self._store, self._settings, self._polls = store, settings, polls
        self._orphans: set[str] = set()
        """keys that belonged to no event at the last look"""

    async def run(self) -> None:
        """Look for what is due, for as long as the server runs."""
        while True:
            try:
                await self.look(now_ms())
            except (RedisError, OSError) as error:
                log.warning("retention_postponed", error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def look(self, now: int) -> None:
        """Delete what is due at `now`, in ms since 1970."""
        deleted = False
        for event_id in await self._store.events.all():
            try:
                polls = (await self._store.events.polls(event_id)).values()
            except UnknownEvent:
                continue
            for poll_id in polls:
                await self._settle(poll_id, now)
            ended = {poll_id: await self._ended(poll_id) for poll_id in polls}
            # A poll in which nothing was asked keeps nothing; one that is open ends in the future.
            last = max((at for at in ended.values() if at is not None), default=None)
            with suppress(UnknownEvent):  # deleted meanwhile
                if await self._results_go(event_id, last, now):
                    await self._store.events.delete(event_id)
                    continue
            for poll_id, at in ended.items():
                if at is not None and now - at > self._settings.keep_votes * HOUR_MS:
                    deleted |= await self._delete_votes(poll_id)
                    deleted |= await self._store.floor.unlink(poll_id)
                    deleted |= await self._store.speakers.unlink(poll_id)
        await self._store.acts.forget(now - self._settings.keep_acts * DAY_MS)
        deleted |= await self._delete_orphans()
        if deleted:
            await self._store.events.rewrite_log()

    async def _results_go(self, event_id: str, last: float | None, now: int) -> bool:
        """Whether an event's time is over, and was nearly so a day ago; which is noted here.

        Args:
            last: when its last round closed, in ms; None: nothing was asked.
        """
        left = inf if last is None else last + self._settings.keep_results * DAY_MS - now
        due = int((await self._store.events.fields(event_id)).get("due_ms", 0))
        if left >= DAY_MS:
            if due:
                await self._store.events.set_due(event_id, 0)
        elif not 0 < due <= now:
            await self._store.events.set_due(event_id, now)
        else:
            return left < 0 and now - due >= DAY_MS
        return False

    async def _settle(self, poll_id: str, now: int) -> None:
        """Close the round that has been open too long, and freeze what was closed and is not yet.

        Usually that is long done. Not where nobody was connected, or the server was restarted.
        """
        rounds = await self._store.polls.rounds(poll_id)
        last = await self._store.rounds.round(poll_id, rounds) if rounds else None
        longest = self._settings.close_after * DAY_MS
        if last and last.state == "open" and now - last.opened_ms > longest:
            log.info("closed_by_itself", round=last.number)
            await self._polls.close_forgotten(poll_id)
        for number in await self._store.rounds.unfrozen(poll_id, rounds):
            await self._polls.freeze(poll_id, number)

    async def _delete_orphans(self) -> bool:
        """Delete keys that no event leads to, if they were found so at the look before, too.

        An event that is just being made has its polls first.
        """
        orphans = await orphaned(self._store)
        doomed, self._orphans = orphans & self._orphans, orphans
        if doomed:
            log.warning("orphaned_keys_deleted", keys=len(doomed))
            await self._store.redis.delete(*doomed)
        return bool(doomed)

    async def _delete_votes(self, poll_id: str) -> bool:
        """Delete a poll's single votes, each round checked against them for the last time."""
        for number in await self._store.polls.numbers(poll_id):
            # Its last close was hours ago by this clock; Redis's must not keep votes any longer.
            await self._polls.freeze(poll_id, number, at_once=True)
            await self._polls.audit(poll_id, number)
        return await self._store.events.delete_votes(poll_id)

    async def _ended(self, poll_id: str) -> float | None:
        """When the poll's last round closed, or the hall last asked, in ms.

        Infinity while a round is open, None where nothing was ever asked.
        """
        number = await self._store.polls.rounds(poll_id)
        last = await self._store.rounds.round(poll_id, number) if number else None
        asked = max(
            await self._store.floor.last_ms(poll_id),
            await self._store.floor.taken_ms(poll_id),
            await self._store.speakers.last_ms(poll_id),
            await self._store.nicknames.last_ms(poll_id),
        )
        if last is None:
            return asked or None
        # What was taken over is here since then, however long ago people voted elsewhere.
        closed = last.frozen_ms if last.source else last.closed_ms
        return max(closed, asked) if last.state == "closed" else float("inf")
