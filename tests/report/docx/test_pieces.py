"""An explanation in Markdown: bold and in lists where a file can, the plain words everywhere."""

import html
import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import docx
import pytest

from poll_server.deck.deck import read
from poll_server.questions.writing.marked import blocks
from poll_server.report import FORMATS, Cut, Report, build, render
from poll_server.report.blocks.pieces import RowsTold, in_lists, on_paper
from poll_server.report.html import page
from poll_server.report.pdf import pdf
from tests.support.events.report_cases import outcome
from tests.support.files.office_files import undrawn
from tests.support.files.report_texts import squeezed, words

DECK = """
[event]
id = "e"
title = "E"
languages = ["en"]
[[polls]]
id = "p"
title = "P"
[[polls.questions]]
kind = "choice"
id = "q"
prompt = "?"
options = ["a", "b"]
right_options = ["a"]
markdown = true
explanation = '''**First** this
and *that* [there](https://www.example.org/x):

3. three
4. four
   - in **it**

<script>alert(1)</script>'''
[[polls.questions]]
kind = "choice"
id = "old"
prompt = "??"
options = ["a", "b"]
right_options = ["a"]
explanation = "**As** _before_"
"""


@pytest.fixture(scope="module", autouse=True)
def without_charts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poll_server.report.html.html._plotly", lambda: "")
        patch.setattr("poll_server.report.html.html._plotly_hash", lambda: "")
        undrawn(patch)
        yield


@cache
def told() -> Report:
    event = read(DECK)
    (poll,) = event.polls
    rounds = [
        outcome(question, [{"options": [0]}] * 3, "en", number=number)
        for number, question in enumerate(poll.asked, 1)
    ]
    return build(event.id, event, Cut({poll.id: rounds}), "en")


@pytest.mark.parametrize("place", FORMATS)
def test_no_file_has_a_stray_sign_and_each_has_the_words(place: str) -> None:
    text = html.unescape(words(told(), place))  # type: ignore[arg-type]
    for said in ("First this", "and that there", "3. three", "in it", "<script>alert(1)</script>"):
        # A page numbers its lists by itself.
        bare = said.removeprefix("3. ") if place in ("html", "docx", "pdf") else said
        assert squeezed(bare) in squeezed(text), said
    assert "**First" not in text
    assert squeezed("**As** _before_") in squeezed(text)


def test_a_page_has_elements_and_a_link() -> None:
    for found in (render(told(), "html").decode(), page.render(told()).decode()):
        (drawn,) = re.findall(r'<div class="fact marked">(.*?)</div>', found, re.S)
        assert re.sub(r">\n\s*<", "><", drawn.strip()) == (
            '<p>Explanation:</p><p dir="auto"><strong>First</strong> this<br>and <em>that</em> '
            '<a href="https://www.example.org/x" target="_blank" '
            'rel="noopener noreferrer nofollow">there</a>:</p>'
            '<ol start="3"><li dir="auto">three</li><li dir="auto">four'
            '<ul><li dir="auto">in <strong>it</strong></li></ul></li></ol>'
            '<p dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</p>'
        )


def test_word_has_real_lists_with_numbers_of_their_own() -> None:
    document = docx.Document(io.BytesIO(render(told(), "docx")))
    every = document.paragraphs
    (at,) = [n for n, each in enumerate(every) if each.text == "Explanation:"]
    first, three, four, inner = every[at + 1 : at + 5]
    assert first.text == "First this\nand that there (https://www.example.org/x):"
    assert [run.text for run in first.runs if run.bold] == ["First"]
    assert [run.text for run in first.runs if run.italic] == ["that"]
    assert [each.style and each.style.name for each in (three, four, inner)] == [
        "List Number", "List Number", "List Bullet",
    ]  # fmt: skip
    assert number_of(three) == number_of(four)
    numbering = document.part.numbering_part.element
    (override,) = numbering.num_having_numId(number_of(three)).lvlOverride_lst
    assert override.startOverride.val == 3
    assert [run.text for run in inner.runs if run.bold] == ["it"]


def number_of(paragraph: Any) -> int:
    return int(paragraph._p.pPr.numPr.numId.val)


def test_print_has_lists_and_lines_and_writes_links_out() -> None:
    (block,) = [each for each in pdf.layout(told())["blocks"] if each["type"] == "told"]
    first, numbered, last = block["told"]
    assert [(part["text"], part["ends"]) for part in first["parts"]] == [
        ("First", False), (" this", False), ("and ", True), ("that", False), (" ", False),
        ("there", False), (" (https://www.example.org/x)", False), (":", False),
    ]  # fmt: skip
    assert numbered["start"] == 3
    (inner,) = numbered["rows"][1]["told"]
    assert (inner["start"], len(inner["rows"])) == (None, 1)
    assert last["parts"][0]["text"] == "<script>alert(1)</script>"


def test_points_of_one_sort_are_one_list() -> None:
    parts = list(in_lists(blocks("a\n\n- b\n- c\n\n1. d\n\ne")))
    lists = [part for part in parts if isinstance(part, RowsTold)]
    assert [(len(each.rows), each.start) for each in lists] == [(2, None), (1, 1)]
    (mail,) = blocks("<https://a.de> [b](mailto:b@b.de)")
    assert "".join(run.text for run in on_paper(mail)) == "https://a.de b (b@b.de)"
