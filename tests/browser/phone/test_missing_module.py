"""A question whose kind's own module does not come is answered all the same."""

import httpx
import pytest
from playwright.sync_api import Browser, expect

from poll_server.live.screens import views as views
from tests.browser.backstage import Forum
from tests.browser.pages.tab import new_context
from tests.browser.people.kinds_walk import ask, forum
from tests.support.waiting import LONGEST

__all__ = ["forum"]  # a fixture

pytestmark = pytest.mark.browser


def test_a_question_is_answered_where_its_module_does_not_come(
    browser: Browser, forum: Forum
) -> None:
    """The native controls stay, and a place taken twice is said with and without the script."""
    ask(forum, "ranking")
    context = new_context(browser, forum.base, "en", (320, 640))
    context.route("**/later/**", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{forum.phone}?lang=en")
    expect(page.locator("#link")).to_have_text("connected")
    page.get_by_label("Teachers").select_option("2")
    page.get_by_label("Better rooms").select_option("2")
    page.locator("#send").click()
    expect(page.locator("#alert")).to_contain_text("Place 2 is taken twice.")
    page.get_by_label("Better rooms").select_option("1")
    page.locator("#send").click()
    expect(page.locator("#line")).to_have_text("Vote counted: 1. Better rooms, 2. Teachers.")
    context.close()
    with httpx.Client(
        base_url=forum.base, trust_env=False, follow_redirects=True, timeout=LONGEST
    ) as plain:
        plain.get(f"{forum.phone}?lang=en")
        form = {"round": str(forum.state().live.round), "place-0": "3", "place-4": "3"}
        said = plain.post(f"{forum.phone}/vote?lang=en", data=form)
        assert said.status_code == 422
        assert "Place 3 is taken twice." in said.text
        assert said.text.count('<option value="3" selected>') == 2  # what was chosen is kept
    forum.close()
