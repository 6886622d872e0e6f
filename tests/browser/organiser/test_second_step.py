"""The second factor in a real browser: by keyboard, at 320 px, in German and dark."""

import pytest
from playwright.async_api import Browser, Page, expect

from poll_server.hall.run_through import serving
from poll_server.store.parts.people import second_factor
from poll_server.store.store import Store
from tests.support.servers.authenticator import Authenticator, HeldClock
from tests.support.signing_in import NAME, PASSWORD, add_organiser

from .organise_house import quick_hashes, violations

__all__ = ["quick_hashes"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


async def looked_at(page: Page, heading: str, *, closely: bool = False) -> None:
    """A page is there, is for everybody, and moves sideways nowhere.

    Args:
        closely: by axe; of two states of a page, the one that shows more.
    """
    await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    await page.wait_for_load_state()  # with its style sheets
    assert not closely or await violations(page) == []
    assert await page.evaluate(SIDEWAYS) <= 0


async def enter(page: Page, field: str, text: str) -> None:
    await page.locator(field).fill(text)
    await page.locator(field).press("Enter")


async def test_it_is_set_up_and_asked_for_by_keyboard_alone(
    fresh_redis_url: str, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = HeldClock()
    monkeypatch.setattr(second_factor, "now_ms", clock)
    store = Store.connect(fresh_redis_url)
    await add_organiser(store)
    await store.redis.aclose()
    async with (
        serving(fresh_redis_url) as base,
        await chromium.new_context(base_url=base, locale="de-DE", color_scheme="dark") as context,
    ):
        page = await context.new_page()
        await page.set_viewport_size({"width": 320, "height": 700})
        await page.goto("/organise?next=/organise/account/second-factor")
        await page.locator("#name").fill(NAME)
        await enter(page, "#password", PASSWORD)
        await looked_at(page, "Zweiter Faktor")
        await enter(page, "#password", PASSWORD)
        await expect(page.get_by_role("img")).to_have_js_property("complete", True)
        await looked_at(page, "Zweiter Faktor", closely=True)
        app = Authenticator.typed(await page.locator(".secret-letters").inner_text(), clock)
        await enter(page, "#code", "000000")
        await expect(page.get_by_role("alert")).to_contain_text("Dieser Code stimmt nicht.")
        await enter(page, "#code", app.code())
        await looked_at(page, "Ihre Ersatzcodes", closely=True)
        code = await page.locator(".recovery-codes code").first.inner_text()
        await page.get_by_role("link", name="Ich habe sie: weiter").press("Enter")
        await looked_at(page, "Zweiter Faktor", closely=True)
        await page.get_by_role("button", name="Abmelden", exact=True).press("Enter")
        await page.locator("#name").fill(NAME)
        await enter(page, "#password", PASSWORD)
        await looked_at(page, "Zweiter Schritt: der Code Ihrer App")
        await expect(page.locator("#code")).to_be_focused()
        await page.get_by_text("Das Handy ist nicht zur Hand").press("Enter")
        await looked_at(page, "Zweiter Schritt: der Code Ihrer App", closely=True)
        await enter(page, "#recovery", code)
        await expect(page.get_by_text("Noch 9 Ersatzcodes gelten.")).to_be_visible()
