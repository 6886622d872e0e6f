"""Opens a stage or a console, with the other end of its socket in the test's hands."""

import json
import re
from typing import Any

from playwright.sync_api import Page, expect

from poll_server.wire.messages import StageSnapshot
from tests.browser.pages.tab import QUIET
from tests.support.screen_app import SECRET
from tests.support.screen_states import POLL_ID, Scene

from .screen_wire import Room, Wire


def open_stage(page: Page, base: str, scene: Scene, query: str = "lang=de&theme=light") -> Wire:
    """A stage that was sent `scene`."""
    wire = Wire(page, lambda address: scene.stage(*asked(address)))
    page.goto(f"{base}/stage/{POLL_ID}?{query}")
    until(page, "window.Plotly")
    return wire


def heading(snapshot: StageSnapshot) -> str:
    """What stands over the stage: what is asked, or the poll, or that there is a break."""
    if snapshot.scene == "pause":
        return "Pause"
    return (not snapshot.scene and snapshot.prompt) or snapshot.poll


def until(page: Page, condition: str) -> None:
    """Wait for a condition in the page. `wait_for_function` would need `unsafe-eval`."""
    page.evaluate(
        """(look) => new Promise((resolve) => {
          const again = () => look() ? resolve() : requestAnimationFrame(again);
          again();
        })""".replace("look()", f"({condition})").replace("(look)", "()")
    )


def heard(page: Page, text: str) -> None:
    """Wait until those who listen have heard `text`, which may have passed already."""
    until(page, f"window.said.some(([, said]) => said === {json.dumps(text)})")


HOLD = """(held) => {
  const { setTimeout: begin, clearTimeout: end } = window;
  const waiting = new Map();
  window.setTimeout = (act, ms, ...rest) => {
    if (ms !== held) return begin(act, ms, ...rest);
    // Below 0, as those of a browser never are, and no other hold's.
    window.lastHeld = (window.lastHeld ?? 0) - 1;
    waiting.set(window.lastHeld, act);
    return window.lastHeld;
  };
  window.clearTimeout = (id) => { waiting.delete(id) || end(id); };
  window.lapse = () => {
    const acts = [...waiting.values()];
    waiting.clear();
    for (const act of acts) act();
  };
}"""


def hold(page: Page, ms: int) -> None:
    """Have what the page does for exactly `ms` milliseconds last until `lapse`.

    What it shows for a second only, a test on a slow machine might come too late for.
    """
    page.evaluate(HOLD, ms)


def lapse(page: Page) -> None:
    """The time that is held has passed."""
    page.evaluate("lapse()")


def beside(page: Page) -> Page:
    """Another window of the same browser: in the process that has compiled what `page` runs."""
    with page.expect_popup() as opened:
        page.evaluate(f"void open('{QUIET}')")
    opened.value.wait_for_load_state()
    return opened.value


def two_frames(page: Page) -> None:
    """Wait until whatever the page was told is in sight."""
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def resize(page: Page, width: int, height: int) -> None:
    """Make the window so large, and wait until whatever the page draws has followed."""
    page.set_viewport_size({"width": width, "height": height})
    until(page, f"innerWidth === {width} && innerHeight === {height}")
    two_frames(page)  # in the first one observers hear of it and ask for the next, to draw in
    two_frames(page)


def asked(address: str) -> tuple[Any, Any, Any]:
    """Language, theme and measure in a stage's socket address."""
    values = dict(re.findall(r"(\w+)=(\w+)", address))
    return values["lang"], values["theme"], values.get("measure")


def drawn(page: Page) -> None:
    """Wait until the chart is there, where there is one to draw."""
    until(
        page,
        "document.querySelector('#chart').hidden || document.querySelector('.chart .main-svg')",
    )


def open_console(page: Page, base: str, scene: Scene, query: str = "lang=de") -> Room:
    """A moderator's page that was let in and sent `scene`."""
    return _let_in(page, base, scene, query, "", "#console")


def open_remote(page: Page, base: str, scene: Scene, query: str = "lang=de") -> Room:
    """The same as a remote."""
    return _let_in(page, base, scene, query, "/remote", "#desk")


def _let_in(page: Page, base: str, scene: Scene, query: str, which: str, seen: str) -> Room:
    room = Room(page, scene, "en" if "lang=en" in query else "de")
    page.goto(f"{base}/moderate/{POLL_ID}{which}?{query}#{SECRET.replace(' ', '%20')}")
    expect(page.locator(seen)).to_be_visible()
    return room
