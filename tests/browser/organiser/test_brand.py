"""An event's own name, colour and logo in a real browser: on stage, phone and the event's page."""

import pytest
from playwright.sync_api import Locator, expect

from poll_server.deck.deck import Brand
from poll_server.looks.look import branded
from poll_server.store.branding import set_logo
from tests.browser.backstage import Forum
from tests.browser.pages.screens import Screens
from tests.support.files.logos import BLUE, drawing, png
from tests.support.signing_in import add_organiser

pytestmark = pytest.mark.browser

ACCENT = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"


def drawn(logo: Locator) -> tuple[int, int, float]:
    """Of a logo: the width of its picture, and width and height on the screen."""
    logo.page.wait_for_load_state()  # with its style sheets
    found: list[float] = logo.evaluate(
        "async (logo) => { await logo.decode(); const { width, height } = "
        "logo.getBoundingClientRect(); return [logo.naturalWidth, width, height]; }"
    )
    return round(found[0]), round(found[1]), found[2]


def test_what_is_open_in_the_hall_takes_a_new_look_by_itself(
    screens: Screens, forum: Forum
) -> None:
    stage = screens.open("stage", forum.stage)
    expect(stage.locator("h1")).not_to_be_empty()
    assert stage.locator(".brand, .logo").count() == 0
    forum.wear("Haus der Brücken")
    expect(stage.locator(".mark img.logo")).to_be_visible()  # large, on the start screen
    forum.open("weiterbildung")
    expect(stage.get_by_role("img", name="Haus der Brücken")).to_be_visible()
    natural, width, height = drawn(stage.locator("img#brand"))
    assert natural == 560
    assert (width, height) == (336, 72)  # its own proportions, and no higher than the countdown
    assert stage.evaluate(ACCENT) == BLUE
    stage.keyboard.press("d")
    expect(stage.locator("html")).to_have_attribute("data-theme", "dark")
    assert stage.evaluate(ACCENT) == branded(BLUE)["dark"].accent
    plate = stage.locator("img#brand").evaluate("(logo) => getComputedStyle(logo).backgroundColor")
    assert plate == "rgb(255, 255, 255)"  # this blue cannot be told from a dark ground
    forum.house.backstage.run(set_logo(forum.house.store, forum.state().event.id, None))
    expect(stage.locator("p.brand")).to_have_text("Haus der Brücken")
    forum.wear("Haus der Brücken")
    phone = screens.open("phone", forum.phone)
    natural, width, height = drawn(phone.locator("img.logo"))
    assert (natural, width) == (240, 120)
    assert height < 32
    assert phone.evaluate(ACCENT) == BLUE


def test_an_organiser_gives_an_event_its_look(screens: Screens, forum: Forum) -> None:
    forum.house.backstage.run(add_organiser(forum.house.store))
    event, desk = forum.state().event.id, screens.desk((1280, 720), "en")
    page = screens.open("event", f"/organise/{event}#brand", context=desk)
    page.get_by_label("Name (English)").fill("House of Bridges")
    page.get_by_label("Colour", exact=True).fill("1F4E9E")
    expect(page.get_by_label("Choose a colour")).to_have_value(BLUE)
    page.get_by_label("Choose a colour").fill("#c8102e")
    expect(page.get_by_label("Colour", exact=True)).to_have_value("#c8102e")
    page.get_by_role("button", name="Save name and colour").click()
    expect(page.locator(".branding strong").first).to_have_text("House of Bridges")
    file = {"name": "logo.png", "mimeType": "image/png", "buffer": png(drawing())}
    page.get_by_label("Logo").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload the logo").click()
    expect(page.get_by_role("img", name="House of Bridges")).to_have_count(2)
    brand = forum.state().event.brand
    assert brand == Brand(name="House of Bridges", accent="#c8102e")
    page.wait_for_load_state()  # with its style sheets
    grounds = page.locator(".sheet").evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one.querySelector('.leader')).fill)"
    )
    looks = branded("#c8102e")
    assert grounds == [rgb(looks["light"].accent), rgb(looks["dark"].accent)]
    page.get_by_role("button", name="Remove the logo").click()
    expect(page.get_by_role("button", name="Remove the logo")).to_have_count(0)
    assert forum.state().about.logo is None


def rgb(colour: str) -> str:
    """`#c8102e` as a browser says it."""
    return f"rgb({', '.join(str(part) for part in bytes.fromhex(colour[1:]))})"
