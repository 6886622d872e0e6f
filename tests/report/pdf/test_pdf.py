"""The PDF conforms to PDF/UA-1, says what the model says, and takes no text for markup."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from poll_server.questions import AnyQuestion
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words
from poll_server.questions.writing.written import clean
from poll_server.report import Report, charts, file_name, render
from poll_server.report.blocks import compose
from poll_server.report.pdf import typesetting
from poll_server.report.pdf.typesetting import CannotTypeset, typeset
from tests.report.every_file.test_hostile import hostile_report
from tests.report.printed import congress, printed, squeezed, text_of
from tests.support.events.report_cases import HOSTILE, event, every_kind, outcome, report
from tests.support.suite.at_length import AT_LENGTH, WHOLE

MARKUP = (
    '#import "@preview/evil:1.0.0": *',
    '#read("/etc/passwd")',
    "= Heading $x^2$ *bold* _soft_ `raw` <label> @ref",
    "\\ \\u{41} // comment /* no */ --- ~",
    "https://example.org/?a=1",
    "um\u202egekehrt und\u200bunsichtbar\ufeff",
    "W" * 200,
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "🧿 ᚠ 𒀀",
)
"""What Typst might take for its own, or for too long, or has no letter for."""


def test_the_contents_stand_on_one_page() -> None:
    first, second, *_ = PdfReader(io.BytesIO(printed())).pages
    assert "WiedieseZahlenzustandekamen..." in squeezed(first.extract_text())
    assert squeezed(second.extract_text()).startswith("FragefürFrage")


def test_a_label_of_a_chart_has_the_lines_that_it_was_given_whatever_the_font() -> None:
    page = PdfReader(io.BytesIO(render(congress(), "pdf"))).pages[1].extract_text()
    assert "\nZusammenarbeit und kollektive\nProblemlösung 88\u202f%" in page


def test_no_head_of_a_table_of_statements_is_torn() -> None:
    """Heads are bold, so wider than the figures below that have as many letters."""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(printed())).pages)
    assert {"Stufen", "Mittelwert", "Beantwortet"} <= set(text.split())


def test_the_list_of_rounds_stands_with_how_the_figures_came_about() -> None:
    last = PdfReader(io.BytesIO(printed())).pages[-1]
    found = squeezed(last.extract_text())
    assert found.startswith("WiedieseZahlenzustandekamen")
    for question in congress().polls[0].questions:
        assert question.last.sha256 in found


def tags(file: bytes) -> list[tuple[str, str]]:
    """Every element of the tag tree with its alternative text, in order."""
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            if "/K" in node:
                walk(node.raw_get("/K"))

    walk(PdfReader(io.BytesIO(file)).root_object["/StructTreeRoot"])
    return found


def test_the_file_is_tagged_as_the_standard_asks() -> None:
    made = congress()
    file = printed()
    read = PdfReader(io.BytesIO(file))
    root = read.root_object
    assert "'/Marked': True" in str(root["/MarkInfo"].get_object())
    assert str(root["/Lang"]) == "de"
    assert read.metadata is not None
    assert read.metadata.title == "Ergebnisse: Themenforum 1"
    assert root["/ViewerPreferences"].get_object()["/DisplayDocTitle"]  # type: ignore[index]
    assert b"pdfuaid" in (read.xmp_metadata.stream.get_data() if read.xmp_metadata else b"")
    tree = tags(file)
    kinds = [kind for kind, _ in tree]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 3  # the essentials, question by question, the annex
    assert kinds.count("/H3") == len(made.polls[0].questions)
    assert kinds.count("/LI") == len(made.polls[0].findings)
    assert "/TH" in kinds
    charted = [q for q in made.polls[0].questions if charts.drawing(q, q.last, "de")]
    assert kinds.count("/Table") == len(charted) + 1
    spoken = [squeezed(alt) for kind, alt in tree if kind == "/Figure"]
    assert spoken == [squeezed(charts.alternative(q, q.last, "de")) for q in charted]


def test_a_chart_without_words_would_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "alternative", lambda *_: "")
    with pytest.raises(CannotTypeset, match="alt text"):
        render(congress(), "pdf")


def test_typst_itself_refuses_a_picture_without_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    picture = "#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg'/>\"), width: 1cm%s)"
    page = '#set document(title: "x")\n' + picture
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    (tmp_path / "page.typ").write_text(page % ', alt: "nothing"')
    assert typeset("page.typ", {}, standard="ua-1").startswith(b"%PDF-")
    (tmp_path / "page.typ").write_text(page % "")
    with pytest.raises(CannotTypeset, match="missing alt text"):
        typeset("page.typ", {}, standard="ua-1")


def test_a_whole_event_has_a_chapter_for_each_poll() -> None:
    made = congress(whole=True)
    file = render(made, "pdf")
    said = text_of(file)
    for poll in made.polls:
        # In the contents, and over its chapter.
        assert said.count(squeezed(poll.title)) >= 2
    assert said.count(squeezed("Es wurde noch keine Frage gestellt")) == len(made.polls) - 1
    assert file_name(made, "pdf") == "zukunftsbildung-ruhr-2018-ergebnisse.pdf"
    assert tags(file).count(("/H1", "")) == 1


def hostile(texts: tuple[str, ...], language: str) -> Report:
    asked = every_kind(texts)
    rounds = [
        outcome(question, answers, language, number=number)
        for number, (question, answers) in enumerate(asked, 1)
    ]
    made = event(*[question for question, _ in asked], title=texts[0], subtitle=texts[1])
    return report(made, rounds, language)


@pytest.mark.parametrize("language", ["de", pytest.param("en", marks=AT_LENGTH)])
def test_hostile_texts_are_printed_and_never_run(language: str) -> None:
    latin = [each for each in (*MARKUP, *HOSTILE) if each.isascii()]
    file = render(hostile((*MARKUP, *HOSTILE), language), "pdf")
    said = text_of(file)
    for text in latin:
        assert squeezed(text) in said, text
    assert squeezed("umgekehrt undunsichtbar") in said
    assert MARKUP[7] in said
    links = [
        each.get_object()
        for page in PdfReader(io.BytesIO(file)).pages
        for each in page.get("/Annots", ())
    ]
    assert links, "the contents lead to their pages"
    assert not [link for link in links if "/URI" in str(link)], "no text becomes a link"
    render(hostile_report(language), "pdf")


def test_letters_that_no_font_has_are_named_where_they_would_stand() -> None:
    # A Private Use plane: no font of any system has it.
    question = Choice(id="q", prompt="Was \U0001fbff ist?", options=("A", "B\u0378"))
    file = render(
        report(event(question), [outcome(question, [{"options": [0]}], "de")], "de"), "pdf"
    )
    said = text_of(file)
    assert squeezed("Was [u+1fbff] ist?") in said
    assert squeezed("B[u+0378]") in said


@pytest.mark.survey
def test_rare_letters_alone_break_nothing() -> None:
    @settings(max_examples=100 if WHOLE else 4)
    @given(st.lists(st.text(min_size=1, max_size=12).filter(clean), min_size=2, max_size=4))
    def holds(texts: list[str]) -> None:
        chosen = tuple(dict.fromkeys(f"{n} {text}" for n, text in enumerate(texts)))
        question = Choice(id="q", prompt=chosen[0], options=chosen)
        made = report(event(question), [outcome(question, [{"options": [0]}], "de")], "de")
        assert render(made, "pdf").startswith(b"%PDF-")

    holds()


def test_nobody_or_too_few_or_very_much_fits() -> None:
    long = tuple(f"{n} " + "Sehr ausführliche Antwort " * 8 for n in range(30))
    questions: list[AnyQuestion] = [
        Choice(id="none", prompt="Was?", options=("A", "B")),
        Choice(id="all-abstain", prompt="Was?", options=("A", "B"), abstain=True),
        Choice(id="long", prompt="W" * 300, options=tuple(each[:200] for each in long)),
        Scale(
            id="scale",
            prompt="Wie?",
            labels=tuple(f"Stufe {n} " + "lang " * 20 for n in range(10)),
            statements=("S" * 200, "Zwei"),
        ),
        Words(id="words", prompt="Worte?"),
    ]
    rounds = [
        outcome(questions[0], [], "de", number=1),
        outcome(questions[1], [{"abstain": True}], "de", number=2),
        outcome(questions[2], [{"options": [n]} for n in range(30)], "de", number=3),
        outcome(questions[3], [{"steps": [9, 0]}], "de", number=4),
        outcome(questions[4], [{"words": [f"Wort {n}"]} for n in range(60)], "de", number=5),
        outcome(questions[2], [{"options": [1]}], "de", number=6, attempt=2),
    ]
    made = report(event(*questions), rounds, "de")
    said = text_of(render(made, "pdf"))
    assert squeezed("Niemand hat diese Frage beantwortet.") in said
    assert squeezed("und 20 weitere") in said
    for option in long:
        assert squeezed(option[:200]) in said
    assert squeezed("Stufe 9 " + "lang " * 20) in said  # a table for each statement
    assert squeezed("Runde 2") in said
    assert render(report(event(questions[0]), [], "en"), "pdf").startswith(b"%PDF-")


def test_a_mistake_in_a_template_is_told() -> None:
    with pytest.raises(CannotTypeset, match="chart"):
        typeset("picture.typ", {"language": "de", "colours": {"card": "#ffffff", "ink": "#000000"}})


def test_a_word_wider_than_its_place_breaks_and_no_other() -> None:
    """Also one of few letters: a heading is large, and open answers stand in two columns."""
    wide, whole = "W" * 40, "Berufsorientierungsveranstaltung"
    choice = Choice(id="c", prompt=wide, options=("Ja", "Nein"))
    words = OpenText(id="t", prompt="Kurz")
    answers = [{"text": "M" * 38}, {"text": f"Eine {whole} mehr"}]
    rounds = [
        outcome(choice, [{"options": [0]}], "de", number=1),
        outcome(words, answers, "de", number=2),
    ]
    made = render(report(event(choice, words), rounds, "de"), "pdf")
    pages = PdfReader(io.BytesIO(made)).pages
    text = "\n".join(page.extract_text() for page in pages).replace("\u200b", "")
    assert whole in text
    assert 20 < max(map(len, re.findall("M+", text))) < 38
    heading = next(line for line in text.splitlines() if "1 ·" in line)
    assert heading.count("W") < 40
