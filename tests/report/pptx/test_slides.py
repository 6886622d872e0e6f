"""PPTX: a slide a question with native charts; sound whatever somebody wrote, and legible."""

import io
from typing import Any

import pptx
import pytest
from openpyxl import load_workbook
from pptx.util import Pt

from poll_server.base.text import say
from poll_server.live.screens.tables import n_in_words
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.pairs import Pairs
from poll_server.questions.kinds.ranking import Ranking
from poll_server.questions.kinds.resistance import Resistance
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.writing.written import clean
from poll_server.report import render
from poll_server.report.office import plain
from poll_server.report.pptx import master
from poll_server.report.pptx import tables as slide_tables
from poll_server.report.pptx import text_slides as slide_texts
from tests.report.docx.test_word import FINDINGS, NO, YES, YES_NO, forum_2018
from tests.report.every_file.test_hostile import hostile_report
from tests.support.events.report_cases import HOSTILE, event, outcome, report
from tests.support.files.office_files import sound, texts
from tests.support.files.report_texts import made


def open_(content: bytes) -> Any:
    sound(content)
    return pptx.Presentation(io.BytesIO(content))


def charts(deck: Any) -> list[Any]:
    """The frames of all charts."""
    return [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def said(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_the_forum_of_2018() -> None:
    built = forum_2018()
    deck = open_(made(built, "pptx"))
    assert (deck.slide_width, deck.slide_height) == (Pt(960), Pt(540))
    assert "150 simulierten" in said(deck.slides[0])
    listed = "\n".join(said(slide) for slide in list(deck.slides)[1:3])
    for finding in FINDINGS:
        assert f"{finding} (n\u00a0=\u00a0" in listed
    questions = built.polls[0].questions
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    for question in questions:
        title = f"{question.number} · {question.prompt}"
        slide = deck.slides[titles.index(title)]
        round_ = question.last
        n = f"{n_in_words(round_.results)} · " if round_.results.drawn else ""
        assert f"{n}{round_.base}" in said(slide)
        notes = slide.notes_slide.notes_text_frame.text
        for sentence in question.sentences:
            assert sentence.replace("n = ", "n\u00a0=\u00a0") in notes
    assert len(charts(deck)) == sum(q.question.result_form != "texts" for q in questions)
    how = titles.index("Wie diese Zahlen zustande kamen")
    assert "nicht repräsentativ" in said(deck.slides[how])
    assert titles[how + 1 :] == ["Runden und ihre Prüfsummen"]
    (listed_rounds,) = [shape for shape in deck.slides[-1].shapes if shape.has_table]
    cells = [[cell.text for cell in row.cells] for row in listed_rounds.table.rows]
    assert [row[4] for row in cells[1:]] == [question.last.sha256 for question in questions]


@pytest.mark.parametrize(("language", "tag"), [("de", "de-DE"), ("en", "en-GB")])
def test_language_title_and_alternative_texts(language: str, tag: str) -> None:
    content = made(forum_2018(language), "pptx")
    deck = open_(content)
    assert deck.core_properties.language == tag
    assert deck.core_properties.title == deck.slides[0].shapes.title.text_frame.text
    for frame in charts(deck):
        assert " n = " in frame._element.nvGraphicFramePr.cNvPr.get("descr")
        assert not frame.chart.has_title
    for name, part in sound(content).items():
        if name.startswith(("ppt/slides/slide", "ppt/slideLayouts/s", "ppt/charts/chart")):
            assert b'lang="en-US"' not in part, name


def test_every_title_is_there_and_its_own() -> None:
    deck = open_(made(forum_2018(), "pptx"))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_nothing_stands_over_the_edge() -> None:
    deck = open_(made(forum_2018(), "pptx"))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_texts_are_intact_and_no_cell_is_a_formula() -> None:
    content = made(hostile_report(), "pptx")
    parts = sound(content)
    found = {text.strip("\u00a0") for text in texts(parts, r"ppt/(slides|charts)/\w+\.xml")}
    everything = "\n".join(found)
    for text in HOSTILE:
        assert plain(text) in everything or clean(text) in everything
    books = [part for name, part in parts.items() if name.startswith("ppt/embeddings/")]
    assert books
    for book in books:
        cells = [c for s in load_workbook(io.BytesIO(book)) for row in s.iter_rows() for c in row]
        assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
        assert not [cell for cell in cells if cell.hyperlink]
        sound(book)


def test_a_chart_and_its_workbook_say_the_same() -> None:
    deck = open_(made(forum_2018(), "pptx"))
    for frame in charts(deck):
        chart = frame.chart
        blob = chart.part.chart_workbook.xlsx_part.blob
        rows = list(load_workbook(io.BytesIO(blob)).worksheets[0].iter_rows(values_only=True))
        assert [row[0] for row in rows[1:]] == list(chart.plots[0].categories)
        for column, series in enumerate(chart.plots[0].series, 1):
            assert rows[0][column] == series.name
            assert [row[column] for row in rows[1:]] == list(series.values)


def test_many_long_answers_go_on_to_the_next_slide() -> None:
    options = tuple(f"{n} " + "Bildung und Ärger im Alltag " * 7 for n in range(30))
    big = Choice(id="q", prompt="W" * 300, options=tuple(o[:200].strip() for o in options), most=30)
    found = outcome(big, [{"options": list(range(n % 30 + 1))} for n in range(60)], "de")
    deck = open_(render(report(event(big), [found], "de"), "pptx"))
    drawn = [list(frame.chart.plots[0].categories) for frame in charts(deck)]
    assert [name for names in drawn for name in names] == [
        plain(say(option, "de")) for option in big.options
    ]
    assert 5 <= len(drawn) <= 10
    titles = [slide.shapes.title.text_frame for slide in deck.slides]
    assert all(title.paragraphs[0].runs[0].font.size >= Pt(14) for title in titles)


def test_a_scale_of_several_statements_is_stacked() -> None:
    scale = Scale(id="q", prompt="Wie?", statements=("Eins", "Zwei"), set="agreement-5")
    found = outcome(scale, [{"steps": [4, 1]}] * 7 + [{"steps": [0, None]}] * 5, "en")
    deck = open_(render(report(event(scale), [found], "en"), "pptx"))
    (frame,) = charts(deck)
    series = list(frame.chart.plots[0].series)
    assert [list(one.values) for one in series] == [[42, 0], [0, 100], [0, 0], [0, 0], [58, 0]]
    assert frame.chart.has_legend


def test_figures_that_are_no_shares_are_no_percentages() -> None:
    """Points of a ranking: 8 and 4, and the longer bar is as long as its share of all points."""
    ranking = Ranking(id="r", prompt="Was zuerst?", options=("Zeit", "Geld", "Raum"))
    answers = [{"order": [0, 1, 2]}] * 4
    deck = open_(render(report(event(ranking), [outcome(ranking, answers, "de")], "de"), "pptx"))
    (frame,) = charts(deck)
    (drawn,) = frame.chart.plots[0].series
    rows = outcome(ranking, answers, "de").results.series[0].rows
    assert list(drawn.values) == [row.value for row in rows]
    assert drawn.data_labels.number_format == "0"
    assert frame.chart.value_axis.maximum_scale == 8


def test_a_share_of_another_kind_is_the_same_percentage_as_everywhere() -> None:
    """Pairs: 70.5 stood on a slide for the 71 % that stage, sentence and table say."""
    pairs = Pairs(id="p", prompt="Was eher?", statements=("Bus", "Bahn", "Rad"))
    answers = [{"won": [[0, 1], [1, 2]]}] * 5 + [{"won": [[1, 0], [0, 2]]}] * 3
    found = outcome(pairs, answers, "de")
    deck = open_(render(report(event(pairs), [found], "de"), "pptx"))
    (frame,) = charts(deck)
    (drawn,) = frame.chart.plots[0].series
    rows = found.results.series[0].rows
    assert list(drawn.values) == [row.percent for row in rows]
    assert [f"{n:.0f}\u202f%" for n in drawn.values] == [row.shown for row in rows]
    assert "%" in drawn.data_labels.number_format
    assert frame.chart.value_axis.maximum_scale == 100


def test_a_table_with_a_long_word_in_its_head_is_as_large_as_others() -> None:
    asked = Resistance(id="r", prompt="Was?", proposals=("Eins", "Zwei", "Drei"))
    found = outcome(asked, [{"against": [0, 5, 10, 3]}] * 12, "de")
    deck = open_(render(report(event(asked), [found], "de"), "pptx"))
    sizes = {
        run.font.size
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table and "Gruppenwiderstand" in shape.table.cell(0, 1).text
        for run in shape.table.cell(0, 1).text_frame.paragraphs[0].runs
    }
    assert sizes
    assert min(sizes) >= Pt(16)  # it was 12


def test_texts_of_an_open_question() -> None:
    question = OpenText(id="q", prompt="Warum?")
    answers = [{"text": f"Grund {n}, der etwas länger ist als andere"} for n in range(120)]
    built = report(event(question), [outcome(question, answers, "de")], "de")
    deck = open_(render(built, "pptx"))
    everything = "\n".join(said(slide) for slide in deck.slides)
    shown = everything.count("der etwas länger ist")
    assert 30 < shown < 120
    assert f"und {120 - shown} weitere" in everything


def test_rounds_are_compared_on_a_slide_and_in_the_notes() -> None:
    rounds = [
        outcome(YES_NO, [YES] * 12 + [NO] * 4, "de"),
        outcome(YES_NO, [YES] * 4 + [NO] * 12, "de", number=2, attempt=2),
    ]
    deck = open_(render(report(event(YES_NO), rounds, "de"), "pptx"))
    notes = "\n".join(
        slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide
    )
    assert "Ja: 75\u202f% → 25\u202f%" in notes
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert [[cell.text for cell in row.cells] for row in tables[0].rows] == [
        ["Antwort", "Runde 1, n\u00a0=\u00a016", "Runde 2, n\u00a0=\u00a016"],
        ["Ja", "75\u202f%", "25\u202f%"],
        ["Nein", "25\u202f%", "75\u202f%"],
    ]


@pytest.mark.parametrize("rows", [1, 12, 60])
def test_a_table_goes_on_under_the_same_head_and_leaves_no_row_alone(rows: int) -> None:
    lines = [(f"Antwort {n}", "50\u202f%") for n in range(rows)]
    pages = list(slide_tables.pages(("Antwort", "Anteil"), lines, (600.0, 120.0), 314.0))
    assert [line for _, page in pages for line in page] == lines
    assert len({size for size, _ in pages}) == 1
    assert (len(pages) == 1) is (rows < 60)
    assert min(len(page) for _, page in pages) > 0.7 * max(len(page) for _, page in pages)


def test_no_question_asked_yet() -> None:
    deck = open_(render(report(event(YES_NO), [], "de"), "pptx"))
    assert "keine Frage" in "\n".join(said(slide) for slide in deck.slides)


def test_no_text_is_torn_between_two_columns() -> None:
    question = OpenText(id="q", prompt="Warum?")
    long = "die sicher über zwei Zeilen einer Spalte geht und doch ein Ganzes ist, man sieht es"
    answers = [{"text": f"Antwort {n}, {long}" if n % 3 else f"Kurz {n}"} for n in range(34)]
    deck = open_(render(report(event(question), [outcome(question, answers, "de")], "de"), "pptx"))
    columns = [
        shape
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame and long in shape.text_frame.text
    ]
    assert len(columns) > 2
    for shape in columns:
        assert shape.text_frame._txBody.bodyPr.get("numCol") is None
        assert shape.width <= Pt(master.TEXT / 2)
        needed = sum(
            slide_texts.height(p.text, p.runs[0].font.size.pt, shape.width.pt)
            for p in shape.text_frame.paragraphs
        )
        assert needed <= shape.height.pt


def test_the_lines_of_figures_under_a_scale_stand_apart() -> None:
    scale = Scale(id="q", prompt="Wie?", statements=("Eins", "Zwei", "Drei"), set="agreement-5")
    found = outcome(scale, [{"steps": [4, 1, None]}] * 7 + [{"steps": [0, 2, 3]}] * 5, "de")
    deck = open_(render(report(event(scale), [found], "de"), "pptx"))
    (box,) = [
        shape
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame and "Median" in shape.text_frame.text
    ]
    lines = box.text_frame.paragraphs
    assert [line.text.rpartition(" · ")[2] for line in lines[:3]] == [
        "n\u00a0=\u00a012", "n\u00a0=\u00a012", "n\u00a0=\u00a05",
    ]  # fmt: skip
    assert all(line.space_before >= Pt(7) for line in lines[1:])
    (chart,) = charts(deck)
    assert chart.top + chart.height <= box.top


def test_a_chart_ends_above_what_is_said_under_it() -> None:
    """A word of caution took its line from the chart: the last bar stood behind the text."""
    ranking = Ranking(id="r", prompt="Was zuerst?", options=("Zeit", "Geld", "Raum"))
    found = outcome(ranking, [{"order": [0, 1, 2]}] * 4, "de")
    deck = open_(render(report(event(ranking), [found], "de"), "pptx"))
    (slide,) = (each for each in deck.slides if any(shape.has_chart for shape in each.shapes))
    (chart,) = (shape for shape in slide.shapes if shape.has_chart)
    (box,) = (s for s in slide.shapes if s.has_text_frame and "n\u00a0=\u00a04" in s.text)
    assert len(box.text_frame.paragraphs) == 3
    assert chart.top + chart.height <= box.top
