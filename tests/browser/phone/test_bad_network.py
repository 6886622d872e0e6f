"""Votes through bad networks: every one arrives, exactly once, and the phone says how it stands."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.backstage import Forum
from tests.browser.pages.looking import comes
from tests.browser.pages.screens import Hands, Network, Screens, has_focus, said
from tests.browser.people.hands import NO, WS, YES, choose, says, send

pytestmark = pytest.mark.browser

SAVED = "Verbindung unterbrochen. Ihre Auswahl ist gespeichert und wird gesendet."


# ── Outages ───────────────────────────────────────────────────────────────────────────────────


def test_a_vote_given_offline_arrives_after(screens: Screens, forum: Forum) -> None:
    context = screens.context()
    network = Network(context)
    page = screens.open("phone", forum.phone, context=context, troubled=True)
    forum.open("weiterbildung")
    choose(page, "Ja")
    network.cut()
    expect(page.locator("#link")).to_have_text("keine Verbindung")
    page.locator("#send").click()
    says(page, SAVED)
    screens.picture("offline")
    send(page, "Nein")  # a change of mind, still offline
    assert forum.stored() == []
    network.mend()
    says(page, "Antwort geändert, gezählt: Nein.")
    assert forum.stored() == [NO]
    assert forum.state().votes == 1


def test_an_unsent_vote_outlives_the_page(screens: Screens, forum: Forum) -> None:
    """Offline, a reload shows the browser's own error page; the vote waits for the next one."""
    context = screens.context()
    network = Network(context)
    page = screens.open("phone", forum.phone, context=context, troubled=True)
    forum.open("weiterbildung")
    expect(page.get_by_label("Ja", exact=True)).to_be_visible()
    network.cut()
    send(page, "Ja")
    says(page, SAVED)
    page.goto("about:blank")
    network.mend()
    page.goto(forum.phone)
    says(page, "Stimme gezählt: Ja.")
    expect(page.get_by_label("Ja", exact=True)).to_be_checked()
    assert forum.stored() == [YES]


def test_an_acknowledgement_that_is_lost_counts_once(screens: Screens, forum: Forum) -> None:
    """The vote arrived, its answer did not: it is sent again, and is a duplicate."""
    context = screens.context()
    lost: list[str] = []

    def connect(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            if not lost and json.loads(frame)["type"] == "counted":
                lost.append(str(frame))
                socket.close(code=1001)
            else:
                socket.send(frame)

        server.on_message(pass_on)

    context.route_web_socket(WS, connect)
    page = screens.open("phone", forum.phone, context=context, troubled=True)
    forum.open("weiterbildung")
    send(page, "Ja")
    says(page, "Stimme gezählt: Ja.")
    assert len(lost) == 1
    assert forum.stored() == [YES]
    assert forum.state().votes == 1


def test_a_vote_while_the_server_restarts(screens: Screens, forum: Forum) -> None:
    page = screens.open("phone", forum.phone, troubled=True)
    forum.open("weiterbildung")
    choose(page, "Ja")
    house = forum.house
    drained = house.backstage.start(house.server.drain())
    page.locator("#send").click()
    assert drained() == 0
    send(page, "Nein")
    says(page, SAVED)
    house.backstage.run(house.server.start())
    says(page, "Antwort geändert, gezählt: Nein.")
    assert forum.stored() == [NO]
    assert forum.state().votes == 1
    forum.close()
    says(page, "Abstimmung geschlossen. Ihre Stimme ist gezählt: Nein.")


# ── Tabs, cookies, latecomers ─────────────────────────────────────────────────────────────────


def test_two_tabs_are_one_voter(screens: Screens, forum: Forum) -> None:
    context = screens.context()
    one = screens.open("phone-one", forum.phone, context=context)
    two = screens.open("phone-two", forum.phone, context=context)
    forum.open("weiterbildung")
    send(one, "Ja")
    says(one, "Stimme gezählt: Ja.")
    expect(two.get_by_label("Ja", exact=True)).to_be_checked()
    expect(two.locator("#line")).to_contain_text("gezählt: Ja.")
    send(two, "Nein")
    says(two, "Antwort geändert, gezählt: Nein.")
    expect(one.get_by_label("Nein", exact=True)).to_be_checked()
    expect(one.locator("#line")).to_contain_text("gezählt: Nein.")
    assert forum.stored() == [NO]
    assert forum.state().votes == 1


def test_a_lost_cookie_makes_no_second_vote(screens: Screens, forum: Forum) -> None:
    """Who has lost the cookie is somebody new; nothing is sent again in their name unasked."""
    context = screens.context()
    page = screens.open("phone", forum.phone, context=context)
    forum.open("weiterbildung")
    send(page, "Ja")
    says(page, "Stimme gezählt: Ja.")
    context.clear_cookies()
    page.reload()
    expect(page.locator("#link")).to_have_text("verbunden")
    forum.close()
    expect(page.locator("#line")).to_contain_text("Abstimmung geschlossen.")
    assert forum.stored() == [YES]


def test_latecomers(screens: Screens, forum: Forum) -> None:
    """Whoever comes late finds the question, the end of it, or the result."""
    forum.open("weiterbildung")
    forum.vote([YES, YES, NO])
    first = screens.open("phone-open", forum.phone)
    send(first, "Nein")
    says(first, "Stimme gezählt: Nein.")
    forum.close()
    second = screens.open("phone-closed", forum.phone)
    says(second, "Abstimmung geschlossen. Von diesem Gerät wurde keine Stimme gezählt.")
    expect(second.locator("#send")).to_be_hidden()
    forum.show()
    third = screens.open("phone-shown", forum.phone)
    for page in (first, second, third):
        expect(page.locator("#results tr", has_text="Nein")).to_contain_text("50\u202f%")
    assert len(forum.stored()) == 4


# ── Typing ────────────────────────────────────────────────────────────────────────────────────


def test_typing_survives_a_hundred_snapshots(screens: Screens, forum: Forum) -> None:
    """K5: caret, selection and text stay as they are, and keys go where they belong."""
    context = screens.context()
    network = Network(context)
    page = screens.open("phone", forum.phone, context=context)
    hands = Hands(page)
    comes(page, lambda: bool(network.last), True)  # else the phone may ask by POST for a while
    forum.open("gruende")
    field = page.locator("textarea")
    hands.tab_to(field)
    text = "Weil es Spaß macht, und weil alle mitmachen können."
    for place, letter in enumerate(text):
        network.snapshot()
        page.keyboard.type(letter)
        if place % 10 == 9:
            network.snapshot(deadline_ms=0)
    for _ in range(8):
        page.keyboard.press("Shift+ArrowLeft")
    before, heard = typing(page), said(page)
    for _ in range(100):
        network.snapshot()
    network.snapshot(
        deadline_ms=network.last["server_ms"] + 90_000
    )  # once this shows, all were read
    expect(page.locator("#timer")).to_be_visible()
    assert typing(page) == before
    assert said(page) == heard  # nobody who listens is told of snapshots
    assert before["text"] == text
    assert before["to"] - before["from"] == 8
    hands.tab_to(page.locator("#send"))
    hands.press("Enter")
    says(page, f"Stimme gezählt: {text}")
    assert forum.stored() == [{"text": text}]
    network.snapshot(state="closed")
    expect(page.locator("body")).to_have_attribute("data-view", "closed")
    expect(field).to_have_value(text)


def typing(page: Page) -> dict[str, Any]:
    """What is in the field that has the focus, and where caret and selection are."""
    found: dict[str, Any] = page.evaluate(
        """() => {
          const field = document.activeElement;
          return { tag: field.tagName, text: field.value, from: field.selectionStart,
                   to: field.selectionEnd, way: field.selectionDirection };
        }"""
    )
    return found


def test_the_next_question_comes_while_somebody_types(screens: Screens, forum: Forum) -> None:
    """What was typed is not sent for another question, and is still there when they come back."""
    page = screens.open("phone", forum.phone)
    forum.open("gruende")
    page.locator("textarea").fill("Weil es Spaß")
    forum.open("weiterbildung")
    expect(page.locator("[role=alert]")).to_have_text(
        "Die nächste Frage ist da. Ihre letzte Eingabe war noch nicht gesendet."
    )
    assert page.evaluate("document.activeElement === document.body")
    assert forum.stored() == []
    send(page, "Ja")
    says(page, "Stimme gezählt: Ja.")
    expect(page.locator("[role=alert]")).to_be_empty()
    forum.do("goto", "gruende")
    forum.do("again")
    expect(page.locator("textarea")).to_have_value("Weil es Spaß")
    assert forum.stored() == []
    page.locator("#send").click()
    says(page, "Stimme gezählt: Weil es Spaß.")
    assert not has_focus(page.locator("textarea"))
    assert "Stimme gezählt: Ja." in said(page, "status")
