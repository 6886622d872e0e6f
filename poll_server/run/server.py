"""Run the application: bind the port, start uvicorn, one process or several."""

import errno
import os
import signal
import socket
from types import FrameType

import msgspec
import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from poll_server.base.machine import open_files
from poll_server.base.settings import Settings
from poll_server.web.page_protocol import IDLE_SECONDS
from poll_server.web.sockets.transport import ScreenProtocol
from poll_server.wire.messages import LARGEST_FRAME

from .app import create_app
from .front import FrontProtocol
from .last_resort import in_time
from .redis_there import replaced

BACKLOG = 16_384
"""Connections the kernel holds while we accept: ten thousand phones that come back at once. It
holds no more than `net.core.somaxconn`, on Linux 4,096; see docs/capacity.md."""
LAST_PORT = 65535
HANGS_SECONDS = 60
"""How long one of several workers may give its parent no sign before it is killed as hung.

One that has died is replaced at once. But one that starts gives no sign until it has read the
program in, and one whose machine stands still is well: uvicorn's own 5 s killed both, again and
again where the machine stayed busy, and with the second the lines of all its phones.
"""
GRACEFUL_SECONDS = 5
"""What open connections get at the end: two seconds for votes, the rest for slow goodbyes."""


class CannotListen(Exception):
    """The port cannot be had; the message says why and what to do."""


def bind(host: str, port: int) -> socket.socket:
    """A listening socket.

    Args:
        port: 0 for any free one.

    Raises:
        CannotListen: in use, not allowed, or no such address; one sentence with the cure.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    # A restart must not wait for the old connections' last minute.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, UnicodeError) as error:  # UnicodeError: a label of over 63 letters
        listener.close()
        raise CannotListen(_why(error, host, port)) from error
    listener.set_inheritable(True)
    return listener


def _why(error: OSError | UnicodeError, host: str, port: int) -> str:
    if isinstance(error, UnicodeError):
        return f"{host} is no address to listen on: name another with --host."
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < LAST_PORT else 8080
        return (
            f"Port {port} is in use: end the program that has it, "
            f"or choose another with --port {other}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights: choose one above 1023 with --port 8080."
    return f"Cannot listen on {host}:{port} ({error.strerror}): name another with --host."


def application() -> Starlette:
    """What each process serves: the application, in a process that ends when it is told to."""
    app = create_app()
    app.router.lifespan_context = in_time(replaced(app.router.lifespan_context))
    return app


def config(settings: Settings) -> uvicorn.Config:
    """How uvicorn runs the application; what is said here is said nowhere else."""
    return uvicorn.Config(
        "poll_server.run.server:application",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        loop="uvloop",
        http=FrontProtocol,
        timeout_keep_alive=IDLE_SECONDS,
        ws=ScreenProtocol,
        ws_max_size=LARGEST_FRAME,
        ws_per_message_deflate=False,  # 40 to 100 KB a phone, for frames of 1 KB
        ws_ping_interval=settings.keepalive,
        ws_ping_timeout=settings.keepalive,
        backlog=BACKLOG,
        access_log=False,
        log_config=None,  # logs.py decides, and leaves addresses out
        server_header=False,
        proxy_headers=False,  # no address of a person is wanted; the scheme is read in passes.py
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        timeout_worker_healthcheck=HANGS_SECONDS,
    )


class Workers(Multiprocess):
    """Several processes; one that dies is replaced at once, also where a sign of it is awaited."""

    def keep_subprocess_alive(self) -> None:
        for process in self.processes:
            # Its worker has this end now. As long as the parent had it too, a worker's death would
            # not end the wait for its sign.
            process.child_conn.close()
        super().keep_subprocess_alive()


def run(settings: Settings, listener: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl-C.

    Args:
        settings: with the Redis URL filled in; handed to the processes as environment variables.
        listener: from `bind`.

    Raises:
        SystemExit: after SIGTERM, so that the caller can put away what it started, such as a Redis;
            with status 1 where a background task had died.
        KeyboardInterrupt: after Ctrl-C.
    """
    os.environ |= environment(settings)
    open_files.raise_limit()
    how = config(settings)
    if settings.workers > 1:
        Workers(how, sockets=[listener]).run()
        return
    server = uvicorn.Server(how)

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(int(getattr(server.lifespan, "shutdown_failed", False)))

    # uvicorn puts this back when it has shut down, and then raises the signal once more.
    signal.signal(signal.SIGTERM, leave)
    server.run(sockets=[listener])


def environment(settings: Settings) -> dict[str, str]:
    """`settings` as the environment variables that `Settings.from_env` reads."""
    return {
        f"POLL_{name.upper()}": str(value)
        for name, value in msgspec.structs.asdict(settings).items()
        if value != ""
    }
