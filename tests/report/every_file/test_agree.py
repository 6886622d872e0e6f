"""One result is one number: stage, table and every file say the same, for any votes."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import docx
import pptx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs
from openpyxl import load_workbook

from poll_server.base.percent import format_decimal, format_percent
from poll_server.deck import deck
from poll_server.live.screens import tables, views
from poll_server.live.screens.phone_results import MOST_PHONE_ROWS, MOST_PHONE_STEPS, ranked
from poll_server.live.state import PollState, RoundResults
from poll_server.questions import AnyQuestion
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.report import Format, Report, render
from poll_server.report.pdf import pdf
from tests.report.comparing import (
    LANGUAGES,
    Line,
    choices,
    clouds,
    expected,
    html_rows,
    scales,
    strings,
    without_plotly,
)
from tests.support.events.report_cases import event, outcome, report
from tests.support.files import report_texts
from tests.support.files.office_files import undrawn
from tests.support.files.report_texts import squeezed, words
from tests.support.screen_states import Scene
from tests.support.suite.at_length import WHOLE

__all__ = ["without_plotly"]  # fixtures


@pytest.mark.survey
@settings(max_examples=10 if WHOLE else 5)
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
    shown = {cell for row in html_rows(render(built, "html").decode()) for cell in row}
    if found.results.base:
        for line in stage.rows[:40]:
            assert all(cell in shown for cell in line.cells)


@pytest.mark.survey
@settings(max_examples=8 if WHOLE else 4)
@given(st.one_of(choices(), scales(), clouds()), LANGUAGES)
def test_word_and_powerpoint_say_the_same(
    made: tuple[AnyQuestion, list[Any]], language: str
) -> None:
    question, answers = made
    found = outcome(question, answers, language)
    with pytest.MonkeyPatch.context() as patch:
        undrawn(patch)
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


@settings(max_examples=30)
@given(st.one_of(choices(), scales(), clouds()), LANGUAGES)
def test_the_stage_and_the_phones_say_the_same(
    made: tuple[AnyQuestion, list[Any]], language: str
) -> None:
    question, answers = made
    found = outcome(question, answers, language)
    state = on_screen(found, event(question).polls[0])
    stage, phone = views.stage(state, language, "light"), views.phone(state, language)
    if not answers:
        assert stage.result is None
        assert phone.results is None
        return
    truth = expected(found.results)
    assert stage.result is not None
    assert phone.results is not None
    cells = [row.cells for row in stage.result.table.rows]
    for statement, label, count, share in truth:
        printed = format_percent(share, language)
        several = (statement, f"{count} ({printed})")
        assert any((label, str(count), printed) == row or set(several) <= set(row) for row in cells)
    if found.results.form == "statements" and len(found.results.steps) > MOST_PHONE_STEPS:
        (means,) = phone.results.series
        assert [(row.label, row.shown) for row in means.rows] == [
            (one.label, "–" if one.mean is None else format_decimal(one.mean, language))
            for one in found.results.series
        ]
        return
    on_phones = [(s.label, row.label, row.percent) for s in phone.results.series for row in s.rows]
    every = [(statement, label, share) for statement, label, _, share in truth]
    assert on_phones == (every[:MOST_PHONE_ROWS] if ranked(found.results) else every)


WRITTEN = ("Apfel", "Öl", "Obst", "Ort", "Zebra", "Mut", "Muße")
SEEN: tuple[Format, ...] = ("docx", "pdf", "pptx", "xlsx", "html", "json")


@st.composite
def opens(draw: st.DrawFn) -> tuple[AnyQuestion, list[Any]]:
    wrote = draw(st.lists(st.sampled_from(WRITTEN), max_size=15))
    return OpenText(id="q", prompt="Was?"), [{"text": f"„{text}“"} for text in wrote]


@pytest.mark.survey
@settings(max_examples=12 if WHOLE else 6)
@given(st.one_of(choices(), scales(), clouds(), opens()), LANGUAGES, st.booleans(), st.booleans())
@example(
    (OpenText(id="q", prompt="Was?"), [{"text": "„Ort“"}, {"text": "„Öl“"}]), "de", False, True
)
def test_bases_cautions_and_the_order_of_texts_agree_in_long_and_short(
    made: tuple[AnyQuestion, list[Any]], language: str, short: bool, again: bool
) -> None:
    question, answers = made
    rounds = [outcome(question, answers, language, number=n + 1) for n in range(1 + again)]
    built = report(event(question), rounds, language, short=short, interval=True)
    last = built.polls[0].questions[0].last
    for format_ in SEEN:
        found = said_in(built, format_)
        for finding in built.polls[0].findings:
            assert squeezed(finding) in found, format_
        drawn = last.results.drawn
        if not drawn and short and format_ != "json":
            continue  # the short form has charts only
        if last.results.answered:
            assert squeezed(last.base) in found, format_
        if last.note and (format_ != "xlsx" or not short or drawn):
            assert squeezed(last.note) in found, format_
        if not short:
            places = [found.rfind(squeezed(text.text)) for text in last.texts]
            assert -1 not in places, format_
            assert places == sorted(places), format_


def said_in(built: Report, format_: Format) -> str:
    """What the file says, squeezed; of a PDF what is set on its pages, which pypdf reads slowly."""
    if format_ == "pdf":
        return squeezed(" ".join(strings(pdf.layout(built))))
    with pytest.MonkeyPatch.context() as patch:
        undrawn(patch)
        return words(built, format_)


def on_screen(found: RoundResults, poll: deck.Poll) -> PollState:
    """The poll while this result is shown."""
    state = Scene(phase="closed", shown=True, votes=found.round.votes).state()
    number = found.round.number
    return replace(
        state,
        about=structs.replace(state.about, poll=poll),
        live=structs.replace(
            state.live, question=found.question.id, round=number, last={found.question.id: number}
        ),
        round=found.round,
        rounds={number: found.round},
        unmoderated=found.tally,
    )


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
    text = render(built, "csv").decode("utf-8-sig")
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
    book = load_workbook(io.BytesIO(report_texts.made(built, "xlsx")))
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
    sheet = load_workbook(io.BytesIO(report_texts.made(built, "xlsx"))).worksheets[1]
    figures: list[tuple[str, int, int | None]] = [
        (str(label), votes, share)
        for label, votes, share in sheet.iter_rows(max_col=3, values_only=True)
        if isinstance(share, int)
    ]
    assert len(figures) == (len(found.results.series[0].rows) if found.results.base else 0)
    return figures


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
    sheet = load_workbook(io.BytesIO(report_texts.made(built, "xlsx"))).worksheets[-1]
    assert sheet["M2"].value == 3.9
    assert series.top is not None
    assert format_percent(series.top.percent, language) in render(built, "html").decode()
