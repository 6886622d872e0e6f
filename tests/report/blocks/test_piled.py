"""Open answers in topics stand in every file, with who made these."""

import io
import json
from dataclasses import replace
from typing import Any

import docx
import openpyxl
import pptx
import pytest

from poll_server.questions.writing.piles import PileStep, lie, text_sum
from poll_server.report import render
from tests.support.cases import THOUGHTS
from tests.support.events.report_cases import event, outcome, report
from tests.support.files.office_files import undrawn

SAID = [{"text": text} for text in ("WLAN", "WLAN", "Pausen", "Ein Hund")]
TOLD = "Von der Moderation gruppiert: 2 Themen, 3 von 4 Beiträgen"
STEP = PileStep(
    "aaaaaaaa",
    {"1": (text_sum("text:pausen"),), "2": (text_sum("text:wlan"),)},
    {"2": "=Netz <b>"},
)


def test_topics_have_a_table_and_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    undrawn(monkeypatch)
    closed = outcome(THOUGHTS, SAID, "de")
    piled = replace(closed, piles=lie(1, closed.tally, [STEP]))
    made = report(event(THOUGHTS), [piled], "de")
    ((told,),) = ([q["rounds"][0] for q in p["questions"]] for p in _polls(render(made, "json")))
    topics = [{"name": "=Netz <b>", "contributions": 2}, {"name": "Pausen", "contributions": 1}]
    assert told["piles"] == {"in_words": TOLD, "topics": topics}

    word = docx.Document(io.BytesIO(render(made, "docx")))
    rows = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    assert ["=Netz <b>", "2"] in rows
    assert any(TOLD in paragraph.text for paragraph in word.paragraphs)
    book = openpyxl.load_workbook(io.BytesIO(render(made, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "=Netz <b>" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)
    slides = pptx.Presentation(io.BytesIO(render(made, "pptx"))).slides
    on_tables = [s for s in slides if any(shape.has_table for shape in s.shapes)]
    with_texts = [s for s in slides if any("Ein Hund" in _text_of(shape) for shape in s.shapes)]
    assert any("=Netz <b>" in cell.text for s in on_tables for cell in _cells(s))
    assert len(with_texts) == 1
    assert with_texts[0] not in on_tables  # they stood on each other
    page = render(made, "html").decode()
    assert TOLD in page
    assert "=Netz &lt;b&gt;" in page
    assert TOLD not in render(report(event(THOUGHTS), [closed], "de"), "html").decode()


def _text_of(shape: Any) -> str:
    return str(shape.text_frame.text) if shape.has_text_frame else ""


def _cells(slide: Any) -> list[Any]:
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    return [cell for table in tables for row in table.rows for cell in row.cells]


def _polls(file: bytes) -> list[dict[str, list[dict[str, list[dict[str, object]]]]]]:
    found: list[dict[str, list[dict[str, list[dict[str, object]]]]]] = json.loads(file)["polls"]
    return found
