"""The run sheet says all that a moderator needs, tears no question, and opens no console."""

import io
from functools import cache

import httpx
import msgspec
from pypdf import PdfReader

from poll_server.base.text import say
from poll_server.deck import deck
from poll_server.deck import shipped as decks
from poll_server.live.links import new_link
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.slide import Slide
from poll_server.questions.registry import KINDS, Survey
from poll_server.questions.traits.parts import parts_of
from poll_server.report.pdf.print_kit import PrintedRoom
from poll_server.report.pdf.run_sheet import render
from tests.report.pdf.test_pdf import MARKUP, tags
from tests.report.printed import squeezed, text_of
from tests.support.files.report_texts import pdf_pages
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures

ADDRESS = "https://umfrage.example.org"


def sheet_of(event: deck.Event, language: str = "de") -> bytes:
    rooms = [
        PrintedRoom(each, f"48291{n}", f"48291{n}-047112") for n, each in enumerate(event.polls)
    ]
    return render(event, rooms, ADDRESS, language)


@cache
def every_kind(language: str = "de") -> bytes:
    return sheet_of(decks.load("every-kind"), language)


@cache
def congress() -> deck.Event:
    """Two of its forums: one has notes and times, and both have a sheet."""
    whole = decks.load(decks.CONGRESS)
    return msgspec.structs.replace(whole, polls=whole.polls[:2])


def test_all_that_is_asked_of_every_kind_stands_there_in_both_languages() -> None:
    (poll,) = decks.load("every-kind").polls
    assert {type(each) for each in poll.questions} == set(KINDS)
    for language in ("de", "en"):
        said = text_of(every_kind(language))
        for question in (part for each in poll.questions for part in (each, *parts_of(each))):
            wanted = [say(question.prompt, language), question.asked_as(language)]
            wanted += [each.text for each in question.told(language)]
            if not parts_of(question):
                form = question.controls(language)
                wanted += [option.label for control in form for option in control.options]
                wanted += [c.legend for c in form if c.legend and c.look != "cells"]
            assert [each for each in wanted if squeezed(each) not in said] == [], question.id


def test_right_answers_are_marked_and_explained() -> None:
    for language, wanted in (
        ("de", ("Die Länder (richtig)", "Erklärung: Bildung ist", "Richtig: 32 Tausend")),
        ("en", ("(right)", "Explanation: ", "Right: 32 thousand")),
    ):
        for each in wanted:
            assert squeezed(each) in text_of(every_kind(language)), each
    without = Choice(id="q", prompt="Was?", options=("A", "B"))
    assert "ichtig" not in text_of(sheet_of(of((without,))))


def of(questions: tuple[Choice | Slide | Survey, ...], title: str = "T") -> deck.Event:
    poll = deck.Poll(id="p", title=title, questions=questions)
    return deck.Event(id="e", title=title, polls=(poll,))


def test_it_says_codes_times_and_notes_and_no_secret_link() -> None:
    event, file = congress(), sheet_of(congress())
    said = text_of(file)
    first = event.polls[0]
    assert squeezed("Geplante Zeit insgesamt: 10:45 min") in said
    assert sum(question.seconds for question in first.questions) == 10 * 60 + 45
    assert "umfrage.example.org" in said
    for n, poll in enumerate(event.polls):
        assert squeezed(f"48291{n}") in said
        for question in poll.questions:
            assert squeezed(say(question.notes, "de")) in said
    assert "moderate" not in said
    pictures = [alt for kind, alt in tags(file) if kind == "/Figure"]
    assert pictures == [
        f"QR-Code zum Beitreten: {ADDRESS}/48291{n}-047112" for n in range(len(event.polls))
    ]


def test_times_that_are_not_planned_are_counted_and_slides_have_no_number() -> None:
    asked = Choice(id="q", prompt="Was?", options=("A", "B"))
    slide = Slide(id="s", prompt="Pause", minutes=5)
    said = text_of(sheet_of(of((asked, slide, Choice(id="r", prompt="Wie?", options=("A", "B"))))))
    assert squeezed("Geplante Zeit insgesamt: 5:00 min (2 ohne Zeit)") in said
    assert "2Wie?" in said
    assert squeezed("Keine Zeiten geplant") in text_of(sheet_of(of((asked,))))


def test_markdown_is_printed_as_it_is_meant_with_addresses_in_words() -> None:
    body = "Two **rules**, see [here](https://example.org/a):\n\n1. One\n   - inside\n2. Two"
    slide = Slide(id="s", prompt="Rules", markdown=True, body=body)
    hint = Choice(id="q", prompt="Was?", hint="- *one*\n- two", markdown=True, options=("A", "B"))
    said = text_of(sheet_of(of((slide, hint))))
    for each in (
        "Two rules, see here (https://example.org/a):",
        "1. One – inside 2. Two",
        "– one – two",
    ):
        assert squeezed(each) in said
    assert "*" not in said


def test_no_question_is_torn() -> None:
    asked = tuple(
        Choice(
            id=f"q{n}",
            prompt=f"Question {n}?",
            options=tuple(f"Answer {n}.{place}." for place in range(10)),
            notes=f"Begins {n}. " + "Something to say. " * 20 + f"Ends {n}.",
        )
        for n in range(11, 19)
    )
    found = [*map(squeezed, pdf_pages(sheet_of(of(asked))))]
    for n in range(11, 19):
        marks = [f"Answer{n}.0.", f"Answer{n}.9.", f"Begins{n}.", f"Ends{n}."]
        (page,) = [page for page in found if marks[0] in page]
        assert [each for each in marks if each not in page] == []
        assert f"Question{n}?" in page


def test_what_no_page_can_hold_goes_on_and_hostile_texts_stay_text() -> None:
    parts = tuple(
        Choice(id=f"p{n}", prompt=f"Part {n}: {text}", options=(f"Last {n}", *MARKUP))
        for n, text in enumerate(MARKUP)
    )
    survey = Survey(id="s", prompt="Long", questions=parts, notes="\n".join(MARKUP * 9))
    file = sheet_of(of((survey,), MARKUP[0]))
    said = text_of(file)
    assert len(PdfReader(io.BytesIO(file)).pages) > 2
    for n in range(len(MARKUP)):
        assert f"Last{n}" in said
    for text in (each for each in MARKUP if each.isascii()):
        assert said.count(squeezed(text)) >= len(MARKUP)


async def test_moderator_and_organiser_get_it_and_nobody_else(house: House) -> None:
    listing = await house.add()
    poll = listing.polls[0]
    path = f"/moderate/{poll.poll_id}"
    response = await house.browser.get(f"{path}/run-sheet")
    assert (response.status_code, response.headers["location"]) == (303, path)
    secret = await new_link(house.store, "moderator", poll.poll_id)
    assert await entered(house.browser, path, secret) == 204
    assert (
        f'href="{path}/run-sheet?lang=de" download'
        in (await house.browser.get(f"{path}?lang=de")).text
    )
    for language, name in (("de", "Ablaufplan"), ("en", "Runsheet")):
        response = await house.browser.get(f"{path}/run-sheet?lang={language}")
        assert response.headers["content-type"] == "application/pdf"
        said = text_of(response.content)
        assert name in said
        assert poll.code in said
        assert secret not in said
    await house.sign_in()
    page = (await house.browser.get(f"/organise/{listing.id}")).text
    assert f'href="/organise/{listing.id}/{poll.slug}/print/run-sheet"' in page


async def entered(browser: httpx.AsyncClient, path: str, secret: str) -> int:
    return (await browser.post(f"{path}/enter", json={"secret": secret})).status_code
