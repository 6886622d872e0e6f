"""What stays open over several tests and files.

A start of Chromium takes half a second of a core. It keeps a page's compiled scripts for as long
as the tab stays on its site, and Plotly alone takes a second.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakSet

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

from tests.support.browsers.chromium import NO_CHARTS, PLOTLY
from tests.support.browsers.get_browser import find_browser

from .pictures import picture

QUIET = "/static/shared/freshest.js"
"""Where a tab waits between two tests: a short text of the same site, on which no script runs."""
OFTEN = 15
"""So many tests have the same page. Playwright keeps every socket that a test caught, and tells of
all of them at each later load."""
FORGET = "localStorage.clear(); sessionStorage.clear(); /native code/.test(setTimeout)"
"""And tell whether timers are its own: a clock that a test stopped is in its whole context."""
TRIES = 10
"""Times in a row in which a page may load itself anew just then."""
PREVIEWS = ["*/edit/*/stage?*", "*/edit/*/phone?*"]
"""The addresses of the editor's previews, as patterns of Chromium's."""
EMULATED = {"color_scheme", "reduced_motion", "forced_colors"}
"""What a tab can pretend for one test."""
PATIENCE_MS = 60_000
"""What a load of a page, or a click on what it is still drawing, may take on a busy machine."""
LOCALES = {"de": "de-DE", "en": "en-GB"}

RECORDER = """
// Everything that is said to somebody who listens, in order, and every use of a pointer.
window.said = [];
window.pointed = 0;
for (const type of ["pointerdown", "mousedown", "touchstart"]) {
  addEventListener(type, () => { window.pointed += 1; }, true);
}
addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[role=status], [role=alert]")) {
    new MutationObserver((records) => {
      for (const target of new Set(records.map((record) => record.target))) {
        const text = target.textContent.trim();
        if (text) window.said.push([place.getAttribute("role"), text]);
      }
    }).observe(place, { childList: true, characterData: true, subtree: true });
  }
});
"""
SIZES = {"phone": (390, 760), "stage": (1920, 1080), "moderator": (1180, 820)}


def new_context(
    browser: Browser, base: str, language: str, size: tuple[int, int], **options: Any
) -> BrowserContext:
    """A browser of its own: with its own cookies, and nothing in its store.

    It asks for no motion, which nobody waits for or looks at but those tests that ask for it.
    """
    context = browser.new_context(
        base_url=base,
        locale=LOCALES[language],
        viewport={"width": size[0], "height": size[1]},
        **{"reduced_motion": "reduce", **options},
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(RECORDER)
    return context


def without_charts(context: BrowserContext) -> BrowserContext:
    """`context`, in which no chart is drawn, on pages that open themselves neither; but nothing is
    kept in the browser's cache."""
    context.route(
        PLOTLY, lambda route: route.fulfill(content_type="text/javascript", body=NO_CHARTS)
    )
    return context


_UNDRAWN: WeakSet[BrowserContext] = WeakSet()


def undrawn(context: BrowserContext) -> BrowserContext:
    """`context`, in which pages of `new_page` draw no chart."""
    _UNDRAWN.add(context)
    return context


_UNPREVIEWED: WeakSet[BrowserContext] = WeakSet()


def unpreviewed(context: BrowserContext) -> BrowserContext:
    """`context`, in which pages of `new_page` have the editor's previews, half of what its page
    costs, as empty frames. A preview that is opened by itself is there."""
    _UNPREVIEWED.add(context)
    return context


def previewed(context: BrowserContext) -> BrowserContext:
    """`context`, in which pages of `new_page` show what is in the editor's previews again."""
    _UNPREVIEWED.discard(context)
    return context


def new_page(context: BrowserContext) -> Page:
    """A page of `context`; where that is `undrawn`, the one script that draws charts is held back,
    where it is `unpreviewed`, two frames; and everything else goes its own way, through the
    browser's cache."""
    page = context.new_page()
    held = [PLOTLY] if context in _UNDRAWN else []
    held += PREVIEWS if context in _UNPREVIEWED else []
    if not held:
        return page
    devtools = context.new_cdp_session(page)
    top = devtools.send("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def answer(paused: dict[str, Any]) -> None:
        request = {"requestId": paused["requestId"]}
        is_script = paused["resourceType"] == "Script"
        kind, body = ("text/javascript", NO_CHARTS) if is_script else ("text/html", "")
        headers = [{"name": "Content-Type", "value": kind}]
        instead = {"responseCode": 200, "responseHeaders": headers}
        with suppress(Error):  # the page has gone meanwhile
            if paused["frameId"] == top and not is_script:
                devtools.send("Fetch.continueRequest", request)
            else:
                said = b64encode(body.encode()).decode()
                devtools.send("Fetch.fulfillRequest", {**request, **instead, "body": said})

    devtools.on("Fetch.requestPaused", answer)
    devtools.send("Fetch.enable", {"patterns": [{"urlPattern": each} for each in held]})
    return page


def _hush(page: Page) -> None:
    """Take a page to where no script runs; one that loads itself anew may cut in before."""
    for _ in range(TRIES):
        with suppress(Error):
            page.goto(QUIET)
            return
    page.goto(QUIET)  # and now it says why not


class Tab:
    """One page, left after each test as if it were new."""

    def __init__(self, new_page: Callable[[], Page], *, guest: bool = False) -> None:
        """Args:
        new_page: opens a page, in a context of its own; of a guest, in that of another tab.
        """
        self._errors, self._troubles = list[str](), list[str]()
        self._new_page, self._is_guest = new_page, guest
        self._take(new_page())

    def _take(self, page: Page) -> None:
        self.page, self._left = page, 0
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        page.on("console", lambda line: self._troubles.extend([line.text] * (line.type == "error")))

    def ready(self) -> Page:
        """Its page; another one where the context that it was a guest in has gone."""
        if self.page.is_closed():
            self._take(self._new_page())
        return self.page

    def leave(self, *, failed: bool = False, troubled: bool = False) -> list[str]:
        """End whatever the page does, and forget what it kept.

        Args:
            failed: the test has gone wrong, and may have left anything: a script that never ends,
                a route, a function of its own. The next one gets another page.
            troubled: what the browser wrote of its network is no complaint; what a script threw is.

        Returns:
            What it has complained of since the last test.
        """
        if failed:
            return self._replaced(troubled)
        # What was said before this answer has been heard; also of a page that loads itself anew.
        with suppress(Error):
            self.page.evaluate("0")
        errors = self.complaints(troubled)
        self._left += 1
        if self._left == OFTEN:
            self._renew()
        else:
            _hush(self.page)
        if not self.page.evaluate(FORGET):
            return errors + self._replaced(troubled)
        self.page.context.clear_cookies()
        self.page.emulate_media(color_scheme="null", reduced_motion="reduce", forced_colors="null")
        self.complaints(troubled)  # of a connection that was cut, say: nobody's any more
        return errors

    def _replaced(self, troubled: bool) -> list[str]:
        """Take another page, in a context of its own if this one had one; see `leave`."""
        (self.page if self._is_guest else self.page.context).close()
        self._take(self._new_page())
        return self.complaints(troubled)

    def complaints(self, troubled: bool = False) -> list[str]:
        """What was not told yet; see `leave`."""
        errors, self._errors = self._errors, []
        troubles, self._troubles = self._troubles, []
        return errors if troubled else errors + troubles

    def _renew(self) -> None:
        """Another page in its place."""
        old = self.page
        self._take(self.another())
        old.close()

    def another(self) -> Page:
        """One more page in the same process, which has compiled the scripts."""
        _hush(self.page)
        with self.page.expect_popup() as opened:
            self.page.evaluate(f"void open('{QUIET}')")
        opened.value.wait_for_load_state()
        return opened.value


@contextmanager
def used(tab: Tab, test: pytest.FixtureRequest, size: tuple[int, int]) -> Iterator[Page]:
    """The page of `tab` for one test, as large as `size`; it must write no error."""
    failures = test.session.testsfailed
    tab.ready().set_viewport_size({"width": size[0], "height": size[1]})
    yield tab.page
    failed = test.session.testsfailed > failures
    try:
        picture(tab.page, re.sub(r"\W+", "-", test.node.name), failed=failed)
    finally:
        errors = tab.leave(failed=failed)
    assert errors == []


class KeptBrowser:
    """One Chromium for as many files as can share it, with its tabs.

    It starts when it is asked for, and again after it has ended.
    """

    def __init__(self, arguments: list[str]) -> None:
        """Args:
        arguments: of Chromium's command line.
        """
        self._arguments = arguments
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._tabs: dict[tuple[object, ...], Tab] = {}

    @property
    def browser(self) -> Browser:
        """It runs; from now on Playwright's own loop holds this thread."""
        if self._browser is None:
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(
                executable_path=find_browser(), args=self._arguments
            )
        return self._browser

    def tab(self, base: str, language: str = "de", name: str = "", **pretended: Any) -> Tab:
        """The one for pages under the address `base` in `language`, left as if it were new.

        Args:
            name: of its sort, which has cookies and a store of its own.
            pretended: options of its context, as Playwright names them; or no `charts`.
        """
        key = (base, language, name, repr(sorted(pretended.items())))  # some are no keys: headers
        is_drawn = pretended.pop("charts", True)  # until it has another page

        def opened() -> Page:
            context = new_context(self.browser, base, language, SIZES["stage"], **pretended)
            return new_page(context if is_drawn else undrawn(context))

        if key not in self._tabs:
            self._tabs[key] = Tab(opened)
        return self._tabs[key]

    def sweep(self) -> None:
        """Close everything but the tabs that stay."""
        kept = [tab.page.context for tab in self._tabs.values()]
        for context in self._browser.contexts if self._browser else ():
            if context not in kept:
                context.close()

    def end(self) -> None:
        """Give the thread free."""
        self._tabs.clear()
        if self._browser is not None:
            self._browser.close()
        if self._playwright is not None:
            self._playwright.stop()
        self._browser = self._playwright = None
