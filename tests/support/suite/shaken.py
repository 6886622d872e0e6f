"""Slows every page down that a browser test opens, so that what races on a slow machine races here.

`make shaken`, or `-p tests.support.suite.shaken` with any test of `tests/browser`. The test
itself is as quick as ever: whatever it reads of a page without waiting for it, it reads too early.

A plugin for pytest that is loaded by name only.
"""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from playwright import async_api, sync_api

SLOWER = "--slower"
COMMAND = "Emulation.setCPUThrottlingRate"
"""Of the protocol by which browsers are steered: a page's scripts get one moment of so many."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(SLOWER, type=float, default=6.0, help="how many times slower a page is")


def pytest_configure(config: pytest.Config) -> None:
    """All pages, those of functions and those of coroutines."""
    how = {"rate": config.getoption(SLOWER)}
    for kind in (sync_api.Browser, sync_api.BrowserContext):
        _change(kind, _slow(kind.new_page, how))
    for kind_in_coroutines in (async_api.Browser, async_api.BrowserContext):
        _change(kind_in_coroutines, _slow_in_coroutine(kind_in_coroutines.new_page, how))


def _change(kind: Any, new_page: Callable[..., Any]) -> None:
    kind.new_page = new_page


def _slow(new_page: Callable[..., sync_api.Page], how: dict[str, float]) -> Callable[..., Any]:
    def slow(of: Any, **options: Any) -> sync_api.Page:
        page = new_page(of, **options)
        page.context.new_cdp_session(page).send(COMMAND, how)
        return page

    return slow


def _slow_in_coroutine(
    new_page: Callable[..., Coroutine[Any, Any, async_api.Page]], how: dict[str, float]
) -> Callable[..., Any]:
    async def slow(of: Any, **options: Any) -> async_api.Page:
        page = await new_page(of, **options)
        await (await page.context.new_cdp_session(page)).send(COMMAND, how)
        return page

    return slow
