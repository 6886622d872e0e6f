"""The editor in a browser: by keyboard alone, with two at the same text, without a line."""

import re
from itertools import chain
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from poll_server.deck import shipped as decks
from poll_server.deck.pictures import beside
from poll_server.drafts import Drafts, Write
from poll_server.store.events import Events
from tests.browser.backstage import Forum, House
from tests.browser.pages.axe import overflow
from tests.browser.pages.looking import comes, follow
from tests.browser.pages.screens import Screens
from tests.browser.pages.tab import previewed, unpreviewed
from tests.support.signing_in import FORM, add_organiser
from tests.support.suite.at_length import WHOLE

from .editor_hands import add, at, field, heard, prompts, saved, tab_to, write

pytestmark = pytest.mark.browser

WIDE = (1280, 900)
OTHER = "Bertram Beispiel"


@pytest.fixture
def desk(screens: Screens, house: House) -> BrowserContext:
    """A browser in which an organiser is signed in, without previews."""
    house.backstage.run(add_organiser(house.store))
    return unpreviewed(screens.desk(WIDE))


def test_a_laptop_has_room_for_the_list_and_for_what_is_written(
    screens: Screens, desk: BrowserContext
) -> None:
    page = screens.open("editor", "/organise", context=desk)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Anlegen und Fragen schreiben").click()
    expect(field(page, "prompt.de")).to_be_focused()
    expect(page.get_by_role("link", name="Entwurf verwerfen")).to_be_visible()
    bar = at(page, ".edit-bar")
    assert bar["height"] <= 64  # px: one row; outline and previews begin below it
    assert at(page, '[data-field="prompt"]')["y"] >= bar["bottom"]  # with its label
    assert at(page, ".outline")["y"] >= bar["bottom"]
    assert at(page, ".adding")["height"] <= 80  # px of 800; eight kinds took 330
    # The menu of kinds opens without a script, in sight, and makes what it says.
    signed_in: Any = desk.storage_state()
    options = {"java_script_enabled": False, "storage_state": signed_in}
    plain = screens.open("plain", page.url, context=screens.context("de", (320, 640), **options))
    kinds = plain.locator(".add-buttons button")
    expect(kinds.first).to_be_hidden()
    plain.locator(".adding > summary").click()
    expect(kinds).to_have_count(page.locator(".add-buttons button").count())
    for kind in kinds.all():
        expect(kind).to_be_visible()
        box: Any = kind.bounding_box()
        assert 0 <= box["x"] < box["x"] + box["width"] <= 320
        assert box["height"] >= 24  # px: WCAG 2.5.8
    chosen = kinds.last.inner_text().removeprefix("+ ")
    kinds.last.click()
    expect(plain.locator("h1")).to_have_text(chosen)
    expect(prompts(plain)).to_have_count(2)


def test_by_keyboard_from_a_new_event_to_a_phone(
    screens: Screens, desk: BrowserContext, house: House
) -> None:
    page = screens.open("editor", "/organise", context=desk)
    write(page, page.locator("#title"), "Runder Tisch")
    tab_to(page, page.get_by_role("button", name="Anlegen und Fragen schreiben"))
    page.keyboard.press("Enter")
    expect(field(page, "prompt.de")).to_be_focused()
    follow(page, page.locator(".item.poll"))
    expect(page.locator("h1")).to_have_text("Umfrage")
    expect(field(page, "title.de")).to_have_value("Runder Tisch")
    tab_to(page, field(page, "title.de"))
    page.keyboard.press("Control+a")
    page.keyboard.type("Themenforum")
    saved(page)
    follow(page, page.locator(".questions .item"))
    expect(page.locator("h1")).to_have_text("Auswahl")
    write(page, field(page, "prompt.de"), "Wie war der Tag?")
    write(page, field(page, "options.0.de"), "Gut")
    page.keyboard.press("Enter")  # the next one
    expect(field(page, "options.1.de")).to_be_focused()
    page.keyboard.type("Schlecht")
    saved(page)
    page.keyboard.press("Alt+ArrowUp")
    expect(field(page, "options.0.de")).to_have_value("Schlecht")
    expect(field(page, "options.0.de")).to_be_focused()
    heard(page, "Jetzt Nummer 1 von 2.")
    saved(page)
    expect(page.locator("#mistakes")).to_be_hidden()
    add(page, "Skala", "Das Essen war gut")
    tab_to(page, field(page, "set"))
    page.keyboard.type("stimme gar nicht zu … stimme voll zu (5)")
    saved(page)
    add(page, "Wortwolke", "Ein Wort?")
    tab_to(page, field(page, "approval"))
    page.keyboard.press("Space")
    saved(page)
    # Moved by keys, with the focus on it all the time, and taken back.
    link = page.locator(".item[aria-current]")
    link.focus()
    page.keyboard.press("Alt+ArrowUp")
    heard(page, "„Ein Wort?“ ist jetzt Nummer 2 von 3 in „Themenforum“.")
    expect(link).to_be_focused()
    page.keyboard.press("Control+z")
    heard(page, "Rückgängig gemacht.")
    order = ["Wie war der Tag?", "Das Essen war gut", "Ein Wort?"]
    expect(prompts(page)).to_have_text(order)
    follow(page, page.locator("#o-event"))
    tab_to(page, page.locator('[value="rows add stop_words"]'))
    page.keyboard.press("Enter")
    expect(field(page, "stop_words.0")).to_be_focused()
    page.keyboard.type("Kürzung")
    saved(page)
    follow(page, page.get_by_role("link", name="In die Umfrage übernehmen"))
    expect(page.locator(".differences li")).to_have_count(5)
    page.get_by_role("button", name="In die Umfrage übernehmen").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Übernommen")
    expect(page.locator(".pending")).to_contain_text("Die Handys haben alles")
    assert page.evaluate("window.pointed") == 0
    event = re.search(r"/organise/([^/]+)/", page.url)
    assert event
    listing = house.backstage.run(Events(house.store).get(event[1]))
    assert listing.event.stop_words == ("Kürzung",)
    approved = [each.approved_first for each in listing.event.polls[0].questions]
    assert approved == [False, False, True]
    forum = Forum(house, listing.polls[0])
    try:
        phone = screens.open("phone", forum.phone)
        forum.open(listing.event.polls[0].questions[0].id)
        expect(phone.locator(".option")).to_have_text(["Schlecht", "Gut"])
    finally:
        forum.leave()


def others(house: House, event_id: str, uid: str, path: str, was: str, now: str) -> None:
    """Somebody else changes a text."""
    drafts = Drafts(house.store, Events(house.store))
    house.backstage.run(drafts.change(event_id, [Write(uid, path, was, now)], OTHER))


def questions_of(house: House, event_id: str) -> list[dict[str, Any]]:
    """As the draft has them."""
    draft = house.backstage.run(Drafts(house.store, Events(house.store)).get(event_id))
    questions: list[dict[str, Any]] = draft.document["polls"][0]["questions"]
    return questions


def test_previews_follow_what_is_written(
    screens: Screens, desk: BrowserContext, forum: Forum
) -> None:
    house, event_id = forum.house, forum.state().event.id
    item = questions_of(house, event_id)[1]
    address = f"/organise/{event_id}/edit/{item['uid']}"
    page = screens.open("editor", address, context=previewed(desk))
    phone, stage = (page.frame_locator(each) for each in ("#phone", "#stage"))
    expect(phone.locator(".preview-mark")).to_have_text("Vorschau: Nichts wird gesendet")
    expect(phone.locator(".option")).to_have_text(["Ja", "Nein", "Enthaltung"])
    expect(stage.locator("#prompt")).to_have_text(item["prompt"]["de"])
    expect(stage.locator(".canvas.grows")).to_be_visible()  # handed to what draws charts
    field(page, "options.0.de").fill("Jawohl")
    expect(phone.locator(".option").first).to_have_text("Jawohl")
    expect(stage.locator("#tables tbody tr").first).to_contain_text("Jawohl")


def test_two_editors_and_nobody_s_text_is_lost(
    screens: Screens, desk: BrowserContext, forum: Forum
) -> None:
    house, event_id = forum.house, forum.state().event.id
    questions = questions_of(house, event_id)
    item = questions[1]
    uid, prompt = item["uid"], item["prompt"]["de"]
    page = screens.open("editor", f"/organise/{event_id}/edit/{uid}", context=desk)
    mine = field(page, "prompt.de")
    mine.focus()
    # What the other writes comes in, except where one is typing just now.
    others(house, event_id, uid, "hint.de", "", "Eine Antwort")
    expect(field(page, "hint.de")).to_have_value("Eine Antwort")
    expect(mine).to_be_focused()
    others(house, event_id, uid, "prompt.de", prompt, "Von Bertram")
    mine.fill("Von Anna")
    clash = page.locator("#clashes .clash")
    expect(clash.locator("[data-side=theirs] pre")).to_have_text("Von Bertram")
    expect(clash.locator("[data-side=yours] pre")).to_have_text("Von Anna")
    expect(mine).to_have_value("Von Anna")
    heard(page, "Beide sind noch da")
    # The other half of the same field does not wait for the choice.
    field(page, "prompt.en").fill("By Anna")
    both = {"de": "Von Bertram", "en": "By Anna"}
    comes(page, lambda: questions_of(house, event_id)[1]["prompt"], both)
    page.reload()  # both are still there
    expect(clash.locator("[data-side=yours] pre")).to_have_text("Von Anna")
    expect(mine).to_have_value("Von Anna")
    clash.get_by_role("button", name="Meinen behalten").click()
    expect(clash).to_have_count(0)
    saved(page)
    comes(page, lambda: questions_of(house, event_id)[1]["prompt"]["de"], "Von Anna")
    mine.focus()  # else what the other writes may have come in before this one begins
    others(house, event_id, uid, "prompt.de", "Von Anna", "Noch einmal Bertram")
    mine.fill("Noch einmal Anna")
    clash.get_by_role("button", name="Den anderen nehmen").click()
    expect(mine).to_have_value("Noch einmal Bertram")
    # By pointer: the first question below the third.
    grip = page.locator(f"#i-{questions[0]['uid']} .grip").bounding_box()
    third = page.locator(f"#i-{questions[2]['uid']} .line").bounding_box()
    assert grip
    assert third
    page.mouse.move(grip["x"] + 5, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(third["x"] + 60, third["y"] + third["height"] - 4, steps=4)
    page.mouse.up()
    first = questions[0]["prompt"]["de"]
    expect(prompts(page).nth(2)).to_have_text(first)


def test_what_is_typed_survives_a_cut_line_a_reload_and_signing_out(
    screens: Screens, desk: BrowserContext, forum: Forum
) -> None:
    house, event_id = forum.house, forum.state().event.id
    item = questions_of(house, event_id)[1]
    address = f"/organise/{event_id}/edit/{item['uid']}"
    page = screens.open("editor", address, context=desk, troubled=True)
    prompt, state = field(page, "prompt.de"), page.locator("#saved")
    desk.route("**/edit/changes*", lambda route: route.abort())
    prompt.fill("Ohne Leitung geschrieben")
    expect(state).to_contain_text("Noch nicht gespeichert: keine Verbindung.")
    page.locator("[data-rows=add]").first.click()
    page.keyboard.type("Dritte Antwort")
    others(house, event_id, item["uid"], "prompt.de", item["prompt"]["de"], "Von Bertram")
    page.reload()
    expect(prompt).to_have_value("Ohne Leitung geschrieben")
    expect(field(page, "options.2.de")).to_have_value("Dritte Antwort")
    prompt.press("End")
    page.keyboard.type("!")
    desk.unroute("**/edit/changes*")
    # What somebody else wrote meanwhile is not overwritten by what waited here.
    clash = page.locator("#clashes .clash")
    expect(clash.locator("[data-side=theirs] pre")).to_have_text("Von Bertram")
    expect(clash.locator("[data-side=yours] pre")).to_have_text("Ohne Leitung geschrieben!")
    expect(state).to_contain_text("bitte wählen Sie")
    clash.get_by_role("button", name="Meinen behalten").click()
    expect(clash).to_have_count(0)

    desk.clear_cookies()
    prompt.fill("Abgemeldet geschrieben")
    expect(state).to_contain_text("Sie sind abgemeldet.")
    desk.request.post("/organise/login", form={**FORM})  # as in another tab
    saved(page)
    heard(page, "Wieder verbunden")
    item = questions_of(house, event_id)[1]
    assert item["prompt"]["de"] == "Abgemeldet geschrieben"
    assert item["options"][2]["de"] == "Dritte Antwort"


CHANGED = """
async (address) => {
  const { read, same } = await import("/static/editor/values.js");
  const page = (await (await fetch(address)).text()).replace(/<style.*?<\\/style>/gs, "");
  const form = new DOMParser().parseFromString(page, "text/html").getElementById("form");
  const base = JSON.parse(form.elements.base.value);
  const values = read(form);
  return Object.keys(base).filter((name) => !(name in values) || !same(base[name], values[name]));
}
"""


def test_the_script_reads_forms_as_the_server_writes_them(
    screens: Screens, desk: BrowserContext, forum: Forum
) -> None:
    house, event_id = forum.house, forum.state().event.id
    one_of_each = {each["kind"]: each["uid"] for each in questions_of(house, event_id)}
    page = screens.open("editor", f"/organise/{event_id}/edit/event", context=desk)
    for kind, uid in ("event", "event"), *one_of_each.items():
        assert page.evaluate(CHANGED, f"/organise/{event_id}/edit/{uid}") == [], kind


def test_fields_of_pictures_are_no_wider_than_the_window(
    screens: Screens, desk: BrowserContext, house: House
) -> None:
    """A picture's name is a field that nobody sees: as wide as others it moved the whole page."""
    forum = house.forum(*beside.load(decks.EVERY_KIND))
    event_id = forum.state().event.id
    asked = questions_of(house, event_id)
    pictured = [
        [each["uid"] for each in asked if each.get(whose)] for whose in ("picture", "pictures")
    ]
    page = screens.open("editor", f"/organise/{event_id}/edit/event", context=desk)
    for uid in chain(*pictured) if WHOLE else [uids[0] for uids in pictured]:
        page.goto(f"/organise/{event_id}/edit/{uid}")
        expect(page.locator(".picture img").first).to_be_visible()
        assert overflow(page) <= 0, uid
    forum.leave()
