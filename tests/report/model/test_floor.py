"""What the hall asked stands in every file that is read by people, with the same figures."""

import io
import json
import zipfile

import openpyxl
import pytest
from docx import Document
from pptx import Presentation

from poll_server.live.beside.board import HallEntry
from poll_server.report import Cut, Report, build
from poll_server.report.docx import word
from poll_server.report.html import html
from poll_server.report.json import render as as_json
from poll_server.report.pdf import pdf
from poll_server.report.pptx import slides
from poll_server.report.xlsx import xlsx
from poll_server.store.parts.beside.floor_store import Entry, Floor
from tests.support.cases import EVENT
from tests.support.files.report_texts import pdf_pages

FLOOR = Floor(
    version=9,
    entries={
        "a": Entry(1, "key-of-anna", "Wer bezahlt die Geräte?", "Anna", "shown"),
        "b": Entry(2, "", "Wann?", "", "shown", answered=True, answer="Im Mai."),
        "c": Entry(3, "", "Nie gezeigt", "", "waiting"),
        "d": Entry(4, "", "Zurückgestellt", "", "hidden"),
        "e": Entry(5, "", "Dasselbe in Grün", "", "shown", into="a"),
    },
    counts={"a": 3, "b": 12, "c": 5, "d": 5, "e": 1},
)


@pytest.fixture(scope="module")
def report() -> Report:
    return build("event", EVENT, Cut({}, floors={"forum-1": FLOOR}), "de")


def test_only_what_everybody_saw_is_told_open_ones_first(report: Report) -> None:
    floor = report.polls[0].floor
    assert floor is not None
    assert [(each.text, each.votes) for each in floor.entries] == [
        ("Wer bezahlt die Geräte?", 3),
        ("Wann?", 12),
    ]
    assert floor.summary == "2 Fragen · 1 davon beantwortet · 15 Stimmen"
    assert isinstance(floor.entries[0], HallEntry)
    assert "key-of-anna" not in repr(report)


def pdf_text(report: Report) -> str:
    return "\n".join(pdf_pages(pdf.render(report)))


def docx_text(report: Report) -> str:
    return "\n".join(p.text for p in Document(io.BytesIO(word.render(report))).paragraphs)


def pptx_text(report: Report) -> str:
    deck = Presentation(io.BytesIO(slides.render(report)))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    return "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)


def xlsx_text(report: Report) -> str:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(report)))
    return "\n".join(
        " · ".join(str(cell) for cell in row if cell is not None)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
    )


def html_text(report: Report) -> str:
    return html.render(report).decode()


@pytest.mark.parametrize("written", [pdf_text, docx_text, pptx_text, xlsx_text, html_text])
def test_every_file_has_them(report: Report, written: object) -> None:
    text = " ".join(written(report).replace("\u00a0", " ").split())  # type: ignore[operator]
    for said in ("Fragen aus dem Publikum", "Wer bezahlt die Geräte?", "Im Mai.", "12"):
        assert said in text
    assert "Nie gezeigt" not in text
    assert "Zurückgestellt" not in text
    assert "Dasselbe" not in text


def test_json_has_them_as_data(report: Report) -> None:
    told = json.loads(as_json(report))["polls"][0]["audience"]
    assert told[0] == {
        "text": "Wer bezahlt die Geräte?", "name": "Anna", "votes": 3,
        "answered": False, "answer": "", "label": "", "source": "", "taken": 0,
    }  # fmt: skip


def test_a_poll_in_which_nobody_asked_says_nothing_of_it() -> None:
    report = build("event", EVENT, Cut({}, floors={"forum-1": Floor()}), "de")
    assert report.polls[0].floor is None
    with zipfile.ZipFile(io.BytesIO(xlsx.render(report))) as book:
        assert not any("Publikum" in book.read(name).decode() for name in book.namelist())


def test_what_was_taken_over_is_marked_in_every_file_and_counted_apart() -> None:
    taken = Entry(6, "", "Warum?", "", "shown", source="Slido", taken=7)
    floor = Floor(entries={**FLOOR.entries, "f": taken}, counts={**FLOOR.counts, "f": 1})
    report = build("event", EVENT, Cut({}, floors={"forum-1": floor}), "de")
    told = report.polls[0].floor
    assert told is not None
    assert told.summary == (
        "3 Fragen · 1 davon beantwortet · 16 Stimmen · 1 davon übernommen aus Slido · "
        "dort 7 Stimmen, getrennt gezählt"
    )
    for text in (docx_text(report), xlsx_text(report), html.render(report).decode()):
        assert "7 Stimmen übernommen aus Slido" in text
    (asked, *_) = json.loads(as_json(report))["polls"][0]["audience"][1:]
    assert (asked["votes"], asked["source"], asked["taken"]) == (1, "Slido", 7)
