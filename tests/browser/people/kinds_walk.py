"""Every kind on a phone, a console and a stage that stay open for all of them."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from poll_server.deck import shipped as decks
from poll_server.deck.pictures import beside
from poll_server.live.screens import views as views
from poll_server.questions import Question
from poll_server.wire.messages import Snapshot
from tests.browser.backstage import Forum, House
from tests.browser.pages.axe import ALWAYS, Judge, overflow
from tests.browser.pages.screens import Theme
from tests.browser.pages.tab import SIZES, KeptBrowser, Tab, new_context
from tests.support.waiting import LONGEST

QUESTIONS = {
    question.kind: question
    for question in decks.load(decks.EVERY_KIND).polls[0].asked
    if question.id == question.kind
}
EACH = pytest.mark.parametrize("kind", sorted(QUESTIONS))
LARGEST_SNAPSHOT = 2048
"""Bytes of a phone's snapshot with a question."""


@pytest.fixture(scope="module")
def forum(house: House) -> Iterator[Forum]:
    forum = house.forum(*beside.load(decks.EVERY_KIND))
    yield forum
    forum.leave()


@pytest.fixture(scope="module")
def pages(browser: Browser, chromium_kept: KeptBrowser, forum: Forum) -> Iterator[dict[str, Page]]:
    """Phone, stage and console of the poll, open for all kinds; all of them in English."""
    errors: list[str] = []
    context = new_context(browser, forum.base, "en", (320, 640), has_touch=True)
    context.add_init_script(ALWAYS)
    phone = context.new_page()
    phone.on("pageerror", lambda error: errors.append(f"phone: {error}"))
    phone.goto(f"{forum.phone}?lang=en")
    kept: list[Tab] = []
    for name, path in (("stage", forum.stage), ("moderator", forum.moderator)):
        tab = chromium_kept.tab(forum.base, "de", f"{name} 0")  # it has compiled the scripts
        width, height = SIZES[name]
        tab.page.set_viewport_size({"width": width, "height": height})
        tab.page.goto(path.replace("#", "?lang=en#"))
        kept.append(tab)
    expect(phone.locator("#link")).to_have_text("connected")
    yield {"phone": phone, "stage": kept[0].page, "console": kept[1].page}
    context.close()
    assert errors + [each for tab in kept for each in tab.leave()] == []


@pytest.fixture(scope="module")
def judge() -> Judge:
    """One for all kinds: what it has read in the one, it need not read again in the next."""
    return Judge()


def ask(forum: Forum, kind: str, *phones: Page) -> None:
    """Open the vote on the question of this kind; once more, where it was open before."""
    forum.do("goto", kind)
    forum.do("again" if kind in forum.state().live.last else "open")
    for page in phones:
        asked = f"{forum.heard().round} {kind}"
        expect(page.locator("#groups")).to_have_attribute("data-of", asked)


def counted(page: Page, question: Question, answer: Any) -> None:
    """The phone says that this answer is counted."""
    words = question.in_words(answer, "en")
    expect(page.locator("#line")).to_contain_text(f"counted: {words}")


def seen_by_all(judge: Judge, what: str, page: Page, *schemes: Theme) -> None:
    """What axe says of the page, light or dark; of the second, what a theme changes."""
    for turn, scheme in enumerate(schemes):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        judge.hear(f"{what}, {scheme}", [page], partly=turn > 0)
    assert overflow(page, 320) <= 0, what


def press_send(page: Page) -> None:
    """On to the button with Tab alone."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "send":
            page.keyboard.press("Enter")
            return
    raise AssertionError("the button is not reached by Tab")


def phone_snapshot(forum: Forum) -> Snapshot:
    """What a phone is sent."""
    return views.phone(forum.state(), "en")


def tally(question: Question, answers: list[Any]) -> dict[str, int]:
    """What a round with these answers counts."""
    found: dict[str, int] = {}
    for answer in answers:
        for counter, n in question.count(question.check(answer)).items():
            found[counter] = found.get(counter, 0) + n
    return found


def without_script(forum: Forum, question: Question, answer: Any) -> None:
    """Another phone, whose browser runs no script, fills the form in and posts it."""
    with httpx.Client(
        base_url=forum.base, trust_env=False, follow_redirects=True, timeout=LONGEST
    ) as phone:
        page = phone.get(f"{forum.phone}?lang=en").text
        form: dict[str, Any] = {"round": str(forum.state().live.round), "seq": "1"}
        form |= {name: values for name, values in question.fill(answer, "en").items() if values}
        for name in form:
            assert f'name="{name}"' in page
        said = phone.post(f"{forum.phone}/vote?lang=en", data=form).text
        assert "Vote counted:" in said
