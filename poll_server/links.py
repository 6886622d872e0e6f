"""Takes a moderator's link back: the old one stops working, and sockets that came by it close."""

import secrets

from .store import PollKeys, Store


async def renew_moderator_link(store: Store, poll_id: str) -> str:
    """Give the poll a new moderator secret; every hub sees the new generation within 0.5 s.

    Returns:
        The new secret.
    """
    keys, secret = PollKeys(poll_id), secrets.token_urlsafe(16)
    # Together: with the new generation and the old secret, the old link would be good again.
    async with store.redis.pipeline(transaction=True) as pipe:
        pipe.hset(keys.about, "moderator", secret)
        pipe.hincrby(keys.live, "links", 1)
        await pipe.execute()
    return secret
