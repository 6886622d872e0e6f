"""Charts by group in a report's files: the figures of the tables, and of a hidden group no bar."""

import io
from dataclasses import replace
from random import Random
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from pypdf import PdfReader

from poll_server.questions import AnyQuestion
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.maxdiff import MaxDiff
from poll_server.questions.kinds.resistance import Resistance
from poll_server.questions.kinds.scale import Scale
from poll_server.report.blocks.blocks import Chart, FigureTable, Line
from poll_server.report.blocks.by_group import group_lines
from poll_server.report.blocks.compose import compose
from poll_server.report.blocks.medium import PAPER
from poll_server.report.charts import drawing
from poll_server.report.docx.word import render as word
from poll_server.report.html.html import render as html
from poll_server.report.html.page import render as page
from poll_server.report.model.document import Report
from poll_server.report.pdf.pdf import layout
from poll_server.report.pdf.pdf import render as pdf
from poll_server.report.pptx.slides import render as slides
from poll_server.report.xlsx.xlsx import render as xlsx
from tests.report.model.test_grouped import CHOICE, NUMBER, RANKING, SCALE, report_of, yes_no

ONE_SCALE = Scale(id="o", prompt="Gut?", set="agreement-5")
TOLD = {1: yes_no(18, 2), 2: yes_no(0, 5), 3: yes_no(8, 2)}
STEPS = [{"steps": [n % 5, 4 - n % 3]} for n in range(12)]
NUMBERS = {1: [{"number": n} for n in range(9)], 2: [{"number": 5}] * 6}
ORDERS = [{"order": [0, 1]}, {"order": [1, 0]}, {"order": [0, 1]}]


def chart_of(report: Report) -> Chart | None:
    blocks = (each for each in compose(report, PAPER) if isinstance(each, Chart))
    return next((each for each in blocks if each.by_group), None)


def table_of(report: Report) -> FigureTable:
    blocks = (each for each in compose(report, PAPER) if isinstance(each, FigureTable))
    return next(each for each in blocks if each.layout == "compared")


def drawn(report: Report) -> dict[str, Any]:
    chart = chart_of(report)
    assert chart is not None
    return drawing(chart.question, chart.round, report.language)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (CHOICE, TOLD),
        (SCALE, {1: STEPS, 2: STEPS[:6]}),
        (NUMBER, NUMBERS),
        (RANKING, {1: ORDERS * 4, 2: ORDERS * 2}),
    ],
    ids=["choice", "scale", "number", "ranking"],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_chart_says_what_the_table_beside_it_says(
    question: AnyQuestion, said: dict[int, list[Any]], language: str
) -> None:
    report = report_of(question, said, language)
    picture, table = drawn(report), table_of(report)
    assert picture["shape"] == "groups"
    groups = len(picture["rows"])
    assert groups == len(said)
    shown = [tuple(bar["share"] for bar in each["bars"]) for each in picture["answers"]]
    tabled = [line[1 : 1 + groups] for line in table.lines]
    assert shown == tabled[: len(shown)]
    chart = chart_of(report)
    assert chart is not None
    for share in (share for each in shown for share in each):
        assert share in chart.alternative


def test_a_scale_is_a_bar_for_each_group_cut_into_its_steps() -> None:
    given = [{"steps": [n % 5]} for n in range(12)]
    report = report_of(ONE_SCALE, {1: given, 2: given[:6]})
    picture = drawn(report)
    assert picture["shape"] == "stacked"
    assert [row["lines"] for row in picture["rows"]] == [
        ["Schule (n = 12)"],
        ["Betrieb (n = 6)"],
    ]
    assert [row["share"] for row in picture["rows"]] == list(table_of(report).lines[-1][1:3])


def test_a_hidden_group_has_no_bar_and_is_named_as_not_shown() -> None:
    said = {1: yes_no(18, 2), 2: yes_no(6, 9), 3: yes_no(5, 4), 0: yes_no(1, 1)}
    report = report_of(CHOICE, said)
    chart = chart_of(report)
    assert chart is not None
    hidden = [*report.polls[0].questions[0].last.groups.hidden]
    assert hidden
    names = [series.label for series in chart.round.results.series]
    assert names
    assert not set(names) & set(hidden)
    for told in (str(chart.caption), chart.base, chart.alternative):
        assert all(name in told.partition("nicht gezeigt")[2] for name in hidden)


def test_with_nobody_left_to_compare_there_is_no_chart() -> None:
    assert chart_of(report_of(CHOICE, {1: yes_no(18, 2), 2: yes_no(2, 0)})) is None


def test_of_best_and_worst_half_a_bar_is_nothing_and_it_is_said() -> None:
    asked = MaxDiff(id="b", prompt="Was?", statements=("Zeit", "Geld", "Ruhe", "Räume", "Leute"))
    answers = [asked.invent(Random(7), "de")() for _ in range(9)]
    report = report_of(asked, {1: answers, 2: answers})
    bars = [bar for each in drawn(report)["answers"] for bar in each["bars"]]
    below = [bar["length"] for bar in bars if bar["share"].startswith("−")]
    assert below
    assert max(below) < 50
    lines = [each.text for each in compose(report, PAPER) if isinstance(each, Line)]
    assert "Ein halber Balken ist 0." in lines


def test_numbers_below_zero_are_no_lengths() -> None:
    below = {1: [{"number": -n} for n in range(9)], 2: [{"number": 5}] * 6}
    report = report_of(NUMBER, below)
    assert chart_of(report) is None
    assert table_of(report).lines[0][:3] == ("Median", "−4\u00a0km", "5\u00a0km")


def test_of_many_answers_those_in_front_are_drawn_and_it_is_said() -> None:
    many = Choice(id="m", prompt="Was?", options=tuple(f"Sache {n}" for n in range(1, 13)))
    own = [{"options": [n]} for n in range(12) for _ in range(1 + (n >= 2))]
    report = report_of(many, {1: own, 2: own, 3: own})
    assert [each["lines"] for each in drawn(report)["answers"]] == [
        [f"Sache {n}"] for n in range(3, 13)
    ]
    said = "Gezeichnet: 10 von 12, die vordersten; in der Tabelle stehen alle."
    assert any(isinstance(each, Line) and each.text == said for each in compose(report, PAPER))


def test_every_file_has_the_chart() -> None:
    report = report_of(CHOICE, TOLD)
    chart = chart_of(report)
    assert chart is not None
    words = chart.alternative
    assert words in [each.get("alternative") for each in layout(report)["blocks"]]
    document = docx.Document(io.BytesIO(word(report)))
    assert words in [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    for made in (html(report).decode(), page(report).decode()):
        result = made.partition('id="question-1-1-groups"')[2].partition('aria-label="')
        assert result[2].startswith(words)
        assert 'class="result drawn' in result[0], "a page shows it before any script"
    book = openpyxl.load_workbook(io.BytesIO(xlsx(report)))
    sheet = next(each for each in book if len(each._charts) == 2)
    found = {(row[0].value, row[1].value) for row in sheet.iter_rows(max_col=2)}
    assert {("Ja:", None), ("Schule", 90), ("Betrieb", 0), ("Amt", 80)} <= found


def test_a_table_of_eight_groups_keeps_room_for_its_answers() -> None:
    asked = Choice(id="c", prompt="Handys?", options=("Eher nicht", "Doch"))
    names = tuple(f"Verwaltungen {n}" for n in range(1, 9))
    report = report_of(asked, {n: yes_no(6, 4) for n in range(1, 9)}, names=names)
    pages = PdfReader(io.BytesIO(pdf(report))).pages
    lines = [line.strip() for each in pages for line in each.extract_text().splitlines()]
    # Two charts, and two tables of which none breaks the answer.
    assert sum(line.startswith("Eher nicht") for line in lines) == 4


def test_a_groups_name_is_not_torn_where_its_words_have_room() -> None:
    names = ("Schule", "Unternehmen", "Öffentliche Verwaltung", "Stadt")
    report = report_of(CHOICE, {n: yes_no(6, 4) for n in range(1, 5)}, names=names)
    pages = PdfReader(io.BytesIO(pdf(report))).pages
    lines = [line.strip() for each in pages for line in each.extract_text().splitlines()]
    assert [line for line in lines if line.endswith("\u00ad")] == []


def test_of_least_resistance_the_first_are_drawn() -> None:
    asked = Resistance(id="w", prompt="Was?", proposals=tuple("ABCDEFGHIJ"), now=False)
    given = [{"against": [n % 11 for n in range(10)]}] * 6
    names = tuple(f"G{n}" for n in range(1, 6))
    report = report_of(asked, dict.fromkeys(range(1, 6), given), names=names)
    assert [each["lines"] for each in drawn(report)["answers"]] == [[c] for c in "ABCDEF"]


def test_the_short_form_has_the_chart_without_the_table() -> None:
    said = {1: yes_no(18, 2), 2: yes_no(6, 9), 3: yes_no(5, 4), 0: yes_no(1, 1)}
    report = replace(report_of(CHOICE, said), short=True)
    blocks = [each for each in compose(report, PAPER) if isinstance(each, Chart | FigureTable)]
    assert [getattr(each, "by_group", None) for each in blocks[:2]] == [False, True]
    assert not [each for each in blocks if getattr(each, "layout", "") == "compared"]
    made = html(report).decode()
    assert "image/svg+xml" in made
    assert '<p class="meta">Zum Schutz Einzelner nicht gezeigt' in made


def test_a_slide_has_a_bar_for_each_group_by_its_name() -> None:
    for question, said, wanted in (
        (CHOICE, TOLD, [("Ja:", None), ("Schule", 90), ("Betrieb", 0), ("Amt", 80)]),
        (NUMBER, NUMBERS, [("Median (km):", None), ("Schule", 4), ("Betrieb", 5)]),
    ):
        deck = pptx.Presentation(io.BytesIO(slides(report_of(question, said))))
        charts = [
            (shape._element.nvGraphicFramePr.cNvPr.get("descr"), shape.chart.plots[0])
            for slide, shape in ((s, shape) for s in deck.slides for shape in s.shapes)
            if shape.has_chart
        ]
        (plot,) = (plot for words, plot in charts if "Nach Gruppen" in words)
        bars = list(zip(plot.categories, plot.series[0].values, strict=True))
        assert bars[: len(wanted)] == wanted


def test_a_group_in_which_nobody_answered_has_no_bar_of_no_length() -> None:
    steps = [{"steps": [n % 5, None]} for n in range(6)]
    report = report_of(SCALE, {1: STEPS, 2: steps})
    chart = chart_of(report)
    assert chart is not None
    assert [bar["share"] for bar in drawn(report)["answers"][1]["bars"]][1] == "–"
    lines = [line for line in group_lines(chart.round.results.series) if line.value is None]
    assert [line.name for line in lines if line.group is not None] == ["Betrieb: –"]


def test_a_figure_that_is_no_share_is_no_percentage_in_a_workbook() -> None:
    report = report_of(RANKING, {1: ORDERS * 4, 2: ORDERS * 2})
    book = openpyxl.load_workbook(io.BytesIO(xlsx(report)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {each.number_format for each in cells if each.value == 1.3} == {"0.0", "General"}
