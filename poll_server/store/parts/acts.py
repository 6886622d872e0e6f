"""What organisers did: who, what, when, to which event. Of participants there is nothing.

A list in Redis, the newest first; bounded in number here, and in time by `ending.retention`.
"""

from typing import Any, Literal, get_args

import msgspec

from poll_server.store.keys import ACTS
from poll_server.store.records import now_ms
from poll_server.store.text_redis import TextRedis

Deed = Literal[
    "signed.in", "sessions.ended", "account.made", "account.renamed", "account.removed",
    "password.changed", "second.set", "second.off", "recovery.used", "recovery.renewed",
    "codes.guessed", "invitation.made", "invitation.withdrawn", "token.made", "token.revoked",
    "role.given", "role.changed", "role.taken", "people.named", "people.opened",
    "event.made", "event.changed", "event.archived", "event.resumed", "event.deleted",
    "event.filed", "event.embedded", "deck.put", "draft.dropped", "look.changed", "links.made",
    "links.renewed", "links.ended", "results.published", "results.withdrawn", "results.taken",
    "questions.taken", "results.removed", "files.made", "hook.made", "hook.tried",
    "hook.resumed", "hook.removed", "hook.changed", "poll.controlled", "floor.moderated",
]  # fmt: skip
DEEDS: tuple[Deed, ...] = get_args(Deed)
MOST_ACTS = 10_000
"""Some 2 MB: a house with a hundred events a year and two hundred acts for each keeps half a year;
what a program does by control commands is most of it."""
AT_ONCE = 200
"""Acts looked at in one go for their age."""
COMMAND_LINE = "command line"
"""Who did it, where nobody signed in."""
LONGEST_DETAIL = 200
"""Characters."""


class Act(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that somebody did."""

    at_ms: int
    who: str
    """the organiser's name as it was then; “command line” for who has that"""
    what: Deed
    account: str = ""
    event: str = ""
    """id of the event; empty where it is about none"""
    detail: str = ""
    by: str = ""
    """what the token is called by which a program did it; empty: in the browser"""


class ActStore:
    """The list."""

    def __init__(self, redis: TextRedis) -> None:
        self._redis = redis

    async def note(self, what: Deed, who: str, **more: Any) -> None:
        """Write down that `who` did something just now.

        Args:
            more: further fields of the act; a long detail is cut.
        """
        more["detail"] = more.get("detail", "")[:LONGEST_DETAIL]
        act = Act(at_ms=now_ms(), who=who, what=what, **more)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.lpush(ACTS, msgspec.json.encode(act).decode())
            pipe.ltrim(ACTS, 0, MOST_ACTS - 1)
            await pipe.execute()

    async def newest(self, most: int = MOST_ACTS) -> list[Act]:
        """The last acts, the newest first."""
        return [_read(raw) for raw in await self._redis.lrange(ACTS, 0, most - 1)]

    async def forget(self, before_ms: int) -> int:
        """Delete what was done before that moment; how many acts that were."""
        gone = 0
        while True:
            oldest = [_read(raw) for raw in await self._redis.lrange(ACTS, -AT_ONCE, -1)]
            old = sum(act.at_ms < before_ms for act in oldest)
            if old:
                async with self._redis.pipeline(transaction=True) as pipe:
                    pipe.ltrim(ACTS, 0, -old - 1)  # from the end: newer ones may come meanwhile
                    await pipe.execute()
            gone += old
            if old < AT_ONCE:
                return gone


def _read(raw: str) -> Act:
    return msgspec.json.decode(raw, type=Act)
