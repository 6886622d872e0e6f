"""The tasks of one socket, where it goes while something is about to be started for it."""

import asyncio
import gc
import warnings
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from poll_server.base.settings import Settings
from poll_server.live.screens.pictures import View
from poll_server.web.services import Socket
from poll_server.web.sockets.screens import Screen
from tests.support.servers.some_services import server_state

VIEW = View("phone", make=cast(Any, None), every=1.0)


async def work() -> None:
    """An errand."""


@pytest.mark.parametrize("early", [False, True], ids=["too late", "just before"])
@pytest.mark.parametrize(
    "start",
    [lambda one: one.watch("poll", VIEW), lambda one: one.errand(work())],
    ids=["watch", "errand"],
)
async def test_what_is_begun_while_a_screen_goes_is_not_complained_of(
    start: Callable[[Screen], None], early: bool
) -> None:
    """F3: a connection that breaks at the wrong moment leaves nothing in the log."""
    socket = SimpleNamespace(state=server_state(settings=Settings(), hub=None), send_text=None)

    async def gone() -> None:
        raise ConnectionResetError

    async def a_screen_that_goes() -> None:
        async with asyncio.TaskGroup() as tasks:
            one = Screen(cast(Socket, socket), tasks)
            tasks.create_task(gone())
            try:
                if early:  # in the same turn, so that it is cancelled before it starts
                    asyncio.get_running_loop().call_soon(start, one)
                await asyncio.Event().wait()
            except asyncio.CancelledError:  # its writer has failed
                if not early:
                    start(one)
                raise

    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        with pytest.raises(ExceptionGroup) as ended:
            await a_screen_that_goes()
        gc.collect()
    assert [type(error) for error in ended.value.exceptions] == [ConnectionResetError]
    assert [str(each.message) for each in complaints] == []
