"""A rehearsal by its button: asked first, phones that vote, figures, and their end, by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.backstage import Forum
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.screens import Screens

pytestmark = pytest.mark.browser
LONG_MS = 120_000
"""What a program may take to start, and people to think, on a machine that is busy."""
ONCE_MORE = "verb=begin&people=30"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_simulated_phones_come_by_a_button_in_a_practice_and_say_how_long_they_wait(
    forum: Forum, screens: Screens
) -> None:
    page = screens.open("moderator", forum.moderator, size=(320, 640))
    expect(page.locator("#prompt")).to_be_visible()  # a key that comes before it is nobody's
    page.locator("#questions-title").press("Enter")
    page.get_by_role("link", name="Generalprobe mit simulierten Handys").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Generalprobe: Go oder No-Go")
    expect(page.locator("#why-600")).to_contain_text("POLL_REHEARSAL_PHONES")
    page.get_by_role("button", name="Kommen lassen").press("Enter")
    expect(page.get_by_role("heading", name="Probe beginnen?")).to_be_visible()
    assert not forum.state().live.practice
    page.get_by_role("button", name="Probe beginnen, 30").press("Enter")
    leave = page.get_by_role("button", name="gehen lassen")
    expect(leave).to_be_visible()
    assert forum.state().live.practice

    forum.open(forum.state().poll.questions[0].id)
    took = page.locator("#found tbody td:nth-child(2)")
    expect(took).to_have_text([re.compile(r"\d\s*s$")] * 4, timeout=LONG_MS)
    assert overflow(page) == 0
    inject(page)
    assert violations(page, {}) == []
    again = page.request.post(
        f"/moderate/{forum.poll_id}/rehearsal/do", data=ONCE_MORE, headers=FORM
    )
    assert again.status == 409

    leave.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("gegangen", timeout=LONG_MS)
    expect(page.get_by_role("button", name="Kommen lassen")).to_be_visible()
