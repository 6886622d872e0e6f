"""What goes when a practice ends: everything that was asked, voted, raised and tapped since.

A part of `store`; `keys` names where. A practice begins only where nothing was asked yet, so what
is there when it ends is its own.
"""

from poll_server.store.keys import PollKeys
from poll_server.store.text_redis import TextRedis

from .beside import floor_store


async def doomed(redis: TextRedis, poll_id: str, numbers: range) -> tuple[list[str], int]:
    """The keys to be deleted, and how many entries the hall had made as they were looked up.

    Args:
        numbers: of the rounds that there are.
    """
    keys = PollKeys(poll_id)
    _, *asked = await floor_store.keys_of(redis, poll_id)  # what the moderator set stays
    found = [*asked, keys.shown, keys.hands, keys.mood, keys.tapped, *keys.nicknames.every]
    for number in numbers:
        found += keys.round(number).every
    return found, sum(key.startswith(keys.floor.supporters("")) for key in asked)
