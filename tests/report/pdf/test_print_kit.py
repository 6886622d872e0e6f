"""Posters, table tents and the handout say the codes, and their QR codes lead to the polls."""

import io
import re

import pytest
import segno
from pypdf import PdfReader

from poll_server.deck import deck
from poll_server.deck import shipped as decks
from poll_server.questions.kinds.choice import Choice
from poll_server.report.making.orders import SHEETS, PrintSheet
from poll_server.report.pdf import print_kit
from poll_server.report.pdf.print_kit import PrintedRoom, qr_svg, render, short
from tests.report.pdf.test_pdf import MARKUP, tags
from tests.report.printed import squeezed, text_of
from tests.support.suite.at_length import taking_turns
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures

MOST_OF_MARKUP = 100
"""Letters of a text; what is longer asks whether it has room."""
ADDRESS = "https://umfrage.example.org"
CONGRESS = decks.load(decks.CONGRESS)
ROOMS = [
    PrintedRoom(poll, f"48291{number}", f"48291{number}-047112")
    for number, poll in enumerate(CONGRESS.polls)
]


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_says_code_address_and_what_to_do_in_both_languages(sheet: PrintSheet) -> None:
    file = render(sheet, CONGRESS, ROOMS, ADDRESS)
    said = text_of(file)
    for room in ROOMS:
        assert room.code in said
        assert (
            squeezed(str(room.poll.title["de"])) in said
            if isinstance(room.poll.title, dict)
            else True
        )
    assert "umfrage.example.org" in said
    assert squeezed("QR-Code scannen oder Adresse öffnen und Code eingeben.") in said
    assert squeezed("Scan the QR code, or open the address and type the code.") in said


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_is_tagged_and_each_qr_code_is_heard_once(sheet: PrintSheet) -> None:
    file = render(sheet, CONGRESS, ROOMS, ADDRESS)
    pictures = [alt for kind, alt in tags(file) if kind == "/Figure"]
    assert pictures == [f"QR-Code zum Beitreten: {ADDRESS}/{room.link}" for room in ROOMS]
    root = PdfReader(io.BytesIO(file)).root_object
    assert "'/Marked': True" in str(root["/MarkInfo"].get_object())
    assert str(root["/Lang"]) == "de"
    headings = [kind for kind, _ in tags(file) if kind == "/H1"]
    assert len(headings) == (1 if sheet == "handout" else len(ROOMS))


def test_a_poster_and_a_sheet_of_tents_take_one_page_each() -> None:
    for sheet in ("poster", "tents"):
        assert len(PdfReader(io.BytesIO(render(sheet, CONGRESS, ROOMS, ADDRESS))).pages) == len(
            ROOMS
        )
    assert len(PdfReader(io.BytesIO(render("handout", CONGRESS, ROOMS, ADDRESS))).pages) == 1


def test_a_tent_can_be_read_from_both_sides_of_the_table() -> None:
    page = PdfReader(io.BytesIO(render("tents", CONGRESS, ROOMS[:1], ADDRESS))).pages[0]
    assert squeezed(page.extract_text()).count(ROOMS[0].code) == 4


@pytest.mark.parametrize("url", [f"{ADDRESS}/482913-047112", "http://192.168.178.20:8000/000000"])
def test_the_qr_code_has_exactly_the_modules_of_its_address(url: str) -> None:
    drawn = qr_svg(url)
    dark = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1\.03", drawn):
        dark |= {(int(x) + step, int(y)) for step in range(int(length))}
    wanted = segno.make(url, error="m", micro=False).matrix
    border = print_kit.QUIET_ZONE
    assert dark == {
        (x + border, y + border)
        for y, row in enumerate(wanted)
        for x, module in enumerate(row)
        if module
    }
    assert f'viewBox="0 0 {len(wanted) + 8} {len(wanted) + 8}"' in drawn


@pytest.mark.survey
def test_hostile_and_very_long_texts_stay_text_and_keep_to_their_page() -> None:
    question = Choice(id="q", prompt="Was?", options=("A", "B"))
    for turn, text in enumerate((*MARKUP, "Sehr langer Titel " * 11, "")):
        poll = deck.Poll(id="p", title=text, subtitle=text * 2, host=text, questions=(question,))
        event = deck.Event(
            id="e",
            title=text,
            languages=("en",),
            place=text,
            date=text,
            hosts=(text,),
            polls=(poll,),
        )
        # What is too long for one sheet need not be for another; markup takes turns.
        for sheet in SHEETS if len(text) > MOST_OF_MARKUP else taking_turns(SHEETS, turn):
            file = render(
                sheet,
                event,
                [PrintedRoom(poll, "123456", "123456-047112")],
                f"{ADDRESS}/{'lang' * 10}",
            )
            if sheet != "handout":  # which goes on to the next page, as with many polls
                assert len(PdfReader(io.BytesIO(file)).pages) == 1, (sheet, text)
            if text.isascii():
                assert squeezed(text) in text_of(file)


def test_the_short_address_is_what_people_type() -> None:
    assert short("https://poll.example.org/") == "poll.example.org"
    assert short("http://10.0.0.5:8000") == "10.0.0.5:8000"


async def test_the_organiser_downloads_the_kit(house: House) -> None:
    await house.sign_in()
    event = await house.add()
    page = (await house.browser.get(f"/organise/{event.id}?lang=de")).text
    assert "Zum Ausdrucken" in page
    links = re.findall(r'href="(/organise/[^"]*/print/[^"]*)"', page)
    assert f"/organise/{event.id}/print/handout" in links
    assert f"/organise/{event.id}/{event.polls[0].slug}/print/poster" in links
    for link in links:
        response = await house.browser.get(link)
        assert response.headers["content-type"] == "application/pdf"
        assert response.headers["content-disposition"].endswith('.pdf"')
        assert event.polls[0].code in text_of(response.content)
    assert (await house.browser.get(f"/organise/{event.id}/print/banner")).status_code == 404


async def test_nobody_else_gets_it(house: House) -> None:
    event = await house.add()
    response = await house.browser.get(f"/organise/{event.id}/print/handout")
    assert response.status_code == 303
