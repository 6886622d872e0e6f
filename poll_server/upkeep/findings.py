"""What a check of an installation says: one sentence about each thing, and a cure where it is not
well. The command line and the organisers' page say the same."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, NamedTuple

from redis.exceptions import RedisError

from poll_server.base.settings import Settings
from poll_server.locale import Speech, speak
from poll_server.store.store import Store

Level = Literal["good", "care", "wrong"]


class Finding(NamedTuple):
    """One thing that was looked at."""

    what: str
    """its name, in the reader's language"""
    level: Level
    """*care*: votes are safe, and something may get in their way; *wrong*: mend it first"""
    said: str
    cure: str = ""
    """what to do; '' where all is well"""


LookAt = Callable[[Speech, Settings, Store], Awaitable[Sequence[Finding]]]
LONGEST = 15.0
"""Seconds that one look may take: a name server that is silent, a proxy that never answers."""


async def findings(
    looks: Sequence[LookAt], settings: Settings, store: Store, language: str
) -> list[Finding]:
    """What all of `looks` find, in their order; one that fails is a finding, too."""
    _ = speak(language)

    async def one(look: LookAt) -> Sequence[Finding]:
        try:
            async with asyncio.timeout(LONGEST):
                return await look(_, settings, store)
        except (RedisError, OSError) as error:  # a timeout is an OSError, too
            said = str(error) or type(error).__name__
            name = (look.__doc__ or look.__name__).splitlines()[0].rstrip(".")
            return [
                Finding(
                    _("Check"),
                    "care",
                    _("“%(what)s” could not be looked at: %(why)s.", what=name, why=said),
                    _("Please try again; if it stays so, look at the server’s log."),
                )
            ]

    return [each for found in await asyncio.gather(*map(one, looks)) for each in found]
