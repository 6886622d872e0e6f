"""Every number, and every word of the findings, stands in the PDF as the model has it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poll_server.base.percent import format_percent
from poll_server.live.screens import tables
from poll_server.looks.look import DARK
from poll_server.questions import AnyQuestion
from poll_server.report import charts, render
from tests.report.comparing import LANGUAGES, choices, scales
from tests.report.printed import congress, printed, squeezed, text_of
from tests.support.events.report_cases import event, outcome, report
from tests.support.suite.at_length import AT_LENGTH, WHOLE


def test_the_printed_findings_of_2018_stand_in_the_file_word_for_word() -> None:
    made = congress()
    said = text_of(printed())
    assert len(made.polls[0].findings) == 13
    for sentence in made.polls[0].findings:
        assert squeezed(sentence) in said
    assert squeezed(made.notice) in said
    for question in made.polls[0].questions:
        assert squeezed(question.prompt) in said
        assert squeezed(question.last.open_in_words) in said
        assert question.last.sha256 in said


@pytest.mark.parametrize("language", ["de", pytest.param("en", marks=AT_LENGTH)])
def test_every_number_of_every_table_is_the_models(language: str) -> None:
    made = congress(language)
    said = text_of(printed(language))
    for question in made.polls[0].questions:
        if question.question.result_form == "texts":
            continue
        for line in tables.table(question.last.results, language).rows:
            assert squeezed("".join(line.cells)) in said
        assert squeezed(question.last.base) in said


@pytest.mark.survey
@settings(max_examples=10 if WHOLE else 5)
@given(st.one_of(choices(), scales()), LANGUAGES)
def test_a_random_result_has_the_models_numbers(
    asked: tuple[AnyQuestion, list[Any]], language: str
) -> None:
    question, answers = asked
    made = report(event(question), [outcome(question, answers, language)], language)
    said = text_of(render(made, "pdf"))
    (told,) = made.polls[0].questions
    results = told.last.results
    for sentence in told.sentences:
        assert squeezed(sentence) in said
    if not results.base:
        assert squeezed(told.last.note) in said
        return
    assert squeezed(told.last.base) in said
    steps_fit = len(results.series) == 1 or len(results.series[0].rows) <= 6
    for line in tables.table(results, language).rows:
        assert squeezed("".join(line.cells)) in said or not steps_fit
    for series in results.series if not steps_fit else ():
        for row in series.rows:  # each statement has a table of its own
            cells = (row.label, str(row.count), format_percent(row.percent, language))
            assert squeezed("".join(cells)) in said


def test_charts_are_pictures_of_the_same_numbers() -> None:
    made = congress()
    for question in made.polls[0].questions:
        drawn = charts.drawing(question, question.last, "de")
        picture = charts.png(question, question.last, "de", px_per_pt=1)
        if not drawn:
            assert picture is None
            assert charts.svg(question, question.last, "de") is None
            continue
        assert picture is not None
        assert picture.startswith(b"\x89PNG")
        if drawn["shape"] == "bars":
            rows = question.last.results.series[0].rows
            for shown, row in zip(drawn["rows"], rows, strict=False):
                assert shown["share"] == format_percent(row.percent, "de")
                assert shown["votes"] == str(row.count)
                assert shown["length"] == row.percent
        else:
            for shown, series in zip(drawn["rows"], question.last.results.series, strict=True):
                assert sum(part["votes"] for part in shown["segments"]) == series.base
    svg = charts.svg(made.polls[0].questions[0], made.polls[0].questions[0].last, "de", DARK)
    assert svg is not None
    assert DARK.accent.encode() in svg
