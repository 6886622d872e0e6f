"""What presenters and organisers see, in every state: no fault that a rule finds (A1)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from poll_server.base.secrets import hash_secret
from poll_server.drafts import Draft, Drafts, Write
from poll_server.live.ending.archive import archive
from poll_server.live.links import new_link
from poll_server.store.accounts import Accounts
from poll_server.store.events import Events
from poll_server.store.keys import ACCOUNTS, SETUP
from tests.browser.backstage import Forum
from tests.browser.pages.axe import ALWAYS
from tests.browser.pages.screens import Network, Screens
from tests.browser.pages.survey import Survey, opened, survey
from tests.browser.pages.tab import QUIET, unpreviewed
from tests.support.files import made_tables
from tests.support.servers.pretended_job import PretendedJob
from tests.support.signing_in import NAME, PASSWORD, add_organiser
from tests.support.suite.at_length import AT_LENGTH, WHOLE

__all__ = ["survey"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.survey]

ELSEWHERE: dict[str, list[Any]] = {
    "lernmotivation": [{"steps": [4, 3, 0]}, {"steps": [4, 4, 1]}],
    "bedarf": [{"words": ["Mut", "mehr Zeit"]}, {"words": ["mut", "WLAN"]}],
}
"""Answers to questions of kinds that `test_every_kind` looks at in `make test`."""


def test_presenters_in_every_state(survey: Survey, screens: Screens, forum: Forum) -> None:
    networks: list[Network] = []

    def open_(name: str, path: str) -> Callable[[str], Page]:
        return lambda language: screens.open(
            f"{name}-{language}", path, language, troubled=True, lines=networks
        )

    outside = forum.moderator.partition("#")[0]
    consoles = opened(open_("moderator", outside), "de")
    survey.see("moderator without the link", consoles)
    for page in consoles.values():
        page.add_init_script(ALWAYS)
        page.goto(QUIET)  # else it stays where it is
        page.goto(forum.moderator)
    stages = opened(open_("stage", forum.stage), "de")
    both = (stages, consoles)

    def face(name: str) -> None:
        for page in stages.values():
            expect(page.locator("body")).to_have_attribute("data-face", name)

    def asked(question: str) -> None:
        for language, page in consoles.items():
            prompt = next(q.prompt for q in questions if q.id == question)
            expect(page.locator("h1#prompt")).to_have_text(prompt[language])

    questions: Any = forum.state().poll.questions
    for page in consoles.values():
        expect(page.locator("#console")).to_be_visible()
    survey.see("before the first question: list, join panel", *both)
    forum.do("goto", "weiterbildung")
    asked("weiterbildung")
    face("waiting")
    survey.see("not opened", *both)
    forum.do("open")
    forum.vote([{"options": [0]}, {"options": [1]}])
    face("count")
    survey.see("open, hidden on the stage", *both)
    for page in consoles.values():
        page.keyboard.press("r")
        expect(page.locator("#confirm")).to_be_visible()
    for page in stages.values():
        page.keyboard.press("?")
        expect(page.locator("#help")).to_be_visible()
    survey.see("confirm, help of the stage", *both)
    for group in both:
        for page in group.values():
            page.keyboard.press("Escape")
    for page in consoles.values():
        page.keyboard.press("?")
        page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    forum.do("timer", 600)
    for page in stages.values():
        expect(page.locator("#clock")).to_be_visible()
    survey.see("help of the moderator, countdown", *both)
    for page in consoles.values():
        page.keyboard.press("Escape")
    forum.close()
    forum.show()
    face("answer")
    survey.see("tied results", *both)
    for question, answers in ELSEWHERE.items() if WHOLE else ():
        forum.open(question)
        asked(question)
        forum.vote(answers)
        forum.show()
        face("answer")
        survey.see(question, *both)
    forum.open("gruende")
    asked("gruende")
    forum.vote([{"text": "Weil alle mitmachen"}, {"text": "Weil es <b>schnell</b> geht"}])
    for page in consoles.values():
        expect(page.locator("#waiting-texts li")).to_have_count(2)
    forum.do("approve", "text:weil alle mitmachen")
    forum.wear(NAME)  # from here on, name, colour and logo are the event's own
    for page in stages.values():
        expect(page.locator("img#brand")).to_be_visible()
    forum.show()
    for page in stages.values():
        expect(page.locator("#cards li")).to_have_count(1)
    survey.see("texts to approve, cards", *both)
    forum.do("black")
    for page in stages.values():
        expect(page.locator("body")).to_have_class(re.compile(r"\bis-black\b"))
    for network in networks:
        network.cut()
    for page in consoles.values():
        expect(page.locator("[role=alert]")).not_to_be_empty()
    survey.see("black, connection lost", *both)

    for network in networks:
        network.mend()
    for page in consoles.values():
        page.goto(f"{outside}/remote")
        page.locator("#lock").click()
        expect(page.locator("#how")).to_be_visible()
    survey.see("remote, locked", consoles)
    for page in consoles.values():
        page.context.clear_cookies()
        page.reload()
        expect(page.locator("#outside")).to_be_visible()
    survey.see("remote without the link", consoles)
    survey.verdict()
    assert len(survey.states) == 11 + 2 * WHOLE


@AT_LENGTH
def test_the_way_in_in_every_state(survey: Survey, screens: Screens, forum: Forum) -> None:
    """`make test` sees it in `test_organise_pages`."""
    store, run = forum.house.store, forum.house.backstage.run
    secret = "the-secret-of-the-first-link"
    run(store.redis.delete(ACCOUNTS))
    run(store.redis.set(SETUP, hash_secret(secret)))
    pages = opened(
        lambda language: screens.open(
            f"organiser-{language}",
            f"/organise#{secret}",
            context=survey.context(language, (1280, 720)),
            troubled=True,
        ),
        "de",
    )

    def fill(state: str, **values: str) -> None:
        for page in pages.values():
            for field, value in values.items():
                page.locator(f"#{field}").fill(value)
            with page.expect_navigation():
                page.locator(f"form:has(#{field}) button.main").click()
        survey.see(state, pages)

    survey.see("first account", pages)
    fill("first account, mistyped", name=NAME, password=PASSWORD, again="something else")
    run(add_organiser(store))
    for page in pages.values():
        page.goto("/organise")
    survey.see("sign in", pages)
    fill("sign in, wrong password", name=NAME, password="something else")
    survey.verdict()


def test_the_organiser_in_every_state(survey: Survey, screens: Screens, forum: Forum) -> None:
    store, run = forum.house.store, forum.house.backstage.run
    event = f"/organise/{forum.state().event.id}"
    forum.open("weiterbildung")
    forum.vote([{"options": [0]}, {"options": [1]}])
    forum.close()
    forum.show()  # else the page of results waits until nobody can take the close back any more
    anna = run(add_organiser(store))
    other = run(add_organiser(store, "Bertram Beispiel von und zu Musterhausen-Oberkirchen"))
    pages = opened(
        lambda language: screens.open(
            f"organiser-{language}",
            "/organise",
            # Axe does not look into the previews of the editor.
            context=unpreviewed(survey.watched(screens.desk((1280, 720), language))),
            troubled=True,
        ),
        "de",
    )

    def see(state: str, path: str = "", *, at_length: bool = False) -> None:
        """Args:
        at_length: it is much like another one.
        """
        if at_length and not WHOLE:
            return
        if path:
            for page in pages.values():
                page.goto(path)
        survey.see(f"organiser {state}", pages)

    run(store.events.set_folder(forum.state().event.id, "Kongresse, Foren und Runde Tische"))
    see("events, in a folder", "/organise")
    see("search, found", "/organise?q=2018")
    see("search, nothing found", "/organise?q=nothing-of-the-kind", at_length=True)
    run(Accounts(store).invite(anna.id))
    see("how the server is", "/organise/account/check")
    run(store.tokens.make(anna, "The wall in the foyer", ["read", "results"], 90))
    see("tokens", "/organise/account/tokens")
    see("webhooks", f"{event}/_hooks")
    see("account, removal asked", f"/organise/account?ask={other.id}")
    for page in pages.values():
        page.locator("#invitations .button.main").click()
        expect(page.locator("#invitation-link")).to_be_visible()
    see("account, new invitation")
    see("invitation", "/organise/invitation#a-secret")
    secret = run(new_link(store, "reviewer", forum.state().event.id))
    see("review, the door", f"/review/{forum.state().event.id}")
    for page in pages.values():
        page.goto(f"/review/{forum.state().event.id}#{secret}")
    see("review")
    for page in pages.values():
        page.goto("/organise")
    for page in pages.values():
        page.locator("details:has(#deck) > summary").click()
        page.locator("#deck").fill("[event]\nid = 7\n\n[[polls]]\ntitle = 3\n")
        with page.expect_navigation():
            page.locator("form:has(#deck) button.main").click()
    see("import with mistakes")
    forum.wear(NAME)
    see("event", event)
    see("delete, asked", f"{event}?ask=delete")
    see("results", f"{event}/{forum.poll.slug}")
    drafts = Drafts(store, Events(store))
    ran, asked = _ran_and_not(run(drafts.get(forum.state().event.id)))
    empty = Write(asked["uid"], "options.0.en", asked["options"][0]["en"], "")
    run(drafts.change(forum.state().event.id, [empty], "somebody"))
    see("editor, with a mistake, not started", f"{event}/edit/{asked['uid']}?done=not-started")
    for page in pages.values():
        page.goto(f"{event}/edit/{ran['uid']}?done=busy")
        page.locator(".adding > summary").click()
    see("editor, has run, another vote is open, kinds to add")
    see("editor, more questions", f"{event}/edit/add?after={ran['uid']}")
    for page in pages.values():
        content = made_tables.xlsx({"Lies mich": [["x"]], "Fragen": made_tables.TITLED})
        file: FilePayload = {"name": "x.xlsx", "mimeType": "", "buffer": content}
        page.locator("#file").set_input_files(file)
        page.locator("form:has(#file) .button").click()
        expect(page.locator("#step-title")).to_be_focused()
    see("editor, how a table is read")
    see("editor, what goes live", f"{event}/edit/put-in")
    see("questions for other tools", f"{event}/_exchange")
    see("several files, to choose", f"{event}/_files")
    job = PretendedJob(forum.house.folder / "server", forum.state().event.id)
    job.working(3, 7)
    see("several files, being made", job.path)
    for page in pages.values():
        page.goto("about:blank")  # it would go on to the next page by itself, and cross our way
    job.end()
    see("several files, made", job.path)
    job.end(why="broken_off")
    see("several files, broken off", job.path, at_length=True)
    job.close()
    see("overview wall", f"{event}/wall")
    run(store.events.set_published(forum.state().event.id, published=True))
    see("public results", f"/results/{forum.state().event.id}")
    run(archive(store, forum.state().event.id))
    see("archived event", event)
    see("over, for who votes", f"/{forum.code}")
    see("over, on the stage", f"/stage/{forum.poll_id}")
    see("no such event", "/organise/nothing-there", at_length=True)
    survey.verdict()
    assert len(survey.states) == 28 + 3 * WHOLE


def _ran_and_not(draft: Draft) -> list[dict[str, Any]]:
    """A question that has run, and one with options that has not."""
    questions = draft.document["polls"][0]["questions"]
    return [
        next(q for q in questions if (q["uid"] in draft.locked) == ran and q.get("options"))
        for ran in (True, False)
    ]
