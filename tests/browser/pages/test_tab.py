"""A tab is left as if it were new, whatever its page is just doing."""

from playwright.sync_api import Browser, expect

from tests.browser.backstage import House

from .tab import QUIET, Tab, new_context

RESTLESS = "<script>setTimeout(() => location.reload(), 10)</script>"
"""A page that loads itself anew all the time, as one does once that it heard of a new look."""
TIMES = 10
"""Without care, one leave in three met a page that was just going."""


def test_a_page_that_loads_itself_anew_can_be_left(browser: Browser, house: House) -> None:
    context = new_context(browser, house.base, "en", (320, 640))
    context.route(
        "**/restless", lambda route: route.fulfill(content_type="text/html", body=RESTLESS)
    )
    tab = Tab(context.new_page)
    for _ in range(TIMES):
        tab.page.goto("/restless")
        assert tab.leave() == []
    context.close()


def test_a_clock_that_was_stopped_goes_on_in_the_next_test(browser: Browser, house: House) -> None:
    tab = Tab(lambda: new_context(browser, house.base, "en", (320, 640)).new_page())
    tab.page.clock.install()
    tab.page.clock.pause_at(tab.page.evaluate("Date.now()") / 1000 + 1)
    assert tab.leave() == []
    tab.page.goto(QUIET)
    tab.page.evaluate("void setTimeout(() => { document.title = 'goes on'; })")
    expect(tab.page).to_have_title("goes on")
    tab.page.context.close()
