"""Every key in every state of stage and console: nothing throws, and nothing is left blank."""

import string
from itertools import chain

import pytest
from playwright.sync_api import Page, expect

from tests.browser.wire.screen_wire import replace
from tests.browser.wire.scripted import heading, open_console, open_stage, until
from tests.support.screen_states import ALL_APPROVED, MODERATOR_SCENES, STAGE_SCENES, Scene
from tests.support.suite.at_length import taking_turns

pytestmark = [pytest.mark.browser, pytest.mark.survey]

NAMED = [f"Arrow{way}" for way in ("Right", "Left", "Up", "Down")]
NAMED += ["PageDown", "PageUp", "Home", "End", "Space", "Enter", "Tab", "Backspace", "Delete"]
NAMED += ["Escape", "?", ".", "+", "-"]
TYPED = string.ascii_lowercase + string.digits
PARTS = 3
CLOSE = "document.querySelectorAll('dialog[open]').forEach((one) => one.close());"


def press_all(page: Page, turn: int) -> None:
    """Every key there is, one after another; dialogs that open are closed again.

    Those that a browser itself does something at are pressed: in each state another part of them,
    so that a key meets each sort of state. A letter or a digit outside a field is to the browser
    nothing but the event that the page hears, which is sent for all at once.
    """
    for key in chain(*taking_turns([NAMED[part::PARTS] for part in range(PARTS)], turn)):
        page.keyboard.press(key)
        page.evaluate(CLOSE)
    page.evaluate(
        f"""(keys) => {{
          for (const key of keys) {{
            for (const type of ["keydown", "keyup"]) {{
              const pressed = new KeyboardEvent(type, {{ key, bubbles: true, cancelable: true }});
              document.activeElement.dispatchEvent(pressed);
            }}
            {CLOSE}
          }}
        }}""",
        list(TYPED),
    )


def test_no_key_throws_in_any_state_of_a_stage(scripted: Page, scripted_base: str) -> None:
    wire = open_stage(scripted, scripted_base, STAGE_SCENES["before"])
    press_all(scripted, 0)  # nothing but the greeting has been drawn yet
    for turn, (name, scene) in enumerate(STAGE_SCENES.items()):
        snapshot = replace(scene, epoch=f"pressed {name}").stage()
        wire.greeting = lambda _, snapshot=snapshot: snapshot  # type: ignore[misc]
        wire.say(snapshot)
        expect(scripted.locator("h1")).to_have_text(heading(snapshot))
        press_all(scripted, turn)


def test_no_key_throws_in_any_state_of_a_console(scripted: Page, scripted_base: str) -> None:
    room = open_console(scripted, scripted_base, MODERATOR_SCENES["before"])
    room.wire.on_command = lambda command: None  # what is pressed shall not change the state
    for turn, (name, scene) in enumerate(MODERATOR_SCENES.items()):
        room.wire.say(replace(scene, epoch=f"pressed {name}").moderator())
        press_all(scripted, turn)


def test_pages_turned_before_there_are_any_leave_no_blank_wall(
    scripted: Page, scripted_base: str
) -> None:
    wire = open_stage(scripted, scripted_base, STAGE_SCENES["open"])
    expect(scripted.locator("#votes")).to_have_text("174")
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowRight"):
        scripted.keyboard.press(key)
    wire.say(Scene(5, "closed", shown=True, votes=10, verdicts=ALL_APPROVED, version=2).stage())
    until(scripted, "document.querySelector('#cards ul').childElementCount === 6")
    expect(scripted.locator("#cards li:visible")).to_have_count(6)
