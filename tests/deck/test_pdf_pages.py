"""The pages of a PDF as pictures and words; what is made to hurt is refused, and costs little."""

import io
from collections.abc import Callable

import pytest
import typst
from PIL import Image
from pypdf import PdfReader, PdfWriter

from poll_server.deck.pictures.kept import BOXES, MOST_BYTES
from poll_server.deck.pictures.paged import LARGEST_PDF, MOST_PAGES, CannotUsePdf
from poll_server.deck.pictures.pdf_pages import pdf_pages, shortened
from poll_server.questions.traits.pictured import LONGEST_ALT, NAME

TALK = """
#set page(width: 16cm, height: 9cm, margin: 1cm)
= Versorgung in der Stadt
Drei von vier Praxen haben Platz.
#pagebreak()
#rect(width: 100%, height: 100%, fill: rgb("#1f4e9e"))
#pagebreak()
Wort #lorem(90)
"""


def talk() -> bytes:
    """A heading with a sentence; a picture without words; more words than fit."""
    made: bytes = typst.compile(TALK.encode(), format="pdf")
    return made


def by_hand(box: str = "0 0 720 405", pages: int = 1, catalog: str = "") -> bytes:
    """A PDF of one empty page, as often as wanted, without a list of where its objects stand."""
    kids = "3 0 R " * pages
    return (
        f"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R {catalog} >>\nendobj\n"
        f"2 0 obj\n<< /Type /Pages /Kids [{kids}] /Count {pages} >>\nendobj\n"
        f"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [{box}] >>\nendobj\n"
        "trailer << /Size 4 /Root 1 0 R >>\nstartxref\n99999\n%%EOF\n"
    ).encode()


def locked(user: str) -> bytes:
    """The talk, so that not all is allowed with it; or with a password."""
    out = io.BytesIO()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(talk())))
    writer.encrypt(user, owner_password="of its owner", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def test_each_page_is_drawn_for_stage_and_phones_and_read() -> None:
    first, blue, long = pdf_pages(talk())
    assert first.title == "Versorgung in der Stadt"
    assert first.words == "Versorgung in der Stadt Drei von vier Praxen haben Platz."
    assert (blue.title, blue.words) == ("", "")
    assert long.words.startswith("Wort Lorem ipsum")
    assert long.words.endswith("…")
    assert 200 < len(long.words) <= LONGEST_ALT
    for each in (first, blue, long):
        assert NAME.fullmatch(each.picture.name)
        for size, content in (("stage", each.picture.stage), ("phone", each.picture.phone)):
            assert len(content) <= MOST_BYTES[size]  # type: ignore[index]
            with Image.open(io.BytesIO(content)) as picture:
                assert picture.width == BOXES[size][0]  # type: ignore[index]
    with Image.open(io.BytesIO(blue.picture.stage)) as picture:
        middle = picture.convert("RGB").getpixel((800, 450))
    assert middle == pytest.approx((0x1F, 0x4E, 0x9E), abs=3)


def test_a_script_never_runs_and_a_list_of_objects_that_lies_is_made_anew() -> None:
    script = "/OpenAction << /S /JavaScript /JS (while (true);) >>"
    (page,) = pdf_pages(by_hand(catalog=script))
    assert page.words == ""


@pytest.mark.parametrize(
    ("content", "why", "page"),
    [
        (lambda: b"", "format", 0),
        (lambda: b"\x89PNG no page of anything", "format", 0),
        (lambda: talk()[:400], "format", 0),
        (lambda: by_hand().replace(b"/Kids [3 0 R", b"/Kids [2 0 R"), "format", 0),
        (lambda: b"%PDF-1.7" + bytes(LARGEST_PDF), "file", 0),
        (lambda: by_hand(pages=MOST_PAGES + 1), "pages", 0),
        (lambda: by_hand(pages=5000), "pages", 0),
        (lambda: by_hand(box="0 0 99999999 99999999"), "box", 1),
        (lambda: by_hand(box="0 0 720 0.5"), "box", 1),
        (lambda: locked("secret"), "locked", 0),
        (lambda: locked(""), "locked", 0),
    ],
)
def test_what_cannot_be_used_is_refused(content: Callable[[], bytes], why: str, page: int) -> None:
    with pytest.raises(CannotUsePdf) as refused:
        pdf_pages(content())
    assert (refused.value.why, refused.value.page) == (why, page)


def test_words_are_cut_between_words_where_there_are_some() -> None:
    assert shortened("eins, zwei", 10) == "eins, zwei"
    assert shortened("eins, zwei", 9) == "eins…"
    assert shortened("a" * 12, 10) == "a" * 9 + "…"
