"""Everyone can use it: axe in every state, and what axe cannot see (everyone.md, A1 to A16)."""

import asyncio
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from poll_server.base.percent import format_percent
from poll_server.base.secrets import hash_secret
from poll_server.drafts import Draft, Drafts, Write
from poll_server.live.ending.archive import archive
from poll_server.live.links import new_link
from poll_server.live.screens.views import phone as phone_view
from poll_server.live.screens.views import stage as stage_view
from poll_server.store.accounts import Accounts
from poll_server.store.events import Events
from poll_server.store.keys import ACCOUNTS, SETUP
from tests.support import made_tables
from tests.support.pretended_job import PretendedJob
from tests.support.signing_in import NAME, PASSWORD, add_organiser

from .axe import ALWAYS, Judge, layout, overflow
from .backstage import Forum
from .screens import Hands, Network, Screens, Theme, has_focus, said
from .tab import SIZES, without_charts

pytestmark = pytest.mark.browser

WHOLE = os.environ.get("POLL_SURVEY") == "whole"
"""`make survey` looks at each page in both languages, and light and dark at either width."""
LANGUAGES = ("de", "en")
Variant = tuple[Theme, int]
SHORT: tuple[Variant, ...] = (("light", 320), ("dark", 1280))
"""Theme and width in px that axe sees of every state in every `make test`: what a theme or a width
hides or blurs shows in one of the two. States take turns in which of the two all rules are tried;
in the other, those of colour, targets and scrolling. In two languages a page differs in `lang`,
which `_measure` sees, and in the lengths of its words; so each is there in one, and each test says
in which."""
VARIANTS: tuple[Variant, ...] = (*SHORT, ("dark", 320), ("light", 1280)) if WHOLE else SHORT
BETWEEN = 768
"""A third width, at which nothing may need scrolling sideways either."""
TALL = 2400
"""Height in px at which everything of a page is in sight, and nothing is under a bar that stays."""


@dataclass
class Survey:
    """Walks through states, and notes what is wrong in each."""

    screens: Screens
    judge: Judge = field(default_factory=lambda: Judge(thorough=WHOLE))
    states: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def context(self, language: str, size: tuple[int, int] = SIZES["phone"]) -> BrowserContext:
        """A browser of its own, with axe on every page."""
        context = self.screens.context(language, size)
        context.add_init_script(ALWAYS)
        return context

    def see(self, state: str, *groups: dict[str, Page]) -> None:
        """Look at the open pages of `groups`, by language, in each theme and width."""
        self.states.append(state)
        pages = [page for group in groups for page in group.values()]
        for turn, (theme, width) in enumerate(VARIANTS, len(self.states)):
            for page in pages:
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                height = 720 if "/stage/" in page.url else TALL
                page.set_viewport_size({"width": width, "height": height})
            self.judge.hear(f"{state}, {theme}, {width} px", pages, partly=turn % 2 == 0)
            self._fits(state, pages)
            if (theme, width) == VARIANTS[0]:
                self.screens.picture(state, pages)
        for page in pages:
            page.set_viewport_size({"width": BETWEEN, "height": 720})
        self._fits(state, pages)
        for group in groups:
            for language, page in group.items():
                self._measure(f"{state}, {page.url}", page, language)

    def _fits(self, state: str, pages: list[Page]) -> None:
        for page in pages:
            if (over := overflow(page)) > 0:
                self.wrong.append(f"{state}, {page.url}: {over} px too wide: {page.viewport_size}")

    def _measure(self, what: str, page: Page, language: str) -> None:
        found = layout(page)
        expected = {"language": language, "headings": 1, "mains": 1}
        if "phone" in what:
            expected |= {"statuses": 1, "alerts": 1}
        for name, value in expected.items():
            if found[name] != value:
                self.wrong.append(f"{what}: {name} is {found[name]!r}")
        if not found["title"] or not found["first"].startswith("#"):
            self.wrong.append(f"{what}: title {found['title']!r}, first link {found['first']!r}")

    def verdict(self) -> None:
        """Fail where anything was wrong."""
        wrong = list(dict.fromkeys(self.judge.objections + self.wrong))
        assert not wrong, "\n".join(wrong)


@pytest.fixture
def survey(screens: Screens) -> Survey:
    return Survey(screens)


def opened(open_: Callable[[str], Page], language: str) -> dict[str, Page]:
    """A page in `language`; where the survey is whole, in each."""
    return {each: open_(each) for each in LANGUAGES if WHOLE or each == language}


# ── A1: axe in every state ────────────────────────────────────────────────────────────────────


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


def test_presenters_in_every_state(survey: Survey, screens: Screens, forum: Forum) -> None:
    networks: list[Network] = []

    def open_(name: str, path: str) -> Callable[[str], Page]:
        def one(language: str) -> Page:
            context = survey.context(language)
            networks.append(Network(context))
            return screens.open(
                f"{name}-{language}", path, language, context=context, troubled=True
            )

        return one

    strangers = opened(open_("moderator-stranger", forum.moderator.partition("#")[0]), "en")
    survey.see("moderator without the link", strangers)
    for page in strangers.values():
        page.close()
    stages = opened(open_("stage", forum.stage), "en")
    consoles = opened(open_("moderator", forum.moderator), "en")
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
    forum.open("lernmotivation")
    forum.vote([{"steps": [4, 3, 0]}, {"steps": [4, 4, 1]}])
    forum.show()
    asked("lernmotivation")
    face("answer")
    survey.see("several statements", *both)
    forum.open("bedarf")
    forum.vote([{"words": ["Mut", "mehr Zeit"]}, {"words": ["mut", "WLAN"]}])
    asked("bedarf")
    face("answer")
    survey.see("live word cloud", *both)
    forum.open("gruende")
    forum.vote([{"text": "Weil alle mitmachen"}, {"text": "Weil es <b>schnell</b> geht"}])
    asked("gruende")
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
    survey.verdict()
    assert len(survey.states) == 11


def test_the_organiser_in_every_state(survey: Survey, screens: Screens, forum: Forum) -> None:
    store, run = forum.house.store, forum.house.backstage.run
    event = f"/organise/{forum.state().event.id}"
    forum.open("weiterbildung")
    forum.vote([{"options": [0]}, {"options": [1]}])
    forum.close()
    secret = "the-secret-of-the-first-link"
    run(store.redis.delete(ACCOUNTS))
    run(store.redis.set(SETUP, hash_secret(secret)))
    pages = opened(
        lambda language: screens.open(
            f"organiser-{language}",
            f"/organise#{secret}",
            # The previews of the editor, which axe does not look into, have charts.
            context=without_charts(survey.context(language, (1280, 720))),
            troubled=True,
        ),
        "de",
    )

    def see(state: str, path: str = "") -> None:
        if path:
            for page in pages.values():
                page.goto(path)
        survey.see(f"organiser {state}", pages)

    def fill(values: dict[str, str]) -> None:
        for page in pages.values():
            for selector, value in values.items():
                page.locator(selector).fill(value)
            with page.expect_navigation():
                page.locator(f"form:has({selector}) button.main").click()

    see("first account")
    fill({"#name": NAME, "#password": PASSWORD, "#again": "something else"})
    see("first account, mistyped")
    anna = run(add_organiser(store))
    other = run(add_organiser(store, "Bertram Beispiel von und zu Musterhausen-Oberkirchen"))
    see("sign in", "/organise")
    fill({"#name": NAME, "#password": "something else"})
    see("sign in, wrong password")
    fill({"#password": PASSWORD})
    run(store.events.set_folder(forum.state().event.id, "Kongresse, Foren und Runde Tische"))
    see("events, in a folder", "/organise")
    see("search, found", "/organise?q=2018")
    see("search, nothing found", "/organise?q=nothing-of-the-kind")
    run(Accounts(store).invite(anna.id))
    see("how the server is", "/organise/account/check")
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
    fill({"#deck": "[event]\nid = 7\n\n[[polls]]\ntitle = 3\n"})
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
    see("several files, to choose", f"{event}/_files")
    job = PretendedJob(forum.house.folder / "server", forum.state().event.id)
    job.working(3, 7)
    see("several files, being made", job.path)
    for page in pages.values():
        page.goto("about:blank")  # it would go on to the next page by itself, and cross our way
    job.end()
    see("several files, made", job.path)
    job.end(why="broken_off")
    see("several files, broken off", job.path)
    job.close()
    see("overview wall", f"{event}/wall")
    run(store.events.set_published(forum.state().event.id, published=True))
    see("public results", f"/results/{forum.state().event.id}")
    run(archive(store, forum.state().event.id))
    see("archived event", event)
    see("over, for who votes", f"/{forum.code}")
    see("over, on the stage", f"/stage/{forum.poll_id}")
    see("no such event", "/organise/nothing-there")
    survey.verdict()
    assert len(survey.states) == 32


def _ran_and_not(draft: Draft) -> list[dict[str, Any]]:
    """A question that has run, and one with options that has not."""
    questions = draft.document["polls"][0]["questions"]
    return [
        next(q for q in questions if (q["uid"] in draft.locked) == ran and q.get("options"))
        for ran in (True, False)
    ]


def test_no_verdict_is_overdue() -> None:
    assert Judge().overdue() == []


# ── What axe cannot see ───────────────────────────────────────────────────────────────────────

NO_TIME = 2.0
"""Seconds of snapshots at full speed (A3)."""
EACH_SECOND = 10
"""Votes in a second: as many as a stage has snapshots."""


def test_votes_are_not_read_aloud(screens: Screens, forum: Forum) -> None:
    """A3: ten votes a second say nothing to a screen reader, and never move the focus."""
    phone = screens.open("phone", forum.phone)
    stage = screens.open("stage", forum.stage)
    moderator = screens.open("moderator", forum.moderator)
    pages = (phone, stage, moderator)
    forum.open("kompetenzen")
    forum.show()  # live on every screen
    voters = forum.people(EACH_SECOND)
    number = forum.state().live.round

    async def keep_voting() -> None:
        for turn in range(round(NO_TIME)):
            for place, voter in enumerate(voters):
                await voter.choose({"options": [(turn + place) % 5]}, number)
                await asyncio.sleep(1 / EACH_SECOND)

    targets = {
        phone: phone.locator(".option input").nth(2),
        stage: stage.locator(".skip"),
        moderator: moderator.locator("#questions button").nth(1),
    }
    expect(moderator.locator("#voted")).to_have_text("0")
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


def test_a_press_can_be_taken_back(screens: Screens, forum: Forum) -> None:
    """A6 (WCAG 2.5.2): the vote goes when the button is let go, and only where it was pressed."""
    page = screens.open("phone", forum.phone)
    forum.open("weiterbildung")
    page.get_by_label("Ja", exact=True).check()
    box = page.locator("#send").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(10, 10)
    page.mouse.up()
    expect(page.locator("#line")).to_be_empty()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    expect(page.locator("#line")).to_be_empty()
    assert forum.stored() == []
    page.mouse.up()
    expect(page.locator("#line")).to_have_text("Stimme gezählt: Ja.")


SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
                         word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
CLIPPED = """() => [...document.querySelectorAll("h1, p, button, .option, legend, th, td, a")]
  .filter((element) => element.checkVisibility())
  .filter((element) => !element.matches(".unseen, .skip"))
  .filter((element) => element.scrollWidth > element.clientWidth + 1
    && getComputedStyle(element).display !== "inline"
    && getComputedStyle(element).overflowX !== "visible")
  .map((element) => element.textContent)"""


def test_wide_text_spacing_loses_nothing(screens: Screens, forum: Forum) -> None:
    """A11 (WCAG 1.4.12), at 320 px: nothing is cut off, and nothing scrolls sideways."""
    phone = screens.open("phone", forum.phone, size=(320, 640))
    moderator = screens.open("moderator", forum.moderator, size=(320, 640))
    for page in (phone, moderator):
        page.evaluate(SPACING)
    forum.open("wuensche")
    forum.vote([{"options": [0, 1]}, {"options": [1], "other": "Donaudampfschifffahrt" * 5}])
    steps: dict[str, Callable[[], None]] = {"closed": forum.close, "results": forum.show}
    for view in ("open", *steps):
        if view in steps:
            steps[view]()
        expect(phone.locator("body")).to_have_attribute("data-view", view)
        for page in (phone, moderator):
            assert overflow(page) <= 0
            assert page.evaluate(CLIPPED) == []
        screens.picture(view)


def test_nothing_moves_for_those_who_asked_for_that(screens: Screens, forum: Forum) -> None:
    """A12: no transition, no animation."""
    pages = [
        screens.open(name, path, reduced_motion="reduce")
        for name, path in (
            ("phone", forum.phone), ("stage", forum.stage), ("moderator", forum.moderator),
        )
    ]  # fmt: skip
    forum.open("weiterbildung")
    forum.vote([{"options": [0]}])
    forum.close()
    forum.show()
    expect(pages[0].locator("#results")).to_be_visible()
    expect(pages[1].locator("#chart .main-svg").first).to_be_visible()
    expect(pages[2].locator("#series li").first).to_be_visible()
    for page in pages:
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((element) => {
              const { transitionDuration, animationDuration } = getComputedStyle(element);
              return /[1-9]/.test(transitionDuration + animationDuration);
            }).map((element) => element.outerHTML.slice(0, 80))"""
        )
        assert moving == []
        assert page.evaluate("document.getAnimations().length") == 0


def test_time_can_be_extended_and_taken_away(screens: Screens, forum: Forum) -> None:
    """A13 (WCAG 2.2.1): ten extensions, no limit at all, and a vote at 0:00 still counts."""
    page = screens.open("phone", forum.phone)
    timer = page.locator("#timer")
    forum.open("weiterbildung")
    expect(page.locator("#form")).to_have_attribute("data-question", "weiterbildung")
    expect(timer).to_be_hidden()
    forum.do("timer", 20)
    expect(timer).to_be_visible()
    before = forum.state().deadline_ms
    for _ in range(10):
        forum.do("extend", 20)
    assert forum.state().deadline_ms == before + 200_000
    expect(timer).to_contain_text("3:")
    forum.do("timer", -1)
    expect(timer).to_be_hidden()
    page.get_by_label("Ja", exact=True).check()
    page.evaluate(
        """() => {
          const timer = document.getElementById("timer");
          const press = (_, observer) => {
            if (!timer.textContent.includes("0:00")) return;
            observer.disconnect();
            document.getElementById("send").click();
          };
          new MutationObserver(press).observe(timer, { childList: true, subtree: true });
        }"""
    )
    forum.do("timer", 1)
    expect(page.locator("#line")).to_contain_text("gezählt: Ja.")
    expect(page.locator("#line")).to_contain_text("Abstimmung geschlossen.")
    assert forum.stored() == [{"options": [0]}]


def test_focus_is_never_under_the_foot(screens: Screens, forum: Forum) -> None:
    """A14 (WCAG 2.4.11): whatever has the focus is in sight, on a low phone too."""
    page = screens.open("phone", forum.phone, size=(320, 480))
    forum.open("wuensche")
    expect(page.locator("#form")).to_have_attribute("data-question", "wuensche")
    hands = Hands(page)
    reached: list[str] = []
    for key in ["Tab"] * 14 + ["Shift+Tab"] * 10:
        hands.press(key)
        name, hidden = page.evaluate(
            """() => {
              const element = document.activeElement;
              const { left, right, top, bottom } = element.getBoundingClientRect();
              const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
              const fits = seen && (element.contains(seen) || seen.contains(element)
                || [...element.labels ?? []].some((label) => label.contains(seen)));
              return [element.name || element.id || element.textContent, !fits];
            }"""
        )
        if page.evaluate("document.activeElement !== document.body"):
            assert not hidden, name
            reached.append(name)
    assert {"options", "other", "send"} <= set(reached)
    assert page.locator("[class*=captcha], iframe").count() == 0


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


def test_forced_colours_keep_bars_and_choices(screens: Screens, forum: Forum) -> None:
    """A16: what is chosen, and how long a bar is, can be seen without our colours."""
    page = screens.open("phone", forum.phone, forced_colors="active")
    forum.open("weiterbildung")
    page.get_by_label("Nein", exact=True).check()
    chosen, other = page.locator(".option").nth(1), page.locator(".option").nth(0)
    outline = "(element) => getComputedStyle(element).outlineStyle"
    assert (chosen.evaluate(outline), other.evaluate(outline)) == ("solid", "none")
    screens.picture("chosen")
    page.locator("#send").click()
    expect(page.locator("#line")).to_have_text("Stimme gezählt: Nein.")
    forum.close()
    forum.show()
    expect(page.locator("#results")).to_be_visible()
    bar = page.locator("#results tr").nth(1)
    fill = "(rect) => [getComputedStyle(rect).fill, getComputedStyle(rect).stroke]"
    assert bar.locator(".share").evaluate(fill)[0] != bar.locator(".track").evaluate(fill)[0]
    assert bar.locator(".track").evaluate(fill)[1] != "none"
