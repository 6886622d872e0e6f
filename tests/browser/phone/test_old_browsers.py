"""Browsers that lack something: the page stays a form with a link for news, or works without it."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.backstage import Forum
from tests.browser.pages.looking import comes
from tests.browser.pages.screens import Screens
from tests.browser.people.hands import NO, YES

pytestmark = pytest.mark.browser

NEWER = """
// What browsers got after the oldest that the script is written for (docs/start/phones.md).
delete AbortSignal.timeout;
delete AbortSignal.any;
delete globalThis.structuredClone;
delete Object.hasOwn;
delete Object.groupBy;
delete Promise.withResolvers;
for (const type of [Array, String, Object.getPrototypeOf(Int8Array)]) delete type.prototype.at;
for (const name of ["findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"]) {
  delete Array.prototype[name];
}
delete Element.prototype.checkVisibility;
delete globalThis.crypto.randomUUID;
delete globalThis.scheduler;
"""
SCRIPT = re.compile(r'(<script type=")module("[^>]*>)(.*?)(</script>)', re.DOTALL)
NO_WEB_SOCKET = "window.WebSocket = class { constructor() { throw new DOMException('blocked'); } };"


def with_script(context: BrowserContext, change: Any) -> None:
    """Have the page's own script changed on its way to the browser."""

    def pass_on(route: Route) -> None:
        response = route.fetch()
        body = response.text()
        body = SCRIPT.sub(change, body)
        route.fulfill(response=response, body=body)

    context.route(re.compile(r"/\d{6}$"), pass_on)


def unreadable(found: re.Match[str]) -> str:
    """As private methods are to Safari 14: a syntax error."""
    return f"{found[1]}module{found[2]}class Phone {{ #%draw() {{}} }}{found[3]}{found[4]}"


def unknown_type(found: re.Match[str]) -> str:
    """As modules are to browsers that have none: not run at all."""
    return f"{found[1]}unknown{found[2]}{found[3]}{found[4]}"


def failing(found: re.Match[str]) -> str:
    """Something is missing while the script starts."""
    return f"{found[1]}module{found[2]}throw new Error('missing');{found[4]}"


def test_without_the_script_the_page_is_a_form(screens: Screens, forum: Forum) -> None:
    """Scripts are on, so no `noscript` helps: the link for news and the button do."""
    context = screens.context(size=(320, 640))
    page = context.new_page()
    news = page.get_by_role("link", name="Nach Neuem sehen")
    for change, label in ((unreadable, "Ja"), (unknown_type, "Nein"), (failing, "Ja")):
        with_script(context, change)
        page.goto(forum.phone)
        expect(news).to_be_visible()
        if change is unreadable:
            forum.open("weiterbildung")
        news.click()
        page.get_by_label(label, exact=True).check()
        page.locator("#send").click()
        expect(page.locator("[role=status]")).to_have_text(f"Stimme gezählt: {label}.")
    assert forum.stored() == [YES]
    page.goto(forum.phone)
    expect(page.get_by_label("Ja", exact=True)).to_be_checked()
    expect(news).to_be_visible()


@pytest.mark.parametrize("socket", ["socket", "post"])
def test_without_what_is_newer_votes_count(screens: Screens, forum: Forum, socket: str) -> None:
    """Every newer name taken away; over the socket, and where that is blocked by asking (F16)."""
    context = screens.context()
    context.add_init_script(NEWER + (NO_WEB_SOCKET if socket == "post" else ""))
    page = screens.open("phone", forum.phone, context=context, troubled=True)
    assert page.evaluate("'timeout' in AbortSignal || 'at' in Array.prototype") is False
    expect(page.locator("#link")).to_have_text("verbunden")
    forum.open("weiterbildung")
    page.get_by_label("Ja", exact=True).check()
    page.locator("#send").click()
    expect(page.locator("#line")).to_have_text("Stimme gezählt: Ja.")
    page.reload()
    expect(page.locator("#link")).to_have_text("verbunden")
    page.get_by_label("Nein", exact=True).check()
    page.locator("#send").click()
    expect(page.locator("#line")).to_have_text("Antwort geändert, gezählt: Nein.")
    assert forum.stored() == [NO]
    forum.close()
    forum.show()
    expect(page.locator("#results")).to_be_visible()


def test_what_was_typed_outlives_a_reload(screens: Screens, forum: Forum) -> None:
    """Kept for its round alone: gone when it is sent, and when the question closes."""
    page = screens.open("phone", forum.phone)
    kept = (
        "() => JSON.parse(localStorage.getItem(Object.keys(localStorage)[0] ?? ''))?.draft ?? null"
    )
    forum.open("gruende")
    page.locator("textarea").fill("Weil es Spaß")
    page.reload()
    expect(page.locator("textarea")).to_have_value("Weil es Spaß")
    assert forum.stored() == []
    page.locator("#send").click()
    expect(page.locator("#line")).to_have_text("Stimme gezählt: Weil es Spaß.")
    comes(page, lambda: page.evaluate(kept), None)
    page.locator("textarea").fill("Weil es Spaß macht")
    page.reload()
    expect(page.locator("textarea")).to_have_value("Weil es Spaß macht")
    expect(page.locator("#line")).to_contain_text("Weil es Spaß")
    assert page.evaluate(kept) is not None
    forum.close()
    expect(page.locator("body")).to_have_attribute("data-view", "closed")
    comes(page, lambda: page.evaluate(kept), None)
    assert forum.stored() == [{"text": "Weil es Spaß"}]
    forum.do("again")
    expect(page.locator("body")).to_have_attribute("data-view", "open")
    page.reload()
    expect(page.locator("textarea")).to_have_value("")
