"""The newcomer's way: an empty data folder, one server, and at most four clicks to a live question.

Everything is done as people do it: clicks by the mouse, texts by the keyboard. Each press of a
pointer on the organiser's pages after signing in is counted, by the pages themselves.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from poll_server.hall.run_through import serving
from poll_server.store.accounts import Accounts
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from tests.browser.backstage import Backstage
from tests.browser.pages.tab import SIZES, new_context, without_charts
from tests.support.signing_in import NAME, PASSWORD
from tests.support.suite.at_length import AT_LENGTH

pytestmark = pytest.mark.browser

MOST_CLICKS = 4
"""From the list of events, which is where signing in ends, to a vote that is open on the stage."""
COUNTER = """
addEventListener("pointerdown", (press) => press.isTrusted && window.pressed(), true);
"""


@pytest.fixture
def newcomer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[tuple[str, str]]:
    """The address of a server on an empty data folder, and the link to the first account."""
    backstage = Backstage()
    with EmbeddedRedis(tmp_path / "data") as redis:
        server = serving(redis.url)
        try:
            base = backstage.run(server.__aenter__())
            # What it prints to a terminal; a log, as here, is told no secret.
            yield base, f"/organise#{backstage.run(_secret(redis.url))}"
            backstage.run(server.__aexit__(None, None, None))
            assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []
        finally:
            backstage.close()


async def _secret(url: str) -> str:
    store = Store.connect(url)
    try:
        return await Accounts(store).new_setup_secret()
    finally:
        await store.redis.aclose()


class Clicks:
    """Counts what is pressed on all pages of one browser."""

    def __init__(self, context: BrowserContext) -> None:
        self.count = 0
        context.expose_function("pressed", self._pressed)
        context.add_init_script(COUNTER)

    def _pressed(self) -> None:
        self.count += 1


def signed_in(context: BrowserContext, link: str) -> Page:
    page = context.new_page()
    page.goto(link)
    expect(page.locator("#secret-field")).to_be_hidden()
    page.locator("#name").fill(NAME)
    for field in ("#password", "#again"):
        page.locator(field).fill(PASSWORD)
    page.locator("#again").press("Enter")
    expect(page.locator("h1")).to_have_text("Veranstaltungen")
    return page


def own_question(page: Page) -> str:
    """Write one's own: where the focus is, and on with Tab; no pointer but for two buttons."""
    page.get_by_role("button", name="Anlegen und Fragen schreiben").click()
    expect(focused(page, "prompt.de")).to_be_focused()
    page.keyboard.type("Gehen wir heute noch ins Café?")
    page.keyboard.press("Tab")
    write_into(page, "options.0.de", "Ja, gern")
    write_into(page, "options.1.de", "Nein")
    page.get_by_role("button", name="Jetzt starten").click()
    return "Ja, gern"


def write_into(page: Page, field: str, text: str) -> None:
    """Go on with Tab until `field` is reached, and type."""
    for _ in range(20):
        if page.evaluate("document.activeElement.name") == field:
            break
        page.keyboard.press("Tab")
    expect(focused(page, field)).to_be_focused()
    page.keyboard.type(text)


def focused(page: Page, field: str) -> Locator:
    return page.locator(f'[name="{field}"]')


def template(page: Page) -> str:
    page.get_by_role("button", name="Zum Warmwerden").click()
    expect(page.locator("h1")).to_have_text("Auswahl")
    page.get_by_role("button", name="Jetzt starten").click()
    return "Kaffee"


# That a template becomes an event, `web/presenter/editor/test_beginning.py` holds in every
# `make test`.
@pytest.mark.parametrize("way", [own_question, pytest.param(template, marks=AT_LENGTH)])
def test_from_an_empty_folder_to_a_counted_vote(
    newcomer: tuple[str, str], browser: Browser, way: object
) -> None:
    assert callable(way)
    base, link = newcomer
    desk = without_charts(new_context(browser, base, "de", SIZES["moderator"]))
    clicks = Clicks(desk)
    page = signed_in(desk, link)
    clicks.count = 0
    option = way(page)
    page.wait_for_url("**/moderate/*")
    expect(page.locator("#of-voted")).to_have_text("Noch keine Stimmen")
    with desk.expect_page() as opened:
        page.locator("#stage-link").click()
    stage = opened.value
    stage.set_viewport_size({"width": 1920, "height": 1080})
    expect(stage.locator("#votes")).to_have_text("0")
    code = stage.locator(".code").first.inner_text()
    phone = new_context(browser, base, "de", SIZES["phone"]).new_page()
    phone.goto(f"/{''.join(code.split())}")  # as its QR code says
    phone.get_by_label(option, exact=True).check()
    phone.locator("#send").click()
    expect(phone.locator("#line")).to_have_text(f"Stimme gezählt: {option}.")
    expect(stage.locator("#votes")).to_have_text("1")
    assert 1 <= clicks.count <= MOST_CLICKS
    for context in (desk, phone.context):
        context.close()
