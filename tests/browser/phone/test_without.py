"""Without WebSockets, and without JavaScript, every vote counts as well."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.backstage import Forum
from tests.browser.pages.screens import Screens
from tests.browser.people.hands import NO, WS, says, send

pytestmark = pytest.mark.browser


def closed_at_once(context: BrowserContext) -> None:
    context.route_web_socket(WS, lambda socket: socket.close())


def never_answered(context: BrowserContext) -> None:
    context.route_web_socket(WS, lambda socket: None)
    # Eight seconds of silence are as good as a closed line; a test need not wait for them.
    context.clock.install()


@pytest.mark.parametrize("block", [closed_at_once, never_answered])
def test_without_a_web_socket(
    screens: Screens, forum: Forum, block: Callable[[BrowserContext], None]
) -> None:
    """Votes go by POST, and the page follows by asking.

    Where none can be made at all, `test_old_browsers` sees it.
    """
    context = screens.context()
    block(context)
    page = screens.open("phone", forum.phone, context=context, troubled=True)
    posted: list[Any] = []
    page.on("request", lambda sent: posted.append(sent) if sent.method == "POST" else None)
    if block is never_answered:
        for _ in range(2):
            page.clock.fast_forward(9000)
            page.clock.fast_forward(1000)
    expect(page.locator("#link")).to_have_text("verbunden")
    forum.open("weiterbildung")
    send(page, "Ja")
    says(page, "Stimme gezählt: Ja.")
    send(page, "Nein")
    says(page, "Antwort geändert, gezählt: Nein.")
    assert forum.stored() == [NO]
    assert {request.headers["content-type"] for request in posted} == {"application/json"}
    forum.close()
    says(page, "Abstimmung geschlossen. Ihre Stimme ist gezählt: Nein.")
    forum.show()
    expect(page.locator("#results tr", has_text="Nein")).to_contain_text("100\u202f%")


def test_without_javascript(screens: Screens, forum: Forum) -> None:
    """Forms only: look for news, vote, change, too late, results."""
    # A form that was not filled in is answered with 422, which the browser calls an error.
    page = screens.open("phone", forum.phone, java_script_enabled=False, troubled=True)
    status, alert = page.locator("[role=status]"), page.locator("[role=alert]")
    news = page.get_by_role("link", name="Nach Neuem sehen")
    expect(page.locator("#under")).to_contain_text("Sie sind dabei.")
    forum.open("weiterbildung")
    news.click()
    page.locator("#send").click()
    expect(alert).to_have_text("Bitte antworten Sie zuerst und senden Sie dann.")
    send(page, "Ja")
    expect(status).to_have_text("Stimme gezählt: Ja.")
    expect(page.get_by_label("Ja", exact=True)).to_be_checked()
    page.reload()
    send(page, "Nein")
    expect(status).to_have_text("Stimme gezählt: Nein.")
    assert forum.stored() == [NO]
    screens.picture("counted")
    forum.close()
    send(page, "Ja")
    expect(alert).to_have_text(
        "Ihre Stimme wurde nicht gezählt: Die Abstimmung war schon geschlossen."
    )
    expect(status).to_have_text("Abstimmung geschlossen. Ihre Stimme ist gezählt: Nein.")
    expect(page.locator("#send")).to_be_hidden()
    forum.show()
    news.click()
    mine = page.locator("#results tr", has_text="Nein")
    expect(mine).to_contain_text("100\u202f%")
    expect(mine).to_contain_text("Ihre Wahl")
    assert forum.stored() == [NO]


def test_open_questions_without_javascript(screens: Screens, forum: Forum) -> None:
    """Several words, several statements, a sentence: each by its plain form."""
    page = screens.open("phone", forum.phone, java_script_enabled=False)
    status = page.locator("[role=status]")
    forum.open("bedarf")
    page.reload()
    for place, word in enumerate(("Mut", "mehr Zeit")):
        page.locator("input[name=words]").nth(place).fill(word)
    page.locator("#send").click()
    expect(status).to_have_text("Stimme gezählt: Mut, mehr Zeit.")
    assert forum.stored() == [{"words": ["Mut", "mehr Zeit"]}]
    forum.open("lernmotivation")
    page.reload()
    for statement in range(2):
        page.locator("fieldset").nth(statement).locator("input").first.check()
    page.locator("#send").click()
    expect(status).to_have_text(
        "Stimme gezählt: … steigert die individuelle Lernmotivation,"
        " … passt Inhalte und Tempo besser an, noch 1 offen."
    )
    assert forum.stored() == [{"steps": [0, 0, None]}]
    forum.open("gruende")
    page.reload()
    page.locator("textarea").fill("Weil es <b>Spaß</b> macht!")
    page.locator("#send").click()
    expect(status).to_have_text("Stimme gezählt: Weil es <b>Spaß</b> macht!")
    assert forum.stored() == [{"text": "Weil es <b>Spaß</b> macht!"}]
