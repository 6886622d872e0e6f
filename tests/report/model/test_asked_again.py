"""A question asked again, with hands: who changed, and what the base is of, in every file."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx
import pptx
import pytest
from msgspec import structs
from openpyxl import load_workbook

from poll_server.live.state import RoundResults
from poll_server.questions.methods.hands import added_to, hands_of, with_hands
from poll_server.report import Report, render
from tests.support.cases import NO, PHONES, YES
from tests.support.events.report_cases import event, outcome, report
from tests.support.files.office_files import undrawn

MOVES = {"0>0": 7, "0>1": 5, "1>1": 6}
HANDS = '{"counts":{"0":12},"added":true}'
SAID = "von 18 Personen, die in beiden Runden abgestimmt haben, blieben 13 bei ihrer Antwort"
BASE = "davon 12 per Handzeichen"


def second(**more: Any) -> RoundResults:
    """The later of two rounds."""
    found = outcome(PHONES, [YES] * 7 + [NO] * 11, "de", number=2, attempt=2)
    hands = hands_of(HANDS)
    return replace(
        found,
        round=structs.replace(found.round, moves_from=1, hands=HANDS),
        results=with_hands(PHONES, found.tally, found.round.votes, hands, "de"),
        tally=added_to(found.tally, hands),
        **{"moves": MOVES, **more},
    )


@pytest.fixture(scope="module")
def built() -> Report:
    first = outcome(PHONES, [YES] * 12 + [NO] * 6, "de")
    return report(event(PHONES), [first, second()], "de")


def cells_of(document: Any) -> Iterator[tuple[str, ...]]:
    for table in document.tables:
        yield from (tuple(cell.text for cell in row.cells) for row in table.rows)


def test_word_has_the_sentence_the_table_and_the_base(built: Report) -> None:
    with pytest.MonkeyPatch.context() as patch:
        undrawn(patch)
        document: Any = docx.Document(io.BytesIO(render(built, "docx")))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert SAID in text
    assert BASE in text
    assert ("Ja", "7", "5") in list(cells_of(document))


def test_so_have_slides_and_sheets(built: Report) -> None:
    deck: Any = pptx.Presentation(io.BytesIO(render(built, "pptx")))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    text = "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    assert SAID in text
    assert BASE in text
    rows = [
        tuple(cell.text for cell in row.cells)
        for shape in shapes
        if shape.has_table
        for row in shape.table.rows
    ]
    assert ("Ja", "7", "5") in rows
    book = load_workbook(io.BytesIO(render(built, "xlsx")))
    values = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert any(row[:3] == ("Ja", 7, 5) for row in values)
    said = "\n".join(str(value) for row in values for value in row if value)
    assert SAID in said
    assert BASE in said


@pytest.mark.parametrize("format_", ["html", "csv", "json"])
def test_so_have_page_and_files_for_machines(built: Report, format_: Any) -> None:
    text = render(built, format_).decode()
    assert SAID in text
    assert "Handzeichen" in text
    if format_ == "csv":
        assert "(Ja → Nein);5" in text
        assert "(Ja → Ja);7" in text
    if format_ == "json":
        assert '"by_hand": 12' in text
        assert '"people": 5' in text
        moved = json.loads(text)["polls"][0]["questions"][0]["rounds"][1]["moved"]
        assert (moved["stayed"], moved["changed"]) == (13, 5)


def test_what_few_did_is_in_no_file() -> None:
    made = event(PHONES, smallest_group=6)
    text = render(report(made, [second()], "de"), "json").decode()
    assert '"people"' not in text
    assert "nicht gezeigt" in text
