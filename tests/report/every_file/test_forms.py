"""A kind says once what form its results have, and every file, table and page keeps to it.

The kinds here are made up, so that no file can know them: texts to read, and things that are rated
beside each other without any mean or top steps.
"""

import io
import json
from typing import Any

import docx
import pptx
import pytest
from openpyxl import load_workbook

from poll_server.live.screens import tables
from poll_server.looks.look import Look
from poll_server.questions import Measure, Question, Results
from poll_server.questions.drawing.stacked import stacked
from poll_server.questions.results import ResultForm, Series, Tally, rows
from poll_server.questions.writing.written import text_counters, written_texts
from poll_server.report import FORMATS, Format, Report, render
from poll_server.report.charts import drawing
from poll_server.report.pdf import pdf
from tests.report.comparing import strings
from tests.support.events.report_cases import event, outcome, report
from tests.support.files.report_texts import squeezed, words

THINGS = ("Raum", "Essen")
FACES = ("schlecht", "geht", "gut")


class Wishes(Question, frozen=True, kw_only=True, tag="wishes"):
    """What people wish, to be read."""

    @property
    def result_form(self) -> ResultForm:
        return "texts"

    @classmethod
    def called(cls, _: Any) -> str:
        return "Wünsche"

    def check(self, answer: Any) -> Any:
        return answer

    def count(self, answer: Any) -> dict[str, int]:
        return text_counters(answer)

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        return (Series("", votes, rows(written_texts(tally), votes)),)

    def figure(self, results: Results, look: Look, measure: Measure, language: str) -> Any:
        return {}

    def default_sentence(self, results: Results, language: str) -> str:
        return ""


class Rated(Wishes, frozen=True, kw_only=True, tag="rated"):
    """A face for each thing: an answer is the number of the face, one after another."""

    @property
    def result_form(self) -> ResultForm:
        return "statements"

    @classmethod
    def called(cls, _: Any) -> str:
        return "Gesichter"

    def count(self, answer: Any) -> dict[str, int]:
        return {f"{thing}:{face}": 1 for thing, face in enumerate(answer)}

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        found = []
        for thing, label in enumerate(THINGS):
            counts = [tally.get(f"{thing}:{face}", 0) for face in range(len(FACES))]
            faces = [(str(n), name, counts[n]) for n, name in enumerate(FACES)]
            found.append(Series(label, sum(counts), rows(faces, sum(counts))))
        return tuple(found)

    def figure(self, results: Results, look: Look, measure: Measure, language: str) -> Any:
        return stacked(results.series, look, measure, language)


def built(question: Any, answers: list[Any]) -> Report:
    return report(event(question), [outcome(question, answers, "de")], "de", interval=True)


def wishes() -> Report:
    return built(Wishes(id="w", prompt="Was wünschen Sie?"), ["Mehr Zeit"] * 9 + ["Mehr Kaffee"])


def rated() -> Report:
    return built(Rated(id="r", prompt="Wie war es?"), [(n % 3, 2) for n in range(12)])


@pytest.mark.parametrize("format_", FORMATS)
def test_texts_are_read_in_every_file_and_nowhere_drawn(format_: Format) -> None:
    report_ = wishes()
    found = words(report_, format_)
    assert squeezed("Was wünschen Sie?") in found
    assert found.find(squeezed("Mehr Zeit")) < found.find(squeezed("Mehr Kaffee"))
    assert squeezed("90 %") not in found, "a text has no share"
    assert charts(report_, format_) == 0


@pytest.mark.parametrize("format_", FORMATS)
def test_statements_stand_beside_each_other_in_every_file(format_: Format) -> None:
    report_ = rated()
    found = words(report_, format_)
    for text in (*THINGS, *FACES):
        assert squeezed(text) in found
    assert charts(report_, format_) == (format_ not in ("csv", "json"))
    results = report_.polls[0].questions[0].last.results
    lines = tables.table(results, "de").rows
    assert [line.cells[0] for line in lines] == list(THINGS)
    if format_ == "xlsx":
        sheet = load_workbook(io.BytesIO(render(report_, "xlsx"))).worksheets[1]
        assert {*THINGS} <= {cell.value for (cell,) in sheet.iter_rows(max_col=1)}
    if format_ in ("docx", "pdf", "html"):
        for line in lines:
            assert squeezed("".join(line.cells[:4])) in found


def charts(built_: Report, format_: Format) -> int:
    """How many charts the file has."""
    file = io.BytesIO(render(built_, format_))
    if format_ == "docx":
        document: Any = docx.Document(file)
        return len(document.inline_shapes)
    if format_ == "pptx":
        deck: Any = pptx.Presentation(file)
        return sum(shape.has_chart for slide in deck.slides for shape in slide.shapes)
    if format_ == "xlsx":
        return sum(len(sheet._charts) for sheet in load_workbook(file))
    if format_ == "html":
        return file.getvalue().decode().count('class="chart"')
    if format_ == "pdf":
        return "stacked" in strings(pdf.layout(built_))
    return 0


def test_a_statement_by_itself_is_a_table_of_its_own() -> None:
    results = rated().polls[0].questions[0].last.results
    alone = results.only(results.series[1])
    assert [line.cells[:2] for line in tables.table(alone, "de").rows] == [
        ("schlecht", "0"), ("geht", "0"), ("gut", "12")
    ]  # fmt: skip
    assert drawing(rated().polls[0].questions[0], rated().polls[0].questions[0].last, "de")["rows"]


def test_a_program_reads_texts_of_no_known_kind() -> None:
    (round_,) = json.loads(render(wishes(), "json"))["polls"][0]["questions"][0]["rounds"]
    assert round_["texts"] == [
        {"text": "Mehr Zeit", "count": 9},
        {"text": "Mehr Kaffee", "count": 1},
    ]
