"""Whatever is written, by a deck or by a phone, stays text: no formula, no markup, no script."""

import csv
import io
import json
import re
import zipfile
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from poll_server.deck import deck
from poll_server.questions.writing.written import clean
from poll_server.report import Report
from poll_server.report.csv import FORMULA_STARTS, safe
from poll_server.report.html.html import script_json
from poll_server.report.html.nested import strong
from tests.report.every_file import hostile
from tests.support.events import hostile_case
from tests.support.events.report_cases import HOSTILE, every_kind, outcome, report
from tests.support.files.report_texts import made
from tests.support.files.web_page import Page


@cache
def hostile_report(language: str = "de") -> Report:
    """A report in which every text there is is hostile."""
    asked = every_kind(HOSTILE)
    rounds = [
        outcome(question, answers, language, number=number)
        for number, (question, answers) in enumerate(asked, 1)
    ]
    rounds.append(outcome(*asked[0], language, number=len(asked) + 1, attempt=2))
    made = deck.Event(
        id="zbr",
        title=HOSTILE[0],
        place=HOSTILE[5],
        date=HOSTILE[6],
        hosts=HOSTILE,
        polls=(
            deck.Poll(
                id="forum-1",
                title=HOSTILE[0],
                subtitle=HOSTILE[5],
                host=HOSTILE[3],
                code="482913",
                questions=tuple(question for question, _ in asked),
            ),
        ),
    )
    return report(made, rounds, language)


def test_a_hundred_strings_stand_whole_in_every_file() -> None:
    """The short form of `make hostile`; where a file shows a text, it is there to be found."""
    strings = hostile_case.Strings(seed=1)
    event = hostile_case.case(strings, "de")
    assert len(strings.all) > 80
    hostile.check(event, hostile_case.case(hostile_case.Harmless(0), "de"))


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_csv_cell_can_be_a_formula(language: str) -> None:
    content = made(hostile_report(language), "csv").decode("utf-8-sig")
    delimiter = ";" if language == "de" else ","
    cells = [
        c for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter) for c in row
    ]
    assert not [cell for cell in cells if cell.lstrip().startswith(FORMULA_STARTS)]
    for text in HOSTILE:
        assert safe(text) in cells or safe(clean(text)) in cells


@given(st.text(max_size=30))
def test_a_safe_cell_is_the_text_or_the_text_after_an_apostrophe(text: str) -> None:
    made = safe(text)
    assert made in (text, f"'{text}")
    assert not made.startswith(FORMULA_STARTS)
    assert safe("93") == "93"


@pytest.mark.parametrize(
    "text", ["1-2", "3/4", "1.5.", "1. 5. 2018", "12/2018", "007", "2E3", " 1-2 "]
)
def test_what_excel_would_make_a_date_or_another_number_of_stays_text(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["1–2", "1-2 Jahre", "2018", "0", "2018-09-20T08:17:00Z", "0,5"])
def test_what_excel_leaves_alone_stands_as_it_is(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_csv_says_that_it_is_unicode(language: str) -> None:
    assert made(hostile_report(language), "csv").startswith(b"\xef\xbb\xbf")


def test_no_xlsx_cell_is_a_formula_and_texts_are_intact() -> None:
    content = made(hostile_report(), "xlsx")
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = {cell.value for cell in cells}
    for text in HOSTILE:
        assert unescaped(text) in {unescaped(str(t)) for t in texts}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [
            n for n in parts.namelist() if n.startswith(("xl/worksheets/sheet", "xl/charts/"))
        ]
        for name in sheets:
            xml = parts.read(name).decode()
            assert "<f>" not in xml
            # A chart's references are ours: cells of its own sheet, nothing somebody wrote.
            for reference in re.findall(r"<c:f>(.*?)</c:f>", xml):
                assert re.fullmatch(r"'Frage \d'!\$[A-Z]\$\d+(:\$[A-Z]\$\d+)?", reference)
        assert not [name for name in parts.namelist() if "external" in name.lower()]


def unescaped(text: str) -> str:
    """Without the file format's own escape of `_x0041_`, which openpyxl leaves in place."""
    return text.replace("_x005F_", "_")


def test_the_page_holds_no_markup_that_somebody_wrote() -> None:
    parsed, page = Page(), made(hostile_report(), "html").decode()
    parsed.feed(page)
    assert not parsed.tags & {"b", "object", "iframe", "form", "link", "base"}
    links = re.findall(r'<a [^>]*href="([^"]*)"', page.partition("<script>")[0])
    assert links
    assert all(re.fullmatch(r"#[a-z0-9-]+", link) for link in links), "the contents, and no other"
    assert not [name for name in parsed.attributes if name.startswith("on")]
    seen = "".join(parsed.text)
    for text in HOSTILE:
        assert text in seen or clean(text) in seen
    # The style, two figures, Plotly, and our own: nothing else. (Open answers have no figure, and
    # seventeen options are too many for one.)
    assert len(parsed.scripts) == 1 + 2 + 2
    for figure in parsed.scripts[1:3]:
        assert json.loads(figure)["data"]
        assert "<" not in figure


def test_a_figure_says_hostile_text_as_text() -> None:
    parsed = Page()
    parsed.feed(made(hostile_report(), "html").decode())
    for figure in parsed.scripts[1:3]:
        for text in _strings(json.loads(figure)):
            # What Plotly would take for markup is our own: line break, bold, a legend's square.
            for tag in re.findall(r"<[^>]*>?", text):
                assert re.fullmatch(r'<br>|</?b>|<span style="color:#[0-9a-f]{6}">|</span>', tag)


def _strings(value: Any) -> list[str]:
    """Every text of a figure that is drawn."""
    if isinstance(value, str):
        return [value]
    # `ids` name the points of a figure for its script; they are never drawn.
    parts = (
        [part for name, part in value.items() if name != "ids"]
        if isinstance(value, dict)
        else value
        if isinstance(value, list)
        else []
    )
    return [text for part in parts for text in _strings(part)]


@given(st.recursive(st.text() | st.sampled_from(HOSTILE), st.lists, max_leaves=5))
def test_json_in_a_script_cannot_end_it(value: Any) -> None:
    encoded = script_json(value)
    assert not set("<>&\u2028\u2029") & set(encoded)
    assert msgspec.json.decode(encoded.encode()) == value


@given(st.text() | st.sampled_from(HOSTILE))
def test_a_sentence_is_escaped_around_its_figures(text: str) -> None:
    made = str(strong(f"{text} 93\u202f% {text} (n = 12)"))
    assert "<strong>93\u202f%</strong>" in made
    assert "(n\u00a0=\u00a012)" in made
    assert set(re.findall(r"<[^>]*>", made)) == {"<strong>", "</strong>"}


def test_json_is_intact() -> None:
    plain = json.loads(made(hostile_report(), "json"))
    (poll,) = plain["polls"]
    assert poll["title"] == HOSTILE[0]
    rows = poll["questions"][0]["rounds"][0]["series"][0]["rows"]
    assert [row["label"] for row in rows][: len(HOSTILE)] == list(HOSTILE)
