"""An event's name, colour and logo in every file: report, charts, and what is printed."""

import io
import re
from base64 import b64encode
from collections.abc import Iterator

import msgspec
import pypdf
import pytest

from poll_server.deck.brand.redraw import make
from poll_server.deck.deck import Brand
from poll_server.looks.look import LIGHT, branded
from poll_server.questions.kinds.choice import Choice
from poll_server.report import Cut, Format, Report, build, render
from poll_server.report.chart_files import chart_files
from poll_server.report.making.orders import SHEETS
from poll_server.report.pdf import print_kit
from tests.support.events.report_cases import event, outcome
from tests.support.files.logos import BLUE, drawing, png
from tests.support.files.office_files import sound

NAME = "Stiftung Blaue & <Brücke>"
LOOK = branded(BLUE)["light"]
ASKED = Choice(id="phones", prompt="Handys?", options=("Ja", "Nein", "Vielleicht"))
EVENT = msgspec.structs.replace(event(ASKED), brand=Brand(name=NAME, accent=BLUE))
VOTES = [{"options": [0]}] * 8 + [{"options": [1]}] * 3


@pytest.fixture(scope="module")
def logo() -> bytes:
    return make(png(drawing())).large


@pytest.fixture(scope="module")
def report(logo: bytes) -> Report:
    return build("zbr", EVENT, Cut({"forum-1": [outcome(ASKED, VOTES, "de")]}, logo=logo), "de")


def colours(files: dict[str, bytes]) -> set[str]:
    """Every colour that stands in the XML of an office file."""
    found = set()
    for name, content in files.items():
        if name.endswith(".xml"):
            found |= {
                f"#{each.decode().lower()}"
                for each in re.findall(b'"(?:FF)?([0-9A-Fa-f]{6})"', content)
            }
    return found


@pytest.mark.parametrize("format_", ["docx", "pptx", "xlsx"])
def test_office_files_have_its_logo_its_name_and_its_colours(
    report: Report, logo: bytes, format_: Format
) -> None:
    files = sound(render(report, format_))
    assert logo in files.values()
    text = b"".join(content for name, content in files.items() if name.endswith(".xml"))
    assert b'descr="Stiftung Blaue &amp; &lt;Br\xc3\xbccke&gt;"' in text
    assert text.count("Stiftung Blaue &amp; &lt;Brücke&gt;".encode()) >= 2  # and as text
    found = colours(files)
    assert LOOK.accent in found
    assert not {LIGHT.accent, LIGHT.bar, LIGHT.soft} & found
    if format_ != "docx":  # there, charts are pictures
        assert LOOK.bar in found


def test_a_deck_of_slides_has_the_logo_in_every_layout(report: Report) -> None:
    files = sound(render(report, "pptx"))
    layouts = [name for name in files if re.fullmatch(r"ppt/slideLayouts/[^/]*\.xml", name)]
    assert len(layouts) == 3
    for name in layouts:
        assert b"<p:pic" in files[name]
        assert (
            b"/media/image" in files[name.replace("slideLayouts/", "slideLayouts/_rels/") + ".rels"]
        )


def test_a_page_has_it_without_asking_anybody(report: Report, logo: bytes) -> None:
    page = render(report, "html").decode()
    picture = b64encode(logo).decode()
    assert f'<img class="logo" src="data:image/png;base64,{picture}" alt="' in page
    assert "Stiftung Blaue &amp; &lt;Brücke&gt; · 20. September" in page
    assert f"--accent:{LOOK.accent};" in page
    assert f'"{LOOK.accent}","{LOOK.bar}"' in page  # the figure's bars
    assert LIGHT.accent not in page.partition("<script>")[0]


def images(content: bytes) -> Iterator[tuple[int, int]]:
    """The sizes of the pictures in a PDF."""
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        yield from (found.image.size for found in page.images if found.image)


def test_paper_has_it(report: Report, logo: bytes) -> None:
    width, height = 560, 120
    content = render(report, "pdf")
    assert list(images(content)) == [(width, height)]
    assert "Blaue" in pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    rooms = [print_kit.PrintedRoom(poll, "482913", "482913-047112") for poll in EVENT.polls]
    for sheet in SHEETS:
        plain = print_kit.render(sheet, EVENT, rooms, "https://poll.example.org")
        assert list(images(plain)) == []
        made = print_kit.render(sheet, EVENT, rooms, "https://poll.example.org", logo)
        assert set(images(made)) == {(width, height)}


def test_charts_as_files_have_its_colours(report: Report) -> None:
    (chart,) = chart_files(report, ("svg",))
    drawn = chart.render().decode().lower()
    assert LOOK.accent in drawn
    assert LOOK.bar in drawn
    assert LIGHT.accent not in drawn


def test_an_event_without_a_look_of_its_own_has_the_look_of_the_house() -> None:
    plain = build("zbr", event(ASKED), Cut({"forum-1": [outcome(ASKED, VOTES, "de")]}), "de")
    assert (plain.brand, plain.look, plain.logo) == ("", LIGHT, b"")
    files = sound(render(plain, "docx"))
    assert LIGHT.accent in colours(files)
    assert sum(name.startswith("word/media/") for name in files) == 1  # the chart alone
