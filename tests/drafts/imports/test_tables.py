"""Ordinary tables: found, laid out and read as they are shown; hostile ones refused."""

import io
import zipfile
from datetime import date, datetime, timedelta
from datetime import time as clock

import pytest

from poll_server.drafts.imports import (
    Layout,
    SheetMistakes,
    guess,
    head_of,
    in_encoding,
    laid_out,
    opened,
    packed,
    questions,
    samples,
    unpacked,
)
from poll_server.drafts.imports.cells.number_format import CellValue, shown
from poll_server.drafts.imports.cells.table import Sheet, SheetFile
from tests.support.files import made_tables as made

from .reading import DE, TWO, plain, read, refused

BOTH = ("de", "en")


# ── What a cell shows ─────────────────────────────────────────────────────────────────────────

SHOWN: list[tuple[CellValue, str, str, str]] = [
    (0, "General", "0", "0"),
    (False, "General", "FALSCH", "FALSE"),
    (0.5, "General", "0,5", "0.5"),
    (0.1 + 0.2, "General", "0,3", "0.3"),
    (1e20, "General", "1E+20", "1E+20"),
    (0.5, "0%", "50%", "50%"),
    (0.125, "0.0 %", "12,5 %", "12.5 %"),
    (1234567.891, "#,##0.00", "1.234.567,89", "1,234,567.89"),
    (1234567, "#,##0,", "1.235", "1,235"),
    (19.9, "#,##0.00 [$€-407]", "19,90 €", "19.90 €"),
    (-3.5, "0.0;(0.0)", "(3,5)", "(3.5)"),
    (-0.001, "0.0", "0,0", "0.0"),
    (0, '0;-0;"keine"', "keine", "keine"),
    (7, '0 "Jahre"', "7 Jahre", "7 Jahre"),
    (5, "000", "005", "005"),
    (123456789, "000-00-0000", "123-45-6789", "123-45-6789"),
    (1.5, "# ?/?", "1 1/2", "1 1/2"),
    (12345, "0.00E+00", "1,23E+04", "1.23E+04"),
    (5, '[>3]"viel";"wenig"', "viel", "viel"),
    (2, '[>3]"viel";"wenig"', "wenig", "wenig"),
    ("x", '"Nr. "@', "Nr. x", "Nr. x"),
    (1, ";;;", "", ""),
    (date(2018, 12, 31), "mm-dd-yy", "31.12.2018", "12/31/2018"),
    (datetime(2018, 3, 1, 9, 5), "dd.mm.yyyy hh:mm", "01.03.2018 09:05", "01.03.2018 09:05"),  # noqa: DTZ001
    (date(2018, 3, 1), "d. mmmm yyyy", "1. März 2018", "1. March 2018"),
    (date(2018, 3, 1), "[$-409]d mmm yy", "1 Mar 18", "1 Mar 18"),
    (date(2018, 1, 2), "dddd", "Dienstag", "Tuesday"),
    (clock(9, 5), "h:mm AM/PM", "9:05 AM", "9:05 AM"),
    (timedelta(hours=30), "[h]:mm", "30:00", "30:00"),
    (3, "0" * 300, "3", "3"),
]


@pytest.mark.parametrize(("value", "code", "german", "english"), SHOWN)
def test_a_cell_says_what_a_spreadsheet_shows(
    value: CellValue, code: str, german: str, english: str
) -> None:
    assert (shown(value, code, "de"), shown(value, code, "en")) == (german, english)


def test_every_kind_of_workbook_shows_the_same() -> None:
    rows: made.Rows = [
        ["Frage", "A", "B", "C", "D"],
        ["Wie viel?", 0, 0.5, date(2018, 12, 31), False],
    ]
    formats = {(2, 3): "0 %", (2, 4): "dd.mm.yyyy"}
    expected = [("Wie viel?", ["0", "50 %", "31.12.2018", "FALSCH"])]
    assert read("x.xlsx", made.xlsx({"a": rows}, formats)) == expected
    assert read("x.xls", made.xls({"a": rows}, formats)) == expected
    said = {0.5: "50 %", date(2018, 12, 31): "31.12.2018"}
    written: made.Rows = [rows[0], ["Wie viel?", 0, 0.5, date(2018, 12, 31), "FALSCH"]]
    assert read("x.ods", made.ods({"a": written}, said)) == expected


def test_errors_and_formulas_without_a_result_are_named_where_they_are_read() -> None:
    rows = [["Frage", "A", "B", "egal"], ["Wie?", "#REF!", "=1+1", "#N/A"]]
    found = refused("x.xlsx", made.xlsx({"a": rows}))
    assert [(row, column) for row, column, _message in found] == [(2, "B"), (2, "C")]
    assert found[0][2].startswith("„#REF!“ ist ein Fehler oder eine Formel ohne Ergebnis")


def test_a_formula_says_what_was_calculated() -> None:
    content = made.xlsx({"a": [["Frage", "A"], ["Wie?", "=1+1"]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w") as changed:
        for name in parts.namelist():
            part = parts.read(name).replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
            changed.writestr(name, part.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"))
    assert read("x.xlsx", out.getvalue()) == [("Wie?", ["2"])]


def test_options_below_each_other_belong_to_the_joined_cell_beside_them() -> None:
    rows: made.Rows = [["Frage", "Antwort"], ["Farbe?", "Rot"], [None, "Blau"], ["Größe?", "S"],
            [None, "M"], [None, "L"]]  # fmt: skip
    content = made.xlsx({"a": rows}, joined=("A2:A3", "A4:A6"))
    assert read("x.xlsx", content) == TWO
    assert (3, "Frage", "Hier steht noch nichts.") in refused("x.xlsx", made.xlsx({"a": rows}))


# ── Layouts ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rows", [made.PLAIN, made.TITLED, made.BARE, made.ONE_CELL, made.ANSWERS])
def test_an_ordinary_table_is_guessed_and_never_taken_for_certain(rows: made.Rows) -> None:
    blank = [[cell if cell is not None else "" for cell in row] for row in rows]
    files = {
        "x.xlsx": made.xlsx({"a": rows}),
        "x.ods": made.ods({"a": rows}),
        "x.csv": made.text(blank),
        "x.tsv": made.text(blank, "\t"),
    }
    for name, content in files.items():
        assert read(name, content) == TWO, name
        assert not guess(opened(name, content), DE)[1], name


def test_the_sheet_with_questions_is_found_behind_others() -> None:
    sheets = {"Lies mich": [["So geht es"], ["Bitte"]], "Fragen": made.PLAIN}
    for name, content in (("x.xlsx", made.xlsx(sheets)), ("x.xls", made.xls(sheets)),
                          ("x.ods", made.ods(sheets))):  # fmt: skip
        layout, certain = guess(opened(name, content), DE)
        assert (layout.sheet, layout.head, certain) == (1, 1, False)
        assert read(name, content) == TWO


def test_only_names_of_the_template_are_certain() -> None:
    exact = [["Frage (de)", "Antwort 1 (de)"], ["Farbe?", "Rot"]]
    assert guess(opened("x.csv", made.text(exact)), BOTH)[1]
    more = [[*exact[0], "Farbe"], [*exact[1], "rot"]]
    layout, certain = guess(opened("x.csv", made.text(more)), BOTH)
    assert (certain, layout.roles) == (False, {0: "prompt.de", 1: "lines.de.1"})


def test_a_layout_of_one_s_own_is_followed_and_what_is_wrong_named() -> None:
    tables = opened("x.csv", made.text([["x", "y", "z"], ["Rot", "Farbe?", "Blau"]]))
    own = Layout(0, 1, roles={0: "lines.de", 1: "prompt.de", 2: "lines.de"})
    assert plain(questions(tables, own, DE)) == TWO[:1]
    english = Layout(0, 1, roles={1: "prompt.en", 2: "lines.en"})
    assert questions(tables, english, BOTH)[0]["prompt"] == {"en": "Farbe?"}
    for roles, message in (
        ({0: "lines.de"}, "Bitte wählen Sie, in welcher Spalte die Fragen stehen."),
        ({0: "prompt.fr", 1: "prompt.de.7", 2: "x"}, "Bitte wählen Sie, in welcher Spalte"),
        ({0: "prompt.de", 1: "prompt.de"}, "diese Spalte gibt es zweimal"),
    ):
        with pytest.raises(SheetMistakes) as caught:
            questions(tables, Layout(0, 1, roles=roles), DE, "de")
        assert message in str(caught.value)


def test_another_sheet_or_row_is_guessed_anew() -> None:
    tables = opened("x.xlsx", made.xlsx({"a": made.PLAIN, "b": made.TITLED}))
    assert head_of(tables.tables[1], DE) == 4
    assert plain(questions(tables, laid_out(tables, 1, 4, DE), DE)) == TWO
    assert laid_out(tables, 0, 1, DE, direction="columns").roles == dict.fromkeys(
        range(4), "prompt.de"
    )


# ── Text files ────────────────────────────────────────────────────────────────────────────────

GERMAN = [["Frage", "A", "B"], ["Schöne Größe für Übermüßige?", "Äpfel", "Öl"]]


POLISH = [["Frage", "A", "B"], ["Zażółć gęślą jaźń?", "tak", "nie"]]


@pytest.mark.parametrize(
    ("rows", "encoding"),
    [
        (GERMAN, "utf-16-le"), (GERMAN, "utf-16-be"), (GERMAN, "utf-32"), (GERMAN, "utf-8"),
        (GERMAN, "cp1252"), (GERMAN, "cp1250"), (POLISH, "utf-16-le"), (POLISH, "utf-8"),
    ],
)  # fmt: skip
def test_an_encoding_that_can_be_told_is_told(rows: made.Rows, encoding: str) -> None:
    tables = opened("x.csv", made.text(rows, encoding=encoding))
    assert tables.encodings == []
    assert plain(questions(tables, guess(tables, DE)[0], DE))[0][0] == rows[1][0]


@pytest.mark.parametrize(
    ("rows", "encoding"),
    [(GERMAN, "mac_roman"), (GERMAN, "cp850"), (POLISH, "cp1250"),
     ([["Frage", "A"], ["Ist es schön?", "ja"]], "mac_roman")],
)  # fmt: skip
def test_an_encoding_that_cannot_is_asked_for_and_no_text_broken(
    rows: made.Rows, encoding: str
) -> None:
    tables = opened("x.csv", made.text(rows, encoding=encoding))
    layout, certain = guess(tables, DE)
    assert not certain
    if tables.encodings:
        assert encoding in tables.encodings
        words = rows[1][0].split()
        assert set(samples(tables, 0, encoding)) & set(words)
        layout = laid_out(tables, 0, 1, DE, encoding)
        assert in_encoding(tables, 0, encoding).rows[1][1][0] == rows[1][0]
    assert plain(questions(tables, layout, DE))[0][0] == rows[1][0]


def test_the_line_that_says_what_parts_cells_is_obeyed() -> None:
    for sign in ";,\t|#":
        content = f"sep={sign}\r\n".encode() + made.text(made.PLAIN, sign)
        assert read("x.csv", content) == TWO
    wrong = b"\xef\xbb\xbfsep=;\r\nFrage;A\r\nWer; wie, was?;Ich, du\r\n"
    assert read("x.csv", wrong) == [("Wer", ["wie, was?"])]


def test_an_open_quotation_mark_is_named_by_its_row() -> None:
    content = b'Frage;A\n"Wer?";Ich\n"Was?;Du\nWie?;Er\n'
    assert refused("x.csv", content) == [
        (3, "", "hier beginnt ein Anführungszeichen und endet nirgends")
    ]


# ── Kept in a form ────────────────────────────────────────────────────────────────────────────


def test_tables_travel_in_a_form_and_nothing_else_does() -> None:
    tables = opened("x.xlsx", made.xlsx({"a": made.PLAIN, "b": made.TITLED}, joined=("A1:A2",)))
    assert unpacked(packed(tables)) == tables
    for wrong in (
        "", "x", "€", packed(SheetFile([])), packed(SheetFile([Sheet("", [])])),
        packed(SheetFile([Sheet("", [(1, ["x"] * 300)])])),
        packed(SheetFile([Sheet("", [(1, ["€"])])], ["cp1252"])),
        packed(SheetFile([Sheet("", [(1, ["x"])])], ["idna"])),
        packed(SheetFile([Sheet("", [(1, ["x" * 10_000_000])])])),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="no tables of ours"):
            unpacked(wrong)
