"""What is left behind: in browsers, on the wire, in the log, in Redis (everyone.md, P1 and P2).

That no page asks another host (P3) is looked at in every state that a `Survey` walks through.
"""

import re
from base64 import urlsafe_b64decode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.backstage import Forum
from tests.browser.pages.screens import Screens

pytestmark = pytest.mark.browser

CANARY = "canary-4f1d"
"""Stands in what nobody may write down: the name of the browser, an address, a query."""
LARGEST_FIRST_LOAD = 30_000
"""Bytes as sent, headers left out (issue: 30 kB gzip)."""
MOST_REQUESTS = 3

STORED = """async () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: globalThis.caches ? await caches.keys() : [],
  workers: navigator.serviceWorker
    ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""


def vote(page: Page, forum: Forum, question: str = "weiterbildung") -> None:
    forum.open(question)
    expect(page.locator("#form")).to_have_attribute("data-question", question)
    page.locator(".option input").first.check()
    page.locator("#send").click()
    expect(page.locator("#foot")).to_have_attribute("data-line", "counted")


def test_a_phone_keeps_what_the_notice_lists(screens: Screens, forum: Forum) -> None:
    """P2: after a whole run, one cookie and one entry, both named in the privacy notice."""
    page = screens.open("phone", forum.phone)
    vote(page, forum)
    cookies = page.context.cookies()
    stored = page.evaluate(STORED)
    forum.close()
    forum.show()
    expect(page.locator("#results")).to_be_visible()
    page.get_by_role("link", name="Datenschutz").click()
    expect(page.locator("h1")).to_have_text("Datenschutz")
    notice = page.locator("main").inner_text()
    assert [cookie["name"] for cookie in cookies] == re.findall(r"Ein Cookie, „([\w-]+)“", notice)
    assert stored.pop("local") == [
        f"{name}{forum.code}" for name in re.findall(r"je Umfrage, „([\w-]+)“", notice)
    ]
    assert not any(stored.values())
    assert page.evaluate(STORED)["local"] in ([f"poll-{forum.code}"], [])
    cookie = cookies[0]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert cookie["value"] not in page.content()


def test_the_notice_is_reached_before_the_first_vote(screens: Screens, forum: Forum) -> None:
    """P12: one tap away, and anonymity is spoken of beside the question itself."""
    page = screens.open("phone", forum.phone)
    forum.open("weiterbildung")
    expect(page.locator("#under")).to_contain_text("Ihre Stimme ist anonym.")
    page.get_by_role("link", name="Datenschutz").click()
    for duty in ("Verantwortlich", "Art. 6", "gelöscht", "Datenschutzaufsicht"):
        expect(page.locator("main")).to_contain_text(duty)
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Privacy")


@pytest.mark.parametrize("question", ["", "wuensche"])
def test_the_first_load_is_small(screens: Screens, forum: Forum, question: str) -> None:
    """At most 3 requests and 30 kB, as sent, until the phone is connected."""
    if question:
        forum.open(question)
    context = screens.context()
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    requests: list[str] = []
    sizes: list[int] = []
    network.on("Network.requestWillBeSent", lambda sent: requests.append(sent["request"]["url"]))
    network.on("Network.webSocketCreated", lambda made: requests.append(made["url"]))
    network.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    network.on(
        "Network.webSocketFrameReceived",
        lambda frame: sizes.append(len(frame["response"]["payloadData"].encode())),
    )
    page.goto(forum.phone)
    expect(page.locator("#link")).to_have_text("verbunden")
    requests = [url for url in requests if not url.startswith("data:")]
    assert 1 <= len(requests) <= MOST_REQUESTS, requests
    assert 5_000 < sum(sizes) <= LARGEST_FIRST_LOAD


def test_nobody_is_written_down(screens: Screens, forum: Forum) -> None:
    """P1: no address, browser, query, credential or secret link in the log; none in Redis."""
    house = forum.house
    log = house.folder / "server.log"
    before = log.stat().st_size
    page = screens.open(
        "phone",
        f"{forum.phone}?{CANARY}-query=1",
        user_agent=f"Mozilla/5.0 {CANARY}-browser",
        extra_http_headers={"X-Forwarded-For": "203.0.113.77", "Forwarded": "for=203.0.113.77"},
        troubled=True,
    )
    moderator = screens.open("moderator", forum.moderator, troubled=True)
    expect(moderator.locator("#console")).to_be_visible()
    vote(page, forum)
    cookie = page.context.cookies()[0]["value"]
    credential = cookie.strip('"').partition(".")[0]
    page.goto(f"/000000?{CANARY}-query=2")
    page.goto(f"/?code=%22{CANARY}%22")
    forum.close()
    house.backstage.run(house.server.drain())
    written = log.read_bytes()[before:]
    house.backstage.run(house.server.start())

    stored = house.dump()
    secrets = [
        cookie.encode(), credential.encode(), urlsafe_b64decode(credential),
        CANARY.encode(), b"203.0.113.77",
    ]  # fmt: skip
    assert b'"event": "command"' in written  # the log was looked at, and is in use
    assert forum.poll_id.encode() in stored
    for secret in secrets:
        assert secret not in written
        assert secret not in stored
    for link in forum.secrets.values():
        assert link.encode() not in written + stored
    assert b"127.0.0.1" not in written
