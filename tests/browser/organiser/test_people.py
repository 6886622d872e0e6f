"""Who may do what at an event, said by keyboard alone, on a narrow screen in the dark."""

import pytest
from playwright.async_api import Browser, expect

from tests.support.signing_in import add_organiser

from .organise_house import House, house, quick_hashes, violations

__all__ = ["house", "quick_hashes"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_people_are_named_by_keyboard_alone(house: House, chromium: Browser) -> None:
    await add_organiser(house.store, "Ben Beispiel")
    page = await house.page(chromium, locale="de-DE", color_scheme="dark")
    await page.set_viewport_size({"width": 320, "height": 700})
    await page.goto(f"/organise/{house.listing.id}/_people")
    await page.get_by_role("button", name="Hauptverantwortung übernehmen").press("Enter")
    await page.locator("#name").focus()
    await page.keyboard.type("Ben Beispil")
    await page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text("Kein Konto heißt „Ben Beispil“")
    await expect(page.locator("#name")).to_have_value("Ben Beispil")
    await page.locator("#name").fill("Ben Beispiel")
    await page.locator("#name").press("Tab")
    await expect(page.locator("#role")).to_be_focused()
    await page.keyboard.press("End")  # the last one that is offered
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    named = page.locator(".roles li").filter(has_text="Ben Beispiel")
    await expect(named).to_contain_text("Einsicht in Ergebnisse")
    assert await violations(page) == []
    await page.wait_for_function("document.documentElement.scrollWidth === 320")
    await named.get_by_role("link").press("Enter")
    await page.get_by_role("button", name="Rolle entziehen").press("Enter")
    await expect(page.locator(".roles li")).to_have_count(1)
