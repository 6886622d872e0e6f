"""What is read aloud, and what titles, tables and forms say to whoever sees no chart."""

import asyncio
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from poll_server.base.percent import format_percent
from poll_server.live.screens.views import phone as phone_view
from poll_server.live.screens.views import stage as stage_view
from tests.browser.backstage import Forum
from tests.browser.pages.looking import comes
from tests.browser.pages.screens import Hands, Screens, has_focus, said

pytestmark = pytest.mark.browser


VOTERS = 10
"""Each votes once, all within a second: as often as a stage has snapshots."""


def test_votes_are_not_read_aloud(screens: Screens, forum: Forum) -> None:
    """A3: ten votes a second say nothing to a screen reader, and never move the focus."""
    phone = screens.open("phone", forum.phone)
    stage = screens.open("stage", forum.stage)
    moderator = screens.open("moderator", forum.moderator)
    pages = (phone, stage, moderator)
    forum.open("kompetenzen")
    forum.show()  # live on every screen
    voters = forum.people(VOTERS)
    number = forum.state().live.round

    async def keep_voting() -> None:
        for place, voter in enumerate(voters):
            await voter.choose({"options": [place % 5]}, number)
            await asyncio.sleep(1 / VOTERS)

    targets = {
        phone: phone.locator(".option input").nth(2),
        stage: stage.locator(".skip"),
        moderator: moderator.locator("#questions button").nth(1),
    }
    # All that opening it has said was said.
    comes(phone, lambda: any("Neue Frage" in text for text in said(phone)), True)
    expect(stage.locator("body")).to_have_attribute("data-face", "count")
    expect(moderator.locator("#visible")).to_have_text("sichtbar")
    for page, target in targets.items():
        expect(target).to_be_attached()
        target.focus()
        page.evaluate("window.said = []")
        page.evaluate(
            """() => {
              window.moved = 0;
              addEventListener("focusin", () => { window.moved += 1; }, true);
              addEventListener("focusout", () => { window.moved += 1; }, true);
            }"""
        )
    forum.house.backstage.run(keep_voting())
    expect(stage.locator("#voted")).to_have_text("10 von 11 haben abgestimmt")
    expect(moderator.locator("#voted")).to_have_text("10")
    for page in pages:
        assert said(page) == []
        assert page.evaluate("window.moved") == 0
        assert has_focus(targets[page])


def test_tables_say_what_the_snapshot_says(screens: Screens, forum: Forum) -> None:
    """A2, A8: every chart has a name and a table; label and number stand beside each bar."""
    stage, phone = screens.open("stage", forum.stage), screens.open("phone", forum.phone)
    answers: dict[str, list[Any]] = {
        "kompetenzen": [{"options": [0, 1]}, {"options": [1]}, {"options": [1, 4]}],
        "weiterbildung": [{"options": [1]}, {"options": [1]}, {"abstain": True}],
        "lernmotivation": [{"steps": [4, 3, 0]}, {"steps": [4, None, 1]}, {"steps": [3, 3, 3]}],
        "bedarf": [{"words": ["Mut", "mehr Zeit"]}, {"words": ["mut"]}, {"words": ["WLAN"]}],
    }
    for question, given in answers.items():
        forum.open(question)
        forum.vote(given)
        forum.close()
        forum.show()
        state = forum.state()
        truth = stage_view(state, "de", "light").result
        on_phones = phone_view(state, "de").results
        assert truth is not None
        assert on_phones is not None
        expect(stage.locator("#chart")).to_have_attribute("aria-label", truth.summary)
        expect(stage.locator("#chart")).to_have_attribute("role", "img")
        expect(stage.locator("#base")).to_have_text(truth.base)
        assert texts_of(stage, "#tables table") == [
            [list(truth.table.head), *(list(row.cells) for row in truth.table.rows)]
        ]
        expect(phone.locator("#results .base")).to_have_text(on_phones.base)
        expect(phone.locator("h1")).to_have_text(truth.table.caption)
        assert [
            [[label.partition(" · ")[0], share] for label, share in table]
            for table in texts_of(phone, "#results table")
        ] == [
            [[row.label, format_percent(row.percent, "de")] for row in series.rows]
            for series in on_phones.series
        ]
        assert phone.locator("#results th:not([scope=row])").count() == 0


def texts_of(page: Page, tables: str) -> list[list[list[str]]]:
    """The cells of each table, row by row."""
    found: list[list[list[str]]] = page.locator(tables).evaluate_all(
        """(all) => all.map((table) =>
          [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)))"""
    )
    return found


EVERY_KIND = ("kompetenzen", "weiterbildung", "wuensche", "lernmotivation", "bedarf", "gruende")


def test_forms_are_native_and_labelled(screens: Screens, forum: Forum) -> None:
    """A6, A10: fieldset and legend, a visible label each, targets for a thumb at 320 px."""
    page = screens.open("phone", forum.phone, size=(320, 640))
    for question in EVERY_KIND:
        forum.open(question)
        expect(page.locator("#form")).to_have_attribute("data-question", question)
        found = page.evaluate(
            """() => {
              const inputs = [...document.querySelectorAll("#groups :is(input, textarea)")];
              const targets = ".option, #send, .field :is(input, textarea)";
              const sizes = [...document.querySelectorAll(targets)]
                .map((element) => element.getBoundingClientRect());
              const options = [...document.querySelectorAll("fieldset")].map((set) =>
                [...set.querySelectorAll(".option")].map((one) => one.getBoundingClientRect()));
              return {
                types: [...new Set(inputs.map((input) => input.type))],
                unlabelled: inputs.filter((input) => !input.labels[0]?.innerText.trim()).length,
                placeholders: inputs.filter((input) => input.placeholder).length,
                legends: [...document.querySelectorAll("fieldset")]
                  .filter((set) => !set.firstElementChild.matches("legend")).length,
                small: sizes.filter(({ width, height }) => width < 44 || height < 44).length,
                gap: Math.min(...options.flatMap((all) =>
                  all.slice(1).map((one, n) => one.top - all[n].bottom))),
                links: [...document.querySelectorAll(".top a, .end a, .noscript a")]
                  .map((link) => link.getBoundingClientRect())
                  .filter(({ width, height }) => width < 24 || height < 24).length,
              };
            }"""
        )
        assert set(found["types"]) <= {"radio", "checkbox", "text", "textarea"}
        for count in ("unlabelled", "placeholders", "legends", "small", "links"):
            assert found[count] == 0, (question, count)
        assert found["gap"] is None or found["gap"] >= 8


def test_the_title_says_how_it_stands(screens: Screens, forum: Forum) -> None:
    """A15: a tab in the background tells what has happened; the skip link leads to the question."""
    page = screens.open("phone", forum.phone)
    expect(page).to_have_title(re.compile("^Gleich geht es weiter · Digitalisierung"))
    forum.open("weiterbildung")
    question = "Reicht die Aus- und Weiterbildung dafür aus?"
    expect(page).to_have_title(f"Abstimmen · {question}")
    hands = Hands(page)
    hands.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    assert has_focus(page.locator(".skip"))
    hands.press("Enter", "Tab", "Space", "Enter")
    expect(page).to_have_title(f"Gezählt · {question}")
    forum.close()
    expect(page).to_have_title(f"Geschlossen · {question}")
    forum.show()
    expect(page).to_have_title(f"Ergebnis · {question}")
    assert page.locator("header").count() == page.locator("footer").count() == 1
