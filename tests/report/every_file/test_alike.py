"""DOCX and PDF are one report: the same headings, the same numbers, the same contents.

And neither splits a table after a row or two, nor leaves out what is to be in front.
"""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import docx
import pptx
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from poll_server.questions.drawing.widths import wrap
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words
from poll_server.report import Format, Report, render
from poll_server.report import charts as charts_
from poll_server.report.charts import drawing
from poll_server.report.pdf import pdf
from poll_server.report.pptx import master
from tests.report.comparing import strings
from tests.report.docx.test_word import forum_2018
from tests.support.events.report_cases import event, every_kind, forums, outcome, report
from tests.support.files.report_texts import made, pdf_pages, squeezed, words
from tests.support.suite.at_length import AT_LENGTH


@cache
def one_poll() -> Report:
    return forum_2018()


@cache
def congress() -> Report:
    return forums(
        [[*every_kind()], [every_kind()[0], every_kind()[0]], []], "de", smallest=[1, 4, 1]
    )


@cache
def long_scale() -> Report:
    scale = Scale(
        id="s",
        prompt="Wie sehr?",
        labels=tuple(f"Stufe {n}" for n in range(9)),
        statements=("Eins", "Zwei"),
    )
    asked = [(scale, [{"steps": [n % 9, None if n % 3 else 1]} for n in range(30)]), *every_kind()]
    return forums([asked], "en", interval=True)


CASES = [one_poll, congress, long_scale]


def word_headings(built: Report) -> list[tuple[int, str]]:
    document: Any = docx.Document(io.BytesIO(made(built, "docx")))
    return [
        (int(p.style.name[-1]), p.text)
        for p in document.paragraphs
        if p.style.name.startswith("Heading")
    ]


def pdf_headings(built: Report) -> list[tuple[int, str]]:
    """The bookmarks, all under that of the title."""
    found: list[tuple[int, str]] = []

    def walk(marks: list[Any], level: int) -> None:
        for each in marks:
            if isinstance(each, list):
                walk(each, level + 1)
            else:
                found.append((level, str(each.title)))

    walk(PdfReader(io.BytesIO(made(built, "pdf"))).outline, 0)
    return found[1:]


@pytest.mark.parametrize("case", CASES)
def test_headings_and_their_numbers_are_the_same(case: Callable[[], Report]) -> None:
    built = case()
    word = [(level, squeezed(text)) for level, text in word_headings(built)]
    assert word == [(level, squeezed(text)) for level, text in pdf_headings(built)]
    assert len(word) > 4


@pytest.mark.parametrize("case", CASES)
def test_figures_and_tables_have_the_same_numbers_and_captions(case: Callable[[], Report]) -> None:
    built = case()
    document: Any = docx.Document(io.BytesIO(made(built, "docx")))
    captions = []
    for paragraph in document.paragraphs:
        if paragraph.style.name == "Caption":
            captions.append("".join(each.text or "" for each in paragraph._p.iter(qn("w:t"))))
    assert len(captions) > 4
    numbered = re.compile(r"(?:Abbildung|Tabelle|Figure|Table) \d+: ")
    set_on_pages = [text for text in strings(pdf.layout(built)) if numbered.match(text)]
    assert sorted(captions) == sorted(set_on_pages), "word for word, and none only in one of both"
    printed = squeezed("".join(pdf_pages(made(built, "pdf"))))
    for caption in captions:
        assert squeezed(caption) in printed
    last = max(int(n) for n in re.findall(r"(?:Tabelle|Table)(\d+):", printed))
    assert f"{last}:" in captions[-1]


@pytest.mark.parametrize("case", CASES)
def test_contents_list_every_chapter_and_question_behind_the_essentials(
    case: Callable[[], Report],
) -> None:
    built = case()
    document: Any = docx.Document(io.BytesIO(made(built, "docx")))
    every: list[Any] = [
        Paragraph(each, document._body) for each in document.element.body.iter(qn("w:p"))
    ]
    styles = [paragraph.style.name for paragraph in every]
    listed = ["".join(t.text or "" for t in p._p.iter(qn("w:t"))) for p in every
              if p.style.name.startswith("TOC") or p.style.name.startswith("toc")]  # fmt: skip
    begin = styles.index("Contents Heading")
    after = [p.text for p in every[begin:] if p.style.name in ("Heading 1", "Heading 2")]
    assert listed == [*after, ""]  # the last paragraph holds the field's end
    assert styles.index("Heading 1") < begin, "the essentials stand before the contents"
    front = squeezed("".join(pdf_pages(made(built, "pdf"))[:2]))
    places = [front.find(squeezed(each)) for each in after]
    assert -1 not in places
    for anchor in document.element.iter(qn("w:hyperlink")):
        name = anchor.get(qn("w:anchor"))
        marks = [each.get(qn("w:name")) for each in document.element.iter(qn("w:bookmarkStart"))]
        assert marks.count(name) == 1


@pytest.mark.parametrize("format_", ["docx", "pdf", "pptx", "html"])
def test_all_findings_come_before_the_first_chart_and_checksums_last(format_: Format) -> None:
    built = congress()
    found = words(built, format_)
    findings = [said for poll in built.polls for said in poll.findings]
    assert len(findings) > 4
    first = found.find(squeezed(built.polls[0].questions[0].last.open_in_words))
    assert all(-1 < found.find(squeezed(said)) < first for said in findings)
    checksum = squeezed(built.polls[0].questions[0].last.sha256)
    assert found.find(checksum) > found.rfind(squeezed(built.merged[0].result.prompt))


@pytest.mark.parametrize("rows", [12, 29])
def test_no_word_table_is_split_after_two_rows_or_before_the_last_two(rows: int) -> None:
    big = Choice(id="b", prompt="Was?", options=tuple(f"Antwort {n}" for n in range(rows)), most=9)
    built = report(
        event(big), [outcome(big, [{"options": [n % rows]} for n in range(90)], "de")], "de"
    )
    document: Any = docx.Document(io.BytesIO(made(built, "docx")))
    kept = [
        all(p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs)
        for row in document.tables[0].rows
    ]
    assert all(kept[:3]), "the head and three rows stay together"
    assert kept[-3:] == [True, True, False], "and so do the last three"
    head = document.tables[0].rows[0]._tr
    assert list(head.iter(qn("w:tblHeader")))


@pytest.mark.parametrize(
    "before",
    [28, 58, 60, 62, *(pytest.param(each, marks=AT_LENGTH) for each in (0, 56, 64))],
)
def test_no_table_of_the_pdf_is_split_after_two_rows(before: int) -> None:
    """However much stands above it on its page: with 60, only two rows have room there."""
    above = OpenText(id="t", prompt="Warum?")
    big = Words(id="w", prompt="Was?", entries=1)
    rounds = [
        outcome(above, [{"text": f"Grund {n}"} for n in range(before)], "de"),
        outcome(big, [{"words": [f"Wort{n:02}"]} for n in range(36)], "de", number=2),
    ]
    built = report(event(above, big), rounds, "de", only="forum-1")
    for text in pdf_pages(made(built, "pdf")):
        table = text[text.rfind("Antwort Stimmen Anteil") :] if "Antwort" in text else ""
        shown = len(re.findall(r"Wort\d\d 1 3", table))
        assert shown == 0 or shown > 2


def thirty(end: str = "") -> Choice:
    stem = "Die Lehrkräfte unserer Schulen sollten in jedem Schuljahr Zeit bekommen, und zwar für "
    options = tuple(f"{stem * 3}{n}{end}"[-200:] for n in range(30))
    return Choice(id="b", prompt="Was zuerst?", options=options, most=9)


def test_thirty_long_options_are_thirty_labels_on_one_page() -> None:
    big = thirty()
    found = outcome(big, [{"options": [n % 30]} for n in range(90)], "de")
    built = report(event(big), [found], "de", only="forum-1")
    question = built.polls[0].questions[0]
    rows = drawing(question, question.last, "de")["rows"]
    assert len({tuple(row["lines"]) for row in rows}) == len(rows) == 30
    assert all(len(row["lines"]) <= 2 for row in rows)
    pages = pdf_pages(made(built, "pdf"))
    (page,) = [text for text in pages if "Abbildung 1" in text]
    assert "1 · Was zuerst?" in page, "the question stands over its chart"


@pytest.mark.parametrize("letter", ["W", "x"])
def test_a_word_of_140_letters_can_break_in_every_chart(letter: str) -> None:
    """No program breaks a word in a chart's label by itself; each would squeeze all bars."""
    word = letter * 140
    choice = Choice(id="c", prompt=word, options=(word, "kurz"))
    scale = Scale(id="s", prompt=word, statements=(word, "kurz"), set="agreement-5")
    rounds = [
        outcome(choice, [{"options": [0]}] * 11, "de"),
        outcome(scale, [{"steps": [1, 2]}] * 11, "de", number=2),
    ]
    built = report(event(choice, scale), rounds, "de")
    deck: Any = pptx.Presentation(io.BytesIO(render(built, "pptx")))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 2
    for chart in charts:
        label = next(iter(chart.plots[0].categories))
        assert label.replace("\u200b", "") == word
        assert max(map(len, label.split("\u200b"))) <= 12
    for question in built.polls[0].questions:
        drawn = drawing(question, question.last, "de")
        assert drawn["label_width"] <= charts_.WIDTH_PT * charts_.LONG_LABEL_SHARE


def test_long_labels_make_bars_of_the_workbook_higher_and_none_is_left_out() -> None:
    heights = []
    for end in ("", None):
        big = thirty() if end == "" else Choice(id="b", prompt="?", options=("Ja", "Nein"))
        found = outcome(big, [{"options": [0]}] * 12, "de")
        with zipfile.ZipFile(io.BytesIO(render(report(event(big), [found], "de"), "xlsx"))) as book:
            drawing_ = book.read("xl/drawings/drawing1.xml").decode()
            assert '<c:tickLblSkip val="1"/>' in book.read("xl/charts/chart1.xml").decode()
        rows = [int(n) for n in re.findall(r"<xdr:row>(\d+)</xdr:row>", drawing_)]
        heights.append((rows[1] - rows[0]) / min(len(big.options), 20))
    assert heights[0] > 1.5 * heights[1] / 2


def test_a_base_of_two_lines_does_not_run_into_the_foot_of_its_slide() -> None:
    scale = Scale(id="s", prompt="?", statements=tuple("ABCDEFGH"), set="agreement-5", abstain=True)
    answers: list[Any] = [
        {"steps": [n % 5 if n >= s * 40 else None for s in range(8)]} for n in range(300)
    ] + [{"abstain": True}] * 12
    built = report(event(scale), [outcome(scale, answers, "de")], "de")
    deck: Any = pptx.Presentation(io.BytesIO(render(built, "pptx")))
    (box,) = [
        shape
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame and "der Reihe nach" in shape.text_frame.text
    ]
    lines = len(wrap(box.text_frame.text, 14, box.width.pt, bold=False))
    assert lines == 2
    assert box.height.pt >= lines * 14 * master.LINE_HIGH


def test_a_word_of_140_letters_stays_on_the_page_of_the_pdf() -> None:
    word = "Donaudampfschifffahrt" * 7
    choice = Choice(id="c", prompt=word[:140], options=(word[:140], "kurz"))
    built = report(
        event(choice, title=word), [outcome(choice, [{"options": [0]}] * 11, "de")], "de"
    )
    for page in pdf_pages(made(built, "pdf")):
        lines = page.splitlines()
        assert max(len(squeezed(line)) for line in lines) <= 110, "no line is over the edge"
