"""One word as long as a text may be, in every text of a deck and every answer, at 320 px: no page
scrolls sideways, and nothing that is written runs out of what holds it.

Anybody in the hall can write such a word; it must not spoil the page of everybody else.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from poll_server.deck.deck import Brand, Event, Poll
from poll_server.live.ending.archive import archive
from poll_server.questions.kind import LONGEST_TEXT, Sentence
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import LONGEST_WORD, Words
from poll_server.report import render
from tests.browser.backstage import Forum, House
from tests.browser.pages.axe import overflow
from tests.browser.pages.screens import Screens
from tests.browser.pages.tab import unpreviewed
from tests.browser.wire.scripted import until
from tests.support.events.report_cases import outcome, report
from tests.support.signing_in import add_organiser
from tests.support.suite.at_length import AT_LENGTH, taking_turns

pytestmark = pytest.mark.browser

NARROW = (320, 640)
LONG = "W" * LONGEST_TEXT
"""The widest letter, with no place to break at."""

SPILLED = """() => [...document.querySelectorAll("body *")]
  .filter((element) => element.checkVisibility() && !element.closest("svg, [aria-hidden=true]"))
  .filter((element) => !element.closest(".unseen, .skip, .scroll, .wide"))
  .filter((element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE
    && node.data.includes("WWWWWWWWWW")))
  .map((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const { left, right } = range.getBoundingClientRect();
    return [element.tagName, element.className, Math.round(left), Math.round(right)];
  })
  .filter(([, , left, right]) => left < 0 || right > innerWidth)"""
"""Elements whose own text lies outside the window."""


def long(n: int) -> str:
    """A long word of its own."""
    return f"{n}{LONG[1:]}"


def hostile() -> Event:
    """A deck in which every text is one long word."""
    common: dict[str, Any] = {"hint": LONG}
    questions = (
        Choice(
            id="one",
            prompt=long(1),
            options=(long(1), long(2), "Ja"),
            other=True,
            abstain=True,
            sentences=(Sentence(text=long(3)),),
            **common,
        ),
        Scale(
            id="steps", prompt=long(3), labels=(long(1), long(2)), statements=(long(3), long(4)),
            **common,
        ),
        Words(id="cloud", prompt=long(4), **common),
        OpenText(id="texts", prompt=long(5), **common),
    )  # fmt: skip
    poll = Poll(id="forum", title=long(6), subtitle=long(7), host=long(8), questions=questions)
    return Event(
        id="long-words", title=long(9), place=LONG, date=LONG[:100], hosts=(LONG,), motto=LONG,
        brand=Brand(name=LONG[:60]), polls=(poll,),
    )  # fmt: skip


ANSWERS: dict[str, list[Any]] = {
    "one": [{"options": [0]}, {"options": [], "other": LONG}, {"abstain": True}],
    "steps": [{"steps": [0, 1]}, {"steps": [1, 1]}],
    "cloud": [{"words": ["W" * LONGEST_WORD, "Mut"]}, {"words": ["W" * LONGEST_WORD]}],
    "texts": [{"text": LONG}, {"text": LONG}],
}


def faults(page: Page, where: str) -> list[str]:
    """How far the page scrolls sideways, and which texts leave the window."""
    over = overflow(page)
    found = [f"{where}: {over} px too wide"] if over > 0 else []
    return found + [f"{where}: {spilled}" for spilled in page.evaluate(SPILLED)]


@pytest.fixture
def wide(house: House) -> Iterator[Forum]:
    """A poll whose every text is one long word."""
    forum = house.forum(hostile())
    yield forum
    forum.leave()


def test_long_words_in_a_live_poll(screens: Screens, wide: Forum) -> None:
    """Phone, plain phone, stage and console: each question before, during and after."""
    live = {  # without charts, for which a stage as narrow has no room
        name: screens.open(f"{name}-narrow", path, size=NARROW, charts=name != "stage")
        for name, path in (
            ("phone", wide.phone), ("stage", wide.stage), ("moderator", wide.moderator)
        )
    }  # fmt: skip
    plain = screens.open("plain", wide.phone, size=NARROW, java_script_enabled=False)

    found: list[str] = []

    def all_fit(state: str) -> None:
        plain.reload()
        for name, page in {**live, "plain": plain}.items():
            found.extend(faults(page, f"{name}, {state}"))

    all_fit("before")
    for question, answers in ANSWERS.items():
        wide.open(question)
        expect(live["phone"].locator("#form")).to_have_attribute("data-question", question)
        all_fit(f"{question} open")
        wide.vote(answers)
        expect(live["moderator"].locator("#voted")).to_have_text(str(len(answers)))
        wide.close()
        if question == "texts":
            wide.do("approve", "*")
        expect(live["phone"].locator("body")).to_have_attribute("data-view", "closed")
        if question == "one":  # what is between the two is the same for all
            all_fit("closed")
        wide.show()
        expect(live["phone"].locator("#results")).to_be_visible()
        all_fit(f"{question} shown")
        if question == "one":  # parted as the language does, where the browser knows how
            for name, label in (("phone", "#results th"), ("stage", "#tables tbody th")):
                expect(live[name].locator(label).first).to_have_css("hyphens", "auto")
        screens.picture(question)
    # Somebody's own long answer, read back in the line of state.
    wide.do("again")
    live["phone"].locator("textarea").fill(LONG)
    live["phone"].locator("#send").click()
    expect(live["phone"].locator("#line")).to_contain_text("W")
    all_fit("own answer")
    assert not found, "\n".join(found)


@pytest.mark.survey
def test_long_words_at_the_desk(screens: Screens, wide: Forum) -> None:
    """Every page of the organiser, the public ones, and the phone's when all is over."""
    run, store = wide.house.backstage.run, wide.house.store
    run(add_organiser(store))
    for question, answers in ANSWERS.items():
        wide.open(question)
        wide.vote(answers)
        wide.close()
        if question == "texts":
            wide.do("approve", "*")
        wide.show()
    event = wide.state().event.id
    desk = unpreviewed(screens.desk(NARROW))  # what is in the previews is looked at by itself
    page = screens.open("desk", "/organise", context=desk, troubled=True)
    expect(page.get_by_role("link", name=long(9)).first).to_be_visible()
    found = faults(page, "events")
    run(store.events.set_published(event, published=True))
    home = f"/organise/{event}"
    for path in (
        home, f"{home}/forum", f"{home}/edit", f"{home}/edit/add", f"{home}/_files",
        f"{home}/_exchange", f"{home}/public", f"{home}/wall",
        "/organise/account", "/?code=" + LONG, "/999999", "/privacy", "/accessibility",
    ):  # fmt: skip
        page.goto(path)
        found += faults(page, path)
        screens.picture(path.strip("/") or "join")
    results = screens.open("stage", f"/results/{event}", size=NARROW)  # the same as a file
    until(results, "[...document.querySelectorAll('.chart')].every((c) => c.closest('.drawn'))")
    found += faults(results, "results")
    page.goto(f"{home}/edit")
    items = page.locator(".outline a").evaluate_all("(links) => links.map((link) => link.href)")
    assert len(items) >= len(ANSWERS)
    for turn, address in enumerate(dict.fromkeys(each for each in items if "/add" not in each)):
        page.goto(address)
        found += faults(page, address)
        for frame in taking_turns(("phone", "stage"), turn):
            response = page.goto(f"{address}/{frame}")
            assert response is not None
            assert response.status in (200, 404), response.url  # an event has no stage
            if response.ok:
                found += faults(page, f"{address}/{frame}")
    run(archive(store, event))
    page.goto(wide.phone)
    found += faults(page, "over")
    assert not found, "\n".join(found)


@AT_LENGTH
def test_long_words_in_the_report(browser: Browser, tmp_path: Path) -> None:
    """`make test` looks at the public results, which are the same page."""
    file = tmp_path / "report.html"
    made = hostile()
    rounds = [
        outcome(question, ANSWERS[question.id], "de", number=number)
        for number, question in enumerate(made.polls[0].questions, 1)
    ]
    file.write_bytes(render(report(made, rounds, "de"), "html"))
    page = browser.new_page(viewport={"width": NARROW[0], "height": NARROW[1]})
    try:
        page.goto(file.as_uri())
        page.wait_for_function(
            "[...document.querySelectorAll('.chart')].every((c) => c.closest('.drawn'))"
        )
        assert faults(page, "report") == []
    finally:
        page.close()
