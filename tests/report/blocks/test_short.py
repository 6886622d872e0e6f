"""The short form: findings and charts, with their cautions, and nothing else."""

import io
import json
from functools import cache
from typing import Any

import docx
import pptx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from poll_server.report import FORMATS, Format, Report, file_name, render
from poll_server.report.model.side_by_side import rounds_compared
from tests.support.events.report_cases import every_kind, forums
from tests.support.files.report_texts import made, squeezed, words

SEEN: tuple[Format, ...] = ("docx", "pdf", "pptx", "xlsx", "html")


@cache
def built(*, short: bool) -> Report:
    kinds = every_kind()
    return forums([[*kinds, kinds[0]], kinds], "de", short=short, interval=True)


@pytest.mark.parametrize("format_", SEEN)
def test_findings_and_charts_stay_and_the_rest_goes(format_: Format) -> None:
    short, whole = words(built(short=True), format_), words(built(short=False), format_)
    report = built(short=True)
    for poll in report.polls:
        for finding in poll.findings:
            assert squeezed(finding) in short
        choice = poll.questions[0].last
        assert squeezed(choice.base) in short
        assert squeezed(choice.note) in short
        for row in choice.results.series[0].rows:
            if format_ in ("pptx", "xlsx"):  # charts that the program draws
                assert squeezed(row.label) in short
    compared = rounds_compared(report.polls[0].questions[0], "de")
    assert compared
    checksum = report.polls[0].questions[0].last.sha256
    for text in (checksum, squeezed("In eigenen Worten"), squeezed(compared.caption)):
        assert text in whole
        assert text not in short
    assert len(short) < 0.6 * len(whole)
    assert squeezed("Sie sind nicht repräsentativ für eine größere Gruppe.") in short


def test_there_are_no_tables_but_as_many_charts() -> None:
    short, whole = built(short=True), built(short=False)
    document: Any = docx.Document(io.BytesIO(made(short, "docx")))
    before: Any = docx.Document(io.BytesIO(made(whole, "docx")))
    assert not document.tables
    page = made(short, "html").decode().partition("<body>")[2]
    assert page.count('class="chart"') == made(whole, "html").decode().count('class="chart"') > 4
    assert "<table" not in page
    assert len(document.inline_shapes) == len(before.inline_shapes) > 4
    slides: Any = pptx.Presentation(io.BytesIO(made(short, "pptx")))
    shapes = [shape for slide in slides.slides for shape in slide.shapes]
    assert not [shape for shape in shapes if shape.has_table]
    assert len([shape for shape in shapes if shape.has_chart]) > 4
    pages = len(PdfReader(io.BytesIO(made(short, "pdf"))).pages)
    assert pages < len(PdfReader(io.BytesIO(made(whole, "pdf"))).pages)
    names = load_workbook(io.BytesIO(made(short, "xlsx"))).sheetnames
    assert "Anhang" not in names
    assert "Daten" not in names
    assert "Umfrage 1 Frage 4" not in names, "open answers have no chart"


def test_a_program_gets_the_last_round_of_each_question() -> None:
    plain = json.loads(render(built(short=True), "json"))
    assert plain["short"] is True
    first = plain["polls"][0]["questions"][0]
    assert [round_["attempt"] for round_ in first["rounds"]] == [2]
    assert render(built(short=True), "csv") == render(built(short=False), "csv")


@pytest.mark.parametrize("format_", FORMATS)
def test_its_file_is_not_taken_for_the_whole_report(format_: Format) -> None:
    short, whole = (file_name(built(short=each), format_) for each in (True, False))
    assert (short != whole) is (format_ != "csv")
    assert format_ == "csv" or short == f"zbr-ergebnisse-kurz.{format_}"
