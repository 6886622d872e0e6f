"""Connections that say “broken” of a line that broke, whatever the event loop's word for it.

uvloop raises a RuntimeError where something is written on a line that was lost in the moment
before, and asyncio's own loop, from Python 3.12 on, an AttributeError; up to 3.11 it takes the
bytes, and redis-py then hears of the loss. Whoever asks Redis for anything is ready for its
ConnectionError, and for no other word.
"""

from functools import cache
from typing import Any, TypeVar

from redis.asyncio import BlockingConnectionPool
from redis.exceptions import ConnectionError as Broken

CLOSED = ("the handler is closed", "has no attribute '_add_writer'")
"""How these errors end; one of another kind is a mistake of ours."""


Pool = TypeVar("Pool", bound=BlockingConnectionPool)


class _InOneWord:
    """Beside a connection of redis-py's."""

    async def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        above: Any = super()
        try:
            await above.send_packed_command(command, check_health)
        except (RuntimeError, AttributeError) as error:
            if not str(error).endswith(CLOSED):
                raise
            raise Broken("The connection was lost while something was sent") from error


def in_one_word(pool: Pool) -> Pool:
    """The same pool, whose connections say of each loss that they are broken."""
    kind: Any = pool.connection_class
    pool.connection_class = _kind(kind)
    return pool


@cache
def _kind(connection: Any) -> Any:
    return type(connection.__name__, (_InOneWord, connection), {})
