"""Phones, and the pages around a poll, in every state: no fault that a rule finds (A1)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.backstage import Forum
from tests.browser.pages.axe import Judge
from tests.browser.pages.screens import Network, Screens
from tests.browser.pages.survey import Survey, opened, survey
from tests.support.signing_in import NAME

__all__ = ["survey"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.survey]


def test_phones_in_every_state(survey: Survey, screens: Screens, forum: Forum) -> None:
    networks: dict[str, Network] = {}

    def open_(language: str) -> Page:
        context = survey.context(language)
        networks[language] = Network(context)
        return screens.open(
            f"phone-{language}", forum.phone, language, context=context, troubled=True
        )

    phones = opened(open_, "de")

    def see(state: str) -> None:
        survey.see(f"phone {state}", phones)

    def until(attribute: str, value: str, selector: str = "#foot") -> None:
        for page in phones.values():
            expect(page.locator(selector)).to_have_attribute(attribute, value)

    def each(act: Callable[[Page], object]) -> None:
        for page in phones.values():
            act(page)

    until("data-link", "connected", "#link")
    see("lobby")
    forum.open("weiterbildung")
    until("data-view", "open", "body")
    see("single")
    each(lambda page: page.locator(".option input").first.check())
    for network in networks.values():
        network.is_slow = True
    each(lambda page: page.locator("#send").click())
    until("data-line", "sending")
    see("sending")
    for network in networks.values():
        network.mend()
    until("data-line", "counted")
    see("counted")
    for network in networks.values():
        network.cut()
    each(lambda page: page.locator(".option input").nth(1).check())
    each(lambda page: page.locator("#send").click())
    until("data-line", "saved")
    see("offline")
    forum.close()
    for network in networks.values():
        network.mend()
    for page in phones.values():
        expect(page.locator("[role=alert]")).not_to_be_empty()
    see("not counted")
    forum.vote([{"options": [1]}])
    forum.do("again")
    forum.do("timer", 600)
    for page in phones.values():
        expect(page.locator("#timer")).to_be_visible()
    see("countdown")
    forum.vote([{"options": [0]}, {"options": [1]}])
    forum.close()
    until("data-line", "closed_none")
    see("closed, results hidden")
    forum.show()
    until("data-view", "results", "body")
    see("tied results")
    forum.open("kompetenzen")
    until("data-question", "kompetenzen", "#form")
    see("multiple")
    forum.open("wuensche")
    until("data-question", "wuensche", "#form")
    for page in phones.values():
        for place in range(4):
            box = page.locator(".option input").nth(place)
            box.click()
    for page in phones.values():
        expect(page.locator("[role=alert]")).not_to_be_empty()
    see("too many, other")
    forum.open("lernmotivation")
    until("data-question", "lernmotivation", "#form")
    see("scale")
    forum.vote([{"steps": [4, 3, 0]}, {"steps": [4, 4, 1]}])
    forum.close()
    forum.show()
    until("data-view", "results", "body")
    see("results of several statements")
    forum.open("bedarf")
    until("data-question", "bedarf", "#form")
    forum.vote([{"words": ["Mut", "mehr Zeit"]}, {"words": ["mut", "WLAN"]}])
    see("words, live")
    forum.close()
    until("data-view", "results", "body")
    see("results of words")
    forum.open("gruende")
    until("data-question", "gruende", "#form")
    each(lambda page: page.locator("textarea").fill("Weil es Spaß macht"))
    see("free text")
    forum.vote([{"text": "Weil alle mitmachen"}, {"text": "Weil es <b>schnell</b> geht"}])
    forum.close()
    forum.do("approve", "*")
    forum.show()
    until("data-view", "results", "body")
    see("results of free text")
    forum.wear(NAME)
    each(lambda page: page.reload())
    until("data-link", "connected", "#link")
    see("an event's own name, colour and logo")
    survey.verdict()
    assert len(survey.states) == 18


def test_pages_around_the_poll(survey: Survey, screens: Screens) -> None:
    pages = opened(
        lambda language: screens.open(
            f"page-{language}", "/", language, context=survey.context(language), troubled=True
        ),
        "en",
    )
    for state, path in {
        "join": "/",
        "wrong code": "/?code=12%2034",
        "unknown poll": "/999999",
        "privacy": "/privacy",
        "accessibility statement": "/accessibility",
        "nothing there": "/nothing-there",
        "unknown stage": "/stage/nothing-there",
    }.items():
        for page in pages.values():
            page.goto(path)
        survey.see(state, pages)
    survey.verdict()


def test_no_verdict_is_overdue() -> None:
    assert Judge().overdue() == []
