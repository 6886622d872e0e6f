"""The process that makes files: `python -m poll_server.report.making.worker`, started by a server.

A Word document of a congress takes seconds of computing. In a thread of the server it would take
turns with the votes; here it has an interpreter of its own, and any other process goes first. It
reads orders from standard input, answers on standard output, and ends when the input does: whoever
started it is gone then.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

import msgspec
import structlog
from redis.exceptions import RedisError

from poll_server.base import logs
from poll_server.live.auditing import BrokenTally
from poll_server.live.polls import Polls
from poll_server.store.events import Events
from poll_server.store.records import UnknownEvent, UnknownPoll
from poll_server.store.store import Store

from .making import ZIP, NoChart, NoPoll, archive, tasks
from .orders import LENGTH_BYTES, Answer, Done, Failed, Made, Order, Step, frame, read_order

log = structlog.get_logger(__name__)

Say = Callable[[Answer], None]


def main() -> None:
    """Work through orders until there will be no more."""
    answers = _own_output()
    logs.configure()
    orders: SimpleQueue[Order] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, orders), daemon=True).start()

    def say(answer: Answer) -> None:
        answers.write(frame(answer))
        answers.flush()

    while True:
        order = orders.get()
        say(asyncio.run(fulfil(order, say)))


async def fulfil(order: Order, say: Say) -> Done | Failed:
    """Make what is ordered, and `say` each step and each file."""
    store = Store.connect(order.redis_url)
    try:
        await _make(order, store, say)
    except UnknownEvent as error:
        return Failed("no_event", str(error))
    except (NoPoll, UnknownPoll) as error:
        return Failed("no_poll", str(error))
    except NoChart as error:
        return Failed("no_chart", str(error))
    except BrokenTally as error:
        return Failed("broken_tally", str(error))
    except (OSError, RedisError) as error:
        log.warning("files_not_made", error=type(error).__name__)
        written = isinstance(error, OSError) and order.folder
        return Failed("no_room" if written else "mistake", getattr(error, "strerror", "") or "")
    except Exception as error:
        # Whatever it is, the next order may go well; the log has the whole story.
        log.exception("file_failed")
        return Failed("mistake", type(error).__name__)
    finally:
        await store.redis.aclose()
    return Done()


async def _make(order: Order, store: Store, say: Say) -> None:
    todo = await tasks(Polls.reading(store), Events(store), order)
    kept: list[tuple[str, bytes]] = []
    for number, task in enumerate(todo, 1):
        say(Step(number, len(todo), task.name))
        content = task.render()
        if order.archive:
            kept.append((task.name, content))
        if order.folder:
            _write(Path(order.folder) / task.name, content)
        if order.folder or not order.archive:
            say(_made(order, task.name, task.media_type, content))
    if order.archive:
        name, content = f"{order.archive}.zip", archive(kept)
        if order.folder:
            _write(Path(order.folder) / name, content)
        say(_made(order, name, ZIP, content))


def _made(order: Order, name: str, media_type: str, content: bytes) -> Made:
    if order.folder:
        return Made(name, media_type, len(content))
    return Made(name, media_type, len(content), content)


def _write(path: Path, content: bytes) -> None:
    """A file that is there whole or not at all: a page may look for it at any time."""
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _own_output() -> BinaryIO:
    """The pipe to the server. What anything else prints goes to standard error from now on."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _listen(orders: BinaryIO, queue: "SimpleQueue[Order]") -> None:
    """Pass orders on; at the end of input end the process, whatever it is doing."""
    while True:
        length = orders.read(LENGTH_BYTES)
        body = orders.read(int.from_bytes(length, "big"))
        if len(length) < LENGTH_BYTES:
            os._exit(0)
        try:
            queue.put(read_order(body))
        except msgspec.MsgspecError:
            os._exit(1)  # the two programs are of different versions: the server starts this anew


if __name__ == "__main__":
    main()
