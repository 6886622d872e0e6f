"""What is said, in which order, is decided once: the blocks of a report."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from poll_server.questions.kinds.words import Words
from poll_server.report import Format, Report
from poll_server.report.blocks.blocks import (
    Block,
    Contents,
    FigureTable,
    Findings,
    Heading,
    Line,
    Spoken,
    Texts,
)
from poll_server.report.blocks.compose import compose
from poll_server.report.blocks.medium import PAPER, PUBLIC, SCREEN, SHEETS, Medium
from poll_server.report.blocks.sections import Section, nested
from tests.report.docx.test_word import forum_2018
from tests.report.every_file.test_alike import congress, long_scale
from tests.support.events.report_cases import event, outcome, report
from tests.support.files.report_texts import squeezed, words


def flat(section: Section) -> Iterator[Block]:
    yield from section.blocks
    for each in section.sections:
        yield each.heading
        yield from flat(each)


def tables(built: Report, medium: Medium) -> list[FigureTable]:
    return [each for each in compose(built, medium) if isinstance(each, FigureTable)]


@pytest.mark.parametrize("case", [forum_2018, congress, long_scale])
def test_sections_hold_every_block_once_in_the_same_order(case: Callable[[], Report]) -> None:
    blocks = compose(case(), SCREEN)
    whole = nested(blocks)
    title = next(each for each in blocks if isinstance(each, Heading))
    assert title == whole.heading
    contents = [each for each in blocks if isinstance(each, Contents)]
    assert [each for each in whole.blocks if isinstance(each, Contents)] == contents
    others = [each for each in blocks if each != title and each not in contents]
    assert [each for each in flat(whole) if each not in contents] == others
    for chapter in whole.sections:
        assert chapter.heading.level == 1
        assert all(each.heading.level > 1 for each in chapter.sections)


@pytest.mark.parametrize("medium", [PAPER, SCREEN, PUBLIC, SHEETS])
def test_every_heading_has_a_name_of_its_own_and_contents_lead_to_them(medium: Medium) -> None:
    blocks = compose(congress(), medium)
    headings = [each for each in blocks if isinstance(each, Heading)]
    keys = [each.key for each in headings]
    assert len(set(keys)) == len(keys)
    (contents,) = [each for each in blocks if isinstance(each, Contents)]
    listed = [each.key for each in headings if each.listed]
    assert [each.key for each in contents.entries if each.key] == listed


def test_media_differ_in_what_there_is_room_for() -> None:
    built = long_scale()
    steps = {
        medium: [len(t.places("step")) for t in tables(built, medium) if t.layout == "statements"]
        for medium in (PAPER, SCREEN)
    }
    assert steps == {PAPER: [5], SCREEN: [9, 5]}, "on paper the long one is a table a statement"
    wide = next(each for each in tables(built, SCREEN) if each.layout == "statements")
    assert wide.head[1:3] == ("Stufe 0", "Stufe 1")


def test_a_cut_table_says_where_the_rest_is_to_whom_it_helps() -> None:
    cloud = Words(id="w", prompt="Was?", entries=1)
    rounds = [outcome(cloud, [{"words": [f"Wort{n:02}"]} for n in range(60)], "de")]
    built = report(event(cloud), rounds, "de")
    rows = [(len(t.rows), t.below) for m in (PAPER, PUBLIC, SHEETS) for t in tables(built, m)[:1]]
    assert rows == [
        (40, ("und 20 weitere Einträge, in den CSV- und XLSX-Dateien",)),
        (40, ("und 20 weitere Einträge",)),
        (60, ()),
    ]


def test_what_a_speaker_says_has_the_sentences_and_what_they_stand_on() -> None:
    built = forum_2018()
    spoken = [each for each in compose(built, SCREEN) if isinstance(each, Spoken)]
    for question, said in zip(built.polls[0].questions, spoken, strict=True):
        assert said.sentences[: len(question.sentences)] == question.sentences
        assert question.last.base in said.sentences


READ: dict[Format, Medium] = {
    "docx": PAPER, "pdf": PAPER, "html": SCREEN, "pptx": SCREEN, "xlsx": SHEETS
}  # fmt: skip


def short() -> Report:
    return replace(congress(), short=True)


@pytest.mark.parametrize("case", [forum_2018, congress, short])
@pytest.mark.parametrize("format_", READ)
def test_every_file_says_every_block_and_questions_in_their_order(
    format_: Format, case: Callable[[], Report]
) -> None:
    """A block that a format forgets, or words of its own for it, are found here."""
    built = case()
    blocks = compose(built, READ[format_])
    found = words(built, format_)
    for block in blocks:
        for text in said(block, format_):
            assert squeezed(text) in found, type(block).__name__
    titles = [squeezed(str(b)) for b in blocks if isinstance(b, Heading) and b.number]
    places = [found.rfind(title) for title in titles]
    assert len(places) > 3
    assert places == sorted(places)


def said(block: Block, format_: Format) -> Iterator[str]:
    """The texts of a block that a reader of the format finds on a page, slide or sheet."""
    match block:
        case Heading():
            # A chapter with nothing under it but its questions has no slide.
            if format_ != "pptx" or block.role != "chapter" or block.new_page:
                yield block.text
        case Line():
            # Of a slide's lines under its title, one has room; the speaker has the others.
            if format_ != "pptx" or block.tone != "meta" or "Zusammengefasst" not in block.text:
                yield block.text
        case Findings():
            yield from block.sentences
        case Texts():
            yield from (each.text for each in block.texts)
        case FigureTable() if format_ in ("docx", "pdf", "html"):
            # In narrow columns Typst breaks words of the head.
            head = block.head if format_ != "pdf" else ()
            yield from (block.caption.text, *head, *block.below)
            yield from (text for line in block.lines for text in line)
