"""Fixtures of the browser tests: one server and one browser for all of them, a poll for each.

house     `poll-server serve` as a process, on a Redis of its own
forum     a poll of one test's own on it
screens   opens pages; takes a picture of each, named after the test, where it went wrong, and
          fails where a page wrote an error
chromium  the Chromium of tests that are coroutines, which share its loop, too
scripted  a tab on the screens' pages alone; the test is the other end of their sockets
"""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser as BrowserInCoroutines
from playwright.async_api import expect as expect_in_coroutines
from playwright.sync_api import Browser, Page, expect

from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from tests.browser.pages.screens import Screens
from tests.browser.pages.tab import SIZES, KeptBrowser, Tab, used
from tests.support.browsers.chromium import HALL, LIGHT, own_chromium
from tests.support.redis.folders import quick_folder
from tests.support.running import RunningServer
from tests.support.screen_app import screen_app, serving
from tests.support.suite.order import has_coroutines

from .backstage import Backstage, Forum, House, congress

CHROMIUM = [
    "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--in-process-gpu",  # drawing without a graphics card needs no process of its own
    # A page lives for seconds: what V8 spends on making its scripts faster, it does not earn back,
    # nor what it spends on clearing up: with 32 MB for what is new, it seldom has to.
    "--js-flags=--no-opt,--no-maglev,--min-semi-space-size=32",
    f"--host-resolver-rules=MAP {HALL} 127.0.0.1",
]  # fmt: skip
PATIENCE_MS = 30_000
"""How long an expectation is waited for on a machine that is busy with other tests."""


@pytest.fixture(scope="package")
def chromium_kept() -> Iterator[KeptBrowser]:
    kept = KeptBrowser([*LIGHT, *CHROMIUM, f"--host-resolver-rules=MAP {HALL} 127.0.0.1"])
    yield kept
    kept.end()


@pytest.fixture(scope="package", autouse=True)
def patience() -> None:
    """Of expectations of both of Playwright's faces."""
    expect.set_options(timeout=PATIENCE_MS)
    expect_in_coroutines.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser(chromium_kept: KeptBrowser) -> Iterator[Browser]:
    """The Chromium of all files whose tests are plain functions."""
    yield chromium_kept.browser
    chromium_kept.sweep()


@pytest.fixture(scope="module", autouse=True)
def thread_for_coroutines(request: pytest.FixtureRequest, chromium_kept: KeptBrowser) -> None:
    """No coroutine can run as long as Playwright's own loop holds this thread."""
    if has_coroutines(request.module):
        chromium_kept.end()


@pytest.fixture(scope="package")
def free_thread(chromium_kept: KeptBrowser) -> None:
    """Before anything that a whole session shares starts in a coroutine."""
    chromium_kept.end()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def chromium_in_coroutines(free_thread: None) -> AsyncIterator[BrowserInCoroutines]:
    async with own_chromium(*CHROMIUM) as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chromium(
    chromium_in_coroutines: BrowserInCoroutines,
) -> AsyncIterator[BrowserInCoroutines]:
    """The Chromium of all files whose tests are coroutines, in the one loop that they share.

    Each page is opened in a context of its own, with cookies of its own.
    """
    yield chromium_in_coroutines
    for context in chromium_in_coroutines.contexts:
        await context.close()


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server as people run it, with a Redis of its own: other tests empty the session's."""
    folder = tmp_path_factory.mktemp("house")
    backstage = Backstage()
    with quick_folder() as data, EmbeddedRedis(data) as redis:
        # A minute: what is taken back here, is so by a browser that may be slow.
        server = RunningServer(redis.url, folder / "server.log", options=("--take-back", "60"))
        store = Store.connect(redis.url)
        try:
            backstage.run(server.start())
            yield House(backstage, server, store, folder)
            backstage.run(server.drain())
            assert server.exceptions() == []
        finally:
            backstage.run(server.kill())
            backstage.run(store.redis.aclose())
            backstage.close()


@pytest.fixture
def forum(house: House) -> Iterator[Forum]:
    """A poll of the 2018 congress for one test, without timers."""
    forum = house.forum(congress())
    yield forum
    forum.leave()


@pytest.fixture
def screens(
    request: pytest.FixtureRequest, browser: Browser, chromium_kept: KeptBrowser, house: House
) -> Iterator[Screens]:
    """Opens pages of the server."""
    name = re.sub(r"[^\w-]+", "-", request.node.name.removeprefix("test_")).strip("-")
    screens = Screens(browser, house.base, name, chromium_kept)
    failures = request.session.testsfailed
    try:
        yield screens
    finally:
        errors = screens.close(failed=request.session.testsfailed > failures)
    assert errors == []


@pytest.fixture(scope="package")
def scripted_base() -> Iterator[str]:
    """The pages of stage and console, on a server without Redis."""
    with serving(screen_app()) as base:
        yield base


@pytest.fixture(scope="module")
def scripted_tab(browser: Browser, chromium_kept: KeptBrowser, scripted_base: str) -> Tab:
    return chromium_kept.tab(scripted_base)


@pytest.fixture
def scripted(request: pytest.FixtureRequest, scripted_tab: Tab) -> Iterator[Page]:
    """A page for a stage or console whose socket the test answers; it must write no error."""
    with used(scripted_tab, request, SIZES["stage"]) as page:
        yield page
