"""Pictures of a Word file: each with a number of its own, kept once, and styles that are there."""

import io
import zipfile
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Mm

from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.text import OpenText
from poll_server.report import Report, charts, render
from poll_server.report.docx.pictures import PictureParts
from tests.support.events.report_cases import event, outcome, report

SMALLER = 1
"""Pixels a point of a picture that nobody looks at."""


def asked() -> Report:
    """Two choices that were answered alike, and texts between them, which have no picture."""
    first = Choice(id="first", prompt="Ja?", options=("Ja", "Nein"))
    texts = OpenText(id="texts", prompt="Warum?")
    last = Choice(id="last", prompt="Auch?", options=("Ja", "Nein"))
    yes = [{"options": [0]}] * 2 + [{"options": [1]}]
    rounds = [
        outcome(first, yes, "de"),
        outcome(texts, [{"text": "Darum"}], "de", number=2),
        outcome(last, yes[:1], "de", number=3),
    ]
    return report(event(first, texts, last), rounds, "de")


def test_pictures_drawn_together_are_those_drawn_one_by_one() -> None:
    shown = [(each, each.last) for each in asked().polls[0].questions]
    together = charts.pngs(shown, "de", px_per_pt=SMALLER)
    assert together == [charts.png(*each, "de", px_per_pt=SMALLER) for each in shown]
    assert [drawn is None for drawn in together] == [False, True, False]
    assert charts.pngs(shown[1:2], "de") == [None]


def test_each_picture_has_its_number_and_is_kept_once() -> None:
    document: Any = docx.Document()
    pictures = PictureParts(document)
    first, _, last = charts.pngs(
        [(each, each.last) for each in asked().polls[0].questions], "de", px_per_pt=SMALLER
    )
    assert first is not None
    assert last is not None
    for content, said in ((first, "one"), (last, "two"), (first, "three")):
        pictures.add(document.add_paragraph(), content, said, Mm(100))
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as packed:
        kept = [packed.read(name) for name in packed.namelist() if "/media/" in name]
    assert sorted(kept) == sorted([first, last])
    shapes = docx.Document(out).inline_shapes
    told = [(shape._inline.docPr.id, shape._inline.docPr.get("descr")) for shape in shapes]
    assert told == [(1, "one"), (2, "two"), (3, "three")]
    assert {shape.width for shape in shapes} == {Mm(100)}


def test_every_style_that_is_named_is_there() -> None:
    document: Any = docx.Document(io.BytesIO(render(asked(), "docx")))
    named = {each.get(qn("w:val")) for each in document.element.iter(qn("w:pStyle"))}
    assert named
    assert named <= {style.style_id for style in document.styles}
