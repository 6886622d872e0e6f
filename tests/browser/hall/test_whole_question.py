"""A whole question, from open to shown result, by keyboard alone (everyone.md: K1 to K4, A4)."""

import re
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.backstage import Forum
from tests.browser.pages.looking import comes
from tests.browser.pages.screens import Hands, Network, Screens, has_focus, said
from tests.support.suite.at_length import AT_LENGTH

pytestmark = pytest.mark.browser

MOST_KEYS_TO_VOTE = 12
"""Key presses from the first page to the sent vote, the six digits of the code among them (K1)."""
QUESTION = "Welche Kompetenzen sind in der digitalen Arbeitswelt wichtig?"


def test_a_whole_question_by_keyboard(screens: Screens, forum: Forum) -> None:
    stage = screens.open("stage", forum.stage)
    moderator = Hands(screens.open("moderator", forum.moderator))
    forward = moderator.page.locator("#forward .words")
    for button in ("Erste Frage", "Abstimmung öffnen"):
        expect(forward).to_have_text(button)
        moderator.press("Space")
    expect(forward).to_have_text("Abstimmung schließen")
    expect(stage.locator("h1")).to_have_text(QUESTION)

    phone = join_by_code(screens, forum.code)
    line, results = phone.page.locator("#line"), phone.page.locator("#results")
    expect(phone.page.locator("h1")).to_have_text(QUESTION)
    phone.tab_to(phone.page.get_by_label("Kreativität"))
    phone.press("Space", "Enter")
    expect(line).to_have_text("Stimme gezählt: Kreativität.")
    assert phone.presses <= MOST_KEYS_TO_VOTE
    expect(stage.locator("#votes")).to_have_text("1")
    expect(stage.locator("#of")).to_have_text("von 1 hat abgestimmt")

    phone.press("Space")  # K2: this one away, another in
    phone.tab_to(phone.page.get_by_label("Selbstorganisation"))
    phone.press("Space", "Enter")
    expect(line).to_have_text("Antwort geändert, gezählt: Selbstorganisation.")
    assert forum.stored() == [{"options": [3]}]
    screens.picture("counted")

    moderator.press("PageDown")  # K3, with a clicker
    expect(forward).to_have_text("Ergebnis zeigen")
    expect(line).to_have_text(
        "Abstimmung geschlossen. Ihre Stimme ist gezählt: Selbstorganisation."
    )
    expect(stage.locator("#chart")).to_be_hidden()
    expect(results).to_be_hidden()
    moderator.press("PageDown")
    expect(forward).to_have_text("Nächste Frage")
    expect(stage.locator("#chart")).to_have_attribute(
        "aria-label", f"{QUESTION} Ergebnis: Selbstorganisation 100 Prozent, 1 Stimme."
    )
    expect(stage.locator("#chart .main-svg").first).to_be_visible()
    mine = results.locator("tr", has_text="Selbstorganisation")
    expect(mine.locator("td")).to_have_text("100\u202f%")
    expect(mine).to_contain_text("Ihre Wahl")
    screens.picture("shown")
    moderator.press("PageDown")
    expect(stage.locator("h1")).to_have_text("Reicht die Aus- und Weiterbildung dafür aus?")
    expect(results).to_be_hidden()
    assert all(hands.never_pointed() for hands in (phone, moderator))


def join_by_code(screens: Screens, code: str) -> Hands:
    """Type the code on the narrowest first page, as somebody does who cannot scan the QR code."""
    page = screens.open("phone", "/", size=(320, 700))
    hands = Hands(page)
    hands.tab_to(page.get_by_label("Code"))
    expect(page.locator("input[name=code]")).to_be_focused()
    hands.press(*code, "Enter")
    expect(page).to_have_url(f"{screens.base}/{code}")
    return hands


def test_every_key_of_the_moderator(screens: Screens, forum: Forum) -> None:
    stage = screens.open("stage", forum.stage)
    moderator = Hands(screens.open("moderator", forum.moderator))
    page = moderator.page
    forward, status = page.locator("#forward .words"), page.locator("[role=status]")
    expect(forward).to_have_text("Erste Frage")
    moderator.press("ArrowRight")
    expect(forward).to_have_text("Abstimmung öffnen")
    moderator.press("c")
    expect(forward).to_have_text("Abstimmung schließen")
    forum.vote([{"options": [0]}, {"options": [0, 1]}, {"options": [4]}])
    expect(page.locator("#voted")).to_have_text("3")
    expect(page.locator("#series li").first).to_contain_text("67\u202f%")
    expect(stage.locator("#chart")).to_be_hidden()  # while the moderator sees it already

    moderator.press("t")
    expect(page.locator("#timer .words")).to_have_text("+30 s")
    deadline = forum.state().deadline_ms
    moderator.press("t")
    longer = re.compile(r"1:(30|[12]\d|0[1-9])")  # not 1:00
    expect(stage.locator("#clock-digits")).to_contain_text(longer)
    assert forum.state().deadline_ms == deadline + 30_000
    moderator.press("c")
    expect(status).to_have_text("Abstimmung geschlossen.")
    moderator.press("c")
    expect(status).to_contain_text("wieder offen")
    assert forum.state().state == "open"
    moderator.press("c")
    expect(status).to_have_text("Abstimmung geschlossen.")
    moderator.press("h")
    expect(status).to_have_text("Die Bühne zeigt das Ergebnis.")
    expect(stage.locator("#chart")).to_be_visible()
    moderator.press("c")
    expect(status).to_contain_text("Geschlossen bleibt geschlossen.")
    moderator.press("p")
    expect(page.locator("#measure .words")).to_have_text("Beides")  # what the next press brings
    expect(stage.locator("#chart .main-svg").first).not_to_contain_text("67")
    moderator.press("h")
    expect(status).to_have_text("Die Bühne verbirgt das Ergebnis.")
    expect(stage.locator("#chart")).to_be_hidden()
    moderator.press("b")
    expect(stage.locator("body")).to_have_class(re.compile(r"\bis-black\b"))
    moderator.press("b")
    expect(stage.locator("body")).not_to_have_class(re.compile(r"\bis-black\b"))
    moderator.press("q")
    expect(stage.locator("body")).to_have_attribute("data-face", "welcome")
    moderator.press("q")
    expect(stage.locator("body")).to_have_attribute("data-face", "count")

    moderator.press("r")
    expect(page.locator("#confirm")).to_be_visible()
    moderator.tab_to(page.locator("#confirm-yes"))
    moderator.press("Enter")
    expect(page.locator("#where")).to_contain_text("Runde 2")
    expect(page.locator("#voted")).to_have_text("0")
    assert forum.stored(1) != []  # the old round is kept
    expect(forward).to_have_text("Abstimmung schließen")
    moderator.press("PageDown")
    expect(page.locator("#confirm")).to_contain_text("Abstimmung schon schließen?")  # nobody voted
    moderator.tab_to(page.locator("#confirm-yes"))
    moderator.press("Enter")
    for button in ("Ergebnis zeigen", "Nächste Frage"):
        expect(forward).to_have_text(button)
        moderator.press("PageDown")
    expect(page.locator("#where")).to_contain_text("Frage 2 von 11")
    moderator.press("PageUp")
    expect(page.locator("#where")).to_contain_text("Frage 1 von 11")
    assert moderator.never_pointed()


def test_every_dialog_of_the_moderator_by_keyboard(screens: Screens, forum: Forum) -> None:
    """K4: focus goes in, stays in, Esc says no, and the focus comes back to where it was."""
    forum.open("weiterbildung")
    moderator = Hands(screens.open("moderator", forum.moderator))
    before = moderator.page.locator("#questions button").nth(2)
    expect(before).to_be_visible()
    moderator.tab_to(before)
    for key, dialog in (("r", "#confirm"), ("?", "#help"), ("PageUp", "#confirm")):
        box = moderator.page.locator(dialog)
        moderator.press(key)
        expect(box).to_be_visible()
        assert holds_focus(box)
        for _ in range(3):  # round the two buttons of the one, twice round the other's
            moderator.press("Tab")
            assert holds_focus(box) or has_focus(moderator.page.locator("body"))
        screens.picture(f"asked-{dialog}")
        moderator.press("Escape")
        expect(box).to_be_hidden()
        expect(before).to_be_focused()
        state = forum.state()
        assert (state.state, state.live.rounds, state.position) == ("open", 1, 2)
    assert moderator.never_pointed()


def holds_focus(box: Locator) -> bool:
    """Whether the focus is on something within `box`."""
    return bool(box.evaluate("(box) => box.contains(document.activeElement)"))


HEARD = {
    "de": [
        (
            "status",
            "Neue Frage: Reicht die Aus- und Weiterbildung dafür aus? 3 Antworten zur Auswahl.",
        ),
        ("status", "Stimme wird gesendet."),
        ("status", "Stimme gezählt: Ja."),
        ("status", "Verbindung unterbrochen. Ihre Auswahl ist gespeichert und wird gesendet."),
        ("status", "Wieder verbunden."),
        ("status", "Antwort geändert, gezählt: Nein."),
        ("status", "Noch 30 Sekunden."),
        ("alert", "Ihre Stimme wurde nicht gezählt: Die Abstimmung war schon geschlossen."),
        ("status", "Abstimmung geschlossen. Ihre Stimme ist gezählt: Nein."),
        ("status", "Ergebnis: Ja 0 Prozent, Nein 100 Prozent, 1 Stimme."),
    ],
    "en": [
        (
            "status",
            "New question: Do training and further education do enough for this? "
            "3 answers to choose from.",
        ),
        ("status", "Your vote is being sent."),
        ("status", "Vote counted: Yes."),
        ("status", "Connection lost. Your choice is saved and will be sent."),
        ("status", "Connected again."),
        ("status", "Answer changed, counted: No."),
        ("status", "30 seconds left."),
        ("alert", "Your vote was not counted: voting had already been closed."),
        ("status", "Voting is closed. Your vote was counted: No."),
        ("status", "Result: Yes 0 percent, No 100 percent, 1 vote."),
    ],
}  # fmt: skip
"""A4, in the order in which one question makes them heard."""


@pytest.mark.parametrize("language", ["de", pytest.param("en", marks=AT_LENGTH)])
def test_every_message_is_heard(screens: Screens, forum: Forum, language: str) -> None:
    """A4: one question, with three outages and a countdown."""
    heard = HEARD[language]
    context = screens.context(language)
    network = Network(context)
    context.clock.install()
    page = screens.open("phone", forum.phone, context=context, troubled=True)
    forum.open("weiterbildung")
    answer(page, 0)
    expect(page.locator("#line")).to_contain_text(heard[2][1])
    network.cut()
    answer(page, 1)
    expect(page.locator("#line")).to_have_text(heard[3][1])
    network.mend()
    expect(page.locator("#line")).to_have_text(heard[5][1])
    network.cut()  # again, with nothing unsent
    expect(page.locator("#link")).to_have_attribute("data-link", "lost")
    page.clock.fast_forward(2500)  # ms: a shorter outage is not worth a word
    network.mend()
    expect(page.locator("#aside")).to_have_text(heard[4][1])
    forum.do("timer", 60)
    left = page.locator("#timer").get_by_text(re.compile(r"0:\d\d"))
    seconds = int((left.text_content() or "")[-2:])
    page.clock.fast_forward((seconds - 29) * 1000)
    network.cut()
    answer(page, 0)
    forum.close()
    network.mend()
    expect(page.locator("[role=alert]")).to_have_text(heard[7][1])
    forum.show()
    expect(page.locator("#results")).to_be_visible()
    nothing: list[tuple[str, str]] = []
    comes(page, partial(_missing, page, heard), nothing)
    assert page.locator("[role=status]").count() == page.locator("[role=alert]").count() == 1
    assert forum.stored() == [{"options": [1]}]


def _missing(page: Page, wanted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was not heard so far."""
    return [(role, text) for role, text in wanted if text not in said(page, role)]


def answer(page: Page, place: int) -> None:
    """Choose the option at `place`, and send."""
    page.locator(".option input").nth(place).check()
    page.locator("#send").click()
