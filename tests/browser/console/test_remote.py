"""The remote on a phone: a whole question under one thumb, and nothing pressed by a pocket."""

import re

import pytest
from playwright.sync_api import Page, expect

from poll_server.live.links import end_links
from tests.browser.backstage import Forum
from tests.browser.pages.axe import overflow, violations
from tests.browser.pages.looking import comes
from tests.browser.pages.screens import Screens
from tests.browser.people.hands import NO, YES
from tests.browser.wire.scripted import hold, lapse, open_remote, resize
from tests.support.screen_states import Scene

pytestmark = pytest.mark.browser

HELD_MS = 600
"""For which a button is kept pressed where it is locked (see `remote/lock.js`)."""
UNTOUCHED_MS = 60_000
"""After which it locks itself."""
REST_MS = 1000
"""In which no next step is taken (see `steps/care.js`)."""
BIG = 96
"""Pixels that the button has at least in height, however small the screen is."""
PRETENDED = f"""
  window.buzzes = 0;
  Navigator.prototype.vibrate = () => {{ buzzes += 1; return true; }};
  // It never locks itself, however slow the machine is.
  const begin = window.setTimeout;
  window.setTimeout = (act, ms, ...rest) => ms === {UNTOUCHED_MS} ? 0 : begin(act, ms, ...rest);
"""


def test_a_whole_question_under_one_thumb(forum: Forum, screens: Screens) -> None:
    forum.do("goto", "weiterbildung")
    forum.people(2)
    console = screens.open("moderator", forum.moderator)
    expect(console.locator("#console")).to_be_visible()  # before it is let in, it gets no code
    console.get_by_role("button", name="Fernbedienung").press("Enter")
    expect(console.locator("#remote-said")).to_contain_text("gilt 5 Minuten")
    expect(console.locator("#remote-code")).to_be_visible()
    assert console.locator("#remote-code").evaluate("(image) => image.decode().then(() => true)")
    way = console.locator("#remote-link").input_value()
    assert violations(console, {}) == []
    console.keyboard.press("Escape")
    expect(console.locator("#remote-link")).to_have_value("")

    context = screens.context(size=(320, 568), color_scheme="dark", has_touch=True)
    context.add_init_script(PRETENDED)
    where = f"/moderate/{forum.poll_id}"
    assert context.request.post(f"{where}/remote/link").status == 403
    remote = screens.open("phone-remote", way, context=context)
    forward, words = remote.locator("#forward"), remote.locator("#forward .words")

    def step(before: str, after: str) -> None:
        expect(words).to_have_text(before)
        expect(remote.locator("#forward.rests")).to_have_count(0)
        forward.tap()
        expect(words).to_have_text(after)

    expect(remote.locator("#turnout")).to_have_text("2 Handys verbunden")
    expect(remote).to_have_url(re.compile("^[^#]+$"))
    step("Abstimmung öffnen", "Abstimmung schließen")
    expect(console.locator("#forward .words")).to_have_text("Abstimmung schließen")
    expect(remote.locator("#turnout")).to_have_text("0 von 2 abgestimmt")
    forward_again(remote)
    forum.vote([YES, NO])
    expect(remote.locator("#heard")).to_contain_text("Alle, die da sind, haben abgestimmt: 2")
    assert remote.evaluate("buzzes") == 1
    expect(remote.locator("#elapsed")).to_have_text(re.compile(r"\d+:\d\d"))
    look(remote)
    step("Abstimmung schließen", "Ergebnis zeigen")
    expect(remote.locator("#undo")).to_have_text("Schließen zurücknehmen")
    expect(remote.locator("#forward.rests")).to_have_count(0)
    remote.locator("#undo").tap()
    step("Abstimmung schließen", "Ergebnis zeigen")
    step("Ergebnis zeigen", "Nächste Frage")
    assert forum.state().shown
    expect(remote.locator("#undo")).to_have_text("Ergebnis verbergen")
    assert remote.evaluate("buzzes") == 1

    # A ticket ends with the links, as the pass it gave does.
    store = forum.house.store
    forum.house.backstage.run(end_links(store, "moderator", forum.poll_id))
    expect(remote.get_by_role("main")).to_contain_text("Dieser Code oder Link gilt nicht")
    spent = {"secret": way.partition("#")[2]}
    assert context.request.post(f"{where}/enter", data=spent).status == 403


def forward_again(remote: Page) -> None:
    """Press the button at a moment when hardly anybody has voted: it asks, and is told no."""
    expect(remote.locator("#forward.rests")).to_have_count(0)
    remote.locator("#forward").tap()
    expect(remote.locator("#confirm")).to_contain_text("0 von 2 haben abgestimmt.")
    remote.get_by_role("button", name="Abbrechen").tap()
    expect(remote.locator("#confirm")).to_be_hidden()


def look(remote: Page) -> None:
    """Upright and lying: large, under the thumb, nothing beside the window, no fault to axe."""
    for width, height in ((667, 375), (390, 844), (320, 568)):
        resize(remote, width, height)
        box = remote.locator("#forward").bounding_box()
        assert box is not None
        assert box["height"] >= BIG
        assert box["y"] + box["height"] <= height
        assert box["y"] + box["height"] / 2 > height / 2, (width, height)
        assert overflow(remote) == 0
    assert violations(remote, {}) == []


def test_a_pocket_presses_nothing(scripted: Page, scripted_base: str) -> None:
    room = open_remote(scripted, scripted_base, Scene(1, "ready"))
    words, lock = scripted.locator("#forward .words"), scripted.locator("#lock")
    expect(words).to_have_text("Abstimmung öffnen")
    lock.click()
    expect(scripted.locator("#how")).to_have_text("Gedrückt halten")
    hold(scripted, HELD_MS)
    scripted.locator("#forward").click()
    expect(scripted.locator("#said")).to_contain_text("denn es ist gesperrt")
    assert room.actions == []
    scripted.locator("#forward").hover()
    scripted.mouse.down()
    lapse(scripted)
    expect(words).to_have_text("Abstimmung schließen")
    scripted.mouse.up()
    expect(lock).to_have_text("Sperren")
    expect(scripted.locator("#forward.rests")).to_have_count(0)
    # The end of the press is no press of its own.
    expect(scripted.locator("#said")).to_have_text("Abstimmung geöffnet.")
    assert room.actions == ["forward"]

    hold(scripted, UNTOUCHED_MS)
    scripted.keyboard.press("Shift")
    lapse(scripted)
    expect(lock).to_have_text("Entsperren")
    lock.press("Enter")
    expect(lock).to_have_text("Sperren")

    room.become(votes=174)
    expect(scripted.locator("#voted")).to_have_text("174")
    hold(scripted, REST_MS)
    scripted.locator("#forward").click()
    expect(words).to_have_text("Ergebnis zeigen")
    scripted.locator("#forward").click()
    expect(scripted.locator("#said")).to_contain_text("Bitte noch einmal drücken.")
    comes(scripted, lambda: room.actions, ["forward", "forward"])
    expect(scripted.locator("#heard")).not_to_be_empty()
