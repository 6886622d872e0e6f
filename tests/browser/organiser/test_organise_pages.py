"""The organiser's pages in a real browser, with scripts and without."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from poll_server.base.settings import Settings
from poll_server.deck import shipped as decks
from poll_server.store.accounts import Accounts
from poll_server.store.events import Events
from poll_server.store.keys import ACCOUNTS
from tests.browser.pages.axe import TORN
from tests.support.browsers.chromium import HALL
from tests.support.servers.pretended_job import PretendedJob
from tests.support.signing_in import NAME, PASSWORD

from .organise_house import House, house, quick_hashes, violations

__all__ = ["house", "quick_hashes"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_links_let_one_in_by_keyboard_alone(house: House, chromium: Browser) -> None:
    """A wrong password; the first link, then an invitation: secrets leave the address, a typo costs
    nothing."""
    page = await house.page(chromium, signed_in=False, locale="de-DE", color_scheme="dark")
    await page.set_viewport_size({"width": 320, "height": 700})
    await page.goto("/organise")
    await page.locator("#name").fill(NAME)
    await page.locator("#password").fill("falsches Passwort")
    await page.locator("#password").press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("Name und Passwort passen nicht zusammen.")
    await expect(page.locator("#name")).to_have_value(NAME)
    assert await violations(page) == []  # test_states_presented looks at the others
    await house.store.redis.delete(ACCOUNTS)
    secret = await Accounts(house.store).new_setup_secret()
    await page.goto("about:blank")  # else only what follows the # would be new
    await page.goto(f"/organise#{secret}")
    await expect(page.locator("#secret-field")).to_be_hidden()
    await expect(page).to_have_url(f"{house.base}/organise")  # nor does its history keep it
    await page.locator("#main").focus()
    await typed(page, NAME, PASSWORD, "ein anderes Passwort")
    await expect(page.get_by_role("alert")).to_have_text("Die beiden Passwörter sind nicht gleich.")
    await expect(page.locator("#name")).to_have_value(NAME)
    await page.locator("#name").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await typed(page, PASSWORD)
    await expect(page.get_by_role("heading", name="Veranstaltungen")).to_be_visible()
    cookies = {each["name"]: each["httpOnly"] for each in await page.context.cookies()}
    assert cookies == {"organiser": True, "device": True}
    await page.get_by_role("link", name=NAME).click()
    await page.get_by_role("button", name="Einladungslink erstellen").click()
    link = await page.get_by_label("Einladung (geheim)").input_value()
    guest = await house.page(chromium, signed_in=False, locale="de-DE")
    await guest.goto(link)
    await expect(guest.locator("#secret-field")).to_be_hidden()
    await guest.locator("#main").focus()
    await typed(guest, "Bert Beispiel", PASSWORD, PASSWORD)
    await expect(guest.get_by_role("link", name="Bert Beispiel")).to_be_visible()


async def typed(page: Page, *values: str) -> None:
    """Type a value into each of the next fields, and send."""
    for value in values:
        await page.keyboard.press("Tab")
        await page.keyboard.type(value)
    await page.keyboard.press("Enter")


async def test_everything_works_without_scripts(house: House, chromium: Browser) -> None:
    page = await house.page(chromium, java_script_enabled=False, locale="en-GB")
    await page.goto("/organise")
    await page.get_by_text("Or paste the deck’s text").click()
    await page.get_by_label("Text of the deck").fill(decks.text(decks.WORKSHOP))
    await page.get_by_role("button", name="Import").click()
    again = page.get_by_role("button", name="Start over with a copy")
    await expect(again).to_be_visible()
    await expect(page.locator("button.copy").first).to_be_hidden()
    event = page.url
    await again.click()
    await expect(page).to_have_url(f"{event}-2")
    await page.get_by_role("link", name="Delete this event …").click()
    await page.get_by_role("button", name="Delete for good").click()
    await expect(page.get_by_text(decks.WORKSHOP, exact=True)).to_have_count(1)
    await page.goto(f"/organise/{house.listing.id}/{house.listing.polls[0].slug}")
    await expect(page.locator("table.bars").first).to_contain_text("75%")


async def test_files_in_the_making_are_watched(house: House, chromium: Browser) -> None:
    """The bar moves by itself, a lost connection is told of, and the end is a page with links."""
    job = PretendedJob(Path(Settings.from_env().data_dir), house.listing.id)
    job.working(1, 4)
    page = await house.page(chromium, locale="de-DE")
    await page.goto(job.path)
    bar = page.get_by_role("progressbar", name="Bisher erledigt")
    await expect(bar).to_have_attribute("value", "0")
    job.working(3, 4)
    await expect(bar).to_have_js_property("value", 50)
    await expect(page.locator("#percent")).to_have_text("50\u202f%")
    await expect(page.get_by_role("status")).to_have_text("50\u202f%")
    await expect(page.locator("#sentence")).to_contain_text("Datei 3 von 4 wird erstellt")
    await page.context.set_offline(True)
    await expect(page.locator("#sentence")).to_contain_text("Die Dateien werden trotzdem erstellt")
    await page.context.set_offline(False)
    job.end()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Dateien sind fertig")
    await expect(page.locator("ul.files a")).to_have_count(2)
    await expect(page.get_by_role("link", name="2,3\u00a0MB")).to_be_visible()
    job.close()


async def test_in_a_hall_without_tls_forms_and_copying_work(
    house: House, chromium: Browser
) -> None:
    house.base = house.base.replace("127.0.0.1", HALL)
    page = await house.page(chromium, locale="en-GB")  # signed in by a form on that address
    await page.goto(f"/organise/{house.listing.id}")
    assert not await page.evaluate("window.isSecureContext")
    await page.get_by_role("button", name="Make a stage link").click()
    link = page.locator(".link").first
    await link.get_by_role("button").click()
    await expect(link.get_by_role("button")).to_contain_text("Copied")
    await expect(page.locator("#copied")).to_have_text("Copied: Stage link (secret)")
    await page.locator("body").evaluate(
        "body => body.insertAdjacentHTML('beforeend', '<textarea id=paste></textarea>')"
    )
    await page.locator("#paste").focus()
    await page.keyboard.press("Control+v")
    address = await link.locator("input").input_value()
    await expect(page.locator("#paste")).to_have_value(address)


async def test_a_page_of_another_site_cannot_press_our_buttons(
    house: House, chromium: Browser
) -> None:
    hall = house.base.replace("127.0.0.1", HALL)
    page = await house.page(chromium)
    target = f"{house.base}/organise/{house.listing.id}/delete"
    await page.goto(f"{hall}/healthz")
    async with page.expect_navigation():
        await page.evaluate(
            """target => {
              const form = document.createElement("form");
              form.method = "post";
              form.action = target;
              document.body.append(form);
              form.submit();
            }""",
            target,
        )
    await expect(page.locator("body")).to_contain_text("another site")
    assert [each.id for each in await Events(house.store).all()] == [house.listing.id]


async def test_posters_and_reports_come_down_by_keyboard(
    house: House, chromium: Browser, tmp_path: Path
) -> None:
    page = await house.page(chromium, locale="de-DE", accept_downloads=True)
    await page.goto(house.pages["event"])
    wanted = {
        "Plakat (PDF): Themenforum 1": b"%PDF",
        "Handzettel mit den Codes aller Umfragen (PDF)": b"%PDF",
        "CSV, English": b"\xef\xbb\xbfPoll,",  # with the mark that Excel needs
    }
    for name, begins in wanted.items():
        link = page.get_by_role("link", name=name)
        async with page.expect_download() as started:
            await link.press("Enter")
        file = tmp_path / (await started.value).suggested_filename
        await (await started.value).save_as(file)
        assert file.read_bytes().startswith(begins), name
    await expect(page.get_by_role("link", name="DOCX, Deutsch")).to_be_visible()
    forum = house.listing.polls[0].slug
    assert (tmp_path / f"{house.listing.id}-{forum}-poster.pdf").is_file()
    # On the phone of whoever prints them, no word of a table is torn, and none widens the page.
    await page.set_viewport_size({"width": 320, "height": 700})
    for name in ("event", "results"):
        await page.goto(house.pages[name])
        assert await page.locator("table").count() >= 2
        assert await page.evaluate(TORN) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
