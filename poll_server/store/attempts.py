"""How often a password may be tried: over all processes, visitors and accounts together.

Not by address: a hall shares one, and whoever guesses has many. Not by account: a limit for each
name would tell which names there are, or let names nobody has keep the hash function busy. A
guesser can therefore keep organisers from signing in, for a minute at a time, but not from working
when signed in already, and `poll-server organiser` sets a new password from the command line.

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
    """The password was right: this try was none.

    Those before it still count: somebody who has an account could else guess at another for ever.
    """
    async with store.redis.pipeline(transaction=True) as pipe:
        # The count may have ended a moment ago: one without an end must never come to be.
        pipe.set(KEY, 0, ex=WINDOW, nx=True)
        pipe.decr(KEY)
        await pipe.execute()
