"""DOCX: real styles, repeated heads, alternative texts; sound whatever somebody wrote."""

import io
import random
from functools import cache, lru_cache
from typing import Any, cast

import docx
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from poll_server.deck import shipped as decks
from poll_server.hall.vote_plan import plan
from poll_server.hall.vote_targets import targets_of
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.writing.written import clean
from poll_server.report import Cut, Format, Report, build, render
from poll_server.report.office import leftwards, plain
from tests.report.every_file.test_hostile import hostile_report
from tests.support.events.report_cases import HOSTILE, event, every_kind, outcome, report
from tests.support.files.office_files import sound, texts, undrawn
from tests.support.files.report_texts import made
from tests.support.suite.at_length import WHOLE

YES_NO = Choice(id="q", prompt="Ja oder nein?", options=("Ja", "Nein"), abstain=True)
YES, NO, ABSTAIN = {"options": [0]}, {"options": [1]}, {"abstain": True}
FINDINGS = (
    "Kreativität wird von 93\u202f% als wichtig erachtet",
    "Programmierkenntnisse werden nicht als wichtig eingestuft",
    "Die Aus- und Weiterbildung wird von 93\u202f% in dem Punkt als nicht ausreichend bewertet",
    "73\u202f% wünschen sich eine engere Zusammenarbeit zwischen Unternehmen und Schulen",
    "Zusammenarbeit und kollektive Problemlösung sowie mediale Kompetenzen werden von jeweils "
    "knapp 50\u202f% als in der Ausbildung nicht ausreichend vermittelt erachtet",
    "Gewünscht werden Ideen zur Partizipation und Motivation der Jugendlichen",
    "Gewünscht wird ein Kooperationsrahmen mit Stiftungen, Unternehmen und Bildungsträgern",
    "80\u202f% würden die Nutzung privater Handys im Unterricht zulassen",
    "78\u202f% glauben nicht, dass durch die Nutzung digitaler Medien Ungleichheiten unter "
    "Schüler*innen zunehmen",
    "95\u202f% glauben, dass digital unterstütztes Lernen die individuelle Lernmotivation steigert",
    "Lerninhalte und -tempo können besser an persönliche Bedürfnisse angepasst werden",
    "84\u202f% sind dafür, Lerninhalte per App zur Verfügung zu stellen",
    "Ebenso viele glauben, dass die Digitalisierung Bildungsaufstiege ermöglicht",
)
"""As the congress printed them (design/forum-2018.md); n and the full stop follow."""


@cache
def forum_2018(language: str = "de") -> Report:
    """Forum 1 of 2018 as 150 simulated people answered it."""
    congress = decks.load(decks.CONGRESS)
    poll = congress.polls[0]
    answers = plan(poll, targets_of(decks.CONGRESS), 150, 2018)
    rounds = []
    for number, question in enumerate(poll.questions, 1):
        given_ = [one for one in answers[question.id] if one is not None]
        rounds.append(outcome(question, given_, language, number=number))
    return build(
        congress.id, congress, Cut({poll.id: rounds}), language, simulated=150, only=poll.id
    )


@lru_cache(maxsize=4)
def open_(content: bytes) -> Any:
    sound(content)
    return docx.Document(io.BytesIO(content))


def test_the_findings_of_2018_stand_word_for_word() -> None:
    found = open_(made(forum_2018(), "docx"))
    bullets = [p.text for p in found.paragraphs if p.style.name == "List Bullet"]
    for finding, bullet in zip(FINDINGS, bullets, strict=False):
        assert bullet.startswith(f"{finding} (n\u00a0=\u00a0"), bullet
    written = [p.text for p in found.paragraphs]
    assert "Diese Ergebnisse stammen von 150 simulierten Teilnehmenden." in written
    assert any("nicht repräsentativ" in text for text in written)
    heads = [(p.style.name, p.text) for p in found.paragraphs if p.style.name.startswith("Head")]
    assert heads[0] == ("Heading 1", "Das Wichtigste")
    assert ("Heading 2", "2 · Reicht die Aus- und Weiterbildung dafür aus?") in heads
    assert heads[-1] == ("Heading 1", "Wie diese Zahlen zustande kamen")


@pytest.mark.parametrize(("language", "tag"), [("de", "de-DE"), ("en", "en-GB")])
def test_language_title_and_alternative_texts(language: str, tag: str) -> None:
    built = forum_2018(language)
    found = open_(made(built, "docx"))
    assert found.core_properties.language == tag
    assert found.core_properties.title == found.paragraphs[1].text
    assert found.paragraphs[1].style.name == "Title"
    styled = found.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))
    assert [each.get(qn("w:val")) for each in styled] == [tag]
    pictures = found.inline_shapes
    assert len(pictures) == sum(q.question.result_form != "texts" for q in built.polls[0].questions)
    for shape in pictures:
        assert " n = " in shape._inline.docPr.get("descr")
    for table in found.tables:
        first = table.rows[0]._tr.trPr
        assert first.find(qn("w:tblHeader")) is not None
        assert table.style.name == "Results"
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    captions = [p for p in found.paragraphs if p.style.name == "Caption"]
    assert len(captions) == len(found.tables) + len(pictures)
    for caption in captions:
        assert "SEQ" in next(caption._p.iter(qn("w:fldSimple"))).get(qn("w:instr"))


def test_rounds_are_compared_and_checksums_listed() -> None:
    rounds = [
        outcome(YES_NO, [YES] * 12 + [NO] * 4, "de"),
        outcome(YES_NO, [YES] * 4 + [NO] * 12, "de", number=2, attempt=2),
    ]
    found = open_(render(report(event(YES_NO), rounds, "de"), "docx"))
    one, compared, annex = found.tables
    assert [cell.text for cell in one.rows[1].cells] == ["Ja", "4", "25\u202f%"]
    assert [cell.text for cell in compared.rows[0].cells][1:] == [
        "Runde 1, n\u00a0=\u00a016",
        "Runde 2, n\u00a0=\u00a016",
    ]
    assert [cell.text for cell in compared.rows[1].cells] == ["Ja", "75\u202f%", "25\u202f%"]
    assert [row.cells[4].text for row in annex.rows][1:] == [r.round.sha256 for r in rounds]


def _contents(found: Any) -> list[Any]:
    """The lines of the contents, which stand in one frame with their heading."""
    (frame,) = found.element.body.iter(qn("w:sdtContent"))
    every: list[Any] = [Paragraph(each, found._body) for each in frame]
    assert every[0].style.name == "Contents Heading"
    return every[1:]


def test_short_contents_and_the_list_of_rounds_stay_together() -> None:
    found = open_(made(forum_2018(), "docx"))
    *listed, last = _contents(found)
    assert [p.style.paragraph_format.keep_with_next for p in listed] == [True] * 13
    assert last.paragraph_format.keep_with_next is False
    *rows, end = found.tables[-1].rows
    assert len(rows) == 11
    for row in rows:
        assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells)
    assert not end.cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_long_contents_may_break() -> None:
    asked = [structs.replace(YES_NO, id=f"q{n}") for n in range(30)]
    rounds = [outcome(q, [YES] * 9, "de", number=n) for n, q in enumerate(asked, 1)]
    found = open_(render(report(event(*asked), rounds, "de"), "docx"))
    styles = [line.style for line in _contents(found)]
    assert len(styles) > 30
    assert not any(style.paragraph_format.keep_with_next for style in styles)


@pytest.mark.parametrize("answers", [[], [ABSTAIN] * 5, [YES], [YES, NO], [YES] * 8 + [NO] * 8])
@pytest.mark.parametrize("format_", ["docx", "pptx"])
def test_nobody_one_and_ties(answers: list[Any], format_: Any) -> None:
    built = report(event(YES_NO), [outcome(YES_NO, answers, "de")], "de")
    parts = sound(render(built, format_))
    said = texts(parts, r"word/document\.xml|ppt/(slides|charts)/\w+\.xml")
    note = built.polls[0].questions[0].last.note
    assert not note or note in said
    assert "100\u202f%" not in said or answers == [YES]


def test_a_small_group_is_withheld_from_both() -> None:
    asked = event(YES_NO, smallest_group=5)
    built = report(asked, [outcome(YES_NO, [YES] * 3 + [NO] + [ABSTAIN] * 6, "en")], "en")
    for format_ in ("docx", "pptx"):
        parts = sound(render(built, format_))
        said = " ".join(texts(parts, r".*/(document|slide\d+|chart\d+|notesSlide\d+)\.xml"))
        assert "fewer than 5" in said
        assert "75%" not in said
        assert "abstention" not in said.replace("abstentions are counted apart", "")


ANCHORED = [qn("w:anchor"), qn("w:history")]


def test_texts_are_intact() -> None:
    found = open_(made(hostile_report(), "docx"))
    said = {p.text for p in found.paragraphs}
    said |= {cell.text for table in found.tables for row in table.rows for cell in row.cells}
    for text in HOSTILE:
        assert plain(text) in said or clean(text) in said
    assert found.core_properties.title.endswith(HOSTILE[0])
    # The contents' links lead to headings, and their field is our own.
    assert all(each.keys() == ANCHORED for each in found.element.iter(qn("w:hyperlink")))
    codes = [each.text for each in found.element.iter(qn("w:instrText"))]
    assert codes == [r'TOC \o "1-2" \h \z \b Body']


def test_texts_from_right_to_left_are_marked() -> None:
    found = open_(made(hostile_report(), "docx"))
    marked = {
        run.text
        for table in found.tables
        for row in table.rows
        for cell in row.cells
        for run in cell.paragraphs[0].runs
        if run.font.rtl
    }
    assert {text for text in HOSTILE if leftwards(text)} <= marked


@given(st.text())
def test_a_plain_text_is_the_text_without_what_xml_forbids(text: str) -> None:
    made = plain(text)
    kept = [c for c in text if c in "\t\n\r" or (ord(c) >= 32 and ord(c) not in (0xFFFE, 0xFFFF))]
    assert len(made) == len([c for c in kept if not 0xD800 <= ord(c) < 0xE000])
    assert not set(made) & {chr(n) for n in range(32)}


@pytest.mark.survey
@settings(max_examples=8 if WHOLE else 4)
@given(st.lists(st.text(min_size=1, max_size=200), min_size=2, max_size=6, unique=True))
def test_no_text_breaks_a_file(options: list[str]) -> None:
    """Even texts that no deck would let through, in every field there is."""
    made = Choice(id="q", prompt=options[0], options=tuple(options), most=2)
    found = outcome(made, [{"options": [0]}] * 12, "de")
    built = report(event(made, title=options[1]), [found], "de")
    for format_ in ("docx", "pptx"):
        sound(render(built, format_))


NUMBER = 510
"""Hostile strings: seventeen questions of thirty options, the most that one may have."""


def hostile_strings(number: int) -> list[str]:
    """Formulas, markup, bidi and control characters, long words: each string once."""
    dice = random.Random(2018)
    pieces = (*HOSTILE, "\u202e", "\u200b", "\u0000", "\u000b", "\ufffe", "\u0301" * 5, "W" * 60)
    letters = (
        range(0x20, 0x250),
        range(0x590, 0x700),
        range(0x4E00, 0x4E80),
        range(0x1F600, 0x1F640),
    )
    made: dict[str, None] = {}
    while len(made) < number:
        drawn = [dice.choice(pieces), *(chr(dice.choice(dice.choice(letters))) for _ in range(6))]
        dice.shuffle(drawn)
        made["".join(drawn)] = None
    return list(made)


def test_hundreds_of_hostile_strings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece about twenty times, in ever other company; thousands: `make hostile`."""
    undrawn(monkeypatch)
    strings = hostile_strings(NUMBER)
    asked = [
        Choice(id=f"q{n}", prompt=strings[n], options=tuple(strings[n : n + 30]), most=30)
        for n in range(0, NUMBER, 30)
    ]
    rounds = [outcome(q, [{"options": [0]}] * 12, "de", number=n) for n, q in enumerate(asked, 1)]
    built = report(event(*asked), rounds, "de")
    for format_, where in (("docx", r"word/document\.xml"), ("pptx", r"ppt/charts/chart\d+\.xml")):
        # Labels of charts may break in long words (`office.breakable`).
        found = {
            text.replace("\u200b", "")
            for text in texts(sound(render(built, cast(Format, format_))), where)
        }
        assert {plain(each).replace("\u200b", "") for each in strings} <= found


def test_the_largest_question_there_can_be() -> None:
    long = tuple(f"{n} " + "Aussage über Bildung und Ärger " * 6 for n in range(30))
    big = Choice(id="big", prompt="W" * 300, options=tuple(t[:200] for t in long), most=30)
    steps = tuple(f"Stufe {n} von sehr vielen Stufen" for n in range(10))
    scale = Scale(id="scale", prompt="Wie?", statements=tuple(long[:10]), labels=steps)
    rounds = [
        outcome(big, [{"options": list(range(n % 30 + 1))} for n in range(60)], "de"),
        outcome(scale, [{"steps": [n % 10] * 10} for n in range(20)], "de", number=2),
    ]
    found = open_(render(report(event(big, scale), rounds, "de"), "docx"))
    assert [len(table.rows) for table in found.tables] == [31, *[11] * 10, 3]


def test_every_kind_and_no_question_at_all() -> None:
    asked = every_kind()
    rounds = [outcome(q, a, "de", number=n) for n, (q, a) in enumerate(asked, 1)]
    found = open_(render(report(event(*(q for q, _ in asked)), rounds, "de"), "docx"))
    assert "In eigenen Worten" in [p.text for p in found.paragraphs]
    empty = open_(render(report(event(YES_NO), [], "de"), "docx"))
    assert "Es wurde noch keine Frage gestellt." in [p.text for p in empty.paragraphs]
