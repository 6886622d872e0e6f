"""One result is one number: stage, table and every file say the same, for any votes."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import docx
import pptx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec import structs
from openpyxl import load_workbook
from pypdf import PdfReader

from poll_server.base.percent import format_decimal, format_percent
from poll_server.deck import deck
from poll_server.live.screens import tables, views
from poll_server.live.screens.phone_results import MOST_PHONE_ROWS, MOST_PHONE_STEPS, ranked
from poll_server.live.state import PollState, RoundResults
from poll_server.questions import AnyQuestion, Results
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words
from poll_server.report import Format, Report, render
from poll_server.report.model.document import MergedReport
from poll_server.report.model.side_by_side import polls_compared
from poll_server.report.pdf import pdf
from tests.support.report_cases import event, forums, outcome, report
from tests.support.report_texts import squeezed, words
from tests.support.screen_states import Scene


@pytest.fixture(scope="module", autouse=True)
def without_plotly() -> Iterator[None]:
    """Its 4.8 MB in every page would make up nearly all of the time these tests take."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poll_server.report.html.html._plotly", lambda: "")
        patch.setattr("poll_server.report.html.html._plotly_hash", lambda: "")  # it is remembered
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
        # In quotes: “Zeit” by itself is also the head of a column.
        st.sampled_from(["„Mut“", "„Zeit“"]).map(lambda text: {"options": [], "other": text}),
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


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(choices(), scales(), clouds()), LANGUAGES)
def test_word_and_powerpoint_say_the_same(
    made: tuple[AnyQuestion, list[Any]], language: str
) -> None:
    question, answers = made
    found = outcome(question, answers, language)
    with pytest.MonkeyPatch.context() as patch:
        # Pictures are drawn from the same rows; drawing them is not what is looked at here.
        patch.setattr("poll_server.report.docx.word.png", lambda *_, **__: None)
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


@settings(max_examples=30, deadline=None)
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


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
        patch.setattr("poll_server.report.docx.word.png", lambda *_, **__: None)
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
    rows = [*sheet.iter_rows(max_col=3, values_only=True)]
    figures: list[tuple[str, int, int | None]] = [
        (str(label), votes, share) for label, votes, share in rows if isinstance(share, int)
    ]
    assert len(figures) == (len(found.results.series[0].rows) if found.results.base else 0)
    return figures


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


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
    pages = PdfReader(io.BytesIO(render(built, "pdf"))).pages
    agree(built, merged, squeezed(" ".join(page.extract_text() for page in pages)))


def test_thirty_options_of_two_hundred_letters_agree_too() -> None:
    options = tuple(text[:200].strip() for text in LONG)
    question = Choice(id="q", prompt="Was?", options=options, most=30)
    asked = [
        [(question, [{"options": list(range(n % 30 + 1))} for n in range(start, 60, 2)])]
        for start in (0, 1)
    ]
    built = forums(asked, "de")
    # Reading 20 full pages takes pypdf seconds: here it is what is set on them.
    agree(built, built.merged[0], squeezed(" ".join(strings(pdf.layout(built)))))


def strings(value: Any) -> Iterator[str]:
    """Every text in a plain value, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


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
        patch.setattr("poll_server.report.docx.word.png", lambda *_, **__: None)
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


def figures(sentence: str) -> set[str]:
    """The percentages and the n of a sentence, after the question."""
    return set(re.findall(r"(\d+)[\u202f]?%", sentence)) | set(re.findall(r"n = (\d+)", sentence))


def numbers(results: Results) -> set[int | None]:
    """Every percentage and base of a table."""
    rows = {row.percent for series in results.series for row in series.rows}
    tops = {series.top.percent for series in results.series if series.top}
    return rows | tops | {series.base for series in results.series} | {results.base}


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


def html_rows(page: str) -> list[tuple[str, ...]]:
    """The cells of every table row, line breaks and markup left out."""
    return [
        tuple(
            html.unescape(re.sub(r"<[^>]*>", "", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        )
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    ]
