"""An ordinary table in the editor: how it is read is shown, and changed by keyboard, at 320 px."""

import re
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from poll_server.drafts import Drafts
from poll_server.store.events import Events
from tests.browser.backstage import Forum
from tests.browser.pages.axe import overflow
from tests.browser.pages.looking import comes
from tests.browser.pages.screens import Screens
from tests.support.files import made_tables as made
from tests.support.signing_in import add_organiser
from tests.support.suite.at_length import AT_LENGTH

pytestmark = pytest.mark.browser

NARROW = (320, 640)


def choose(page: Page, name: str, content: bytes) -> None:
    file: FilePayload = {"name": name, "mimeType": "", "buffer": content}
    page.locator("#file").set_input_files(file)
    page.locator("form:has(#file) .button").click()


def understands(page: Page, *wanted: list[str]) -> None:
    """Wait until these questions are shown: of each its prompt and its options."""
    items = page.locator(".understood > ol > li")
    read = """(items) => items.map((each) =>
      [...each.querySelectorAll("strong, li")].map((part) => part.innerText))"""
    comes(page, lambda: items.evaluate_all(read), list(wanted))


# Without scripts it is the same form: `web/presenter/editor/test_add.py` sends it in every
# `make test`.
@pytest.mark.parametrize("scripted", [True, pytest.param(False, marks=AT_LENGTH)])
def test_a_table_is_laid_out_by_keyboard_before_anything_is_added(
    screens: Screens, forum: Forum, scripted: bool
) -> None:
    house, event = forum.house, forum.state().event.id
    house.backstage.run(add_organiser(house.store))
    desk = screens.desk(NARROW, java_script_enabled=scripted)
    page = screens.open("desk", f"/organise/{event}/edit/add", context=desk)

    def prompts() -> list[str]:
        draft = house.backstage.run(Drafts(house.store, Events(house.store)).get(event))
        return [each["prompt"].get("de", "") for each in draft.document["polls"][-1]["questions"]]

    before = prompts()
    page.locator("#text").fill("Ein Wort?\nWörter: 2\nFreigabe: ja")
    page.locator("form:has(#text) .button").click()
    said = page.locator(".understood .aside")
    expect(said).to_have_text("Wortwolke · Wörter höchstens: 2 · Erst nach Freigabe: ja")
    choose(page, "Antworten.csv", made.text(made.TICKED))
    expect(said.first).to_have_text("Auswahl · Antworten höchstens: 3")
    understands(page, ["Farben?", "Rot", "Blau", "Grün"], ["Größe?", "S", "M"])
    choose(page, "umfrage.xlsx", made.xlsx({"Lies mich": [["Bitte"]], "Fragen": made.TITLED}))
    expect(page.locator("details.step")).to_have_attribute("open", "")
    two = [["Farbe?", "Rot", "Blau"], ["Größe?", "S", "M", "L"]]
    understands(page, *two)
    expect(page.locator("#sheet option:checked")).to_have_text("Fragen")
    expect(page.locator("#head option:checked")).to_have_text("4: Nr · Frage · A · B · C")
    expect(page.get_by_label(re.compile("Spalte A"))).to_have_value("")
    expect(page.get_by_label(re.compile("Spalte B"))).to_have_value("prompt.de")
    assert overflow(page) <= 0
    way: Any = page.locator("[name=direction]").first.bounding_box()
    words: Any = page.locator("[name=direction] + span").first.bounding_box()
    assert way["x"] + way["width"] <= words["x"]
    assert way["y"] < words["y"] + words["height"] / 2 < way["y"] + way["height"] < way["y"] + 30
    screens.picture("laid-out")

    page.get_by_label(re.compile("Spalte E")).focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="So lesen").focus()
    page.keyboard.press("Enter")
    understands(page, two[0], two[1][:-1])

    page.locator("#head").select_option("0")
    page.get_by_role("button", name="So lesen").click()
    expect(page.locator("#head")).to_have_value("0")
    assert prompts() == before
    page.locator("#head").select_option("4")
    page.get_by_role("button", name="So lesen").click()
    expect(page.locator(".understood li li").last).to_have_text("L")
    page.get_by_role("button", name="Diese 2 Fragen hinzufügen").click()
    expect(page).to_have_url(re.compile(f"/organise/{event}/edit/(?!add|insert)"))
    assert prompts()[-2:] == ["Farbe?", "Größe?"]


def test_where_an_encoding_cannot_be_told_somebody_looks(screens: Screens, forum: Forum) -> None:
    house, event = forum.house, forum.state().event.id
    house.backstage.run(add_organiser(house.store))
    page = screens.open("desk", f"/organise/{event}/edit/add", context=screens.desk(NARROW))
    rows = [["Frage", "A"], ["Ist es schön?", "ja"]]
    choose(page, "umfrage.csv", made.text(rows, encoding="mac_roman"))
    asked = page.get_by_role("group", name="Welche Zeile liest sich richtig?")
    asked.get_by_label("schön").check()
    page.get_by_role("button", name="So lesen").click()
    understands(page, ["Ist es schön?", "ja"])
    asked.get_by_label("Windows-1252").check()
    page.get_by_role("button", name="So lesen").click()
    understands(page, ["Ist es schšn?", "ja"])
    assert overflow(page) <= 0

    choose(page, "quiz.gift", b"Who is it?{=she#yes ~he}\n\nMatch{=a -> b =c -> d}")
    understands(page, ["Who is it?", "she", "he"])
    lost = page.get_by_role("region", name="Was aus dieser Datei (GIFT) nicht mitkommt")
    expect(lost.get_by_role("listitem")).to_have_count(2)
    expect(page.locator("#understood-title")).to_be_focused()
    assert overflow(page) <= 0
