"""A question asked again: phones hear what is counted, the stage draws who changed."""

import pytest
from playwright.sync_api import expect

from tests.browser.backstage import Forum
from tests.browser.pages.screens import Hands, Screens

pytestmark = pytest.mark.browser

YES, NO, ABSTAINED = {"options": [0]}, {"options": [1]}, {"abstain": True}


def test_who_changed_is_promised_counted_and_drawn(forum: Forum, screens: Screens) -> None:
    forum.open("weiterbildung")
    forum.vote([YES] * 7 + [NO] * 3 + [ABSTAINED])
    forum.do("close")
    forum.do("again")
    phone = screens.open("phone", forum.phone, size=(320, 640))
    expect(phone.locator("main")).to_contain_text("wer von welcher zu welcher Antwort wechselt")
    plain = screens.open("plain", forum.phone, java_script_enabled=False)
    expect(plain.locator("main")).to_contain_text("wer von welcher zu welcher Antwort wechselt")
    forum.vote([YES] * 4 + [NO] * 6 + [YES])
    stage = screens.open("stage", forum.stage)
    console = screens.open("moderator", forum.moderator)
    keys = Hands(console)
    forum.do("close")
    forum.do("show")
    told = "von 11 Personen, die in beiden Runden abgestimmt haben, blieben 7 bei ihrer Antwort"
    expect(console.locator("#facts")).to_contain_text(told)
    beside = console.locator("#compare")
    expect(beside).to_contain_text("Runden vergleichen")
    keys.press("v")
    expect(beside).to_contain_text("Wer gewechselt hat")
    keys.press("v")
    expect(beside).to_contain_text("Letzte Runde allein")
    expect(stage.locator("#base")).to_contain_text(told)
    expect(stage.locator("#chart .shapelayer path")).to_have_count(4 + 3 + 2)
    screens.picture("stream")
    keys.press("v")
    expect(beside).to_contain_text("Runden vergleichen")
