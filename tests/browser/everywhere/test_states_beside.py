"""The fishbowl and the remote, in every state: no fault that a rule finds (A1).

`make test` sees them in `test_fishbowl`, `test_speakers`, `test_remote` and, without its link,
`test_states_presented`.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from poll_server.live.beside.speakers import SpeakersVerb
from poll_server.live.polls import Polls
from tests.browser.backstage import Forum
from tests.browser.pages.screens import Screens
from tests.browser.pages.survey import Survey, opened, survey
from tests.support.suite.at_length import AT_LENGTH

__all__ = ["survey"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.survey, AT_LENGTH]

FISHBOWL: tuple[tuple[SpeakersVerb, str], ...] = (
    ("open", "1"),
    ("stage", "1"),
    ("seats", "1"),
    ("chairs", "3"),
)
"""How the speakers' list is set: each is one press of the moderator."""


def test_the_fishbowl_and_the_remote_in_every_state(
    survey: Survey, screens: Screens, forum: Forum
) -> None:
    speaking, run = Polls.reading(forum.house.store).speakers, forum.house.backstage.run

    def open_(name: str, path: str) -> Callable[[str], Page]:
        return lambda language: screens.open(
            f"{name}-{language}", path, language, context=survey.context(language), troubled=True
        )

    def moderate(verb: SpeakersVerb, value: str = "") -> None:
        assert run(speaking.moderate(forum.poll_id, verb, value))

    forum.do("goto", "weiterbildung")
    consoles = opened(open_("moderator", forum.moderator), "de")
    for page in consoles.values():
        expect(page.locator("#console")).to_be_visible()
        page.goto(f"/moderate/{forum.poll_id}/speakers")
        page.locator("details").evaluate("(one) => { one.open = true; }")
        expect(page.locator("#state")).not_to_be_empty()
    phones = opened(open_("phone", f"{forum.phone}/speakers"), "en")
    survey.see("speakers, nobody can ask to speak", consoles, phones)
    stages = opened(open_("stage", forum.stage), "de")
    for verb, value in FISHBOWL:
        moderate(verb, value)
    for who in (b"ada, who is not looked at", b"ben, who is not looked at"):
        assert run(speaking.raise_hand(forum.poll_id, who, 1, seat="Row 12")).outcome == "accepted"
        moderate("next")
    for page in phones.values():
        expect(page.locator("#press")).to_be_visible()
        page.locator("#press").click()
        expect(page.locator("#number")).to_be_visible()
    for page in consoles.values():
        expect(page.locator("#waiting li")).to_have_count(len(phones))
    for page in stages.values():
        expect(page.locator("#chairs li")).to_have_count(3)
        expect(page.locator("#next-speakers li")).to_have_count(len(phones))
    survey.see("fishbowl, one chair is free", consoles, phones, stages)
    moderate("next")
    for page in (*consoles.values(), *stages.values()):
        expect(page.locator("#one-leaves")).not_to_be_empty()
    for page in phones.values():
        page.reload()  # sooner than it looks by itself
    survey.see("fishbowl, every chair is taken", consoles, phones, stages)

    for page in consoles.values():
        page.goto(f"/moderate/{forum.poll_id}/remote")
        expect(page.locator("#forward .words")).not_to_be_empty()
    survey.see("remote, not opened", consoles)
    forum.do("open")
    forum.vote([{"options": [0]}, {"options": [1]}])
    for page in consoles.values():
        expect(page.locator("#voted")).to_have_text("2")
        page.locator("#lock").click()
        expect(page.locator("#how")).to_be_visible()
    survey.see("remote, open and locked", consoles)
    survey.verdict()
    assert len(survey.states) == 5
