"""Questions from tables and pasted text: read as they stand, or refused with row and column."""

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any, Literal

import pytest
from openpyxl import Workbook, load_workbook

from poll_server.deck.shape import either
from poll_server.drafts.changes import Insert, Locks
from poll_server.drafts.document.fields import LONGEST_TEXT
from poll_server.drafts.document.from_deck import document_of
from poll_server.drafts.editing import Editing
from poll_server.drafts.imports import SheetMistakes, entries, read_sheet, template
from poll_server.drafts.imports.cells.table import MOST_ROWS
from poll_server.drafts.imports.sheets import LARGEST_SHEET
from poll_server.drafts.imports.template import EXAMPLES
from poll_server.locale import speak
from poll_server.questions import KINDS
from tests.support.cases import EVENT
from tests.support.events.report_cases import HOSTILE

from .written import BOTH

HEAD = ["Art", "Frage (de)", "Frage (en)", "Antwort 1 (de)", "Antwort 2 (de)", "Sekunden"]


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    for cells in book.active.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                cell.data_type = "s"  # text that looks like a formula
    book.save(out)
    return out.getvalue()


def read(rows: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    return read_sheet("x.csv", as_csv(rows), BOTH)


def mistakes(name: str, content: bytes, language: str = "en") -> list[tuple[int, str, str]]:
    with pytest.raises(SheetMistakes) as caught:
        read_sheet(name, content, BOTH, language)
    return [(each.row, each.column, each.message) for each in caught.value.mistakes]


# ── The template ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("language", BOTH)
def test_the_template_is_read_as_the_questions_it_shows(
    format: Literal["csv", "xlsx"], language: str
) -> None:
    ready = {entry.key: entry.item for entry in entries(language)}
    content = template(format, BOTH, language)
    found = read_sheet(f"x.{format}", content, BOTH, {"de": "en", "en": "de"}[language])
    document = document_of(EVENT)
    poll = document["polls"][0]
    poll["questions"] = []
    for item in reversed(found):
        Editing(document, Locks(), speak("en")).apply(Insert(poll["uid"], item))
    shown = [
        {name: value for name, value in question.items() if name not in ("uid", "id")}
        for question in poll["questions"]
    ]
    assert shown == [ready[key] for key in EXAMPLES]


def test_the_template_speaks_its_reader_s_language_and_has_no_formula() -> None:
    german, english = (template("csv", ("de",), language) for language in BOTH)
    assert german.startswith("\ufeffArt;Frage (de);Hinweis (de);Antworten höchstens;".encode())
    assert english.startswith(b"\xef\xbb\xbfKind,Question (de),Hint (de),Answers at most,")
    book = load_workbook(io.BytesIO(template("xlsx", BOTH, "de")))
    (sheet,) = book.worksheets
    assert sheet.freeze_panes == "A2"
    answer = next(cell for cell in sheet[1] if cell.value == "Antwort 1 (de)")
    (below,) = (
        each.number_format
        for each in sheet.column_dimensions.values()
        if each.min <= answer.column <= each.max
    )
    assert below == "@", "Excel would make a date of 1-2 that is typed here"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


# ── Reading ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_however_it_was_saved(delimiter: str, encoding: str) -> None:
    rows = [HEAD, ["", "Größe, Höhe; Länge?", "", "Ja", "Nein", "30"]]
    (found,) = read_sheet("x.csv", as_csv(rows, delimiter, encoding), BOTH)
    assert found == {
        "kind": "choice",
        "prompt": {"de": "Größe, Höhe; Länge?"},
        "options": [{"de": "Ja"}, {"de": "Nein"}],
        "timer": 30,
    }


def test_names_are_read_in_either_language_and_any_case() -> None:
    for head in (
        ["QUESTION", "answer 1", " Answer  2 ", "Live result"],
        ["frage", "Antwort 1 DE", "Antwort 2 [de]", "ergebnis live"],
    ):
        (found,) = read([head, ["Wer?", "Du", "Ich", "ja"]])
        assert found["options"] == [{"de": "Du"}, {"de": "Ich"}]
        assert found["live"] is True


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"Frage": "?"}, "text"),
        ({"Frage": "?", "Antwort 1": "Ja"}, "choice"),
        ({"Frage": "?", "Fertige Skala": "Agreement-5"}, "scale"),
        ({"Frage": "?", "Stufe 1": "wenig", "Stufe 2": "viel"}, "scale"),
        ({"Frage": "?", "Art": "Wortwolke"}, "words"),
        ({"Frage": "?", "Art": "WORD CLOUD"}, "words"),
        ({"Frage": "?", "Art": "words"}, "words"),
    ],
)
def test_the_kind_is_the_one_named_or_else_what_the_cells_suggest(
    cells: dict[str, str], kind: str
) -> None:
    (found,) = read([list(cells), list(cells.values())])
    assert found["kind"] == kind


def test_a_workbook_s_numbers_and_formulas_in_text_are_text() -> None:
    rows: list[list[Any]] = [
        ["Frage", "Antwort 1", "Antwort 2", "Sekunden", "Enthaltung"],
        ["Wann?", 2018.0, '=HYPERLINK("http://evil.example";"x")', 45.0, True],
        [],
        ["Wie viel?", 0.5, "-", "60,0", "nein"],
    ]
    one, two = read_sheet("x.xlsx", as_xlsx(rows), BOTH)
    assert one["options"] == [{"de": "2018"}, {"de": '=HYPERLINK("http://evil.example";"x")'}]
    assert (one["timer"], one["abstain"]) == (45, True)
    assert two["options"][0] == {"de": "0.5"}
    assert (two["timer"], two["abstain"]) == (60, False)


@pytest.mark.parametrize("packed", [False, True])
def test_hostile_text_is_read_as_it_stands(packed: bool) -> None:
    texts = [text.strip() for text in HOSTILE]
    rows = [["Frage", "Antwort 1", "Notizen"], *([text, text, text] for text in texts)]
    content = as_xlsx(rows) if packed else as_csv(rows)
    found = read_sheet("x", content, BOTH)
    for text, item in zip(texts, found, strict=True):
        assert item["prompt"] == item["options"][0] == item["notes"] == {"de": text}


def test_every_mistake_is_named_by_row_and_column() -> None:
    rows = [
        [*HEAD, "Fertige Skala", "Wörter höchstens", "Farbe", "Frage (de)"],
        ["Rätsel", "Was?", "", "Ja", "", "", "", "", "rot", ""],
        ["Auswahl", "Was?", "", "Ja", "Nein", "bald", "", "", "", "x"],
        ["Skala", "", "", "", "", "", "agreement", "", "", ""],
        ["", "Was?", "", "Ja", "Nein", "", "", "3", "", ""],
        ["", "x" * (LONGEST_TEXT + 1), "", "", "", "", "", "", "", ""],
    ]
    _ = speak("de")
    kinds = [kind.called(_) for kind in KINDS]
    assert mistakes("x.csv", as_csv(rows), "de") == [
        (2, "Art", f"hier steht „Rätsel“; richtig wäre {either(kinds, _)}"),
        (3, "Sekunden", "hier steht „bald“; richtig wäre eine ganze Zahl"),
        (4, "Frage", "Hier steht noch nichts."),
        (4, "Fertige Skala", "hier steht „agreement“; richtig wäre „agreement-6“"),
        (5, "Wörter höchstens",
         "eine Frage dieser Art hat kein solches Feld: Lassen Sie die Zelle leer"),
        (6, "Frage (de)", "der Text hat 10001 Zeichen; richtig wären höchstens 10000"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.csv", b"", "The table is empty."),
        ("x.csv", b";;;\n;;\n", "The table is empty."),
        ("x.csv", b"Frage\n", "There is no question below the names of the columns."),
        ("x.csv", b"Frage\n\x81\0", "This is no table that can be read: save it as CSV in UTF-8."),
        ("x.csv", b'Frage\n"' + b"x" * 140_000, "This is no table that can be read: save it as "
         "CSV."),
        ("x.csv", b"x" * (LARGEST_SHEET + 1), "A table has at most 2 MB."),
        ("x.csv", b"Frage\n" + b"Was?\n" * (MOST_ROWS + 1),
         f"A table has at most {MOST_ROWS} questions."),
        ("x.xlsx", b"Frage\nWas?\n", "This is no workbook that can be read: save it as XLSX."),
        ("x.xlsx", b"PK\x03\x04" + b"\0" * 100,
         "This is no workbook that can be read: save it as XLSX."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused(name: str, content: bytes, message: str) -> None:
    assert mistakes(name, content) == [(0, "", message)]


def test_as_many_questions_as_a_table_may_have_are_read_blank_lines_aside() -> None:
    assert len(read_sheet("x.csv", b"Frage\n" + b"Was?\n;\n" * MOST_ROWS, BOTH)) == MOST_ROWS


def test_a_workbook_that_unpacks_to_gigabytes_is_never_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as parts:
        for name in range(3):
            parts.writestr(f"xl/{name}.xml", b" " * 5_000_000)
    assert len(out.getvalue()) < 20_000

    def opened(*_: Any, **__: Any) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr("openpyxl.load_workbook", opened)
    message = "This workbook is too large once it is unpacked."
    assert mistakes("x.xlsx", out.getvalue()) == [(0, "", message)]


def test_a_sheet_that_says_it_is_endless_is_read_to_its_limit() -> None:
    """One cell in the last row that there can be: a million empty ones lie before it."""
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(as_xlsx([["Frage"], ["Was?"]])))
    with source as parts, zipfile.ZipFile(out, "w") as changed:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                far = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c>'
                content = content.replace(b"</sheetData>", far + b"</row></sheetData>")
                content = content.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')
                assert b"XFD" in content
                assert far in content
            changed.writestr(name, content)
    assert len(read_sheet("x.xlsx", out.getvalue(), BOTH)) == 1
