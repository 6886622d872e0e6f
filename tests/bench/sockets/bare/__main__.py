"""Serve one of the two until killed."""

import sys

import uvicorn

from poll_server.base.machine import garbage
from poll_server.run.server import BACKLOG

from . import minimal, spike

SERVERS = {"minimal": minimal.config, "spike": spike.config}


def main(which: str, redis_url: str, port: str) -> None:
    """Serve until killed."""
    how = SERVERS[which](redis_url, int(port), BACKLOG)
    garbage.fit()
    uvicorn.Server(how).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
