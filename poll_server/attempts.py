"""How often the organiser's password may be tried: over all processes and all visitors together.

Not by address: a hall shares one, and whoever guesses has many. A guesser can therefore keep the
organiser from signing in, for a minute at a time, but not from working when signed in already, and
`poll-server organiser` sets a new password from the command line.

Redis key `organiser:tries`: a counter that expires by itself.
"""

from .store import Store

KEY = "organiser:tries"
MOST = 10
"""Wrong passwords in `WINDOW`: 14,400 a day, nothing against ten characters."""
WINDOW = 60
"""Seconds."""


async def may_try(store: Store) -> bool:
    """Take one try. Counted before the password is looked at, so that tries side by side count too.

    Returns:
        False where there were too many: do not even look at the password.
    """
    async with store.redis.pipeline(transaction=True) as pipe:
        pipe.set(KEY, 0, ex=WINDOW, nx=True)
        pipe.incr(KEY)
        _, tries = await pipe.execute()
    return int(tries) <= MOST


async def succeeded(store: Store) -> None:
    """The password was right: the count starts afresh."""
    await store.redis.delete(KEY)
