"""What somebody hostile writes, through every field of a deck and every answer into every file.

    python -m tests.report.every_file.hostile          # 2,000 strings and more, both languages
    python -m tests.report.every_file.hostile --strings 5000

Each string has a mark of its own, by which it is found again in a file; there it must stand whole,
as text. A deck's strings go through a deck file first, answers through their question's check.
"""

import argparse
import csv
import io
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from pypdf import PdfReader

from poll_server.questions.writing.written import clean
from poll_server.report import FORMATS, render
from poll_server.report.chart_files import chart_files
from poll_server.report.csv import FORMULA_STARTS
from poll_server.report.html import page
from poll_server.report.office import plain
from poll_server.report.pdf import pdf
from tests.support.events.hostile_case import MARK, Case, Harmless, Strings, case
from tests.support.files.office_files import sound, texts
from tests.support.files.report_texts import pdf_pages
from tests.support.files.web_page import Page

# ── What a file must be ───────────────────────────────────────────────────────────────────────


def whole(wanted: Iterable[str], found: Iterable[str]) -> None:
    """Each wanted string stands whole in one of those found, as it was written or cleaned."""
    by_mark: dict[str, list[str]] = {}
    for text in found:
        for mark in MARK.findall(text.replace("\u200b", "")):  # long words may break anywhere
            by_mark.setdefault(mark, []).append(_squeezed(text))
    for text in wanted:
        (mark,) = MARK.findall(text)
        forms = {_squeezed(text), _squeezed(plain(text)), _squeezed(clean(text))}
        there = by_mark.get(mark, [])
        assert any(form in each for form in forms for each in there), (text, there)


def _squeezed(text: str) -> str:
    """Without spaces: where a line breaks or may break, and how a format writes a blank, is not
    the text's."""
    return re.sub(r"[\s\u200b]+", "", text)


def check_csv(content: bytes, case: Case) -> None:
    """No cell is a formula, and every string is in one."""
    source = content.decode("utf-8-sig")
    delimiter = ";" if source.partition("\r\n")[0].count(";") > 3 else ","
    cells = [
        cell for row in csv.reader(io.StringIO(source, newline=""), delimiter=delimiter)
        for cell in row
    ]  # fmt: skip
    assert not [cell for cell in cells if cell.lstrip().startswith(FORMULA_STARTS)]
    whole([*case.asked, *case.answered], cells)


def check_xlsx(content: bytes, case: Case) -> None:
    """Texts and numbers only, no link to anywhere, and every string in a cell."""
    parts = sound(content)
    assert not [name for name in parts if "external" in name.lower()]
    for name, part in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            assert b"<f>" not in part
            assert b"<hyperlink" not in part or b"r:id" not in part
    cells = [
        cell
        for sheet in load_workbook(io.BytesIO(content))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    # openpyxl undoes the format's own escape once too often: `_x005F_` comes out as `_`.
    found = [str(cell.value).replace("_x005F_", "_") for cell in cells]
    wanted = [case.heads[0], *case.asked, *case.answered]
    whole([text.replace("_x005F_", "_") for text in wanted], found)


def check_docx(content: bytes, case: Case) -> None:
    """A sound package without links or fields of somebody's, and every string in a paragraph."""
    parts = sound(content)
    body = parts["word/document.xml"]
    # Its links lead to its own headings.
    assert body.count(b"<w:hyperlink") == body.count(b'<w:hyperlink w:anchor="_Toc')
    assert b"evil.example" not in b"".join(p for n, p in parts.items() if n.endswith(".rels"))
    found = texts(parts, r"word/(document|header\d*|footer\d*)\.xml")
    whole([*case.heads, *case.asked, *case.answered, *case.said], found)


def check_pptx(content: bytes, case: Case) -> None:
    """A sound package, workbooks in it without formulas, and every string on a slide."""
    parts = sound(content)
    assert not [part for name, part in parts.items() if b"hlinkClick" in part]
    for name, part in parts.items():
        if name.startswith("ppt/embeddings/"):
            rows = (row for sheet in load_workbook(io.BytesIO(part)) for row in sheet.iter_rows())
            values = [cell for row in rows for cell in row if cell.value is not None]
            assert {cell.data_type for cell in values} <= {"s", "n"}
    found = texts(parts, r"ppt/(slides|charts|notesSlides)/\w+\.xml")
    whole([*case.heads, *case.asked, *case.answered, *case.said], found)


def check_pdf(content: bytes, case: Case) -> None:
    """Conforms (Typst refuses to write it otherwise), does nothing, and bears every mark.

    Letters that no font has are drawn as their names, and next to a right-to-left script even Latin
    signs are read off in another order than they are drawn in: so marks are looked for on the
    pages, and whole strings in what Typst was given, which it shows as strings only.
    """
    whole([*case.heads, *case.asked, *case.answered, *case.said], _strings(pdf.layout(case.report)))
    reader = PdfReader(io.BytesIO(content))
    assert not {"/JavaScript", "/JS", "/URI", "/Launch", "/OpenAction"} & set(reader.root_object)
    for each in reader.pages:
        for note in each.get("/Annots") or ():
            assert "/URI" not in str(note.get_object().get("/A", ""))
    said = _squeezed(" ".join(pdf_pages(content)))
    for text in [*case.heads, *case.asked, *case.answered, *case.said]:
        assert MARK.findall(text)[0] in said, text


def check_json(content: bytes, case: Case) -> None:
    """Every string is there, letter for letter."""
    found = set(_strings(json.loads(content)))
    assert {*case.heads, *case.asked} <= found
    whole([*case.answered, *case.said], found)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        if isinstance(value, list) and value and isinstance(value[0], dict) and "bold" in value[0]:
            yield "".join(str(run.get("text", "")) for run in value)  # a sentence in pieces
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def check_html(content: bytes, case: Case) -> None:
    """Every string as text; `check` compares elements with those of a harmless event's page."""
    whole([*case.heads, *case.asked, *case.answered, *case.said], ["".join(read(content).text)])


def read(content: bytes) -> Page:
    """A page's elements, attributes, links, scripts and text."""
    found = Page()
    found.feed(content.decode())
    return found


def same_page(hostile: bytes, harmless: bytes) -> None:
    """Nothing that somebody wrote has become an element, an attribute, a link or a script."""
    one, other = read(hostile), read(harmless)
    assert one.tags == other.tags
    assert one.attributes <= other.attributes | {"dir"}
    # Within a page, links lead from a chart to the outlines of its letters.
    assert outside(one) == outside(other)
    assert len(one.scripts) == len(other.scripts)
    assert not [name for name in one.attributes if name.startswith("on")]


def outside(page: Page) -> set[str]:
    """The page's links that leave it."""
    return {link for link in page.links if not link.startswith("#")}


def check_svg(content: bytes) -> None:
    """A picture and nothing else: no script, no link, nothing from elsewhere."""
    root = ElementTree.fromstring(content)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "g", "path", "defs", "symbol", "use", "clipPath", "rect"}, tags
    for element in root.iter():
        assert not [name for name in element.attrib if name.startswith("on")]
        for name, value in element.attrib.items():
            assert not name.endswith("href") or value.startswith("#")


CHECKS: dict[str, Callable[[bytes, Case], None]] = {
    "docx": check_docx,
    "pdf": check_pdf,
    "pptx": check_pptx,
    "xlsx": check_xlsx,
    "csv": check_csv,
    "json": check_json,
    "html": check_html,
}


def check(case: Case, harmless: Case) -> None:
    """Every file of a case: seven formats, the public page, every chart."""
    report, other = case.report, harmless.report
    for format_ in FORMATS:
        content = render(report, format_)
        CHECKS[format_](content, case)
        if format_ == "html":
            same_page(content, render(other, "html"))
    content = page.render(report)
    check_html(content, case)
    same_page(content, page.render(other))
    charts = list(chart_files(report, ["svg", "png"]))
    assert len(charts) == 2 * 4
    for chart in charts:
        content = chart.render()
        if chart.name.endswith("svg"):
            check_svg(content)
        else:
            assert content.startswith(b"\x89PNG")


def main() -> None:
    """So many strings, in events of about a hundred, and how long it took."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.report.every_file.hostile", description=__doc__
    )
    parser.add_argument("--strings", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=2018)
    options = parser.parse_args()
    strings, events, began = Strings(options.seed), 0, time.monotonic()
    while len(strings.all) < options.strings:
        language = ("de", "en")[events % 2]
        check(case(strings, language), case(Harmless(0), language))
        events += 1
        print(f"  {len(strings.all)} of {options.strings}", flush=True)
    print(
        f"{len(strings.all)} hostile strings in {events} events, through {len(FORMATS)} formats, "
        f"the public page and every chart: all stand as they were written, none did anything "
        f"({time.monotonic() - began:.0f} s)."
    )


if __name__ == "__main__":
    main()
