"""“I am here as …”: asked once on a phone, kept there, and on the stage by group."""

import msgspec
import pytest
from playwright.sync_api import expect

from tests.browser.backstage import House
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.screens import Hands, Screens
from tests.support.cases import EVENT, POLL

pytestmark = pytest.mark.browser

GROUPS = ({"de": "Schule", "en": "School"}, {"de": "Unternehmen", "en": "Company"})
ASKING = msgspec.structs.replace(
    EVENT, polls=(msgspec.structs.replace(POLL, here_as=GROUPS, smallest_group=1),)
)


def test_from_the_phone_to_the_stage(house: House, screens: Screens) -> None:
    forum = house.forum(ASKING)
    try:
        phone = screens.open("phone", forum.phone, size=(320, 568))
        line, group = phone.locator("#here-as summary"), phone.get_by_label("Ihre Gruppe")
        expect(line).to_have_text("Ich bin hier als: keine Angabe")
        expect(phone.get_by_text("mit jeder Ihrer Antworten zusammen gezählt")).to_be_visible()
        forum.open("phones")
        expect(group).to_be_hidden()  # the question's options are in sight at once
        foot, option = (
            phone.locator(which).bounding_box() for which in ("#foot", ".option >> nth=1")
        )
        assert foot
        assert option
        assert option["y"] + option["height"] < foot["y"]
        line.click()
        expect(group).to_be_visible()  # who wants to say it still can
        phone.get_by_label("Ja").check()
        phone.locator("#send").click()
        expect(phone.locator("#line")).to_have_text("Stimme gezählt: Ja.")
        expect(group).to_be_hidden()  # who said nothing until then is not asked again
        # Said later, it goes with the answer that counts already: the same vote, once more.
        line.click()
        group.select_option(label="Unternehmen")
        expect(phone.locator("#line")).to_have_text("Antwort geändert, gezählt: Ja.")
        expect(line).to_have_text("Ich bin hier als: Unternehmen")
        inject(phone)
        assert violations(phone, {}) == []
        assert overflow(phone) == 0
        assert forum.state().unmoderated == {"0": 1, "in:2": 1, "in:2|0": 1}
        phone.reload()
        expect(line).to_have_text("Ich bin hier als: Unternehmen")
        expect(group).to_be_hidden()
        for number, one in enumerate(forum.people(11)):
            one.group = 1 + number % 2
        forum.vote([{"options": [number % 2]} for number in range(11)])

        console = screens.open("moderator", forum.moderator)
        keys = Hands(console)
        stage = screens.open("stage", forum.stage, charts=False)
        forum.close()
        expect(console.locator("#grouping-note")).to_contain_text("endgültig geschlossen")
        forum.show()
        expect(console.locator("#group")).to_have_text("Nach Gruppen A")
        keys.press("a")
        expect(console.locator("#group")).to_have_text("Gruppen gleich A")
        expect(stage.locator("table tbody tr").first).to_have_text("Ja100 %17 %")
        keys.press("a")
        expect(stage.locator("#base")).to_have_text(
            "Jede Gruppe gleich gewichtet: Schule und Unternehmen"
        )
        inject(console)
        assert violations(console, {}) == []
    finally:
        forum.leave()
