"""Rude words of a live cloud wait; what slipped through goes in one step; no names, please."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from audience.texts import phone_texts, under_prompt
from poll_server.live.screens import views
from poll_server.questions.writing.written import text_counters
from tests.browser.pages.axe import overflow
from tests.browser.wire.screen_wire import replace
from tests.browser.wire.scripted import open_console, open_stage, resize
from tests.support.screen_states import MODERATOR_SCENES, NEEDS, Scene

pytestmark = pytest.mark.browser


def cloud(*words: str, **changes: Any) -> Scene:
    """A live cloud of these words."""
    tally = {key: n for word in words for key, n in text_counters(word).items()}
    return replace(MODERATOR_SCENES["words"], tally=tally, votes=len(words), **changes)


def test_a_rude_word_is_not_sent_to_the_hall(scripted: Page, scripted_base: str) -> None:
    """Hidden means not sent: neither stage nor phones get it before a moderator has shown it."""
    scene = cloud("Mut", "Sch3iße")
    open_stage(scripted, scripted_base, scene)
    expect(scripted.locator("#tables tbody tr")).to_have_count(1)
    assert scene.stage().result is not None
    assert "3i" not in str(scene.stage())
    assert "3i" not in str(views.phone(scene.state(), "de"))
    approved = replace(scene, verdicts={"text:sch3isse": "approved"})
    assert "Sch3iße" in str(approved.stage())


def test_what_waits_is_in_front_of_the_moderator(scripted: Page, scripted_base: str) -> None:
    bars = (f"Wort {n}" for n in range(14))
    scripted.set_viewport_size({"width": 390, "height": 844})
    room = open_console(scripted, scripted_base, cloud("Mut", "Sch3iße", *bars))
    expect(scripted.locator("#waiting-texts li .text")).to_have_text(["Sch3iße"])
    expect(scripted.locator("#texts-count")).to_have_text("1 Text wartet")
    expect(scripted.locator("#approve-all")).to_be_hidden()
    waits, shown = (
        scripted.locator(f"#{which}-texts [data-role=dismiss]").first
        for which in ("waiting", "decided")
    )
    for width, height in ((390, 844), (1024, 768), (1280, 800)):
        resize(scripted, width, height)
        expect(waits).to_be_in_viewport(ratio=1)
        if width > 390:
            expect(shown).to_be_in_viewport(ratio=1)
        assert overflow(scripted, width) <= 0
    scripted.locator("#waiting-texts [data-role=approve]").click()
    expect(scripted.locator("#waiting-texts li")).to_have_count(0)
    assert [command.value for command in room.wire.commands] == ["text:sch3isse"]


def test_a_word_goes_in_one_step(scripted: Page, scripted_base: str) -> None:
    """The latest stand first, each with its key; a key never moves to another word meanwhile."""
    room = open_console(scripted, scripted_base, cloud("Mut", "Zeit"))
    room.become(tally=dict(cloud("Mut", "Zeit", "Doofmann").tally or {}))
    shown = scripted.locator("#decided-texts li")
    expect(shown).to_have_count(3)
    expect(shown.first.locator(".text")).to_have_text("Doofmann")
    expect(shown.first.locator("[data-role=dismiss]")).to_be_visible()
    key = shown.first.locator("kbd").text_content() or ""
    more = [f"Wort {n}" for n in range(5)]
    room.become(tally=dict(cloud("Mut", "Zeit", "Doofmann", *more).tally or {}))
    expect(shown).to_have_count(8)
    expect(shown.filter(has_text="Doofmann").locator("kbd")).to_have_text(key)
    # A key acts once its word could have been read.
    scripted.evaluate("performance.now = () => Performance.prototype.now.call(performance) + 700")
    scripted.keyboard.press(key)
    expect(shown.filter(has_text="Doofmann")).to_have_attribute("data-state", "dismissed")
    assert [(c.action, c.value) for c in room.wire.commands] == [("dismiss", "text:doofmann")]
    shown.filter(has_text="Mut").locator("[data-role=dismiss]").click()
    expect(shown.filter(has_text="Mut")).to_have_attribute("data-state", "dismissed")


def test_a_key_spares_a_word_nobody_can_have_read(scripted: Page, scripted_base: str) -> None:
    room = open_console(scripted, scripted_base, cloud("Mut"))
    expect(scripted.locator("#decided-texts li")).to_have_count(1)
    # The key is down a millisecond too early, however long a busy machine takes to draw the word.
    scripted.evaluate(
        """async () => {
          const { SLOTS, Written } = await import("/static/moderator/written.js");
          const told = [];
          const written = new Written((key) => key, (action, counter) => told.push(counter));
          let now = 1000;
          performance.now = () => now;
          const text = { counter: "text:neu", text: "neu", count: 1, state: "approved" };
          written.draw({ texts: [text] });
          now += 699;
          window.early = SLOTS.filter((digit) => written.hide(digit));
          now += 1;
          window.inTime = SLOTS.filter((digit) => written.hide(digit));
          window.told = told;
        }"""
    )
    assert scripted.evaluate("[window.early, window.inTime]") == [[], ["1"]]
    assert scripted.evaluate("window.told") == ["text:neu"]
    assert room.actions == []


def test_phones_ask_for_no_names_in_words_too() -> None:
    """P8."""
    said = phone_texts("de", linkable=False)
    asked = views.phone_question(NEEDS, "de")
    assert "keine Namen" in under_prompt(asked, said, counted=False)
