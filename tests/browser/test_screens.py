"""Stage and moderator in a real browser; the test holds the server's end of the socket."""

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from poll_server.wire.messages import Done, StageSnapshot
from tests.support.screen_states import (
    ALL_APPROVED,
    MODERATOR_SCENES,
    POLL_ID,
    STAGE_SCENES,
    TALLIES,
    Scene,
)

from . import pictures
from .axe import violations
from .pictures import picture
from .screen_wire import Wire, replace
from .scripted import (
    drawn,
    heading,
    heard,
    open_console,
    open_stage,
    resize,
    two_frames,
    until,
)
from .tab import Tab

pytestmark = pytest.mark.browser

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


@pytest.fixture
def base(scripted_base: str) -> str:
    return scripted_base


@pytest.fixture
def page(request: pytest.FixtureRequest, scripted_tab: Tab) -> Iterator[Page]:
    failures = request.session.testsfailed
    scripted_tab.page.set_viewport_size({"width": 960, "height": 540})
    yield scripted_tab.page
    failed = request.session.testsfailed > failures
    picture(scripted_tab.page, request.node.name, failed=failed)
    assert not scripted_tab.leave()


# ── The stage ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_stage_in_every_state(page: Page, base: str, theme: Any) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    wire = open_stage(page, base, STAGE_SCENES["before"], f"lang=de&theme={theme}")
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
        assert sorted(page.locator("#cards li").all_text_contents()) == sorted(result.cards)
        expect(page.locator("#cards ul")).to_have_attribute("aria-label", result.summary)
    elif result.figure:
        chart = page.locator("#chart")
        expect(chart).to_have_attribute("role", "img")
        expect(chart).to_have_attribute("aria-label", result.summary)
    table = page.evaluate(
        """() => {
          const table = document.querySelector("#tables table");
          const texts = (row) => [...row.cells].map((cell) => cell.textContent);
          return {
            caption: table.caption.textContent,
            head: texts(table.tHead.rows[0]),
            rows: [...table.tBodies[0].rows].map(texts),
            scopes: [...table.querySelectorAll("th")].map((cell) => cell.scope),
          };
        }"""
    )
    assert table["caption"] == result.table.caption
    assert table["head"] == list(result.table.head)
    assert table["rows"] == [list(row.cells) for row in result.table.rows]
    assert set(table["scopes"]) <= {"col", "row"}


def test_fifty_random_snapshots_have_equal_text_alternatives(page: Page, base: str) -> None:
    chance = random.Random(2018)
    wire = open_stage(page, base, STAGE_SCENES["before"])
    for version in range(2, 52):
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


def test_votes_are_not_announced_one_by_one(page: Page, base: str) -> None:
    """A3: none of 100 votes, one question, one end and one result are heard."""
    wire = open_stage(page, base, Scene(1, "open", votes=0, tally={}))
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


def test_an_older_version_changes_nothing_and_a_new_epoch_everything(page: Page, base: str) -> None:
    wire = open_stage(page, base, Scene(1, "open", votes=50, version=9))
    expect(page.locator("#votes")).to_have_text("50")
    wire.say(Scene(1, "open", votes=49, version=8).stage())
    wire.say(Scene(1, "open", votes=51, version=10).stage())
    expect(page.locator("#votes")).to_have_text("51")
    wire.say(Scene(1, "open", votes=3, version=1, epoch="another").stage())
    expect(page.locator("#votes")).to_have_text("3")


def test_the_first_picture_on_a_new_line_is_the_truth(page: Page, base: str) -> None:
    """Redis went back in time and every server with it: nobody is left to make a new epoch."""
    wire = open_stage(page, base, Scene(1, "open", votes=50, version=9))
    expect(page.locator("#votes")).to_have_text("50")
    wire.greeting = lambda _: Scene(1, "open", votes=3, version=2).stage()
    wire.hang_up()
    expect(page.locator("#votes")).to_have_text("3")


def test_bars_grow_smoothly_and_not_where_motion_is_unwanted(page: Page, base: str) -> None:
    few, many = {"0": 20, "1": 90}, {"0": 90, "1": 90}
    page.emulate_media(reduced_motion="no-preference")
    wire = open_stage(page, base, Scene(1, "open", shown=True, votes=100, tally=few))
    resize(page, 960, 540)  # a window that becomes so later halves every bar meanwhile
    drawn(page)
    widths = """(tell) => new Promise((resolve) => {
      const bar = document.querySelectorAll(".barlayer .trace")[1].querySelector("path");
      const width = () => bar.getBoundingClientRect().width;
      const before = width();
      bar.addEventListener("transitionrun", ({ propertyName }) => {
        if (propertyName !== "d") return; // the colour changes too, and may begin before
        // Held halfway, or a busy machine would show only its end.
        const growth = bar.getAnimations().find((each) => each.transitionProperty === "d");
        growth.pause();
        growth.currentTime = growth.effect.getComputedTiming().duration / 2;
        const halfway = width();
        growth.finish();
        resolve([before, halfway, width()]);
      });
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


def test_texts_of_participants_are_text_everywhere(page: Page, base: str) -> None:
    written = "<img src=x onerror=alert(1)><b>Mut</b>"
    tally = {f"text:{written.casefold()}": 9, f"form:{written}": 9}
    for position, place in ((4, ".chart svg"), (5, "#cards li")):
        scene = Scene(position, "closed", shown=True, tally=tally, verdicts=ALL_APPROVED)
        open_stage(page, base, scene)
        expect(page.locator(place).filter(has_text=written).first).to_be_visible()
        assert page.locator("main img[src=x], main b").count() == 0


def test_cards_that_hang_stay_where_they_hang(page: Page, base: str) -> None:
    def scene(version: int, *texts: str) -> Scene:
        tally = {key: 1 for text in texts for key in (f"text:{text.casefold()}", f"form:{text}")}
        return Scene(5, "closed", shown=True, tally=tally, verdicts=ALL_APPROVED, version=version)

    wire = open_stage(page, base, scene(1, "Mut", "Zeit"))
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


def test_the_stage_obeys_its_own_keys(page: Page, base: str) -> None:
    wire = open_stage(page, base, STAGE_SCENES["shown-choice"])
    drawn(page)
    page.keyboard.press("p")
    expect(page.locator(".chart")).to_contain_text("162")
    assert "measure=count" in wire.addresses[-1]
    page.keyboard.press("d")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("h1")).to_have_css("color", "rgb(241, 245, 242)")
    assert "theme=dark" in wire.addresses[-1]
    assert "measure=count" in wire.addresses[-1]
    page.keyboard.press("l")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#state")).to_have_text("Voting is closed")
    expect(page.locator("h1")).to_have_text(re.compile("Which competences"))
    assert "lang=en&theme=dark&measure=count" in page.url
    expect(page.locator("#tables table")).not_to_be_in_viewport(ratio=0.5)
    page.keyboard.press("t")
    expect(page.locator("#tables table")).to_be_in_viewport(ratio=0.5)
    page.keyboard.press("t")
    page.keyboard.press("b")
    expect(page.locator("h1")).to_be_hidden()
    page.keyboard.press("b")
    expect(page.locator("h1")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator("h1")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    assert len(wire.addresses) == 4


def test_single_keys_can_be_switched_off(page: Page, base: str) -> None:
    open_stage(page, base, STAGE_SCENES["open"])
    page.keyboard.press("?")
    page.get_by_label("Einzelne Tasten als Kürzel verwenden").press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("?")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#help")).to_be_hidden()


def test_a_lost_connection_is_told_and_the_picture_stays(page: Page, base: str) -> None:
    wire = open_stage(page, base, STAGE_SCENES["shown-choice"])
    drawn(page)
    expect(page.locator("#lost")).to_be_hidden()
    greeting, wire.greeting = wire.greeting, lambda _: None
    wire.hang_up()
    expect(page.locator("#lost")).to_have_text(re.compile("Verbindung unterbrochen – Stand von"))
    expect(page.locator("[role=alert]")).to_have_text(re.compile("Verbindung unterbrochen"))
    expect(page.locator(".chart")).to_contain_text("93")
    picture(page, "stage-lost-light")
    wire.greeting = greeting
    expect(page.locator("#lost")).to_be_hidden(timeout=15_000)


def test_the_countdown_goes_by_the_servers_clock(page: Page, base: str) -> None:
    ahead = 3_600_000  # ms that the server's clock is ahead of this machine's
    snapshot = Scene(1, "open", seconds=40).stage()
    told = type(snapshot)(
        **{name: getattr(snapshot, name) for name in snapshot.__struct_fields__}
        | {"server_ms": snapshot.server_ms + ahead, "deadline_ms": snapshot.deadline_ms + ahead}
    )
    Wire(page, lambda _: told)
    page.goto(f"{base}/stage/{POLL_ID}?lang=de")
    expect(page.locator("#clock-digits")).to_have_text(re.compile(r"0:(3\d|40)"))


def test_on_a_phone_the_stage_is_a_column_with_a_table(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    wire = open_stage(page, base, STAGE_SCENES["before"])
    for name, scene in STAGE_SCENES.items():
        wire.say(replace(scene, epoch=name).stage())
        if name == "shown-choice":
            expect(page.locator("#tables table")).to_be_visible()
            expect(page.locator("#chart")).to_be_hidden()
            picture(page, "stage-320", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


# ── The moderator ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_moderator_in_every_state(page: Page, base: str, theme: str) -> None:
    page.set_viewport_size({"width": 1180, "height": 820})
    room = open_console(page, base, Scene(), f"lang=de&theme={theme}")
    for name, scene in MODERATOR_SCENES.items():
        snapshot = replace(scene, epoch=name).moderator()
        room.wire.say(snapshot)
        expect(page.locator("h1:visible")).to_have_text(snapshot.prompt or snapshot.poll)
        expect(page.locator("#voted")).to_have_text(str(snapshot.attendance.voted))
        picture(page, f"moderator-{name}-{theme}")
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        picture(page, f"moderator-{name}-{theme}-320")
        page.set_viewport_size({"width": 1180, "height": 820})


def test_the_secret_leaves_the_address_bar(page: Page, base: str) -> None:
    open_console(page, base, Scene())
    assert "#" not in page.url
    assert "secret" not in page.url


def test_a_wrong_link_is_told_what_to_do(page: Page, base: str) -> None:
    Wire(page, lambda _: None)
    page.goto(f"{base}/moderate/{POLL_ID}?lang=de")
    expect(page.locator("#outside-text")).to_contain_text("vollständigen Moderationslink")


def test_a_revoked_link_is_told_what_to_do(page: Page, base: str) -> None:
    room = open_console(page, base, Scene())
    room.wire.hang_up(4403)
    expect(page.locator("#outside-text")).to_contain_text("Dieser Link gilt nicht (mehr).")
    expect(page.locator("#console")).to_be_hidden()


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
    for votes, (scene, key, action) in enumerate(commands, 101):
        room.wire.commands.clear()
        room.scene = replace(MODERATOR_SCENES[scene], epoch=f"{scene} {key}", votes=votes)
        room.wire.say(room.snapshot())
        expect(page.locator("#voted")).to_have_text(str(votes))  # it is drawn
        if key == "c":  # the same key twice within a second is a bounce
            expect(page.locator("#forward.rests")).to_have_count(0)
        page.keyboard.press(key)
        until(page, "document.querySelector('#forward').ariaBusy === 'false'")
        assert room.actions == [action], (scene, key)


def test_space_on_a_button_is_that_button_only(page: Page, base: str) -> None:
    room = open_console(page, base, MODERATOR_SCENES["open"])
    page.locator("#black").focus()
    page.keyboard.press("Space")
    expect(page.locator("#stage-says")).to_contain_text("Die Bühne ist dunkel.")
    assert room.actions == ["black"]
    page.locator("#questions button").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#forward .words")).to_have_text("Ergebnis zeigen")
    assert room.actions == ["black", "forward"]


def test_asking_again_asks_first_and_gives_the_focus_back(page: Page, base: str) -> None:
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


def test_leaving_an_open_vote_asks_first(page: Page, base: str) -> None:
    room = open_console(page, base, MODERATOR_SCENES["open"])
    page.locator("#questions button").nth(2).press("Enter")
    expect(page.locator("#confirm")).to_contain_text("schließt diese Abstimmung")
    page.keyboard.press("Escape")
    expect(page.locator("#confirm")).to_be_hidden()
    assert room.actions == []


def test_a_closed_vote_stays_closed(page: Page, base: str) -> None:
    room = open_console(page, base, MODERATOR_SCENES["closed"])
    page.keyboard.press("c")
    expect(page.locator("[role=status]")).to_contain_text("Geschlossen bleibt geschlossen.")
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
    expect(page.locator("#forward .words")).to_have_text("Abstimmung schließen", timeout=15_000)
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
    expect(page.locator("[role=status]")).to_have_text("Wieder verbunden.", timeout=15_000)
    expect(page.locator("#forward .words")).to_have_text("Abstimmung öffnen")
    assert room.actions == []


def test_of_two_moderators_the_slower_one_is_told(page: Page, base: str) -> None:
    room = open_console(page, base, MODERATOR_SCENES["ready"])
    room.scene = replace(room.scene, control=7, version=7, phase="open", votes=174)
    page.keyboard.press("Space")
    status = page.locator("[role=status]")
    expect(status).to_have_text("Jemand anders war schneller – das ist der jetzige Stand.")
    room.wire.on_command = lambda command: None
    room.become()
    expect(page.locator("#forward .words")).to_have_text("Abstimmung schließen")
    expect(page.locator("#forward.rests")).to_have_count(0)
    page.keyboard.press("Space")
    assert room.wire.commands[-1].expected_version == 7
    room.wire.say(Done(id=room.wire.commands[-1].id, control=8))


def test_what_cannot_be_done_is_said(page: Page, base: str) -> None:
    open_console(page, base, MODERATOR_SCENES["ready"])
    page.locator("#questions button").nth(3).press("Enter")
    expect(page.locator("[role=status]")).to_have_text("Das geht jetzt nicht.")


def test_a_hundred_snapshots_take_no_focus(page: Page, base: str) -> None:
    room = open_console(page, base, MODERATOR_SCENES["texts"])
    tally = dict(TALLIES["wishes"])
    for place in ("#questions button >> nth=2", "[data-role=dismiss] >> nth=1", "#forward"):
        target = page.locator(place)
        target.focus()
        before = page.evaluate("document.activeElement.getAttribute('aria-label')")
        for n in range(34):
            tally |= {f"text:a{place}{n}": 9, f"form:A{place}{n}": 9}
            room.become(votes=room.scene.votes + 1, tally=dict(tally))
        expect(page.locator("#voted")).to_have_text(str(room.scene.votes))
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == before
        assert page.evaluate("document.activeElement.tagName") == "BUTTON"


def test_texts_are_approved_by_keyboard_one_after_another(page: Page, base: str) -> None:
    room = open_console(page, base, MODERATOR_SCENES["texts"])
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


def test_why_votes_are_missing(page: Page, base: str) -> None:
    open_console(page, base, replace(MODERATOR_SCENES["open"], refused={"closed": 1, "stale": 2}))
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


# ── Everyone ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_stage_is_read_from_the_last_row(page: Page, base: str, theme: Any) -> None:
    """A7: 7 : 1 on the stage; what axe finds otherwise is in `test_accessibility`."""
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(reduced_motion="reduce")  # what would fade in has its final colour at once
    wire = open_stage(page, base, Scene(), f"lang=de&theme={theme}")
    for name, scene in STAGE_SCENES.items():
        # Words of a cloud are large (and measured by test_look); their colours reach 3 : 1.
        if "words" in name or "live" in name:
            continue
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
