"""Every key, and every state of stage and console: nothing throws."""

import string
from itertools import chain

import pytest
from playwright.sync_api import Page, expect

from tests.browser.wire.screen_wire import replace
from tests.browser.wire.scripted import heading, open_console, open_stage
from tests.support.screen_states import MODERATOR_SCENES, STAGE_SCENES
from tests.support.suite.at_length import taking_turns

pytestmark = [pytest.mark.browser, pytest.mark.survey]

NAMED = [f"Arrow{way}" for way in ("Right", "Left", "Up", "Down")]
NAMED += ["PageDown", "PageUp", "Home", "End", "Space", "Enter", "Tab", "Backspace", "Delete"]
NAMED += ["Escape", "?", ".", "+", "-"]
TYPED = string.ascii_lowercase + string.digits
PARTS = 4
CLOSE = "document.querySelectorAll('dialog[open]').forEach((one) => one.close());"


def press_all(page: Page, turn: int) -> None:
    """Keys, one after another: in each state another part of them, in the survey all; dialogs that
    open are closed again.

    Those that a browser itself does something at are pressed. A letter or a digit outside a field
    is to the browser nothing but the event that the page hears, which is sent for all at once.
    """
    named, typed = (
        chain(*taking_turns([keys[part::PARTS] for part in range(PARTS)], turn))
        for keys in (NAMED, TYPED)
    )
    for key in named:
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
        list(typed),
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
