"""Looks at a page, or behind it, that are repeated until what should come has come.

What is read once after a click, a key or a message was, on a slow machine, read too early. Where
one element's text, number or state is meant, `expect` of Playwright waits; where several are
compared at once, or what a test's own end of a socket, a file or Redis has got, `comes` does.
"""

from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Error, Locator, Page

T = TypeVar("T")

AHEAD_S = 30
"""Seconds by which a clock goes ahead as it is stopped: it cannot be stopped at a time that passed
while the page was asked for it. Less than the silence after which a socket tests its line."""
LOOK_MS = 50
"""Between two looks. Meanwhile the page's routes and sockets are served, as they are not in
`time.sleep`."""
MOST_LOOKS = 600
"""Half a minute, and longer where each look takes its time."""


def comes(page: Page, read: Callable[[], T], wanted: T) -> None:
    """Look until `read()` gives `wanted`, which a page that is just being replaced does not.

    Raises:
        AssertionError: it never did; it tells what `read()` gave at last.
    """
    for _ in range(MOST_LOOKS):
        try:
            if read() == wanted:
                return
        except Error:
            pass  # of a document that has gone meanwhile; where it stays, the last look tells
        page.wait_for_timeout(LOOK_MS)
    assert read() == wanted


def stop_clock(page: Page, ahead_s: float = AHEAD_S) -> None:
    """Jump `ahead_s` seconds ahead, and have no time pass from there on but what is told to: a
    clock that went on would undo a jump as soon as the server is heard, or run out before a look.

    The page's clock is one that was installed.
    """
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + ahead_s)


def follow(page: Page, link: Locator) -> None:
    """Go where a link leads, and wait until the scripts there run: what is pressed before them goes
    the way without scripts.

    By key: under a pointer, a page that is still being drawn moves a link away.
    """
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
