"""The console against slips: a clicker that bounces, a close too soon, and a close taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages.axe import TAGS, violations
from tests.browser.pages.looking import comes
from tests.browser.wire.screen_wire import Room, replace
from tests.browser.wire.scripted import hold, lapse, open_console
from tests.support.screen_states import ALL_APPROVED, MODERATOR_SCENES, Scene

pytestmark = pytest.mark.browser

STATUS = "[role=status]"
REST_MS = 1000
"""In which no next step is taken (see `steps/care.js`)."""


def rested(scripted: Page) -> None:
    """Let the next press count again."""
    expect(scripted.locator("#forward.rests")).to_have_count(1)
    lapse(scripted)
    expect(scripted.locator("#forward.rests")).to_have_count(0)


def test_no_step_is_taken_right_after_another(scripted: Page, scripted_base: str) -> None:
    """A clicker bounces, a double click is one, and somebody else's step counts, too."""
    ready, forward = MODERATOR_SCENES["ready"], scripted.locator("#forward .words")
    room = open_console(scripted, scripted_base, ready)
    hold(scripted, REST_MS)
    for key in ("PageDown", "Space", "ArrowRight", "c"):
        room.turn_to(ready)
        scripted.keyboard.press(key)
        expect(forward).to_have_text("Abstimmung schließen")
        scripted.keyboard.press(key)
        expect(scripted.locator(STATUS)).to_contain_text("Bitte noch einmal drücken.")
        assert len(room.actions) == 1, key
        expect(scripted.locator("#confirm")).to_be_hidden()
        room.become(votes=174)
        expect(scripted.locator("#voted")).to_have_text("174")
        rested(scripted)
        scripted.keyboard.press(key)
        expect(forward).to_have_text("Ergebnis zeigen")
        rested(scripted)
    room.turn_to(ready)
    scripted.locator("#forward").dblclick()
    comes(scripted, lambda: room.actions, ["forward"])
    rested(scripted)
    assert room.actions == ["forward"]
    # Two consoles, or a countdown that ended as the moderator pressed.
    room.turn_to(Scene(1, "open", seconds=1))
    room.become(phase="closed")
    expect(forward).to_have_text("Ergebnis zeigen")
    scripted.keyboard.press("PageDown")
    expect(scripted.locator(STATUS)).to_contain_text("Bitte noch einmal drücken.")
    assert room.actions == []


def test_a_close_by_key_with_hardly_a_vote_asks_first(scripted: Page, scripted_base: str) -> None:
    nobody, forward = Scene(1, "open", votes=0), scripted.locator("#forward .words")
    room = open_console(scripted, scripted_base, nobody)
    hold(scripted, REST_MS)
    for scene in (nobody, Scene(1, "open", votes=2, smallest_group=5)):
        for key in ("PageDown", "c"):
            room.turn_to(scene)
            scripted.keyboard.press(key)
            expect(scripted.locator("#confirm")).to_contain_text("Abstimmung schon schließen?")
            said = scripted.locator("#confirm-text")
            expect(said).to_contain_text(f"{scene.votes} von ")
            if scene.votes:  # others come in while it asks, and still few
                room.become(votes=3)
                expect(said).to_contain_text("3 von ")
            scripted.keyboard.press("Escape")
            expect(scripted.locator("#confirm")).to_be_hidden()
            assert room.actions == []
            scripted.keyboard.press(key)
            scripted.locator("#confirm-yes").click()
            expect(forward).to_have_text("Ergebnis zeigen")
            assert room.actions == ["close"]
            rested(scripted)
            lapse(scripted)
    _by_clicker(scripted, room, nobody)
    room.turn_to(nobody)
    scripted.locator("#close").click()  # a click is meant
    expect(forward).to_have_text("Ergebnis zeigen")
    assert room.actions == ["close"]
    rested(scripted)

    # And a close is taken back by key for as long as that is possible.
    room.turn_to(Scene(1, "closed", take_back=3600))
    close = scripted.locator("#close .words")
    expect(close).to_have_text("Schließen zurücknehmen")
    assert violations(scripted, {"runOnly": TAGS}) == []
    scripted.keyboard.press("c")
    expect(forward).to_have_text("Abstimmung schließen")
    expect(scripted.locator(STATUS)).to_contain_text("wieder offen")
    assert room.actions == ["reopen"]
    room.become(phase="closed", take_back=0.0)
    expect(close).to_have_text("Öffnen")
    expect(scripted.locator("#close")).to_have_attribute("aria-disabled", "true")


def _by_clicker(page: Page, room: Room, nobody: Scene) -> None:
    """Once more on is a yes, though not where it bounces; back is a no, and so is each in doubt."""
    dialog = page.locator("#confirm")
    for ask, answer, done in [
        ("PageDown", "PageDown", ["close"]),
        ("PageDown", "PageUp", []),
        ("r", "PageDown", []),
    ]:
        room.turn_to(nobody)
        page.keyboard.press(ask)
        expect(page.get_by_text("Mit dem Klicker")).to_be_visible(visible=ask == "PageDown")
        page.keyboard.press(answer)
        expect(dialog).to_be_visible()
        lapse(page)
        page.keyboard.press(answer)
        expect(dialog).to_be_hidden()
        words = "Ergebnis zeigen" if done else "Abstimmung schließen"
        expect(page.locator("#forward .words")).to_have_text(words)
        assert room.actions == done
        lapse(page)


def test_showing_texts_of_which_none_is_approved_says_so_first(
    scripted: Page, scripted_base: str
) -> None:
    texts = replace(MODERATOR_SCENES["texts"], phase="closed", verdicts={})
    room = open_console(scripted, scripted_base, texts)
    hold(scripted, REST_MS)
    for key in ("PageDown", "h"):
        room.turn_to(texts)
        scripted.keyboard.press(key)
        expect(scripted.locator("#confirm-title")).to_have_text(_waiting(room))
        scripted.keyboard.press("Escape")
        expect(scripted.locator("#confirm")).to_be_hidden()
        assert room.actions == []
        room.become(verdicts=ALL_APPROVED)
        expect(scripted.locator('[data-state="waiting"]')).to_have_count(0)
        scripted.keyboard.press(key)
        expect(scripted.locator("#visible")).to_have_text("sichtbar")
        expect(scripted.locator("#confirm")).to_be_hidden()
        rested(scripted)


def _waiting(room: Room) -> str:
    texts = room.scene.moderator().texts
    assert len(texts) > 1
    return f"0 von {len(texts)} freigegeben"
