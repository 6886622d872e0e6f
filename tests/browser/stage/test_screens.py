"""Stage and moderator in a real browser; the test holds the server's end of the socket."""

import random
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from poll_server.wire.messages import StageSnapshot
from tests.browser.pages import pictures
from tests.browser.pages.axe import overflow, violations
from tests.browser.pages.looking import comes
from tests.browser.pages.pictures import picture
from tests.browser.wire.open_stage import LARGE, OpenStage
from tests.browser.wire.screen_wire import replace
from tests.browser.wire.scripted import (
    drawn,
    heading,
    open_console,
    open_stage,
    resize,
    two_frames,
    until,
)
from tests.browser.wire.scripted_screens import base, page
from tests.support.screen_states import (
    ALL_APPROVED,
    MODERATOR_SCENES,
    STAGE_SCENES,
    TALLIES,
    Scene,
)
from tests.support.suite.at_length import AT_LENGTH, WHOLE, taking_turns

__all__ = ["base", "page"]  # fixtures

pytestmark = pytest.mark.browser

THEMES = ("light", "dark")
SEVEN_TO_ONE = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}
"""A stage is read from the last row (A7)."""


DARK_TOO = (
    "before",
    "open",
    "open-live",
    "shown-choice",
    "shown-scale",
    "shown-words",
    "shown-texts",
)


# ── The stage ─────────────────────────────────────────────────────────────────────────────────


# In the dark of `make test`, axe looks at a stage in test_states_presented.
@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=AT_LENGTH)])
def test_the_stage_in_every_state(stage: OpenStage, theme: Any) -> None:
    page, wire = stage.page, stage.shows(STAGE_SCENES["before"], size=LARGE, theme=theme)
    for name, scene in STAGE_SCENES.items():
        if theme == "dark" and name not in DARK_TOO:
            continue
        snapshot = replace(scene, epoch=name).stage("de", theme)
        wire.say(snapshot)
        expect(page.locator("h1")).to_have_text(heading(snapshot))
        if name != "black":
            address = page.locator(".address", has_text="poll.example.org").locator("visible=true")
            expect(address).to_have_count(1)
            expect(page.get_by_text("482 913").locator("visible=true")).to_have_count(1)
            codes = 1 + snapshot.published  # the way to the results beside the way in
            expect(page.locator("img.qr").locator("visible=true")).to_have_count(codes)
        if snapshot.result:
            text_alternative_equals(page, snapshot)
            drawn(page)
        if pictures.WANTED:
            page.wait_for_timeout(700)  # ms: bars have grown
        picture(page, f"stage-{name}-{theme}")


def text_alternative_equals(page: Page, snapshot: StageSnapshot) -> None:
    """Name, table and cards say exactly what the snapshot says (A2)."""
    result = snapshot.result
    assert result is not None
    if result.cards:
        cards = page.locator("#cards li")
        comes(page, lambda: sorted(cards.all_text_contents()), sorted(result.cards))
        expect(page.locator("#cards ul")).to_have_attribute("aria-label", result.summary)
    elif result.figure:
        chart = page.locator("#chart")
        expect(chart).to_have_attribute("role", "img")
        expect(chart).to_have_attribute("aria-label", result.summary)
    read = """() => {
      const table = document.querySelector("#tables table");
      const texts = (row) => [...row.cells].map((cell) => cell.textContent);
      return [table.caption.textContent, ...[...table.rows].map(texts)];
    }"""
    rows = [list(result.table.head), *(list(row.cells) for row in result.table.rows)]
    comes(page, lambda: page.evaluate(read), [result.table.caption, *rows])
    expect(page.locator("#tables th:not([scope=col], [scope=row])")).to_have_count(0)


@pytest.mark.survey
def test_random_snapshots_have_equal_text_alternatives(stage: OpenStage) -> None:
    chance = random.Random(2018)
    page, wire = stage.page, stage.shows(STAGE_SCENES["before"])
    for version in range(2, 52 if WHOLE else 17):
        position = chance.randint(1, 5)
        tally = {
            counter: chance.randint(0, count)
            for counter, count in TALLIES[
                ("competences", "enough", "learning", "needs", "wishes")[position - 1]
            ].items()
        }
        scene = Scene(
            position,
            chance.choice(["open", "closed"]),
            shown=True,
            votes=chance.randint(max(tally.values(), default=0), 400),
            version=version,
            tally=tally,
            measure=chance.choice(["percent", "count"]),
            verdicts=ALL_APPROVED,
        )
        snapshot = scene.stage("de", "light")
        wire.say(snapshot)
        expect(page.locator("#base")).to_have_text(snapshot.result.base if snapshot.result else "")
        if snapshot.result:
            expect(page.locator("#tables caption")).to_have_text(snapshot.result.table.caption)
            text_alternative_equals(page, snapshot)


def test_votes_are_not_announced_one_by_one(stage: OpenStage) -> None:
    """A3: none of 100 votes, one question, one end and one result are heard."""
    page, wire = stage.page, stage.shows(Scene(1, "open", votes=0, tally={}))
    expect(page.locator("#votes")).to_have_text("0")
    page.evaluate(
        """() => {
          window.heard = [];
          for (const role of ["status", "alert"]) {
            const element = document.querySelector(`[role=${role}]`);
            new MutationObserver(() => window.heard.push(element.textContent))
              .observe(element, { childList: true, characterData: true, subtree: true });
          }
        }"""
    )
    assert page.locator("[role=status]").count() == page.locator("[role=alert]").count() == 1
    for votes in range(1, 101):
        wire.say(Scene(1, "open", votes=votes, version=votes + 1).stage())
    expect(page.locator("#votes")).to_have_text("100")
    assert page.evaluate("window.heard") == []
    closed = Scene(1, "closed", version=200)
    wire.say(closed.stage())
    shown = replace(closed, shown=True, version=201).stage()
    wire.say(shown)
    wire.say(Scene(2, "ready", version=202).stage())
    question = "Neue Frage: Reicht die Aus- und Weiterbildung dafür aus?"
    expect(page.locator("[role=status]")).to_have_text(question)
    assert shown.result is not None
    said = page.evaluate("window.heard")
    assert said == ["Abstimmung geschlossen.", shown.result.summary, question]
    assert page.evaluate("document.activeElement === document.body")


def test_bars_grow_smoothly_and_not_where_motion_is_unwanted(page: Page, base: str) -> None:
    few, many = {"0": 20, "1": 90}, {"0": 90, "1": 90}
    page.emulate_media(reduced_motion="no-preference")
    wire = open_stage(page, base, Scene(1, "open", shown=True, votes=100, tally=few))
    resize(page, 960, 540)  # a window that becomes so later halves every bar meanwhile
    drawn(page)
    # Held from the moment in which the bar becomes another: where frames are far apart, a growth
    # has ended before a listener hears that it began.
    widths = """(tell) => new Promise((resolve) => {
      const bar = document.querySelectorAll(".barlayer .trace")[1].querySelector("path");
      const width = () => bar.getBoundingClientRect().width;
      const before = width();
      const observer = new MutationObserver(() => {
        const growth = bar.getAnimations().find((each) => each.transitionProperty === "d");
        if (!growth) return; // drawn again as it was
        observer.disconnect();
        growth.pause();
        growth.currentTime = growth.effect.getComputedTiming().duration / 2;
        const halfway = width();
        growth.finish();
        resolve([before, halfway, width()]);
      });
      observer.observe(bar, { attributes: true });
      tell();
    })"""
    page.expose_function(
        "more",
        lambda: wire.say(Scene(1, "open", shown=True, votes=100, tally=many, version=2).stage()),
    )
    until(page, "!document.querySelector('.barlayer').getAnimations().length")
    before, halfway, after = page.evaluate(f"({widths})(window.more)")
    assert before < halfway < after
    page.emulate_media(reduced_motion="reduce")
    durations = page.evaluate(
        """[...document.querySelectorAll("*")].map((element) => {
          const style = getComputedStyle(element);
          const animated = style.animationName !== "none";
          return [style.transitionDuration, animated ? style.animationDuration : "0s"];
        }).flat()"""
    )
    assert set(durations) == {"0s"}


def test_texts_of_participants_are_text_everywhere(stage: OpenStage) -> None:
    written = "<img src=x onerror=alert(1)><b>Mut</b>"
    tally = {f"text:{written.casefold()}": 9, f"form:{written}": 9}
    for position, place in ((4, ".chart svg"), (5, "#cards li")):
        scene = Scene(position, "closed", shown=True, tally=tally, verdicts=ALL_APPROVED)
        stage.shows(scene)
        expect(stage.page.locator(place).filter(has_text=written).first).to_be_visible()
        assert stage.page.locator("main img[src=x], main b").count() == 0


def test_cards_that_hang_stay_where_they_hang(stage: OpenStage) -> None:
    def scene(version: int, *texts: str) -> Scene:
        tally = {key: 1 for text in texts for key in (f"text:{text.casefold()}", f"form:{text}")}
        return Scene(5, "closed", shown=True, tally=tally, verdicts=ALL_APPROVED, version=version)

    page, wire = stage.page, stage.shows(scene(1, "Mut", "Zeit"))
    cards = page.locator("#cards li")
    expect(cards).to_have_text(["Mut", "Zeit"])
    wire.say(scene(2, "Ausdauer", "Mut", "Zeit").stage())
    expect(cards).to_have_text(["Mut", "Zeit", "Ausdauer"])
    wire.say(scene(3, "Ausdauer", "Zeit").stage())
    expect(cards).to_have_text(["Zeit", "Ausdauer"])
    long = "die mit vielen Worten auf der Karte Platz braucht, mehr als eine andere"
    wire.say(scene(4, *(f"Antwort {n}, {long}, {long}" for n in range(24))).stage())
    expect(page.locator("#cards .pages")).to_have_text(re.compile(r"Seite 1 von \d"))
    first = page.locator("#cards li:visible").all_text_contents()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#cards .pages")).to_have_text(re.compile(r"Seite 2 von \d"))
    assert not set(first) & set(page.locator("#cards li:visible").all_text_contents())
    box = page.locator("#cards").bounding_box()
    assert box is not None
    for card in page.locator("#cards li:visible").all():
        inside = card.bounding_box()
        assert inside is not None
        assert inside["y"] + inside["height"] <= box["y"] + box["height"] + 1


def test_on_a_phone_the_stage_is_a_column_with_a_table(stage: OpenStage) -> None:
    page, wire = stage.page, stage.shows(STAGE_SCENES["before"], size=(320, 640))
    for name, scene in STAGE_SCENES.items():
        wire.say(replace(scene, epoch=name).stage())
        if name == "shown-choice":
            expect(page.locator("#tables table")).to_be_visible()
            expect(page.locator("#chart")).to_be_hidden()
            picture(page, "stage-320", full_page=True)
        assert overflow(page, 320) <= 0, name


# ── Everyone ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.survey
@pytest.mark.parametrize("theme", THEMES)
def test_a_stage_is_read_from_the_last_row(stage: OpenStage, theme: Any) -> None:
    """A7: 7 : 1 on the stage; what axe finds otherwise is in `test_accessibility`.

    States take turns in the theme that they are looked at in.
    """
    page, wire = stage.page, stage.shows(Scene(), size=(1280, 720), theme=theme)
    # Words of a cloud are large (and measured by test_look); their colours reach 3 : 1.
    names = [name for name in STAGE_SCENES if "words" not in name and "live" not in name]
    for turn, name in enumerate(names):
        if theme not in taking_turns(THEMES, turn):
            continue
        scene = STAGE_SCENES[name]
        snapshot = replace(scene, epoch=name).stage("de", theme)
        wire.say(snapshot)
        expect(page.locator("h1")).to_have_text(heading(snapshot))
        two_frames(page)
        if snapshot.result:
            drawn(page)
        assert violations(page, SEVEN_TO_ONE) == [], name


def test_small_targets_are_large_enough(page: Page, base: str) -> None:
    """A10, at 320 px."""
    page.set_viewport_size({"width": 320, "height": 640})
    open_console(page, base, MODERATOR_SCENES["texts"])
    sizes = page.evaluate(
        """[...document.querySelectorAll("button, summary, a[href]:not(.skip)")]
          .filter((element) => element.checkVisibility())
          .map((element) => [element.textContent, element.getBoundingClientRect().height])"""
    )
    assert [one for one in sizes if one[1] < 24] == []
