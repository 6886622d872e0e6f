"""Which tool's file it is; what is none; and what is broken."""

import io
import zipfile

import pytest

from poll_server.drafts.exchange import arrived
from poll_server.drafts.exchange.asked import Taken
from poll_server.locale import speak

from .taking import came, refused


@pytest.mark.parametrize(
    "content",
    [b"", b"Frage;A;B\nWas?;x;y\n", b"\xff\xfe\x00", b'{"a": 1}', b"[1, 2]", b"[" * 100_000,
     b"PK\x03\x04 no archive", b"Welche Farbe?\n- {rot}\n- blau"],
)  # fmt: skip
def test_what_is_of_no_tool_is_left_to_tables_and_pastes(content: bytes) -> None:
    assert arrived("file", content, ["de"]) is None


def test_texts_are_the_events_first_language_and_nothing_empty_comes() -> None:
    found = came("Which?{=a ~b}", "quiz.gift")
    assert found.called == "GIFT"
    assert found.items == [
        {"kind": "choice", "prompt": {"de": "Which?"}, "most": 1,
         "options": [{"de": "a"}, {"de": "b"}], "right_options": ["a"]},
    ]  # fmt: skip


def test_broken_and_empty_files_are_refused_with_a_sentence() -> None:
    assert "broken" in refused("<quiz><question type='essay'>")
    assert "broken" in refused('<!DOCTYPE q []><quiz><question type="essay"/></quiz>')
    refused_all = refused("Match{=a -> b =c -> d}")
    assert refused_all.startswith("No question of this file can be taken over.")
    assert "matching" in refused_all
    assert "at most 500" in refused("\n\n".join(f"{n}?{{=a ~b}}" for n in range(501)))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xml", b"<rss><item>?</item></rss>"), ("a.json", b'{"a": 1}'), ("a.html", b"<p>Was?</p>"),
     ("a.txt", b"\xef\xbb\xbf\n<?XML version='1.0'?><rss/>"), ("a.csv", b"%PDF-1.7 \xe2"),
     ("a", b"<!DOCTYPE html>"), ("slides.pdf", b"%PDF-1.7" + bytes(3_000_000))],
)  # fmt: skip
def test_what_is_neither_of_a_tool_nor_a_table_is_no_question(name: str, content: bytes) -> None:
    """Else its first line were one, “<?xml version …”, and each further line an answer."""
    assert "XML comes along from Moodle" in refused(content, name)


def test_a_packed_file_with_a_wrong_name_is_left_to_tables() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("\u00fc.xml", "")
    assert arrived("file", out.getvalue().replace(b"\xc3\xbc", b"\xff\xff"), ["de"]) is None


def test_many_losses_are_told_in_order_and_once() -> None:
    """As long a file as there may be has some 100,000 of them: looking through all each time
    would take minutes."""
    found = Taken(speak("en"))
    for found.number in range(50_000):
        found.lose("a")
        found.lose("a")
    assert [loss.question for loss in found.losses] == [*range(50_000)]
