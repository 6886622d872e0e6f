"""The screens around a show, as moderator, hall and phones meet them."""

import re
from itertools import pairwise

import pytest
from msgspec import structs
from playwright.sync_api import Page, expect

from poll_server.looks.look import LOOKS
from poll_server.questions import Choice
from poll_server.questions.drawing.before_after import before_after
from poll_server.questions.groups.figure import figures
from poll_server.questions.shifts import RowMoved
from tests.browser.backstage import Forum
from tests.browser.pages.axe import inject, violations
from tests.browser.pages.screens import Screens, said
from tests.browser.wire.open_stage import NOTHING, OpenStage
from tests.browser.wire.screen_wire import replace
from tests.browser.wire.scripted import open_console
from tests.support.screen_states import MODERATOR_SCENES, Scene

pytestmark = pytest.mark.browser


def test_the_console_has_a_key_and_a_button_for_each_screen(
    scripted: Page, scripted_base: str
) -> None:
    room = open_console(scripted, scripted_base, MODERATOR_SCENES["closed"])

    def sent() -> tuple[str, str | int]:
        last = room.wire.commands[-1]
        return last.action, last.value

    for key, name in (("w", "start"), ("z", "pause"), ("e", "end")):
        scripted.keyboard.press(key)
        expect(scripted.locator(f"#{name}")).to_have_attribute("aria-pressed", "true")
        assert sent() == ("scene", name)
    expect(scripted.locator("#scene-until")).to_contain_text("nicht öffentlich")
    scripted.locator("#end").click()
    expect(scripted.locator("#scene-box")).to_be_hidden()
    assert sent() == ("scene", "")
    scripted.locator("#pause").click()
    scripted.get_by_role("button", name="in 10 min").click()
    expect(scripted.locator("#scene-until")).to_contain_text("weiter um")
    assert sent() == ("until", 600)
    scripted.get_by_label("um", exact=True).fill("00:00")
    scripted.get_by_role("button", name="Ansagen").press("Enter")
    expect(scripted.locator("#scene-until")).to_have_text("Darauf steht: weiter um 00:00 Uhr.")
    assert 0 < int(sent()[1]) <= 24 * 3600
    inject(scripted)
    assert violations(scripted, {}) == []
    # What was in sight comes back by the next step, which opens and closes nothing.
    expect(scripted.locator("#forward")).to_contain_text("Weiter im Ablauf")


def test_each_screen_says_what_it_is_for(stage: OpenStage) -> None:
    page, wire = stage.page, stage.shows(Scene(0, "ready", votes=0, around="start"))
    expect(page.locator("#motto")).to_have_text("Es ist Zeit, in die Offensive zu gehen!")
    expect(page.locator("#here-large")).to_contain_text("187")
    expect(page.locator("#starts")).to_be_hidden()
    shows = Scene(0, "ready", votes=0, around="start", until=779, version=2)
    wire.say(shows.stage())
    expect(page.locator("#starts")).to_contain_text("12:")
    wire.say(replace(shows, until=0.001, version=3).stage())
    expect(page.locator("#starts")).to_have_text("Gleich geht es los")
    expect(page.locator("#join")).to_be_hidden()
    pause = Scene(1, "open", around="pause", until=754, version=6)
    asks = {"asks": False, "state": "ready", "deadline_ms": 2**41}
    wire.say(structs.replace(pause.stage(), **asks, scene="", version=4))
    expect(page.locator("#clock")).to_be_visible()  # that of a slide
    wire.say(structs.replace(pause.stage(), **asks, version=5))
    expect(page.locator("#clock")).to_be_hidden()  # one time to wait for, not two
    wire.say(pause.stage())
    expect(page.locator("#prompt")).to_have_text("Pause")
    expect(page.locator("#goes-on")).to_contain_text("Weiter um")
    expect(page.locator("#voted")).to_contain_text("174")  # the vote goes on
    expect(page.locator("#join")).to_be_visible()
    clock = "import('/static/shared/clock.js')"
    at_five = f"async (tag) => (await {clock}).timeOfDay(tag, new Date(2026, 0, 1, 7, 5))"
    assert page.evaluate(at_five, "en").split() == ["7:05", "AM"]
    assert page.evaluate(at_five, "de") == "07:05"
    inject(page)
    assert violations(page, {}) == []
    end = Scene(1, "closed", shown=True, around="end", version=7)
    wire.say(end.stage())
    expect(page.locator(".thanks")).to_be_visible()
    for place in ("#state", "#voted"):  # of the question before the end, nothing
        expect(page.locator(place)).to_have_text("")
    expect(page.locator(".dot")).to_be_hidden()
    expect(page.locator("#way-to-results")).to_be_hidden()
    wire.say(replace(end, published=True, version=8).stage())
    expect(page.locator("#way-to-results")).to_contain_text("poll.example.org/results/zukunft")
    assert violations(page, {}) == []
    assert page.evaluate("document.querySelector('#results-qr').decode().then(() => true)")
    wire.say(replace(end, around="", version=9).stage())
    expect(page.locator("#chart")).to_be_visible()
    expect(page.locator("#prompt")).to_contain_text("Kompetenzen")
    told = [text for text in said(page, "status") if not text.startswith("Welche")]
    assert told == ["Pause", "Danke fürs Mitmachen"]


def test_two_rounds_on_a_screen_on_edge_share_a_bar(scripted: Page, scripted_base: str) -> None:
    room = open_console(scripted, scripted_base, MODERATOR_SCENES["shown"])
    expect(scripted.locator("#presets")).to_be_hidden()
    room.become(phase="open")
    scripted.get_by_role("group", name="Countdown").get_by_role("button", name="2 min").click()
    expect(scripted.locator("#left")).to_have_text(re.compile(r"1:|0:"))
    assert (room.wire.commands[-1].action, room.wire.commands[-1].value) == ("timer", 120)
    room.become(phase="closed")
    expect(scripted.locator("#compare")).to_have_attribute("aria-disabled", "true")
    scripted.keyboard.press("v")
    assert "compare" not in room.actions
    rows = [RowMoved("Ja", None, None), RowMoved("Nein", None, None)]
    figure = before_after(rows, ("Runde 1", "Runde 2"), LOOKS["light"], "percent", "de")
    drawn = scripted.evaluate(
        "async (figure) => (await import('/static/stage/on_edge.js')).onEdge(figure, 1056, 1300)",
        figure,
    )
    upper, lower = drawn["data"]
    assert upper["y"] == lower["y"]
    assert upper["offset"] + upper["width"] <= lower["offset"] == 0
    told = [one for one in drawn["layout"]["annotations"] if one["text"].startswith("–")]
    for one in told:  # in whole pixels, which are scaled with the bars
        assert one["yshift"] == pytest.approx(-upper["offset"] / 2, abs=1)


def test_on_edge_the_bars_of_groups_lie_under_each_other_with_their_names(stage: OpenStage) -> None:
    stage.shows(NOTHING)
    choice = Choice(id="c", prompt="?", options=("Ja", "Nein"))
    groups = [(name, choice.results({"0": 3, "1": n}, 3 + n, "de")) for n, name in enumerate("ABC")]
    (figure,) = figures(groups, LOOKS["light"], "percent", "de")
    drawn = stage.page.evaluate(
        "async (figure) => (await import('/static/stage/on_edge.js')).onEdge(figure, 1056, 1300)",
        figure,
    )
    data = drawn["data"]
    assert len({tuple(bar["y"]) for bar in data}) == 1
    for upper, lower in pairwise(data):
        assert upper["offset"] + upper["width"] <= lower["offset"]
    for place, bar in enumerate(data):
        said = [one for one in drawn["layout"]["annotations"] if one["text"].endswith("ABC"[place])]
        assert [one["y"] for one in said] == bar["y"]
        middle = bar["offset"] + bar["width"] / 2
        assert all(one["yshift"] == pytest.approx(-middle, abs=2) for one in said)


def test_phones_read_one_quiet_line_and_a_vote_comes_before_it(
    forum: Forum, screens: Screens
) -> None:
    phone = screens.open("phone", forum.phone)
    line = phone.locator("#scene span")
    expect(line).to_be_hidden()
    forum.do("scene", "pause")
    expect(line).to_have_text("Jetzt ist Pause.")
    forum.do("until", 600)
    expect(line).to_contain_text("Weiter um")
    plain = screens.open("phone-plain", forum.phone, java_script_enabled=False)
    expect(plain.locator("#scene")).to_contain_text("Jetzt ist Pause.")
    expect(plain.locator("#under")).to_contain_text("erscheint hier von selbst")
    forum.do("scene", "end")  # no next question comes
    expect(line).to_contain_text("Danke fürs Mitmachen!")
    expect(phone.locator("#under")).to_have_text("")
    plain.reload()
    expect(plain.locator("#under")).to_have_text("")
    forum.open("weiterbildung")
    forum.do("scene", "end")
    expect(phone.locator("#send")).to_be_visible()
    expect(line).to_be_hidden()
    forum.do("close")
    expect(line).to_contain_text("Danke fürs Mitmachen!")
    expect(phone.locator("#scene a")).to_be_hidden()


def test_over_a_picture_only_what_is_read_has_a_ground(stage: OpenStage) -> None:
    grounds = """() => ["html", "body", ".asked", "main", ".bottom", ".join"].map((each) =>
      getComputedStyle(document.querySelector(each)).backgroundColor === "rgba(0, 0, 0, 0)")"""
    shown = Scene(1, "closed", shown=True)
    stage.shows(shown)
    assert not stage.page.evaluate(grounds)[0]
    stage.shows(shown, theme="dark", more="&transparent")
    assert stage.page.evaluate(grounds) == [True, True, False, False, False, False]
