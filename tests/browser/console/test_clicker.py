"""A clicker acts where the focus is: a stage hands its keys to a console in the same browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages.looking import comes
from tests.browser.pages.tab import SIZES, Tab, used
from tests.browser.wire.screen_wire import Room, Wire
from tests.browser.wire.scripted import beside, hold, lapse, open_console, open_stage, until
from tests.support.screen_states import ALL_APPROVED, Scene

pytestmark = pytest.mark.browser

READY = Scene(1, "ready", votes=0)
ANSWER_MS = 800
"""In which a stage hears whether there is a console (see `clicker.js`)."""
REST_MS = 1000
"""In which a console takes no next step (see `steps/care.js`)."""
NOTE = "Diese Taste wirkt im Fenster der Moderation: dort hineinklicken"


@pytest.fixture(scope="module")
def second_tab(scripted_tab: Tab) -> Iterator[Tab]:
    tab = Tab(lambda: beside(scripted_tab.page), guest=True)
    yield tab
    tab.page.close()


@pytest.fixture
def stage(scripted: Page, scripted_base: str) -> Page:
    """A stage before the vote, in front, as presenters have it."""
    open_stage(scripted, scripted_base, READY)
    expect(scripted.locator("h1")).to_contain_text("Welche Kompetenzen")
    return scripted


@pytest.fixture
def another(scripted: Page, second_tab: Tab, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A second window of the same browser."""
    with used(second_tab, request, SIZES["stage"]) as page:
        yield page


@pytest.fixture
def room(stage: Page, another: Page, scripted_base: str) -> Room:
    """A console in another window, without the focus."""
    room = open_console(another, scripted_base, READY)
    stage.bring_to_front()
    hold(stage, ANSWER_MS)  # there is one, however long it takes to say so
    return room


def test_the_flow_by_a_clicker_that_only_the_stage_hears(
    stage: Page, another: Page, room: Room
) -> None:
    forward = another.locator("#forward .words")
    hold(another, REST_MS)
    for key, after in [
        ("PageDown", "Abstimmung schließen"),
        ("ArrowRight", "Ergebnis zeigen"),
        ("Space", "Nächste Frage"),
    ]:
        stage.keyboard.press(key)
        expect(forward).to_have_text(after)
        if key == "PageDown":
            room.become(votes=174)  # to close with hardly any votes, a console asks first
            expect(another.locator("#voted")).to_have_text("174")
        expect(another.locator("#forward.rests")).to_have_count(1)
        lapse(another)
    assert room.actions == ["forward"] * 3
    stage.keyboard.press("h")
    expect(another.locator("#show .words")).to_have_text("Ergebnis zeigen")
    assert room.actions[3:] == ["hide"]
    expect(stage.locator("#note")).to_be_hidden()
    stage.keyboard.press("r")  # a console that asks is answered there
    expect(another.locator("#confirm")).to_be_visible()
    expect(stage.locator("#note")).to_contain_text("fragt nach: bitte dort antworten")
    lapse(another)
    stage.keyboard.press("PageDown")  # a clicker can say no to what it did not ask for
    expect(another.locator("#confirm")).to_be_hidden()
    assert room.actions[3:] == ["hide"]


def test_a_stage_without_a_console_says_which_window_has_the_clicker(
    stage: Page, another: Page, scripted_base: str
) -> None:
    """Nor does a console take a key that nobody was let into."""
    note = stage.locator("#note")
    stage.keyboard.press("PageDown")
    expect(note).to_contain_text(NOTE)
    expect(stage.locator("#status")).to_contain_text(NOTE)
    note.evaluate("(note) => { note.hidden = true; note.textContent = ''; }")
    wire = Wire(another, lambda _: READY.moderator())
    another.goto(f"{scripted_base}/moderate/{stage.evaluate('document.body.dataset.poll')}?lang=de")
    expect(another.locator("#outside-text")).to_contain_text("vollständigen Moderationslink")
    stage.keyboard.press("PageDown")
    expect(note).to_contain_text(NOTE)
    assert wire.commands == []


def test_of_two_consoles_one_acts(
    stage: Page, room: Room, another: Page, scripted_base: str
) -> None:
    third = beside(stage)
    other = open_console(third, scripted_base, READY)
    stage.bring_to_front()
    stage.keyboard.press("PageDown")
    comes(stage, lambda: room.actions + other.actions, ["forward"])
    stage.keyboard.press("q")  # once this was taken, so was what came before it
    comes(stage, lambda: sorted(room.actions + other.actions), ["forward", "join"])
    acted = another.locator("#forward .words", has_text="schließen")
    expect(acted).to_have_count(room.actions.count("forward"))
    third.close()


def test_pages_are_turned_before_the_poll_goes_on(
    scripted: Page, another: Page, scripted_base: str
) -> None:
    """Arrows walk the pages of a wall, and beyond its ends the poll, as PageUp always does."""
    long = "die mit vielen Worten auf der Karte Platz braucht, mehr als eine andere"
    texts = [f"Antwort {n}, {long}, {long}" for n in range(24)]
    tally = {key: 1 for text in texts for key in (f"text:{text.casefold()}", f"form:{text}")}
    wall = Scene(5, "closed", shown=True, tally=tally, verdicts=ALL_APPROVED)
    room = open_console(another, scripted_base, wall)
    stage = scripted
    stage.bring_to_front()
    open_stage(stage, scripted_base, wall)
    hold(stage, ANSWER_MS)
    pages = stage.locator("#cards .pages")
    expect(pages).to_contain_text("Seite 1 von")
    last = int(re.findall(r"von (\d+)", pages.text_content() or "")[0])
    for page in range(2, last + 1):
        stage.keyboard.press("ArrowRight")
        expect(pages).to_have_text(f"Seite {page} von {last} (Tasten ← →)")
    for page in range(last - 1, 0, -1):
        stage.keyboard.press("ArrowLeft")
        expect(pages).to_have_text(f"Seite {page} von {last} (Tasten ← →)")
    assert room.actions == []
    stage.keyboard.press("ArrowLeft")
    expect(another.locator("#prompt")).to_have_text("Was brauchen Sie?")
    stage.keyboard.press("ArrowRight")  # the stage still has page 2
    expect(pages).to_have_text(f"Seite 2 von {last} (Tasten ← →)")
    stage.keyboard.press("PageUp")
    expect(another.locator("#prompt")).to_have_text("Digital unterstütztes Lernen …")
    assert room.actions == ["back", "back"]


def test_on_a_small_screen_the_keys_scroll(scripted: Page, scripted_base: str) -> None:
    stage = scripted
    stage.set_viewport_size({"width": 320, "height": 400})
    open_stage(stage, scripted_base, Scene(1, "closed", shown=True))
    expect(stage.locator("#tables table")).to_be_visible()
    stage.keyboard.press("PageDown")
    until(stage, "window.scrollY > 0")
    expect(stage.locator("#note")).to_be_hidden()
