"""What the bench compares with: the same libraries, and nothing but the work itself.

Receive a vote, one Redis round trip, acknowledge. No rules, no tally, no screens, no pings. The
acknowledgement still waits for the disk: that is Redis's doing (`appendfsync always`).
"""

import asyncio
import contextlib
import sys

import msgspec
import uvloop
from redis.asyncio import BlockingConnectionPool, Redis
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

CONNECTIONS = 32
"""To Redis; as many as the server's own pool has."""


async def main(redis_url: str, port: int) -> None:
    """Serve until killed."""
    redis: Redis = Redis.from_pool(
        BlockingConnectionPool.from_url(redis_url, max_connections=CONNECTIONS)
    )

    async def phone(connection: ServerConnection) -> None:
        voter = str(connection.id)
        with contextlib.suppress(ConnectionClosed):
            async for message in connection:
                vote = msgspec.json.decode(message)
                await redis.hset("minimal", voter, msgspec.json.encode(vote["answer"]).decode())
                await connection.send(
                    f'{{"type":"counted","round":1,"seq":{vote["seq"]},"outcome":"accepted"}}'
                )

    async with serve(phone, "127.0.0.1", port, compression=None, ping_interval=None, backlog=4096):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2])))
