"""Files that would take a server's memory or time, or read what is none of theirs."""

import io
import time
import zipfile
from typing import Any

import pytest
import xlsxwriter

from poll_server.drafts.imports import (
    columns,
    read_sheet,
)
from poll_server.drafts.imports.cells.table import MOST_CHARACTERS
from tests.support.files import made_tables as made

from .reading import DE, TWO, read, refused


def altered(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The archive with another text in one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w") as changed:
        assert part in parts.namelist()
        for name in parts.namelist():
            text = parts.read(name)
            if name == part:
                assert old in text
                text = text.replace(old, new, 1)
            changed.writestr(name, text)
    return out.getvalue()


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


FILE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("entity", [BOMB, FILE])
def test_a_document_with_entities_is_refused(entity: bytes) -> None:
    book = made.xlsx({"a": made.PLAIN})
    sheet = altered(book, "xl/worksheets/sheet1.xml", b"<worksheet", entity + b"<worksheet")
    strings = altered(book, "xl/workbook.xml", b"<workbook", entity + b"<workbook")
    table = made.ods({"a": made.PLAIN})
    table = altered(table, "content.xml", b"<office:document-content", entity
                    + b"<office:document-content")  # fmt: skip
    for name, content in (("x.xlsx", sheet), ("x.xlsx", strings), ("x.ods", table)):
        (mistake,) = refused(name, content)
        assert mistake[0] == 0
        assert "XLSX" in mistake[2]


def test_a_locked_workbook_says_so() -> None:
    content = made.xls({"a": made.PLAIN})
    locked = content + "EncryptedPackage".encode("utf-16-le")
    assert refused("x.xlsx", locked) == [
        (0, "", "Diese Arbeitsmappe hat ein Passwort: Speichern Sie sie ohne.")
    ]
    for broken in (content[:600], content[:8] + b"\xff" * 5000):
        assert refused("x.xls", broken)[0][0] == 0


def test_one_long_text_in_a_hundred_thousand_cells_is_too_much() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:  # writes each text once, however many cells show it
        sheet = book.add_worksheet()
        for row in range(100):
            sheet.write_row(row, 0, ["x" * 9000] * 200)
    (mistake,) = refused("x.xlsx", out.getvalue())
    assert f"mehr als {MOST_CHARACTERS} Zeichen" in mistake[2]


def test_cells_and_rows_that_say_they_stand_there_a_billion_times_are_few() -> None:
    content = made.ods({"a": made.PLAIN})
    many = b'<table:table-row table:number-rows-repeated="999999999"><table:table-cell '
    many += b'table:number-columns-repeated="999999999"'
    for cell in (b"/>", b'><text:p xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">x'
                 b"</text:p></table:table-cell>"):  # fmt: skip
        ended = many + cell + b"</table:table-row></table:table>"
        swollen = altered(content, "content.xml", b"</table:table>", ended)
        if cell == b"/>":
            assert read("x.ods", swollen) == TWO
        else:
            assert refused("x.ods", swollen)[0][0] == 0


def test_joined_cells_over_a_whole_sheet_are_not_looked_at_one_by_one() -> None:
    content = made.xlsx({"a": made.PLAIN}, joined=("F1:G2",))
    content = altered(content, "xl/worksheets/sheet1.xml", b"F1:G2", b"F1:XFD1048576")
    assert read("x.xlsx", content) == TWO


@pytest.mark.parametrize("make", [made.xlsx, made.ods, made.xls, lambda s: made.text(s["a"])])
def test_twice_the_rows_take_about_twice_the_time(make: Any) -> None:
    def taken(rows: int, most: float = 0.0) -> float:
        """Seconds of the processor at best of three times, or the first that is below `most`."""
        content = make({"a": [made.PLAIN[0], *[["Farbe?", "Rot", "Blau", "Grün"]] * rows]})
        best = 1e9
        for _ in range(3):
            if best >= most:
                start = time.process_time()
                read_sheet("x", content, DE)
                best = min(best, time.process_time() - start)
        return best

    taken(1)  # what is read in once
    most = taken(60) * 4 * 3
    assert taken(240, most) < most


def test_a_heading_is_compared_with_names_that_were_folded_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A sheet can say it has thousands of columns, and each was held against 98 names anew."""
    columns.find("Frage", DE)
    folded: list[str] = []

    def fold(text: str) -> str:
        folded.append(text)
        return text.casefold()

    monkeypatch.setattr(columns, "fold", fold)
    assert columns.find("Frage", DE) == columns.ImportColumn("prompt", "de")
    assert folded == ["Frage"]
