"""What runs in the process that makes files: an order comes in, files go out.

A Word document of a congress takes seconds of computing. In a thread of the server it would take
turns with the votes; here it has an interpreter of its own, and any other process goes first.
"""

import asyncio
from pathlib import Path

import structlog
from redis.exceptions import RedisError

from poll_server.live.ending.auditing import BrokenTally
from poll_server.live.polls import Polls
from poll_server.store.events import Events
from poll_server.store.records import UnknownEvent, UnknownPoll
from poll_server.store.store import Store

from .making import ZIP, tasks, zipped
from .orders import CannotMake, MadeFile, NoChart, NoPoll, Order, Progress, write_whole

log = structlog.get_logger(__name__)


def make(order: Order) -> list[MadeFile]:
    """Make what is ordered.

    Raises:
        UnknownEvent, UnknownPoll, BrokenTally, CannotMake: as in `Workshop.files`.
    """
    return asyncio.run(_fulfil(order))


async def _fulfil(order: Order) -> list[MadeFile]:
    store = Store.connect(order.redis_url)
    try:
        return await _make(order, store)
    except (UnknownEvent, UnknownPoll, BrokenTally):
        raise
    except NoPoll as error:
        raise UnknownPoll(str(error)) from None
    except NoChart as error:
        raise CannotMake("no_chart", str(error)) from None
    except (OSError, RedisError) as error:
        log.warning("files_not_made", error=type(error).__name__)
        written = isinstance(error, OSError) and order.folder
        why, detail = "no_room" if written else "mistake", getattr(error, "strerror", "") or ""
        raise CannotMake(why, detail) from None
    except Exception as error:
        # Whatever it is, the next order may go well; the log has the whole story.
        log.exception("file_failed")
        raise CannotMake("mistake", type(error).__name__) from None
    finally:
        await store.redis.aclose()


async def _make(order: Order, store: Store) -> list[MadeFile]:
    todo = await tasks(Polls.reading(store), Events(store), order)
    made: list[MadeFile] = []
    packed: list[tuple[str, bytes]] = []
    for number, task in enumerate(todo, 1):
        if order.folder:
            progress = Progress(
                language=order.language, number=number, of=len(todo), name=task.name,
                files=tuple(made),
            )  # fmt: skip
            progress.write(Path(order.folder))
        content = task.render()
        if order.zip_name:
            packed.append((task.name, content))
        if "/" not in task.name:  # charts: all of them are in the ZIP file
            made.append(_made(order, task.name, task.media_type, content))
    if order.zip_name:
        made.append(_made(order, f"{order.zip_name}.zip", ZIP, zipped(packed)))
    return made


def _made(order: Order, name: str, media_type: str, content: bytes) -> MadeFile:
    if not order.folder:
        return MadeFile(name, media_type, len(content), content)
    write_whole(Path(order.folder) / name, content)
    return MadeFile(name, media_type, len(content))
