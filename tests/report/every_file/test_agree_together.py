"""What several forums were asked alike is the same sum in all seven files."""

import csv
import io
import json
from typing import Any

import docx
import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from poll_server.base.percent import format_percent
from poll_server.live.screens import tables
from poll_server.questions import AnyQuestion
from poll_server.questions.kinds.choice import Choice
from poll_server.report import Report, render
from poll_server.report.model.document import MergedReport
from poll_server.report.model.side_by_side import polls_compared
from tests.report.comparing import (
    LANGUAGES,
    choices,
    clouds,
    expected,
    figures,
    html_rows,
    numbers,
    scales,
    without_plotly,
)
from tests.support.events.report_cases import forums
from tests.support.files.office_files import undrawn
from tests.support.files.report_texts import pdf_pages, squeezed
from tests.support.suite.at_length import WHOLE

__all__ = ["without_plotly"]  # fixtures


LONG = tuple(f"{n}. " + "Bildung über Grenzen hinweg " * 7 for n in range(30))
"""As many options as there may be; cut to 200 characters, each is as long as it may be."""


@st.composite
def congresses(draw: st.DrawFn) -> tuple[list[tuple[AnyQuestion, list[Any]]], list[int]]:
    """The answers of two or three forums to one question, and their smallest groups.

    Also: nobody, one, ties, all abstained.
    """
    question, answers = draw(st.one_of(choices(), scales(), clouds()))
    number = draw(st.integers(2, 3))
    shared = [(question, answers[n::number]) for n in range(number)]
    if isinstance(question, Choice):
        special = draw(st.sampled_from([None, [], [{"abstain": True}] * 3, TIE, TIE[:1]]))
        shared[0] = (question, shared[0][1] if special is None else special)
    return shared, draw(st.lists(st.sampled_from([1, 1, 4]), min_size=number, max_size=number))


TIE: list[Any] = [{"options": [0]}, {"options": [1]}] * 4


@pytest.mark.survey
@settings(max_examples=6 if WHOLE else 3)
@given(congresses(), LANGUAGES)
def test_a_question_of_several_forums_is_the_sum_of_them_in_all_seven_files(
    made: tuple[list[tuple[AnyQuestion, list[Any]]], list[int]], language: str
) -> None:
    shared, smallest = made
    built = forums([[each] for each in shared], language, smallest=smallest, interval=True)
    told = [p.questions[0].last for p in built.polls if not p.questions[0].last.withheld]
    if len(told) < 2:
        assert built.merged == ()
        return
    (merged,) = built.merged
    results = merged.result.last.results
    assert results.votes == sum(each.results.votes for each in told)
    assert results.base == sum(each.results.base for each in told)
    assert results.abstained == sum(each.results.abstained for each in told)
    counts: dict[tuple[str, str], int] = {}
    for each in told:
        for statement, label, count, _ in expected(each.results):
            counts[statement, label] = counts.get((statement, label), 0) + count
    truth = expected(results)
    assert {(statement, label): count for statement, label, count, _ in truth} == counts
    agree(built, merged, squeezed(" ".join(pdf_pages(render(built, "pdf")))))


def test_thirty_options_of_two_hundred_letters_agree_too() -> None:
    options = tuple(text[:200].strip() for text in LONG)
    question = Choice(id="q", prompt="Was?", options=options, most=30)
    asked = [
        [(question, [{"options": list(range(n % 30 + 1))} for n in range(start, 60, 2)])]
        for start in (0, 1)
    ]
    built = forums(asked, "de")
    agree(built, built.merged[0], squeezed(" ".join(pdf_pages(render(built, "pdf")))))


def agree(built: Report, merged: MergedReport, pages: str) -> None:
    """Every file has the merged counts, shares, intervals, the forums beside them, the sentence.

    Args:
        pages: the PDF's text, squeezed.
    """
    results, language = merged.result.last.results, built.language
    spans = [
        tables.interval(row, series.base) if merged.result.last.interval else None
        for series in results.series
        for row in series.rows
    ]
    lines = [(*line, span) for line, span in zip(expected(results), spans, strict=True)]
    plain = json.loads(render(built, "json"))["merged"][0]
    assert [
        (series["label"], row["label"], row["count"], row["percent"], interval_of(row))
        for series in plain["result"]["series"]
        for row in series["rows"]
    ] == lines
    for rows in (csv_rows(built), data_rows(built)):
        found = [row for row in rows if str(row[0]).startswith(("Zusammen:", "Together:"))]
        texts = {text.text for text in merged.result.last.texts}
        assert [
            (row[5] or "", *row[6:9], row[18:20] if any(row[18:]) else None)
            for row in found
            if row[7] is not None and not (row[8] is None and row[6] in texts)
        ] == lines
    if not results.base:
        return
    with pytest.MonkeyPatch.context() as patch:
        # Pictures are drawn from the same rows; drawing them is not what is looked at here.
        undrawn(patch)
        document: Any = docx.Document(io.BytesIO(render(built, "docx")))
    slides: Any = pptx.Presentation(io.BytesIO(render(built, "pptx")))
    intervals = merged.result.last.interval
    whole = tables.figures(results, language, intervals=intervals).rows
    beside = polls_compared(merged, language)
    assert beside is not None
    word = [row for table in document.tables for row in cells_of(table._tbl)]
    shown = [
        row
        for slide in slides.slides
        for shape in slide.shapes
        if shape.has_table
        for row in cells_of(shape.table._tbl)
    ]
    page = html_rows(render(built, "html").decode())
    compared = beside.lines(40)
    steps_fit = len(results.series) == 1 or len(results.series[0].rows) <= 6
    for line in whole[:40]:
        said = tuple(cell.text for cell in line)
        assert said in page
        assert squeezed("".join(said)) in pages or not steps_fit
        assert said in word or not steps_fit
        if intervals:
            one = len(results.series) == 1
            assert (said if one else (said[0], *said[-4:])) in shown
    for _, label, count, share, _ in lines if not steps_fit else ():
        printed = (label, str(count), format_percent(share, language))
        assert squeezed("".join(printed)) in pages
        assert any(row[:3] == printed for row in word)
    for cells in compared:
        assert cells in word
        assert cells in shown
        assert cells in page
        assert squeezed("".join(cells)) in pages
    for sentence in merged.findings:
        assert figures(sentence) <= {str(n) for n in numbers(results)}
        bullet = sentence.replace("n = ", "n\u00a0=\u00a0")
        assert bullet in [paragraph.text for paragraph in document.paragraphs]
        assert squeezed(sentence) in pages


def cells_of(table: Any) -> list[tuple[str, ...]]:
    """The texts of a Word or PowerPoint table, row by row: their libraries take seconds for it."""
    return [
        tuple("".join(text.text or "" for text in cell.iter("{*}t")) for cell in row.iter("{*}tc"))
        for row in table.iter("{*}tr")
    ]


def interval_of(row: dict[str, Any]) -> tuple[int, int] | None:
    return tuple(row["interval"]) if row.get("interval") else None


def csv_rows(built: Report) -> list[tuple[Any, ...]]:
    """The lines of the CSV file, whole numbers as numbers and nothing as None."""
    german = built.language == "de"
    text = render(built, "csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if german else ","))
    return [
        tuple(int(cell) if cell.isdecimal() else cell or None for cell in row) for row in rows[1:]
    ]


def data_rows(built: Report) -> list[tuple[Any, ...]]:
    """The lines of the workbook's data sheet."""
    book = load_workbook(io.BytesIO(render(built, "xlsx")), read_only=True)
    return list(book.worksheets[-1].iter_rows(min_row=2, values_only=True))
