"""The phone's script on the real page, with a real server: what it draws, keeps, sends and says.

What it does in bad networks is in `test_bad_network`.
"""

import pytest
from playwright.sync_api import expect

from poll_server.wire.messages import encode
from poll_server.wire.phone import Hello
from tests.browser.backstage import Forum
from tests.browser.pages.looking import comes
from tests.browser.pages.screens import Screens

from .phone_hall import NARROW, hall, join, line, vote

__all__ = ["hall"]  # fixtures

pytestmark = pytest.mark.browser


def test_a_vote_is_counted_changed_and_closed(hall: Forum, screens: Screens) -> None:
    """And until it is counted, a page is one request, one cookie and one key."""
    requests: list[str] = []
    phone = screens.context()
    phone.on("request", lambda request: requests.append(request.url))
    page = join(screens, hall, context=phone)
    expect(page).to_have_title("Gleich geht es weiter · Themenforum 1")
    hall.open("competences")
    status = page.get_by_role("status")
    expect(status).to_contain_text(
        "Neue Frage: Welche Kompetenzen sind wichtig? 3 Antworten zur Auswahl."
    )
    comes(page, lambda: hall.heard().attendance.seen, 1)
    expect(page.get_by_role("link", name="Nach Neuem sehen")).to_have_count(0)
    page.locator("#send").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte antworten Sie zuerst")
    vote(page, "Kreativität")
    line(page).to_have_text("Stimme gezählt: Kreativität.")
    expect(page.get_by_role("alert")).to_be_empty()
    expect(page).to_have_title("Gezählt · Welche Kompetenzen sind wichtig?")
    expect(page.locator("#send")).to_have_text("Antwort ändern")
    assert requests == [hall.base + hall.phone]
    assert [cookie["name"] for cookie in phone.cookies()] == ["poll"]
    kept = page.evaluate("() => [Object.keys(localStorage), Object.keys(sessionStorage)]")
    assert kept == [[f"poll-{hall.code}"], []]

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


FIVE_MORE = """([code, hello]) => {
  window.more = Array.from({ length: 5 }, () => new WebSocket(`/ws/phone/${code}?lang=de`));
  return Promise.all(more.map((socket) => new Promise((heard) => {
    socket.onopen = () => socket.send(hello);
    socket.onmessage = () => heard();
  })));
}"""
"""The sockets of as many further tabs, without the tabs."""


def test_a_seventh_tab_lets_the_first_rest_until_it_is_tapped(
    hall: Forum, screens: Screens
) -> None:
    """A phone has six sockets (T19), and its tabs do not fight over them."""
    hall.open("competences")
    first = join(screens, hall)
    with first.expect_popup() as opened:
        first.evaluate("(address) => void open(address)", hall.phone)
    second = opened.value
    signs = [tab.locator("#link") for tab in (first, second)]
    expect(signs[1]).to_have_text("verbunden")
    second.evaluate(FIVE_MORE, [hall.code, encode(Hello()).decode()])
    expect(signs[0]).to_have_text("ruht")
    expect(first.locator("#alert")).to_contain_text("in vielen Tabs geöffnet")
    expect(signs[1]).to_have_text("verbunden")
    first.get_by_label("Kreativität", exact=True).click()
    expect(signs[0]).to_have_text("verbunden")
    expect(first.locator("#alert")).to_be_empty()
    expect(signs[1]).to_have_text("ruht")
    first.locator("#send").click()
    line(first).to_have_text("Stimme gezählt: Kreativität.")
    expect(signs[0]).to_have_text("verbunden")
    assert second.evaluate("more.every(({ readyState }) => readyState === WebSocket.OPEN)")
    second.close()
