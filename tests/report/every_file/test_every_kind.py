"""Every kind of question in every file: its prompt, its figures, its facts and its sentence.

One report of the shipped deck `every-kind`, with invented answers, is made once for all kinds.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, cast

import msgspec
import pptx
import pytest
from openpyxl import load_workbook

from poll_server.base.percent import format_decimal
from poll_server.deck import shipped as decks
from poll_server.questions import KINDS
from poll_server.questions.inventing.improvise import improvise
from poll_server.questions.methods.promoters import signed
from poll_server.questions.registry import name_of
from poll_server.questions.results import Row
from poll_server.report import FORMATS, Cut, Format, Report, build
from poll_server.report.html import page
from poll_server.report.model.document import QuestionReport
from poll_server.store.shown import Showing
from tests.support.events.report_cases import outcome
from tests.support.files.office_files import undrawn
from tests.support.files.report_texts import made, squeezed, words
from tests.support.files.web_page import Page

PEOPLE = 30
KIND_NAMES = [name_of(kind) for kind in KINDS if kind.asks]


@pytest.fixture(scope="module", autouse=True)
def without_pictures() -> Iterator[None]:
    """What a chart says stands beside it in words; drawing it takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poll_server.report.html.html._plotly", lambda: "")
        patch.setattr("poll_server.report.html.html._plotly_hash", lambda: "")
        undrawn(patch)
        yield


@cache
def told() -> Report:
    """The report in English."""
    event = decks.load(decks.EVERY_KIND)
    (poll,) = event.polls
    rounds = []
    for number, question in enumerate(poll.asked, 1):
        invented = improvise(question, PEOPLE, seed=1, language="en")
        answers = [each for each in invented if each is not None]
        rounds.append(outcome(question, answers, "en", number=number))
    return build(event.id, event, Cut({poll.id: rounds}), "en")


@cache
def said(place: str) -> str:
    """All that the file, or the public page, says: squeezed."""
    if place == "public page":
        found = Page()
        found.feed(page.render(told()).decode())
        return squeezed("\n".join(found.text))
    text = words(told(), cast(Format, place))
    return text + squeezed(" ".join(numbers())) if place == "xlsx" else text


def numbers() -> Iterator[str]:
    """What the workbook's cells show that are numbers, to be calculated with."""
    book = load_workbook(io.BytesIO(made(told(), "xlsx")))
    for cell in (cell for sheet in book for row in sheet for cell in row):
        if isinstance(cell.value, int | float):
            yield f"{cell.value}%" if "%" in cell.number_format else f"{cell.value:.1f}"


def test_no_figure_in_the_workbook_is_a_text() -> None:
    """A ranking's mean place was, and a resistance's mean: nobody could calculate."""
    book = load_workbook(io.BytesIO(made(told(), "xlsx")))
    sheets = [sheet for sheet in book if sheet.title.startswith("Question")]
    assert len(sheets) == len(told().polls[0].questions)
    as_text = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in sheets
        for row in sheet.iter_rows(min_col=2)
        for cell in row
        if isinstance(cell.value, str) and re.fullmatch(r"[\d.,]+\s*%?", cell.value)
    ]
    assert as_text == []


def report_of(kind: str) -> QuestionReport:
    (found,) = [each for each in told().polls[0].questions if each.question.id == kind]
    return found


def must_say(of: QuestionReport, place: str) -> list[str]:
    """What stands of this question there.

    CSV and XLSX are calculated with: they hold a row's figure to a tenth, however it is shown. CSV
    is their table alone, without sentences.
    """
    results = of.last.results
    rows = [row for series in results.series for row in series.rows if row.count]
    return [
        of.prompt,
        *(row.label for row in rows),
        *(figure(row, place) for row in rows if row.value is not None),
        *(fact.value for fact in results.facts),
        *(text.text for text in of.last.texts),
        *(of.sentences if place != "csv" else ()),
    ]


def figure(row: Row, place: str) -> str:
    """A row's figure as it is told there."""
    return format_decimal(row.value or 0, "en") if place in ("csv", "xlsx") else row.shown


@pytest.mark.parametrize("place", [*FORMATS, "public page"])
@pytest.mark.parametrize("kind", KIND_NAMES)
def test_a_kind_is_told_in_every_file(kind: str, place: str) -> None:
    expected = must_say(report_of(kind), place)
    assert [each for each in expected if squeezed(each) not in said(place)] == []


def as_written(value: float | None, number_format: str) -> str:
    """A number as a program writes it by this format; nothing where there is none."""
    if value is None:
        return ""
    if number_format.startswith("+0;"):
        return signed(round(value))
    if number_format.startswith('0"'):
        return f"{value:.0f}%"  # the report is English
    return f"{value:.1f}" if number_format == "0.0" else f"{value:g}"


@pytest.mark.parametrize("kind", ["points", "pairs", "maxdiff"])
def test_figures_of_its_own_are_written_on_slides_and_in_cells_as_on_the_stage(kind: str) -> None:
    """Slides wrote 57 and −8 for +57 and −8, and cells 57.0."""
    of = report_of(kind)
    written = {row.label: row.shown for row in of.last.results.steps}
    deck: Any = pptx.Presentation(io.BytesIO(made(told(), "pptx")))
    charts = [
        shape.chart.plots[0]
        for slide in deck.slides
        if slide.shapes.title.text.endswith(of.prompt)
        for shape in slide.shapes
        if shape.has_chart
    ]
    labels = [plot.series[0].data_labels.number_format for plot in charts]
    assert written == {
        label: as_written(value, form)
        for plot, form in zip(charts, labels, strict=True)
        for label, value in zip(plot.categories, plot.series[0].values, strict=True)
    }
    sheet = load_workbook(io.BytesIO(made(told(), "xlsx")))[f"Question {of.number}"]
    rated = {label: figure for label, figure in written.items() if figure}
    cells = {row[0].value: row[1] for row in sheet.iter_rows(max_col=2) if row[0].value in rated}
    shown = {label: as_written(cell.value, cell.number_format) for label, cell in cells.items()}
    assert shown == rated


def test_a_slide_is_no_question_that_was_never_opened() -> None:
    """It is left out, and what comes after it keeps the number that the stage gave it."""
    event = decks.load(decks.EVERY_KIND)
    (poll,) = event.polls
    (slide,) = (question for question in poll.questions if not question.asks)
    choice, scale = (question for question in poll.asked if question.id in ("choice", "scale"))
    poll = msgspec.structs.replace(poll, questions=(slide, choice, slide, scale))
    event = msgspec.structs.replace(event, polls=(poll,))
    asked = outcome(scale, [{"steps": [1, 1, 1]}], "en", number=1)
    (found,) = build(event.id, event, Cut({poll.id: [asked]}), "en").polls
    assert [(each.number, each.question.id) for each in found.questions] == [(2, "scale")]
    assert [(each.number, each.id) for each in found.unasked] == [(1, "choice")]


def test_what_is_right_is_on_no_public_page_before_a_hall_was_told() -> None:
    event = decks.load(decks.EVERY_KIND)
    (poll,) = event.polls
    (quiz,) = (question for question in poll.questions if question.id == "quiz")
    asked = outcome(quiz, [{"options": [1]}, {"options": [0]}], "en")
    found = []
    for shown in ((), (Showing(5, 0),), None):
        report = build(event.id, event, Cut({poll.id: [replace(asked, shown=shown)]}), "en")
        said = page.render(report).decode()
        found.append(("Who decides on curricula" in said, "so says the constitution" in said))
        assert squeezed("50% answered right") in words(report, "html")
    assert found == [(False, False), (True, True), (True, True)]
