"""The phone's script on the real page, with a real server: what it draws, keeps, sends and says."""

import asyncio
import json
from typing import Any

import pytest
from playwright.async_api import (
    BrowserContext,
    WebSocketRoute,
    expect,
)

from tests.support.phone_stand import Stand

from .phone_hall import hall, join, line, phone, vote

__all__ = ["hall", "phone"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NO_WEBSOCKET = """
// What a proxy that forbids them looks like from inside.
window.WebSocket = class {
  constructor() { setTimeout(() => this.onclose?.({ code: 1006 })); }
  close() {}
};
"""


async def test_one_page_one_request_one_cookie_one_key(hall: Stand, phone: BrowserContext) -> None:
    requests: list[str] = []
    phone.on("request", lambda request: requests.append(request.url))
    await hall.open()
    page = await join(phone, hall)
    await vote(page, "Kreativität")
    await line(page).to_have_text("Stimme gezählt: Kreativität.")
    assert requests == [hall.url]
    assert [cookie["name"] for cookie in await phone.cookies()] == ["poll"]
    kept = await page.evaluate("() => [Object.keys(localStorage), Object.keys(sessionStorage)]")
    assert kept == [[f"poll-{hall.poll.code}"], []]


# ── Keeping and sending ───────────────────────────────────────────────────────────────────────


async def test_a_vote_is_counted_changed_and_closed(hall: Stand, phone: BrowserContext) -> None:
    page = await join(phone, hall)
    await expect(page).to_have_title("Gleich geht es weiter · Themenforum 1")
    await hall.open()
    status = page.get_by_role("status")
    await expect(status).to_contain_text(
        "Neue Frage: Welche Kompetenzen sind wichtig? 3 Antworten zur Auswahl."
    )
    await page.locator("#send").click()
    await expect(page.get_by_role("alert")).to_contain_text("Bitte antworten Sie zuerst")
    await vote(page, "Kreativität")
    await line(page).to_have_text("Stimme gezählt: Kreativität.")
    await expect(page.get_by_role("alert")).to_be_empty()
    await expect(page).to_have_title("Gezählt · Welche Kompetenzen sind wichtig?")
    await expect(page.locator("#send")).to_have_text("Antwort ändern")

    await page.get_by_label("Zusammenarbeit").click()
    await line(page).to_have_text("Noch nicht gesendet. Gezählt ist bisher: Kreativität.")
    await page.get_by_label("Programmieren").click()
    await expect(page.get_by_role("alert")).to_contain_text("Höchstens 2 Antworten.")
    await expect(page.get_by_label("Programmieren")).not_to_be_checked()
    await page.locator("#send").click()
    await line(page).to_have_text("Antwort geändert, gezählt: Kreativität, Zusammenarbeit.")

    await hall.moderator.do("close")
    await line(page).to_contain_text("Abstimmung geschlossen.")
    await expect(page.get_by_label("Kreativität")).to_be_disabled()
    await hall.moderator.do("show")
    await expect(status).to_contain_text(
        "Ergebnis: Kreativität 100 Prozent, Zusammenarbeit 100 Prozent, Programmieren 0 Prozent, "
        "1 Stimme."
    )
    await expect(page).to_have_title("Ergebnis · Welche Kompetenzen sind wichtig?")
    await expect(page.locator("[role=status], [role=alert]")).to_have_count(2)


async def test_from_the_code_to_the_vote_in_twelve_keys(hall: Stand, phone: BrowserContext) -> None:
    await hall.open()
    page = await phone.new_page()
    await page.goto(hall.base)
    await expect(page.locator("input[name=code]")).to_be_focused()
    keys = [*hall.poll.code, "Enter"]
    for key in keys:
        await page.keyboard.press(key)
    await expect(page.locator("#link")).to_have_text("verbunden")
    for key in (more := ["Tab", "Tab", "Space", "Enter"]):
        await page.keyboard.press(key)
    await line(page).to_have_text("Stimme gezählt: Kreativität.")
    assert len(keys) + len(more) <= 12
    # A change: two keys, and the focus is still where it was.
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await line(page).to_have_text("Antwort geändert, gezählt: Kreativität, Zusammenarbeit.")
    await expect(page.get_by_label("Zusammenarbeit")).to_be_focused()


async def test_the_moderator_hears_that_the_question_was_seen(
    hall: Stand, phone: BrowserContext
) -> None:
    await join(phone, hall)
    await hall.open()
    moderator = hall.moderator
    await moderator.until(
        lambda: moderator.snapshot is not None and moderator.snapshot.attendance.seen == 1
    )


async def test_a_vote_waits_for_the_network(hall: Stand, phone: BrowserContext) -> None:
    await hall.open()
    page = await join(phone, hall)
    await phone.set_offline(True)
    await vote(page, "Kreativität")
    await line(page).to_have_text(
        "Verbindung unterbrochen. Ihre Auswahl ist gespeichert und wird gesendet."
    )
    await expect(page.locator("#link")).to_have_text("keine Verbindung")
    await phone.set_offline(False)
    await line(page).to_have_text("Stimme gezählt: Kreativität.")


async def test_a_vote_waits_through_a_reload(hall: Stand, phone: BrowserContext) -> None:
    await hall.open()
    swallowed = asyncio.Event()

    async def swallow_votes(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            if json.loads(frame)["type"] == "vote":
                swallowed.set()
            else:
                server.send(frame)

        route.on_message(pass_on)

    page = await phone.new_page()
    await page.route_web_socket("**/ws/phone/**", swallow_votes)
    await page.goto(hall.url)
    await expect(page.locator("#link")).to_have_text("verbunden")
    await vote(page, "Kreativität")
    await swallowed.wait()
    await line(page).to_have_text("Stimme wird gesendet.")
    await page.close()
    again = await join(phone, hall)
    await line(again).to_have_text("Stimme gezählt: Kreativität.")


async def test_votes_go_by_post_where_websockets_are_blocked(
    hall: Stand, phone: BrowserContext
) -> None:
    await phone.add_init_script(NO_WEBSOCKET)
    await hall.open()
    page = await join(phone, hall)
    await vote(page, "Kreativität")
    await line(page).to_have_text("Stimme gezählt: Kreativität.")
    await vote(page, "Programmieren")
    await line(page).to_have_text("Antwort geändert, gezählt: Kreativität, Programmieren.")
    await hall.moderator.do("close")
    await hall.moderator.do("show")
    await expect(page.locator("#results .mine")).to_have_count(2)


async def test_two_tabs_are_one_phone(hall: Stand, phone: BrowserContext) -> None:
    await hall.open("phones")
    first, second = await join(phone, hall), await join(phone, hall)
    await vote(first, "Ja")
    await line(second).to_have_text("Stimme gezählt: Ja.")
    await expect(second.get_by_label("Ja")).to_be_checked()
    await vote(second, "Nein")
    await line(second).to_have_text("Antwort geändert, gezählt: Nein.")
    await line(first).to_contain_text("gezählt: Nein.")
    await expect(first.get_by_label("Nein")).to_be_checked()
    moderator = hall.moderator
    await moderator.until(
        lambda: moderator.snapshot is not None and moderator.snapshot.attendance.voted == 1
    )


# ── Not disturbing anybody ────────────────────────────────────────────────────────────────────


async def test_typing_survives_a_hundred_snapshots(hall: Stand, phone: BrowserContext) -> None:
    await hall.open("wishes")
    routes: list[WebSocketRoute] = []
    snapshots: list[dict[str, Any]] = []

    async def listen(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            message = json.loads(frame)
            if message["type"] == "welcome":
                snapshots.append(message["snapshot"])
            route.send(frame)

        server.on_message(pass_on)
        routes.append(route)

    page = await phone.new_page()
    await page.route_web_socket("**/ws/phone/**", listen)
    await page.goto(hall.url)
    await expect(page.locator("#link")).to_have_text("verbunden")
    field = page.get_by_role("textbox")
    await field.focus()
    await page.keyboard.type("Mehr Zeit und Ruhe")
    await field.evaluate("field => field.setSelectionRange(5, 9, 'backward')")
    await page.evaluate(
        """() => {
          window.said = 0;
          const count = (changes) => { window.said += changes.length; };
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
    before = await page.evaluate(
        """() => {
          const field = document.activeElement;
          return [field.value, field.selectionStart, field.selectionEnd, field.selectionDirection,
                  window.said];
        }"""
    )
    assert before == ["Mehr Zeit und Ruhe", 5, 9, "backward", 0]
    routes[0].send(json.dumps(last))  # all hundred were taken before this one
    await line(page).to_contain_text("Abstimmung geschlossen.")
    await expect(field).to_have_value("Mehr Zeit und Ruhe")


async def test_a_draft_that_a_new_question_interrupts_comes_back(
    hall: Stand, phone: BrowserContext
) -> None:
    await hall.open("wishes")
    page = await join(phone, hall)
    await page.get_by_role("textbox").fill("Mehr Ze")
    await hall.moderator.do("close")
    await line(page).to_have_text(
        "Abstimmung geschlossen. Von diesem Gerät wurde keine Stimme gezählt."
    )
    await hall.open("phones")
    await expect(page.locator("#prompt")).to_have_text("Private Handys zulassen?")
    assert await page.evaluate("document.activeElement === document.body")
    await hall.moderator.do("close")
    await hall.moderator.do("goto", "wishes")
    await hall.moderator.do("again")
    await expect(page.get_by_role("textbox")).to_have_value("Mehr Ze")
    await page.get_by_role("textbox").fill("Mehr Zeit")
    await page.locator("#send").click()
    await line(page).to_have_text("Stimme gezählt: Mehr Zeit.")


# ── Too many tabs ─────────────────────────────────────────────────────────────────────────────


async def test_a_seventh_tab_lets_the_first_rest_until_it_is_tapped(
    hall: Stand, phone: BrowserContext
) -> None:
    """A phone has six sockets (T19), and its tabs do not fight over them."""
    await hall.open("competences")
    tabs = [await join(phone, hall) for _ in range(7)]
    signs = [tab.locator("#link") for tab in tabs]
    await expect(signs[0]).to_have_text("ruht")
    await expect(tabs[0].locator("#alert")).to_contain_text("in vielen Tabs geöffnet")
    for sign in signs[1:]:
        await expect(sign).to_have_text("verbunden")
    await tabs[0].get_by_label("Kreativität", exact=True).click()
    await expect(signs[0]).to_have_text("verbunden")
    await expect(tabs[0].locator("#alert")).to_be_empty()
    await expect(signs[1]).to_have_text("ruht")
    await tabs[0].locator("#send").click()
    await line(tabs[0]).to_have_text("Stimme gezählt: Kreativität.")
    assert [await sign.text_content() for sign in signs].count("ruht") == 1
    for tab in tabs:
        await tab.close()
