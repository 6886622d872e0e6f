"""The phone's script on the real page, with a real server: what it draws, keeps, sends and says."""

import json
from typing import Any

import pytest
from playwright.sync_api import (
    WebSocketRoute,
    expect,
)

from tests.browser.backstage import Forum
from tests.browser.pages.looking import comes
from tests.browser.pages.screens import Screens
from tests.browser.people.hands import WS

from .phone_hall import NARROW, hall, join, line, vote

__all__ = ["hall"]  # fixtures

pytestmark = pytest.mark.browser

NO_WEBSOCKET = """
// What a proxy that forbids them looks like from inside.
window.WebSocket = class {
  constructor() { setTimeout(() => this.onclose?.({ code: 1006 })); }
  close() {}
};
"""


def test_one_page_one_request_one_cookie_one_key(hall: Forum, screens: Screens) -> None:
    requests: list[str] = []
    phone = screens.context()
    phone.on("request", lambda request: requests.append(request.url))
    hall.open("competences")
    page = join(screens, hall, context=phone)
    vote(page, "Kreativität")
    line(page).to_have_text("Stimme gezählt: Kreativität.")
    assert requests == [hall.base + hall.phone]
    assert [cookie["name"] for cookie in phone.cookies()] == ["poll"]
    kept = page.evaluate("() => [Object.keys(localStorage), Object.keys(sessionStorage)]")
    assert kept == [[f"poll-{hall.code}"], []]


# ── Keeping and sending ───────────────────────────────────────────────────────────────────────


def test_a_vote_is_counted_changed_and_closed(hall: Forum, screens: Screens) -> None:
    page = join(screens, hall)
    expect(page).to_have_title("Gleich geht es weiter · Themenforum 1")
    hall.open("competences")
    status = page.get_by_role("status")
    expect(status).to_contain_text(
        "Neue Frage: Welche Kompetenzen sind wichtig? 3 Antworten zur Auswahl."
    )
    page.locator("#send").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte antworten Sie zuerst")
    vote(page, "Kreativität")
    line(page).to_have_text("Stimme gezählt: Kreativität.")
    expect(page.get_by_role("alert")).to_be_empty()
    expect(page).to_have_title("Gezählt · Welche Kompetenzen sind wichtig?")
    expect(page.locator("#send")).to_have_text("Antwort ändern")

    page.get_by_label("Zusammenarbeit").click()
    line(page).to_have_text("Noch nicht gesendet. Gezählt ist bisher: Kreativität.")
    page.get_by_label("Programmieren").click()
    expect(page.get_by_role("alert")).to_contain_text("Höchstens 2 Antworten.")
    expect(page.get_by_label("Programmieren")).not_to_be_checked()
    page.locator("#send").click()
    line(page).to_have_text("Antwort geändert, gezählt: Kreativität, Zusammenarbeit.")

    hall.do("close")
    line(page).to_contain_text("Abstimmung geschlossen.")
    expect(page.get_by_label("Kreativität")).to_be_disabled()
    hall.do("show")
    expect(status).to_contain_text(
        "Ergebnis: Kreativität 100 Prozent, Zusammenarbeit 100 Prozent, Programmieren 0 Prozent, "
        "1 Stimme."
    )
    expect(page).to_have_title("Ergebnis · Welche Kompetenzen sind wichtig?")
    expect(page.locator("[role=status], [role=alert]")).to_have_count(2)


def test_from_the_code_to_the_vote_in_twelve_keys(hall: Forum, screens: Screens) -> None:
    hall.open("competences")
    page = screens.open("phone", "/", size=NARROW)
    expect(page.locator("input[name=code]")).to_be_focused()
    keys = [*hall.code, "Enter"]
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator("#link")).to_have_text("verbunden")
    for key in (more := ["Tab", "Tab", "Space", "Enter"]):
        page.keyboard.press(key)
    line(page).to_have_text("Stimme gezählt: Kreativität.")
    assert len(keys) + len(more) <= 12
    # A change: two keys, and the focus is still where it was.
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    line(page).to_have_text("Antwort geändert, gezählt: Kreativität, Zusammenarbeit.")
    expect(page.get_by_label("Zusammenarbeit")).to_be_focused()


def test_the_moderator_hears_that_the_question_was_seen(hall: Forum, screens: Screens) -> None:
    page = join(screens, hall)
    hall.open("competences")
    comes(page, lambda: hall.heard().attendance.seen, 1)


def test_a_vote_waits_for_the_network(hall: Forum, screens: Screens) -> None:
    hall.open("competences")
    page = join(screens, hall, troubled=True)
    page.context.set_offline(True)
    vote(page, "Kreativität")
    line(page).to_have_text(
        "Verbindung unterbrochen. Ihre Auswahl ist gespeichert und wird gesendet."
    )
    expect(page.locator("#link")).to_have_text("keine Verbindung")
    page.context.set_offline(False)
    line(page).to_have_text("Stimme gezählt: Kreativität.")


def test_a_vote_waits_through_a_reload(hall: Forum, screens: Screens) -> None:
    hall.open("competences")
    swallowed: list[str | bytes] = []

    def swallow_votes(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            if json.loads(frame)["type"] == "vote":
                swallowed.append(frame)
            else:
                server.send(frame)

        route.on_message(pass_on)

    def pass_all_on(route: WebSocketRoute) -> None:
        route.connect_to_server()

    phone = screens.context()
    phone.route_web_socket(WS, swallow_votes)
    page = join(screens, hall, context=phone)
    vote(page, "Kreativität")
    comes(page, lambda: len(swallowed) > 0, True)
    line(page).to_have_text("Stimme wird gesendet.")
    page.close()
    phone.route_web_socket(WS, pass_all_on)
    again = join(screens, hall, context=phone)
    line(again).to_have_text("Stimme gezählt: Kreativität.")


def test_votes_go_by_post_where_websockets_are_blocked(hall: Forum, screens: Screens) -> None:
    phone = screens.context()
    phone.add_init_script(NO_WEBSOCKET)
    hall.open("competences")
    page = join(screens, hall, context=phone)
    vote(page, "Kreativität")
    line(page).to_have_text("Stimme gezählt: Kreativität.")
    vote(page, "Programmieren")
    line(page).to_have_text("Antwort geändert, gezählt: Kreativität, Programmieren.")
    hall.do("close")
    hall.do("show")
    expect(page.locator("#results .mine")).to_have_count(2)


def test_two_tabs_are_one_phone(hall: Forum, screens: Screens) -> None:
    hall.open("phones")
    phone = screens.context()
    first, second = [join(screens, hall, f"phone-{n}", context=phone) for n in range(2)]
    vote(first, "Ja")
    line(second).to_have_text("Stimme gezählt: Ja.")
    expect(second.get_by_label("Ja")).to_be_checked()
    vote(second, "Nein")
    line(second).to_have_text("Antwort geändert, gezählt: Nein.")
    line(first).to_contain_text("gezählt: Nein.")
    expect(first.get_by_label("Nein")).to_be_checked()
    comes(first, lambda: hall.heard().attendance.voted, 1)


# ── Not disturbing anybody ────────────────────────────────────────────────────────────────────


def test_typing_survives_a_hundred_snapshots(hall: Forum, screens: Screens) -> None:
    hall.open("wishes")
    routes: list[WebSocketRoute] = []
    snapshots: list[dict[str, Any]] = []

    def listen(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            message = json.loads(frame)
            if message["type"] == "welcome":
                snapshots.append(message["snapshot"])
            route.send(frame)

        server.on_message(pass_on)
        routes.append(route)

    phone = screens.context()
    phone.route_web_socket(WS, listen)
    page = join(screens, hall, context=phone)
    field = page.get_by_role("textbox")
    field.focus()
    page.keyboard.type("Mehr Zeit und Ruhe")
    field.evaluate("field => field.setSelectionRange(5, 9, 'backward')")
    page.evaluate(
        """() => {
          window.touched = 0;
          const count = (changes) => { window.touched += changes.length; };
          for (const place of document.querySelectorAll("[role=status], [role=alert]")) {
            new MutationObserver(count).observe(place, {
              childList: true, characterData: true, subtree: true,
            });
          }
        }"""
    )
    for version in range(1, 101):
        later = {**snapshots[0], "version": snapshots[0]["version"] + version}
        routes[0].send(json.dumps(later | ({"deadline_ms": 0} if version < 100 else {})))
    last = {**snapshots[0], "version": snapshots[0]["version"] + 101, "state": "closed"}
    before = page.evaluate(
        """() => {
          const field = document.activeElement;
          return [field.value, field.selectionStart, field.selectionEnd, field.selectionDirection,
                  window.touched];
        }"""
    )
    assert before == ["Mehr Zeit und Ruhe", 5, 9, "backward", 0]
    routes[0].send(json.dumps(last))  # all hundred were taken before this one
    line(page).to_contain_text("Abstimmung geschlossen.")
    expect(field).to_have_value("Mehr Zeit und Ruhe")


def test_a_draft_that_a_new_question_interrupts_comes_back(hall: Forum, screens: Screens) -> None:
    hall.open("wishes")
    page = join(screens, hall)
    page.get_by_role("textbox").fill("Mehr Ze")
    hall.do("close")
    line(page).to_have_text("Abstimmung geschlossen. Von diesem Gerät wurde keine Stimme gezählt.")
    hall.open("phones")
    expect(page.locator("#prompt")).to_have_text("Private Handys zulassen?")
    assert page.evaluate("document.activeElement === document.body")
    hall.do("close")
    hall.do("goto", "wishes")
    hall.do("again")
    expect(page.get_by_role("textbox")).to_have_value("Mehr Ze")
    page.get_by_role("textbox").fill("Mehr Zeit")
    page.locator("#send").click()
    line(page).to_have_text("Stimme gezählt: Mehr Zeit.")


# ── Too many tabs ─────────────────────────────────────────────────────────────────────────────


def test_a_seventh_tab_lets_the_first_rest_until_it_is_tapped(
    hall: Forum, screens: Screens
) -> None:
    """A phone has six sockets (T19), and its tabs do not fight over them."""
    hall.open("competences")
    tabs = [join(screens, hall)]
    for _ in range(6):
        with tabs[0].expect_popup() as opened:
            tabs[0].evaluate("(address) => void open(address)", hall.phone)
        tabs.append(opened.value)
        expect(opened.value.locator("#link")).to_have_text("verbunden")
    signs = [tab.locator("#link") for tab in tabs]
    expect(signs[0]).to_have_text("ruht")
    expect(tabs[0].locator("#alert")).to_contain_text("in vielen Tabs geöffnet")
    for sign in signs[1:]:
        expect(sign).to_have_text("verbunden")
    tabs[0].get_by_label("Kreativität", exact=True).click()
    expect(signs[0]).to_have_text("verbunden")
    expect(tabs[0].locator("#alert")).to_be_empty()
    expect(signs[1]).to_have_text("ruht")
    tabs[0].locator("#send").click()
    line(tabs[0]).to_have_text("Stimme gezählt: Kreativität.")
    assert [sign.text_content() for sign in signs].count("ruht") == 1
    for tab in tabs[1:]:
        tab.close()
