"""The moderator's console: every state, key and command, and nothing sent twice or by mistake."""

import re

import pytest
from playwright.sync_api import Page, expect

from poll_server.wire.messages import Done
from tests.browser.pages.axe import overflow
from tests.browser.pages.looking import comes
from tests.browser.pages.pictures import picture
from tests.browser.wire.screen_wire import Room, Wire, replace
from tests.browser.wire.scripted import heard, open_console, resize, until
from tests.browser.wire.scripted_screens import base, page
from tests.support.screen_states import (
    MODERATOR_SCENES,
    POLL_ID,
    TALLIES,
    Scene,
)
from tests.support.suite.at_length import AT_LENGTH, taking_turns

__all__ = ["base", "page"]  # fixtures

pytestmark = pytest.mark.browser


# In the dark, test_states_presented looks at every other state in each `make test`.
@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=AT_LENGTH)])
def test_the_moderator_in_every_state(page: Page, base: str, theme: str) -> None:
    page.set_viewport_size({"width": 1180, "height": 820})
    room = open_console(page, base, Scene(), f"lang=de&theme={theme}")
    for turn, (name, scene) in enumerate(MODERATOR_SCENES.items()):
        snapshot = replace(scene, epoch=name).moderator()
        room.wire.say(snapshot)
        expect(page.locator("h1:visible")).to_have_text(snapshot.prompt or snapshot.poll)
        expect(page.locator("#voted")).to_have_text(str(snapshot.attendance.voted))
        picture(page, f"moderator-{name}-{theme}")
        for width in taking_turns((320, 390), turn):
            resize(page, width, 700)
            assert overflow(page, width) <= 0, (name, width)
            picture(page, f"moderator-{name}-{theme}-{width}")
        page.set_viewport_size({"width": 1180, "height": 820})


def test_a_link_leaves_the_address_bar_and_a_wrong_one_is_told_what_to_do(
    page: Page, base: str
) -> None:
    room = open_console(page, base, Scene())
    expect(page).to_have_url(re.compile("^((?!#|secret).)+$"))
    room.wire.hang_up(4403)
    expect(page.locator("#outside-text")).to_contain_text("Dieser Link gilt nicht (mehr).")
    expect(page.locator("#console")).to_be_hidden()
    Wire(page, lambda _: None)
    page.goto(f"{base}/moderate/{POLL_ID}?lang=de")
    expect(page.get_by_role("main")).to_contain_text("vollständigen Moderationslink")


def test_the_whole_flow_by_a_clicker(page: Page, base: str) -> None:
    """K3: open, close, show, next question; no mouse, nothing focused."""
    room = open_console(page, base, Scene(1, "ready"))
    forward = page.locator("#forward .words")
    for key, before, after in [
        ("PageDown", "Abstimmung öffnen", "Abstimmung schließen"),
        ("ArrowRight", "Abstimmung schließen", "Ergebnis zeigen"),
        ("Space", "Ergebnis zeigen", "Nächste Frage"),
        ("PageDown", "Nächste Frage", "Abstimmung öffnen"),
    ]:
        expect(forward).to_have_text(before)
        expect(page.locator("#forward.rests")).to_have_count(0)
        page.keyboard.press(key)
        expect(forward).to_have_text(after)
    expect(page.locator("#prompt")).to_have_text("Reicht die Aus- und Weiterbildung dafür aus?")
    expect(page.locator("[role=status]")).to_have_text(re.compile("^Frage 2: Reicht"))
    page.keyboard.press("PageUp")
    expect(page.locator("#prompt")).to_have_text(re.compile("^Welche Kompetenzen"))
    assert room.actions == ["forward"] * 4 + ["back"]
    # Each says which step it means, so that the server takes no other.
    assert [c.value for c in room.wire.commands][:4] == ["open", "close", "show", "goto"]
    ids = [command.id for command in room.wire.commands]
    assert len(set(ids)) == 5


def test_every_key_has_its_command(page: Page, base: str) -> None:
    """Space on a button is that button only, and a key acts though its button is folded away."""
    room = open_console(page, base, MODERATOR_SCENES["before"])
    commands = [
        ("open", "c", "close"),
        ("closed", "h", "show"),
        ("shown", "h", "hide"),
        ("risk", "t", "timer"),
        ("open", "t", "extend"),
        ("open", "p", "measure"),
        ("open", "b", "black"),
        ("open", "q", "join"),
        ("ready", "c", "open"),
    ]
    for scene, key, action in commands:
        room.turn_to(MODERATOR_SCENES[scene])
        if key == "c":  # the same key twice within a second is a bounce
            expect(page.locator("#forward.rests")).to_have_count(0)
        page.keyboard.press(key)
        until(page, "document.querySelector('#forward').ariaBusy === 'false'")
        assert room.actions == [action], (scene, key)

    room.turn_to(MODERATOR_SCENES["open"])
    page.locator("#black").focus()
    page.keyboard.press("Space")
    expect(page.locator("#stage-says")).to_contain_text("Die Bühne ist dunkel.")
    assert room.actions == ["black"]
    page.locator("#questions button").first.focus()
    expect(page.locator("#forward.rests")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#forward .words")).to_have_text("Ergebnis zeigen")
    assert room.actions == ["black", "forward"]

    room.turn_to(MODERATOR_SCENES["open"])
    page.locator("#black").click()  # after a click Space is the next step
    expect(page.locator("#stage-says")).to_contain_text("Die Bühne ist dunkel.")
    expect(page.locator("#forward.rests")).to_have_count(0)
    page.keyboard.press("Space")
    expect(page.locator("#forward .words")).to_have_text("Ergebnis zeigen")
    assert room.actions == ["black", "forward"]

    page.set_viewport_size({"width": 390, "height": 844})
    room.turn_to(MODERATOR_SCENES["shown"])
    page.keyboard.press("h")
    expect(page.locator("#visible")).to_have_text("verdeckt")
    assert room.actions == ["hide"]


def test_what_cannot_be_undone_asks_first_and_gives_the_focus_back(page: Page, base: str) -> None:
    """K4: focus in, trapped, Esc, focus back."""
    room = open_console(page, base, MODERATOR_SCENES["closed"])
    page.locator("#measure").focus()
    page.keyboard.press("r")
    expect(page.locator("#confirm")).to_be_visible()
    expect(page.locator("#confirm")).to_contain_text("Runde 1 mit ihren 174 Stimmen bleibt")
    expect(page.get_by_role("button", name="Abbrechen")).to_be_focused()
    picture(page, "moderator-confirm")
    for _ in range(4):
        page.keyboard.press("Tab")
        outside = "document.activeElement.closest('#confirm, body') === document.body"
        assert not page.evaluate(f"document.activeElement !== document.body && {outside}")
    for key in ("PageDown", "c", "h"):
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    expect(page.locator("#confirm")).to_be_hidden()
    expect(page.locator("#measure")).to_be_focused()
    assert room.actions == []
    page.keyboard.press("r")
    # Asked once more before the browser has told that the dialog was closed.
    page.evaluate(
        """() => {
          document.getElementById("confirm").close();
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "r", bubbles: true }));
        }"""
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#where")).to_contain_text("Runde 2")
    assert room.actions == ["again"]

    room.turn_to(MODERATOR_SCENES["open"])
    page.locator("#questions button").nth(2).press("Enter")
    expect(page.locator("#confirm")).to_contain_text("schließt diese Abstimmung")
    page.keyboard.press("Escape")
    expect(page.locator("#confirm")).to_be_hidden()
    assert room.actions == []


def test_one_command_at_a_time_and_the_same_again_after_a_reconnect(page: Page, base: str) -> None:
    room = open_console(page, base, MODERATOR_SCENES["ready"])
    room.wire.on_command = lambda command: None  # the answer is lost
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    expect(page.locator("#forward")).to_have_attribute("aria-busy", "true")
    heard(page, "Der letzte Befehl ist noch unterwegs.")
    assert room.actions == ["forward"]
    room.wire.on_command = room.obey
    room.wire.hang_up()
    expect(page.locator("#forward .words")).to_have_text("Abstimmung schließen")
    assert len(room.wire.commands) == 2
    assert room.wire.commands[0] == room.wire.commands[1]


def test_while_there_is_no_connection_nothing_is_sent(page: Page, base: str) -> None:
    room = open_console(page, base, MODERATOR_SCENES["ready"])
    greeting, room.wire.greeting = room.wire.greeting, lambda _: None
    room.wire.hang_up()
    expect(page.locator("[role=alert]")).to_contain_text("Verbindung unterbrochen.")
    page.keyboard.press("Space")
    expect(page.locator("[role=status]")).to_contain_text("Es wurde nichts ausgeführt.")
    picture(page, "moderator-lost")
    room.wire.greeting = greeting
    expect(page.locator("[role=status]")).to_have_text("Wieder verbunden.")
    expect(page.locator("#forward .words")).to_have_text("Abstimmung öffnen")
    assert room.actions == []


def test_what_is_not_done_is_said(page: Page, base: str) -> None:
    """A vote stays closed; of two moderators one is slower; a step is none; votes are missing."""
    room = open_console(page, base, MODERATOR_SCENES["closed"])
    status = page.locator("[role=status]")
    page.keyboard.press("c")
    expect(status).to_contain_text("Geschlossen bleibt geschlossen.")
    assert room.actions == []

    room.turn_to(MODERATOR_SCENES["ready"])
    room.scene = replace(room.scene, control=7, version=7, phase="open", votes=174)
    page.keyboard.press("Space")
    expect(status).to_have_text("Jemand anders war schneller – das ist der jetzige Stand.")
    room.wire.on_command = lambda command: None
    room.become()
    expect(page.locator("#forward .words")).to_have_text("Abstimmung schließen")
    expect(page.locator("#forward.rests")).to_have_count(0)
    page.keyboard.press("Space")
    comes(page, lambda: room.wire.commands[-1].expected_version, 7)
    room.wire.say(Done(id=room.wire.commands[-1].id, control=8))
    room.wire.on_command = room.obey

    room.turn_to(MODERATOR_SCENES["ready"])
    page.locator("#questions button").nth(3).press("Enter")
    expect(status).to_have_text("Das geht jetzt nicht.")

    room.turn_to(replace(MODERATOR_SCENES["open"], refused={"closed": 1, "stale": 2}))
    page.get_by_text("Warum fehlen Stimmen?").press("Enter")
    panel = page.locator(".missing")
    for sentence in (
        "Handys verbunden",
        "Stimmen gezählt",
        "haben sie gesehen und noch nicht abgestimmt",
        "1 Stimme abgelehnt: nach dem Schließen eingetroffen",
        "2 Stimmen abgelehnt: durch eine neuere Stimme desselben Handys ersetzt",
    ):
        expect(panel).to_contain_text(sentence)


def test_texts_are_decided_by_keyboard_and_a_hundred_snapshots_take_no_focus(
    page: Page, base: str
) -> None:
    room = open_console(page, base, MODERATOR_SCENES["texts"])
    decided_by_keyboard(page, room)
    room.turn_to(MODERATOR_SCENES["texts"])
    tally = dict(TALLIES["wishes"])
    for place in ("#questions button >> nth=2", "[data-role=dismiss] >> nth=1", "#forward"):
        target = page.locator(place)
        target.focus()
        before = page.evaluate("document.activeElement.getAttribute('aria-label')")
        for n in range(34):
            if n % 10 == 0:
                tally |= {f"text:a{place}{n}": 9, f"form:A{place}{n}": 9}
            room.become(votes=room.scene.votes + 1, tally=dict(tally))
        expect(page.locator("#voted")).to_have_text(str(room.scene.votes))
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == before
        assert page.evaluate("document.activeElement.tagName") == "BUTTON"


def decided_by_keyboard(page: Page, room: Room) -> None:
    """One after another; the focus goes on to the next."""
    waiting = page.locator("#waiting-texts li")
    expect(waiting).to_have_count(5)
    waiting.nth(1).locator("[data-role=approve]").focus()
    for left in (4, 3):
        page.keyboard.press("Enter")
        expect(waiting).to_have_count(left)
        expect(waiting.nth(1).locator("[data-role=approve]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(waiting).to_have_count(2)
    assert room.actions == ["approve", "approve", "dismiss"]
    expect(page.locator("#decided-title")).to_have_text("4 Texte entschieden")
    page.locator("#approve-all").press("Enter")
    until(page, "document.querySelector('#forward').ariaBusy === 'false'")
    assert (room.wire.commands[-1].action, room.wire.commands[-1].value) == ("approve", "*")
