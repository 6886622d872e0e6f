"""Every kind of question, all the way: touch, keyboard, no script, console, stage, everyone.

One server, one poll with the shipped deck `every-kind`, and one page of each sort for all kinds.
"""

import html
import re
from functools import partial

import httpx
import pytest
from playwright.sync_api import Page, expect

from poll_server.live.screens import views as views
from poll_server.questions import KINDS
from poll_server.questions.registry import name_of
from poll_server.questions.results import Results
from poll_server.questions.traits.parts import in_turn
from poll_server.wire.messages import encode
from tests.browser.backstage import Forum
from tests.browser.pages.axe import Judge, overflow
from tests.browser.pages.looking import comes
from tests.browser.pages.pictures import picture
from tests.browser.pages.screens import Theme
from tests.browser.people.kinds import HANDS, tap, tap_field
from tests.browser.people.kinds_walk import (
    EACH,
    LARGEST_SNAPSHOT,
    QUESTIONS,
    ask,
    counted,
    forum,
    judge,
    pages,
    phone_snapshot,
    press_send,
    seen_by_all,
    tally,
    without_script,
)
from tests.support.suite.at_length import taking_turns
from tests.support.waiting import LONGEST

__all__ = ["forum", "judge", "pages"]  # fixtures

pytestmark = pytest.mark.browser

THEMES: tuple[Theme, ...] = ("light", "dark")


OF_FIVE_MINUTES = re.compile(r"[234]:\d\d")
"""What is left, however long a busy machine takes to show it."""


def test_no_kind_is_forgotten() -> None:
    assert QUESTIONS.keys() == HANDS.keys() == {name_of(kind) for kind in KINDS if kind.asks}


@pytest.mark.survey
@EACH
def test_a_kind_works_everywhere(
    kind: str, forum: Forum, pages: dict[str, Page], judge: Judge
) -> None:
    question, hands = QUESTIONS[kind], HANDS[kind]
    judge.objections.clear()
    phone, stage, console = pages["phone"], pages["stage"], pages["console"]
    ask(forum, kind, phone)
    if hands.drawn:
        expect(phone.locator(hands.drawn).first).to_be_visible()
    hands.touch(phone)
    phone.locator("#send").tap()
    counted(phone, question, hands.touched)
    assert forum.stored() == [hands.touched]
    turn = sorted(QUESTIONS).index(kind)
    seen_by_all(judge, f"{kind}, open", phone, *taking_turns(THEMES, turn))
    picture(phone, f"kind-{kind}-phone", full_page=True)
    phone.reload()  # what is counted is in its place again
    expect(phone.locator("#link")).to_have_text("connected")
    if hands.drawn:
        expect(phone.locator(hands.drawn).first).to_be_visible()
    # From here on, Tab leads into the form.
    phone.locator("#here-as :is(summary, select)").filter(visible=True).last.focus()
    hands.keys(phone)
    press_send(phone)
    counted(phone, question, hands.keyed)
    assert forum.stored() == [hands.keyed]
    assert len(encode(phone_snapshot(forum))) <= LARGEST_SNAPSHOT

    without_script(forum, question, hands.touched)
    assert sorted(map(str, forum.stored())) == sorted(map(str, (hands.keyed, hands.touched)))
    expect(console.locator("#voted")).to_have_text("2")
    forum.close()
    if question.approved_first:
        forum.do("approve", "*")
    forum.show()
    counters = tally(question, [hands.keyed, hands.touched])
    whole, *parts = in_turn(question)
    for each in (*parts, whole):
        if parts:
            forum.do("part", each.part)
        told_by_all(each.results(counters, 2, "en"), pages)
    picture(phone, f"kind-{kind}-phone-shown", full_page=True)
    picture(stage, f"kind-{kind}-stage")
    picture(console, f"kind-{kind}-console")
    # What surrounds a result is the same for all; a quiz and a slide are seen on all screens.
    for theme in taking_turns(THEMES, turn + 1):
        phone.emulate_media(color_scheme=theme)
        judge.hear(f"{kind}, shown, {theme}", [*taking_turns((stage, phone, console), turn)])
    assert overflow(phone, 320) <= 0
    assert judge.objections == []


def told_by_all(results: Results, pages: dict[str, Page]) -> None:
    """Every label that was voted for, and every fact, stands on all screens."""
    labels = [row.label for row in results.steps if row.count]
    for name, place in (("stage", "#tables"), ("phone", "#results"), ("console", "body")):
        page = pages[name]
        nothing: list[str] = []
        comes(page, partial(missing, page, place, labels), nothing)
        for fact in results.facts:
            expect(page.locator("dl.facts").filter(visible=True)).to_contain_text(fact.value)


def missing(page: Page, place: str, labels: list[str]) -> list[str]:
    """Which of these do not stand there."""
    said = " ".join((page.locator(place).text_content() or "").split())
    return [label for label in labels if label not in said]


def test_what_is_right_is_told_with_the_result(
    forum: Forum, pages: dict[str, Page], judge: Judge
) -> None:
    """By sign and in words, on each screen; and nothing of it is on any before."""
    phone, stage, console = pages["phone"], pages["stage"], pages["console"]
    judge.objections.clear()
    ask(forum, "quiz", phone)
    (quiz,) = (each for each in forum.state().poll.questions if each.id == "quiz")
    expect(phone.locator("#prompt")).to_have_text("Who decides on curricula in Germany?")
    tap("The states")(phone)
    phone.locator("#send").tap()
    counted(phone, quiz, {"options": [1]})
    with httpx.Client(
        base_url=forum.base, trust_env=False, follow_redirects=True, timeout=LONGEST
    ) as plain:
        opened = plain.get(f"{forum.phone}?lang=en").text
        form = {"round": str(forum.state().live.round), "seq": "1", "options": "0"}
        said = plain.post(f"{forum.phone}/vote?lang=en", data=form).text
        forum.close()
        closed = plain.get(f"{forum.phone}?lang=en").text
        for sent in (opened, said, closed):
            assert "so says the constitution" not in sent
            assert '"solution"' not in sent
        forum.show()
        shown = html.unescape(plain.get(f"{forum.phone}?lang=en").text)
    assert "Your answer is not right." in shown
    assert "so says the constitution" in shown
    told = "Your answer is right. That is 1 point."  # the deck's estimate brings some, too
    expect(phone.locator(".verdict")).to_have_text(told)
    expect(phone.locator("#results tr", has_text="The states")).to_contain_text("✓ right")
    expect(phone.locator("#results tr", has_text="✓ right")).to_have_count(1)
    expect(phone.locator("#aside")).to_contain_text(f"{told} Result:")
    for page in (phone, stage, console):
        expect(page.locator("dl.facts").filter(visible=True)).to_contain_text("Explanation")
    expect(stage.locator("#tables")).to_contain_text("The states (right)")
    expect(phone.locator("dd.marked p")).to_be_visible()  # by a script that comes when needed
    drawn = phone.locator("#results").inner_html()
    phone.reload()  # what the server draws is what the script drew
    expect(phone.locator("#link")).to_have_text("connected")
    comes(phone, phone.locator("#results").inner_html, drawn)
    seen_by_all(judge, "quiz, shown", phone, "light", "dark")
    judge.hear("quiz, stage and console", [stage, console])
    assert judge.objections == []
    for each, name in ((phone, "phone"), (stage, "stage"), (console, "console")):
        picture(each, f"quiz-{name}")


def test_a_slide_is_told_everywhere(forum: Forum, pages: dict[str, Page], judge: Judge) -> None:
    """At once on all screens, read out by each, with its countdown; nobody can vote on it."""
    phone, stage, console = pages["phone"], pages["stage"], pages["console"]
    judge.objections.clear()
    forum.do("goto", "slide")
    (slide,) = (each for each in forum.state().poll.questions if not each.asks)
    pieces = slide.told("en")
    for page, place in ((phone, "#told"), (stage, "#slide"), (console, "#told")):
        for piece in pieces:
            expect(page.locator(place)).to_contain_text(piece.text)
    expect(phone.locator("#prompt")).to_have_text("Talk it over")
    expect(phone.locator("#under")).to_have_text("In twos or threes. Look at the stage.")
    expect(phone.locator("#aside")).to_have_text(" On the stage: Talk it over.")
    expect(phone.locator("#timer")).to_contain_text(OF_FIVE_MINUTES)
    expect(stage.locator("#clock-digits")).to_contain_text(OF_FIVE_MINUTES)
    spoken = "Talk it over. In twos or threes. Talk to your neighbours:"
    expect(stage.locator("#status")).to_contain_text(spoken)
    expect(stage.locator("#slide .lead")).to_have_text("In twos or threes")
    expect(stage.locator("#where")).to_have_text("A tour")
    expect(stage.locator("#slide a")).to_have_count(0)  # a stage leads nowhere
    expect(console.locator("#where")).to_have_text("Slide")
    expect(console.locator("#left")).to_contain_text(OF_FIVE_MINUTES)
    expect(console.locator("#said")).to_have_text("Slide: Talk it over")
    for button in ("close", "show", "again"):
        expect(console.locator(f"#{button}")).to_have_attribute("aria-disabled", "true")
    assert phone.locator("#send").is_hidden()
    assert len(encode(phone_snapshot(forum))) <= LARGEST_SNAPSHOT
    seen_by_all(judge, "slide", phone, "light", "dark")
    judge.hear("slide, stage and console", [stage, console])
    assert judge.objections == []
    for page, name in ((phone, "phone"), (stage, "stage"), (console, "console")):
        picture(page, f"kind-slide-{name}")
    phone.locator("#prompt").click()
    phone.keyboard.press("Tab")  # the link is all that can be reached before the page's end
    expect(phone.locator("#told a")).to_be_focused()
    with httpx.Client(base_url=forum.base, trust_env=False, timeout=LONGEST) as plain:
        sent = plain.get(f"{forum.phone}?lang=en").text
        assert all(piece.text in html.unescape(sent) for piece in pieces)
        assert sent.count("<ul>") == 1
        assert '<span id="line"></span>' in sent  # nothing was closed, as nothing was open
    phone.reload()  # what the server drew is what the script draws
    expect(phone.locator("#link")).to_have_text("connected")
    expect(phone.locator("#told li")).to_have_count(2)
    forum.do("extend", 600)
    expect(phone.locator("#timer")).to_contain_text(re.compile(r"1\d:\d\d"))


def test_a_place_is_changed_by_dragging_and_taken_back(
    forum: Forum, pages: dict[str, Page]
) -> None:
    phone = pages["phone"]
    ask(forum, "ranking", phone)
    for label in ("Better rooms", "Teachers", "New curricula"):
        phone.locator(".ranking").get_by_text(label).tap()
    placed = phone.locator(".rank .label")
    expect(placed).to_have_text(["Better rooms", "Teachers", "New curricula"])
    phone.locator(".rank").first.scroll_into_view_if_needed()
    start, end = (phone.locator(".rank .place").nth(n).bounding_box() for n in (0, 2))
    assert start
    assert end
    phone.mouse.move(start["x"] + 10, start["y"] + 10)
    phone.mouse.down()
    phone.mouse.move(end["x"] + 10, end["y"] + end["height"] - 2, steps=4)
    phone.mouse.up()
    expect(placed).to_have_text(["Teachers", "New curricula", "Better rooms"])
    expect(phone.locator(".ranking [role=status]")).to_have_text("“Better rooms”: place 3 of 5")
    phone.get_by_role("button", name="Take “New curricula” out").tap()
    expect(placed).to_have_text(["Teachers", "Better rooms"])
    expect(phone.locator(".rank .out").nth(1)).to_be_focused()
    phone.locator("#send").tap()
    expect(phone.locator("#line")).to_have_text("Vote counted: 1. Teachers, 2. Better rooms.")
    assert {"order": [0, 4]} in forum.stored()
    boxes = [button.bounding_box() for button in phone.locator(".ranking button").all()]
    assert all(box and min(box["width"], box["height"]) >= 44 for box in boxes)
    forum.close()


def test_nobody_gives_more_points_than_there_are(forum: Forum, pages: dict[str, Page]) -> None:
    """A wish above what is left is cut to it at once, and a sentence says why."""
    phone = pages["phone"]
    ask(forum, "points", phone)
    phone.get_by_role("spinbutton", name="Training").fill("80")
    expect(phone.locator(".purse")).to_have_text("20 of 100 left")
    rooms = phone.get_by_role("spinbutton", name="Rooms")
    rooms.fill("40")
    expect(rooms).to_have_value("20")
    expect(phone.locator("#alert")).to_contain_text("No more are left. Take some away elsewhere")
    expect(phone.locator(".purse")).to_have_text("All given: nothing left.")
    phone.locator("#send").tap()
    counted(phone, QUESTIONS["points"], {"points": [80, 0, 20, 0]})
    assert forum.stored() == [{"points": [80, 0, 20, 0]}]
    forum.close()


def test_a_spot_is_dragged_and_a_half_place_is_refused(
    forum: Forum, pages: dict[str, Page]
) -> None:
    """The numbers below the field follow the finger, and a sentence names what is half placed."""
    phone = pages["phone"]
    ask(forum, "grid", phone)
    for place in ((3, 8), (9, 2)):
        tap_field(*place)(phone)
    expect(phone.locator(".plane .says")).to_contain_text("Tap where “Study room” belongs")
    first = phone.locator(".plane .mark").first
    first.scroll_into_view_if_needed()
    spot, area = first.bounding_box(), phone.locator(".plane .area").bounding_box()
    assert spot
    assert area
    phone.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    phone.mouse.down()
    phone.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 2, steps=4)
    phone.mouse.up()
    lists = phone.locator("#groups select")
    expect(lists.nth(0)).to_have_value("5")
    expect(lists.nth(1)).to_have_value("5")
    lists.nth(4).select_option("7")
    phone.locator("#send").tap()
    expect(phone.locator("#alert")).to_contain_text("Please give “Study room” a number on both")
    lists.nth(4).select_option("")
    phone.locator("#send").tap()
    counted(phone, QUESTIONS["grid"], {"at": [[5, 5], [9, 2], None]})
    assert forum.stored() == [{"at": [[5, 5], [9, 2], None]}]
    forum.close()
