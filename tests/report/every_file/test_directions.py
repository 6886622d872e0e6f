"""Scripts read from right to left turn nothing round; what no font has is named, never a frame."""

import io
from typing import Any

import docx
import pptx
import pytest
from pypdf import PdfReader

from poll_server.base.text import isolated
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.text import OpenText
from poll_server.report import Format, render
from poll_server.report.office import leftwards
from poll_server.report.pdf import typesetting
from tests.support.events.report_cases import event, outcome, report
from tests.support.files.report_texts import words

ARABIC = Choice(id="q", prompt="Welche?", options=("مرحبا بالعالم 2018", "Deutsch"))
THUMB = Choice(id="q", prompt="Gut?", options=("👍 gern", "👩🏽‍🏫", "Nein"))


def test_a_text_from_right_to_left_is_isolated_in_a_sentence_and_no_other() -> None:
    assert isolated("Deutsch 50 %") == "Deutsch 50 %"
    assert isolated("שלום 50 %") == "\u2068שלום 50 %\u2069"
    found = outcome(ARABIC, [{"options": [0]}] * 12, "de")
    (said,) = report(event(ARABIC), [found], "de").polls[0].findings
    assert said == "Welche? 100\u202f% antworteten mit „\u2068مرحبا بالعالم 2018\u2069“ (n = 12)."


def test_a_german_sentence_that_begins_with_a_quoted_word_stays_german() -> None:
    assert leftwards("„مرحبا“ wurde gewählt")
    assert not leftwards("„\u2068مرحبا\u2069“ wurde gewählt")
    both = Choice(id="q", prompt="Welche?", options=ARABIC.options, most=2)
    found = outcome(both, [{"options": [0, 1]}] * 12, "de")
    deck: Any = pptx.Presentation(io.BytesIO(render(report(event(both), [found], "de"), "pptx")))
    bullets = [
        paragraph
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        if "am häufigsten" in paragraph.text
    ]
    assert bullets
    assert not [each for each in bullets if each._p.get_or_add_pPr().get("rtl")]


@pytest.mark.parametrize("format_", ["docx", "pdf", "pptx", "xlsx", "html", "json"])
def test_every_file_keeps_the_text_itself(format_: Format) -> None:
    found = outcome(ARABIC, [{"options": [0]}] * 12, "de")
    said = words(report(event(ARABIC), [found], "de"), format_)
    assert "2018" in said
    if format_ != "pdf":  # pypdf gives back the letters as they are drawn
        assert "مرحبابالعالم2018" in said


MIXED = Choice(id="q", prompt="Welche?", options=("مرحبا DIN", "Deutsch"))
"""From right to left DIN stands at the left end of it."""


def mixed(format_: Format) -> bytes:
    return render(
        report(event(MIXED), [outcome(MIXED, [{"options": [0]}] * 12, "de")], "de"), format_
    )


def test_the_pdf_sets_it_from_right_to_left_in_chart_and_table() -> None:
    at: dict[str, list[float]] = {"DIN": [], "مرحبا": []}

    def see(text: str, place: list[float], line: list[float], *_: Any) -> None:
        if text.strip() in at:
            at[text.strip()].append(place[4] + line[4])

    for page in PdfReader(io.BytesIO(mixed("pdf"))).pages:
        page.extract_text(visitor_text=see)
    assert len(at["DIN"]) == len(at["مرحبا"]) == 3, "in the finding, the chart and the table"
    assert all(x < y for x, y in zip(at["DIN"], at["مرحبا"], strict=True))


def test_word_and_powerpoint_are_told_so_and_the_page_looks_itself() -> None:
    document: Any = docx.Document(io.BytesIO(mixed("docx")))
    (cell,) = [c for t in document.tables for row in t.rows for c in row.cells if "DIN" in c.text]
    assert list(cell._tc.iter("{*}bidi"))
    assert list(cell._tc.iter("{*}rtl"))
    many = OpenText(id="t", prompt="Warum?")
    said = outcome(many, [{"text": "مرحبا DIN"}], "de")
    built = report(event(many), [said], "de")
    document = docx.Document(io.BytesIO(render(built, "docx")))
    (bullet,) = [p for p in document.paragraphs if "DIN" in p.text]
    assert list(bullet._p.iter("{*}bidi"))
    assert list(bullet._p.iter("{*}rtl"))
    deck: Any = pptx.Presentation(io.BytesIO(render(built, "pptx")))
    frames = [s.text_frame for slide in deck.slides for s in slide.shapes if s.has_text_frame]
    (line,) = [p for frame in frames for p in frame.paragraphs if "DIN" in p.text]
    assert line._p.get_or_add_pPr().get("rtl") == "1"
    assert '<span dir="auto">مرحبا DIN' in mixed("html").decode()


def test_marks_of_a_deck_that_are_not_closed_do_not_reach_past_their_text() -> None:
    assert typesetting._printable("a\u2068b") == "ab"
    assert typesetting._printable("a\u2067b\u202e") == "ab"
    assert typesetting._printable("„\u2068ש\u2069“") == "„\u2068ש\u2069“"


@pytest.mark.parametrize(
    ("language", "names"),
    [("de", ("[Daumen hoch]", "[Lehrerin mittlere Hautfarbe]")), ("en", ("[thumbs up]", "[woman"))],
)
def test_an_emoji_that_no_font_has_is_named_in_the_reports_language(
    monkeypatch: pytest.MonkeyPatch, language: str, names: tuple[str, ...]
) -> None:
    monkeypatch.setattr(typesetting, "_DRAWN", dict.fromkeys("👍👩🏽🏫", False))
    found = outcome(THUMB, [{"options": [0]}] * 12, language)
    pages = PdfReader(io.BytesIO(render(report(event(THUMB), [found], language), "pdf"))).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    for name in names:
        assert name.casefold() in said.casefold()


def test_what_a_font_has_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Debian's or the user's fonts have an emoji, Typst finds it: nothing is put for it."""
    monkeypatch.setattr(typesetting, "_DRAWN", {"👍": True})
    assert typesetting._lacking({"a": "👍 gern"}) == set()
    assert typesetting.named({"a": "👍 gern", "language": "de"}, set())["a"] == "👍 gern"


def test_a_picture_names_it_too() -> None:
    """Typst refuses no picture for it: without a look beforehand it would show an empty frame."""
    assert typesetting._lacking({"a": "Äß€ \U0001fbff"}) == {"\U0001fbff"}
    data = {"rows": [{"lines": ["B\u0378", "A"]}], "language": "de"}
    assert typesetting.named(data, {"\u0378"})["rows"] == [{"lines": ["B[u+0378]", "A"]}]


def test_letters_that_no_font_has_are_spelt_and_part_at_blanks() -> None:
    def named(text: str, language: str = "de") -> Any:
        return typesetting.named({"a": text, "language": language}, {*text} - {*"ab "})["a"]

    assert named("a中文 日本語b") == "a[cjk 4e2d 6587] [cjk 65e5 672c 8a9e]b"
    assert named("한국") == "[hangul han gug]"
    assert named("a☊★b") == "a[ascending node][black star]b"
    assert (named("👍"), named("👍", "en")) == ("[Daumen hoch]", "[thumbs up]")


def test_a_label_of_rare_letters_leaves_all_others_legible(monkeypatch: pytest.MonkeyPatch) -> None:
    """One in Chinese made all labels of a chart 1 pt high where there is no such font."""
    rare = "中文日本語" * 4
    monkeypatch.setattr(typesetting, "_DRAWN", dict.fromkeys(rare, False))
    asked = Choice(id="c", prompt="?", options=(rare, "Deutsch"))
    found = outcome(asked, [{"options": [0]}, {"options": [1]}], "de")
    sizes: list[float] = []

    def sized(text: str, _page: Any, matrix: list[float], _font: Any, size: float) -> None:
        if "Deutsch" in text:
            sizes.append(abs(size * matrix[3]))

    for page in PdfReader(io.BytesIO(render(report(event(asked), [found], "de"), "pdf"))).pages:
        page.extract_text(visitor_text=sized)
    assert len(sizes) >= 2  # in the chart and in the table
    assert min(sizes) > 7  # points
