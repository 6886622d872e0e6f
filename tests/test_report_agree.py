"""One result is one number: stage, table and every file say the same, for any votes."""

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import docx
import pptx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from poll_server import tables
from poll_server.percent import format_decimal, format_percent
from poll_server.polls import RoundResults
from poll_server.questions import AnyQuestion, Results
from poll_server.questions.choice import Choice
from poll_server.questions.scale import Scale
from poll_server.questions.words import Words
from poll_server.report import Report, render

from .report_cases import event, outcome, report


@pytest.fixture(scope="module", autouse=True)
def without_plotly() -> Iterator[None]:
    """Its 4.8 MB in every page would make up nearly all of the time these tests take."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poll_server.report.html._plotly", lambda: "")
        patch.setattr("poll_server.report.html._plotly_hash", lambda: "")  # it is remembered
        yield


LANGUAGES = st.sampled_from(["de", "en"])
Line = tuple[str, str, int, int | None]
"""Statement, answer, count, percent."""


@st.composite
def choices(draw: st.DrawFn) -> tuple[AnyQuestion, list[Any]]:
    options = draw(st.integers(2, 8))
    most = draw(st.integers(1, options))
    question = Choice(
        id="q",
        prompt="Was?",
        options=tuple(f"Antwort {n}" for n in range(options)),
        most=most,
        abstain=True,
        other=True,
    )
    picked = st.lists(st.integers(0, options - 1), min_size=1, max_size=most, unique=True)
    one = st.one_of(
        picked.map(lambda numbers: {"options": numbers}),
        st.just({"abstain": True}),
        st.sampled_from(["Mut", "Zeit"]).map(lambda text: {"options": [], "other": text}),
    )
    return question, draw(st.lists(one, max_size=60))


@st.composite
def scales(draw: st.DrawFn) -> tuple[AnyQuestion, list[Any]]:
    steps, statements = draw(st.integers(2, 10)), draw(st.integers(0, 4))
    question = Scale(
        id="q",
        prompt="Wie sehr?",
        labels=tuple(f"Stufe {n}" for n in range(steps)),
        statements=tuple(f"Aussage {n}" for n in range(statements)),
        abstain=True,
    )
    step = st.none() | st.integers(0, steps - 1)
    size = max(statements, 1)
    rated = st.lists(step, min_size=size, max_size=size).filter(
        lambda given: any(one is not None for one in given)
    )
    one = st.one_of(rated.map(lambda given: {"steps": given}), st.just({"abstain": True}))
    return question, draw(st.lists(one, max_size=40))


@st.composite
def clouds(draw: st.DrawFn) -> tuple[AnyQuestion, list[Any]]:
    word = st.sampled_from(["Mut", "Zeit", "Ideen", "WLAN", "Geld"])
    words = st.lists(word, min_size=1, max_size=3, unique=True)
    question = Words(id="q", prompt="Was noch?")
    return question, draw(st.lists(words.map(lambda given: {"words": given}), max_size=40))


def expected(results: Results) -> list[Line]:
    return [
        (series.label, row.label, row.count, row.percent)
        for series in results.series
        for row in series.rows
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(choices(), scales(), clouds()), LANGUAGES)
def test_every_file_says_the_same(made: tuple[AnyQuestion, list[Any]], language: str) -> None:
    question, answers = made
    found = outcome(question, answers, language)
    built = report(event(question), [found], language)
    truth = expected(found.results) if found.results.series else []
    assert from_csv(built) == truth
    assert from_json(built) == truth
    assert from_data_sheet(built) == truth
    for row in sheet_figures(built, found):
        assert row in {(label, count, percent) for _, label, count, percent in truth}
    stage = tables.table(found.results, language)
    shown = html_cells(render(built, "html").decode())
    if found.results.base:
        for line in stage.rows[:40]:
            assert all(cell in shown for cell in line.cells)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(choices(), scales(), clouds()), LANGUAGES)
def test_word_and_powerpoint_say_the_same(
    made: tuple[AnyQuestion, list[Any]], language: str
) -> None:
    question, answers = made
    found = outcome(question, answers, language)
    with pytest.MonkeyPatch.context() as patch:
        # Pictures are drawn from the same rows; drawing them is not what is looked at here.
        patch.setattr("poll_server.report.word.png", lambda *_: None)
        built = report(event(question), [found], language)
        document: Any = docx.Document(io.BytesIO(render(built, "docx")))
    truth = expected(found.results) if found.results.base else []
    cells = [[cell.text for cell in row.cells] for t in document.tables for row in t.rows]
    deck: Any = pptx.Presentation(io.BytesIO(render(built, "pptx")))
    drawn = [s.chart for slide in deck.slides for s in slide.shapes if s.has_chart]
    for statement, label, count, share in truth:
        printed = format_percent(share, language)
        if len(found.results.series) == 1:
            assert [label, str(count), printed] in cells
        else:
            # A line a statement where the steps fit on the page, else a table a statement.
            in_line = any(r[0] == statement and f"{count} ({printed})" in r for r in cells)
            assert in_line or [label, str(count), printed] in cells
    stacked = len(found.results.series) > 1
    assert shares_of(drawn, stacked=stacked) == {
        (statement if stacked else "", label): share or 0 for statement, label, _, share in truth
    }


def shares_of(charts: list[Any], *, stacked: bool) -> dict[tuple[str, str], int]:
    """The percentage that each bar of native charts has as its datum, and so as its label."""
    return {
        (category, series.name) if stacked else ("", category): value
        for chart in charts
        for series in chart.plots[0].series
        for category, value in zip(chart.plots[0].categories, series.values, strict=True)
    }


def from_csv(built: Report) -> list[Line]:
    german = built.language == "de"
    text = render(built, "csv").decode("utf-8-sig" if german else "utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if german else ","))
    lines = [
        (row[5], row[6], int(row[7]), int(row[8]) if row[8] else None) for row in rows[1:] if row[7]
    ]
    return [line for line in lines if line not in texts_of(built)]


def from_json(built: Report) -> list[Line]:
    plain = json.loads(render(built, "json"))
    return [
        (series["label"], row["label"], row["count"], row["percent"])
        for poll in plain["polls"]
        for question in poll["questions"]
        for round_ in question["rounds"]
        for series in round_["series"]
        for row in series["rows"]
    ]


def from_data_sheet(built: Report) -> list[Line]:
    book = load_workbook(io.BytesIO(render(built, "xlsx")))
    rows = list(book.worksheets[-1].iter_rows(values_only=True))
    lines = [
        (str(row[5] or ""), str(row[6]), row[7], row[8]) for row in rows[1:] if row[7] is not None
    ]
    return [line for line in lines if line not in texts_of(built)]


def texts_of(built: Report) -> set[Line]:
    """The lines of texts that stand beside the rows (“Sonstiges”)."""
    return {
        ("", text.text, text.count, None)
        for poll in built.polls
        for question in poll.questions
        for round_ in question.rounds
        for text in round_.texts
    }


def sheet_figures(built: Report, found: RoundResults) -> list[tuple[str, int, int | None]]:
    """Label, votes and percent of a single series on the question's own sheet."""
    if len(found.results.series) != 1 or not built.polls[0].questions:
        return []
    sheet = load_workbook(io.BytesIO(render(built, "xlsx"))).worksheets[1]
    count = len(found.results.series[0].rows)
    rows = sheet.iter_rows(min_row=6, max_row=5 + count, max_col=3, values_only=True)
    return [(str(label), votes, percent) for label, votes, percent in rows if label]


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.cells: set[str] = set()
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            self._text = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._text is not None:
            self.cells.add("".join(self._text).strip())
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def html_cells(page: str) -> set[str]:
    parser = _Cells()
    parser.feed(re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
    return parser.cells


@pytest.mark.parametrize("language", ["de", "en"])
def test_means_are_the_same_in_every_file(language: str) -> None:
    question = Scale(id="q", prompt="Wie sehr?", set="agreement-5")
    found = outcome(question, [{"steps": [step]} for step in (0, 3, 4, 4, 4, 3, 2)], language)
    built = report(event(question), [found], language)
    series = found.results.series[0]
    assert series.mean is not None
    printed = format_decimal(series.mean, language)
    assert printed == ("3,9" if language == "de" else "3.9")
    assert printed in render(built, "csv").decode()
    assert printed in render(built, "html").decode()
    sheet = load_workbook(io.BytesIO(render(built, "xlsx"))).worksheets[-1]
    assert sheet["M2"].value == 3.9
    assert series.top is not None
    assert format_percent(series.top.percent, language) in render(built, "html").decode()
