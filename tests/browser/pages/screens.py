"""Pages in a real browser: opened, recorded, photographed; and the network between, to be cut."""

import itertools
import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    WebSocketRoute,
    expect,
)

from tests.support.signing_in import FORM

from . import pictures
from .tab import EMULATED, SIZES, KeptBrowser, Tab, new_context, new_page, undrawn

Theme = Literal["light", "dark"]


class Screens:
    """The pages of one test."""

    def __init__(self, browser: Browser, base: str, name: str, kept: KeptBrowser) -> None:
        """Args:
        name: how names of pictures start; the state's and the page's name follow.
        kept: whose tabs show what needs no browser of its own.
        """
        self._browser, self.base, self.name, self._kept = browser, base, name, kept
        self._tabs: dict[str, Tab] = {}
        self._beside: list[Page] = []
        self._troubled: set[str] = set()
        self._pages: dict[str, Page] = {}
        self._errors: list[str] = []

    def context(
        self,
        language: str = "de",
        size: tuple[int, int] = SIZES["phone"],
        **options: Any,
    ) -> BrowserContext:
        """A browser of its own: with its own cookies, and nothing in its store."""
        return new_context(self._browser, self.base, language, size, **options)

    def desk(
        self, size: tuple[int, int] = SIZES["moderator"], language: str = "de", **options: Any
    ) -> BrowserContext:
        """A browser in which the organiser of `signing_in` is signed in, and no chart is drawn.

        By the form's address alone; the form itself is tried by `test_organise_pages`.
        """
        context = undrawn(self.context(language, size, **options))
        said = context.request.post("/organise/login", form=dict(FORM), max_redirects=0)
        assert said.status == 303, said.text()
        return context

    def open(
        self,
        name: str,
        path: str,
        language: str = "de",
        *,
        size: tuple[int, int] | None = None,
        context: BrowserContext | None = None,
        troubled: bool = False,
        lines: "list[Network] | None" = None,
        **options: Any,
    ) -> Page:
        """Open `path`.

        Args:
            name: of the page in this test; a name that starts with that of a screen has its size.
            context: to open it in, instead of a tab of its own.
            troubled: its network will be cut, so the browser will write errors of the network.
            lines: gets the network of the page, which is one beside the tab that stays.
            options: what the browser pretends, as Playwright names it; or no `charts`.
        """
        sort = name.split("-")[0]
        size = size or SIZES.get(sort, SIZES["phone"])
        if troubled:
            self._troubled.add(name)
        if context is None:
            tab = self._tab(name, sort, language, options)
            page = tab.page
            if lines is not None:
                page = tab.another()
                self._beside.append(page)
                lines.append(Network(page))
            self._pages[name] = page
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.emulate_media(**{key: options[key] for key in EMULATED & options.keys()})
            page.goto(path)
            return page
        page = new_page(context)
        self._pages[name] = page
        page.on("pageerror", lambda error: self._errors.append(f"{name}: {error}"))
        if not troubled:
            page.on(
                "console",
                lambda line: (
                    self._errors.append(f"{name}: {line.text}") if line.type == "error" else None
                ),
            )
        page.goto(path)
        return page

    def _tab(self, name: str, sort: str, language: str, options: dict[str, Any]) -> Tab:
        """The one of the page `name`: of those that stay, the first that is not another page's.

        Each has cookies and a store of its own, and has compiled the scripts of pages of its sort.
        """
        pretended = {key: options[key] for key in options.keys() - EMULATED}
        if name not in self._tabs:
            taken = self._tabs.values()
            places = (f"{sort} {place}" for place in itertools.count())
            tabs = (self._kept.tab(self.base, language, place, **pretended) for place in places)
            self._tabs[name] = next(tab for tab in tabs if tab not in taken)
        return self._tabs[name]

    def picture(
        self, state: str = "", only: Sequence[Page] | None = None, *, failed: bool = False
    ) -> None:
        """Take a picture of every page, or of `only` some, as it is now (see `pictures`)."""
        state = re.sub(r"\W+", "-", state)
        for name, page in self._pages.items():
            if not page.is_closed() and (only is None or page in only):
                parts = filter(None, (self.name, state, name))
                pictures.picture(page, "-".join(parts), failed=failed)

    def close(self, *, failed: bool) -> list[str]:
        """Take a last picture of every page and close it.

        Args:
            failed: the test has gone wrong, and its pictures tell how.

        Returns:
            What pages wrote as errors.
        """
        try:
            self.picture(failed=failed)
        finally:
            self._kept.sweep()
            for page in self._beside:
                page.close()
            for name, tab in self._tabs.items():
                errors = tab.leave(failed=failed, troubled=name in self._troubled)
                self._errors += [f"{name}: {error}" for error in errors]
        return self._errors


class Network:
    """What lies between a browser and the server: it can be cut, as hall Wi-Fi is, or be slow."""

    def __init__(self, browser: BrowserContext | Page) -> None:
        """To be made before it opens its first page.

        Args:
            browser: a page alone loses its sockets only.
        """
        self._browser = browser
        self._sockets: list[WebSocketRoute] = []
        self._held: list[Callable[[], None]] = []
        self.is_cut = False
        self.is_slow = False
        """frames to the server are held back until `mend`"""
        self.last: dict[str, Any] = {}
        """the last snapshot that came to a phone"""
        browser.route_web_socket(re.compile("/ws/"), self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            socket.close()
            return
        server = socket.connect_to_server()
        socket.on_message(lambda frame: self._up(server, frame))
        server.on_message(lambda frame: self._down(socket, frame))
        self._sockets.append(socket)

    def _up(self, server: WebSocketRoute, frame: str | bytes) -> None:
        if self.is_slow:
            self._held.append(lambda: server.send(frame))
        else:
            server.send(frame)

    def _down(self, socket: WebSocketRoute, frame: str | bytes) -> None:
        message = json.loads(frame)
        if message["type"] == "snapshot":
            self.last = message
        self.last = message.get("snapshot", self.last)
        socket.send(frame)

    def snapshot(self, **changes: Any) -> None:
        """Send a phone one more snapshot than the server does, as after somebody else's vote."""
        self.last |= {"type": "snapshot", "version": self.last["version"] + 1, **changes}
        self._sockets[-1].send(json.dumps(self.last))

    def cut(self) -> None:
        """Nothing gets through any more."""
        self.is_cut = True
        if isinstance(self._browser, BrowserContext):
            self._browser.set_offline(True)
        for socket in self._sockets:
            socket.close()
        self._sockets.clear()

    def mend(self) -> None:
        """Everything gets through again."""
        if self.is_cut and isinstance(self._browser, BrowserContext):
            self._browser.set_offline(False)
        self.is_cut = self.is_slow = False
        for send in self._held:
            send()
        self._held.clear()


class Hands:
    """Ten fingers on a keyboard: counts what they press, and has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        """Press keys, one after another, in Playwright's names (`Space`, `Enter`, `a`).

        Like a person, not before the page is ready for the next command.
        """
        for key in keys:
            expect(self.page.locator(".controls :is([aria-busy=true], .rests)")).to_have_count(0)
            self.presses += 1
            self.page.keyboard.press(key)

    def tab_to(self, target: Locator, most: int = 40) -> None:
        """Press Tab until `target` has the focus."""
        for _ in range(most):
            if has_focus(target):
                return
            self.press("Tab")
        raise AssertionError(f"{most} × Tab do not lead to {target}")

    def never_pointed(self) -> bool:
        """Whether no pointer was used on the page since it was loaded."""
        return bool(self.page.evaluate("window.pointed === 0"))


def has_focus(target: Locator) -> bool:
    """Whether the keyboard's focus is on `target`."""
    return bool(target.evaluate("(element) => element === document.activeElement"))


def said(page: Page, role: str = "") -> list[str]:
    """What the page has said to those who listen: `status`, `alert`, or both."""
    heard: list[tuple[str, str]] = page.evaluate("window.said")
    return [text for by, text in heard if by == role or not role]
