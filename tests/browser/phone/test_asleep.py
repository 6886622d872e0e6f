"""F21: a phone that was frozen, or left and come back to, is at once where the hall is.

The processes that draw the page are really stopped: no timer, no event and no frame gets in. The
line goes dead meanwhile without a word, as it does behind a home router; and time jumps.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.backstage import Forum
from tests.browser.pages.looking import stop_clock
from tests.browser.pages.screens import Screens
from tests.support.sockets.between import Between

pytestmark = pytest.mark.browser

SLEEP = 10 * 60_000
"""Milliseconds: F21's ten minutes."""
YES = {"options": [0]}
WAKES = {
    # What tells a page that somebody looks at it again, and that it comes out of the browser's
    # cache of pages that were left; the browser for tests has neither, so they are told here.
    "frozen": "document.dispatchEvent(new Event('visibilitychange'))",
    "left": "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
}


@pytest.fixture
def line(forum: Forum) -> Iterator[Between]:
    """Between the phone and the server."""
    backstage = forum.house.backstage
    opened = Between(forum.house.server.port).open()
    yield backstage.run(opened.__aenter__())
    backstage.run(opened.__aexit__(None, None, None))


@contextmanager
def stopped(browser: Browser) -> Iterator[None]:
    """Every process that draws a page stands still for the length of the block."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    pids = [each["id"] for each in told["processInfo"] if each["type"] == "renderer"]
    assert pids
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def sent_into_nothing(screens: Screens, forum: Forum, line: Between) -> Page:
    """A phone whose vote is on a line that went dead."""
    context = screens.context()
    context.clock.install()
    page = screens.open("phone", line.base + forum.phone, context=context, troubled=True)
    expect(page.locator("#link")).to_have_text("verbunden")
    stop_clock(page)  # from here on no timer can be what helps
    forum.open("weiterbildung")
    page.get_by_label("Ja", exact=True).check()
    forum.house.backstage.call(line.swallow)
    page.locator("#send").click()
    expect(page.locator("#line")).to_have_text("Stimme wird gesendet.")
    return page


def wakes(page: Page, how: str, ms: int) -> None:
    """Let `ms` have passed."""
    page.clock.fast_forward(ms)
    page.evaluate(WAKES[how])


@pytest.mark.parametrize("how", WAKES)
def test_what_was_sent_before_the_sleep_counts_once(
    screens: Screens, forum: Forum, line: Between, browser: Browser, how: str
) -> None:
    page = sent_into_nothing(screens, forum, line)
    with stopped(browser):
        forum.vote([YES, YES])
    # Who went back at once is there again long before a line counts as quiet.
    wakes(page, how, {"frozen": SLEEP, "left": 1000}[how])
    expect(page.locator("#line")).to_have_text("Stimme gezählt: Ja.")
    expect(page.locator("#link")).to_have_text("verbunden")
    assert forum.stored() == [YES] * 3
    assert forum.state().votes == 3


def test_two_questions_later_the_old_vote_is_refused_and_said(
    screens: Screens, forum: Forum, line: Between, browser: Browser
) -> None:
    page = sent_into_nothing(screens, forum, line)
    old = forum.state().live.round
    with stopped(browser):
        forum.close()
        forum.open("bedarf")
        forum.close()
        forum.open("gruende")
    wakes(page, "frozen", SLEEP)
    expect(page.locator("textarea")).to_be_visible()
    expect(page.locator("#form")).to_have_attribute("data-question", "gruende")
    expect(page.locator("#alert")).to_contain_text("nicht gezählt")
    for number in range(old, forum.state().live.round + 1):
        assert forum.stored(number) == []


def test_who_goes_back_to_the_page_has_its_vote_and_its_picture(
    screens: Screens, forum: Forum, line: Between
) -> None:
    """Away to another page, a question further meanwhile, and back by the browser's button."""
    page = sent_into_nothing(screens, forum, line)
    page.goto("about:blank")
    forum.house.backstage.call(line.cut)  # the page itself would come over a dead line, too
    line.mend()
    forum.vote([YES])
    page.go_back()
    expect(page.locator("#line")).to_have_text("Stimme gezählt: Ja.")
    page.goto("about:blank")
    forum.close()
    forum.open("gruende")
    page.go_back()
    expect(page.locator("#form")).to_have_attribute("data-question", "gruende")
    expect(page.locator("#link")).to_have_text("verbunden")
    assert forum.stored(forum.state().live.round - 1) == [YES] * 2
    assert forum.stored() == []
