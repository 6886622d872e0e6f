"""What runs in the process that makes files: an order comes in, files go out.

A Word document of a congress takes seconds of computing. In a thread of the server it would take
turns with the votes; here it has an interpreter of its own, and any other process goes first.
"""

import asyncio
from contextlib import ExitStack

import structlog
from redis.exceptions import RedisError

from poll_server.live.ending.auditing import BrokenTally
from poll_server.live.polls import Polls
from poll_server.store.events import Events
from poll_server.store.records import UnknownEvent, UnknownPoll
from poll_server.store.store import Store

from .at_once import Files
from .making import tasks
from .orders import CannotMake, MadeFile, NoChart, NoPoll, Order
from .second import Second, is_worth_it

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
    events = Events(store)
    with ExitStack() as ending:
        second = None
        if is_worth_it(order, await events.get(order.event)):
            second = ending.enter_context(Second())  # it begins while this one reads
        todo = await tasks(Polls.reading(store), events, order)
        return Files(order, todo).make(second)
