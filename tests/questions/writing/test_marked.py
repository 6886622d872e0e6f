"""Markdown of organisers: read where a question says so, and hostile texts stay words."""

import json
from itertools import chain
from typing import Any

import msgspec
import pytest

from poll_server.deck.deck import read, write
from poll_server.live.screens import views
from poll_server.live.screens.offered import hint_of, under_of
from poll_server.locale import speak
from poll_server.questions import Choice, Number, Question, Ranking, Slide, Words
from poll_server.questions.kinds.elsewhere import carried
from poll_server.questions.kinds.slide import LONGEST_BODY
from poll_server.questions.writing import marked
from poll_server.questions.writing.marked import (
    LONGEST,
    below,
    blocks,
    in_words,
    inline,
    pieces,
    words,
)
from poll_server.questions.writing.passages import Passage, TextMark
from tests.live.screens.shown import state_of, tally_of
from tests.support.cases import POLL

TEXT = """Erst **fett**, dann *kursiv*
und [ein **Ort**](https://example.org "dort").

2. eins 😀 ***beides***
3. zwei
   - innen
     noch innen

Schluss \\*so\\*."""


def test_bold_italics_lists_links_and_line_breaks_are_read() -> None:
    inner = (Passage("point", "innen\nnoch innen"),)
    assert blocks(TEXT) == (
        Passage(
            "paragraph",
            "Erst fett, dann kursiv\nund ein Ort.",
            marks=(
                TextMark(5, 9, bold=True),
                TextMark(16, 22, italic=True),
                TextMark(27, 34, link="https://example.org"),
            ),
        ),
        # A character beyond the first 65,536 is two for scripts.
        Passage(
            "point", "eins 😀 beides", marks=(TextMark(8, 14, bold=True, italic=True),), number=2
        ),
        Passage("point", "zwei", inner=inner, number=3),
        Passage("paragraph", "Schluss *so*."),
    )
    runs = [(run.text, run.bold) for run in blocks(TEXT)[1].runs]
    assert runs == [("eins 😀 ", False), ("beides", True)]
    assert words(TEXT, markdown=True).split("\n")[2:] == [
        "2. eins 😀 beides", "3. zwei", "  • innen", "noch innen", "Schluss *so*.",
    ]  # fmt: skip
    assert below(blocks(TEXT)[2]) == "zwei\n• innen\nnoch innen"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2 * 3 * 4 und snake_case_so", "2 * 3 * 4 und snake_case_so"),
        ("# Titel", "# Titel"),
        ("![Bild](https://example.org/a.png)", "!Bild"),
        ("<b>x</b> &amp; <!-- -->", "<b>x</b> &amp; <!-- -->"),
        ("`code` ~~weg~~ | a | b |", "`code` ~~weg~~ | a | b |"),
        (
            "[](https://example.org) <https://example.com>",
            "https://example.org https://example.com",
        ),
        ("-", "-"),
        ("**offen", "**offen"),
    ],
)
def test_what_has_no_rule_stays_the_words_it_was(text: str, said: str) -> None:
    assert words(text, markdown=True) == said
    assert words(text, markdown=False) == text


NOWHERE = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\\tscript:alert(1)",
    "&#106;avascript:x",
    "data:text/html,x",
    "vbscript:x",
    "blob:x",
    "file:///etc/passwd",
    "//a.de",
    "/moderate",
)


@pytest.mark.parametrize("address", NOWHERE)
def test_a_link_leads_to_the_web_or_to_a_mailbox_only(address: str) -> None:
    for text in (f"[x]({address})", f"[x](<{address}>)", f"<{address}>", f"[**x**]({address})"):
        assert not any(mark.link for piece in blocks(text) for mark in piece.marks), text
    (safe,) = blocks("[a](HTTPS://a.de/) [b](mailto:b@b.de) [c](http://c.de)")
    assert [mark.link for mark in safe.marks] == ["HTTPS://a.de/", "mailto:b@b.de", "http://c.de"]


HOSTILE = ["- " * 10_000, "- " * 900, "> " * 900, "[" * LONGEST, "*a " * 600, "**a*" * 490,
           "[a](" * 490, "\\" * LONGEST, "_" * LONGEST, "1. " * 600, "<" * LONGEST, "![[" * 600,
           "\ud83d**x**", "\x00**x**", "a\r\nb\u2028c"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_lose_no_words(text: str) -> None:
    told = in_words(blocks(text))
    assert told
    assert {letter for letter in text if letter.isalpha()} <= set(told)


def test_what_is_longer_than_a_deck_s_texts_is_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reading takes time with the square of the length where brackets stay open."""
    monkeypatch.setattr(marked, "_reader", None)
    assert blocks("[" * (LONGEST + 1)) == (Passage("paragraph", "[" * (LONGEST + 1)),)
    assert inline("quote", "*" * (LONGEST + 1)).text == "*" * (LONGEST + 1)
    assert LONGEST > LONGEST_BODY


def test_lists_deeper_than_three_stand_in_the_third() -> None:
    text = "\n".join(f"{'  ' * n}- {n}" for n in range(6))
    (outer,) = blocks(text)
    (second,) = outer.inner
    assert [piece.text for piece in second.inner] == ["2", "3", "4", "5"]
    assert all(not piece.inner for piece in second.inner)


SAID = "**Wie *früher***: 1. und _so_\n- x"


def asked(**fields: Any) -> Question:
    return Choice(
        id="q", prompt="**?**", options=("*a*", "b"), right_options=("*a*",),
        explanation=SAID, hint=SAID, **fields,
    )  # fmt: skip


def test_only_a_question_that_says_so_is_read_as_markdown() -> None:
    old, new = asked(), asked(markdown=True)
    for question in (old, new):
        poll = msgspec.structs.replace(POLL, questions=(question,))
        state = state_of(question, tally_of(question), poll=poll, shown=True, open_=False)
        phone, stage = views.phone(state, "de"), views.stage(state, "de", "light")
        assert phone.question is not None
        assert phone.results is not None
        assert stage.result is not None
        fact = phone.results.facts[-1]
        assert fact == stage.result.facts[-1]
        assert phone.question.prompt == "**?**"
        assert phone.results.series[0].rows[0].label == "*a*"
        shown = (phone.question.hint, fact.value, hint_of(question, "de"))
        told = phone.question.under, fact.told, stage.under
        if question is old:
            assert shown == (SAID, SAID, SAID)
            assert told == ((), (), ())
            assert not {"under", "told", "markdown"} & set(words_of(msgspec.json.encode(phone)))
        else:
            assert set(shown) == {"Wie früher: 1. und so\n• x"}
            assert set(told) == {blocks(SAID)}
    assert "markdown" not in msgspec.to_builtins(old)  # a deck of an earlier version is as it was


def words_of(encoded: bytes) -> list[str]:
    """The names of all fields in it."""
    found = json.loads(encoded)
    return list(chain.from_iterable(_names(found)))


def _names(value: Any) -> Any:
    if isinstance(value, dict):
        yield list(value)
        for each in value.values():
            yield from _names(each)
    elif isinstance(value, list):
        for each in value:
            yield from _names(each)


def test_every_kind_with_an_explanation_has_it_so() -> None:
    more: dict[str, Any] = {"id": "q", "prompt": "?", "markdown": True, "explanation": "a **b**"}
    shown = (Passage("paragraph", "a b", marks=(TextMark(2, 3, bold=True),)),)
    for question, answer in (
        (Number(right="3", **more), {"number": 3}),
        (Words(right_words=("x",), **more), {"words": ["x"]}),
        (Ranking(options=("a", "b"), right_order=("a", "b"), **more), {"order": [0, 1]}),
    ):
        tally = question.count(question.check(answer))
        found = [fact for fact in question.results(tally, 1, "en").facts if fact.told]
        assert [(fact.value, fact.told) for fact in found] == [("a b", shown)], question.kind
        other = carried(question, "en", speak("en"), lambda _: None)
        assert other is not None
        assert other.explanation == "a b"  # each tool has a Markdown of its own
    assert under_of(Number(id="q", prompt="?", hint="plain", markdown=True), "en") == ()
    assert pieces("a\nb", markdown=True)  # two lines


def test_a_slide_has_it_in_text_list_and_quote_and_not_in_its_heading() -> None:
    slide = Slide(
        id="s", prompt="*H*", body="**a**\n\n1. b", points=("*c*",), quote="_d_", source="*e*",
        markdown=True,
    )  # fmt: skip
    told = slide.told("de")
    assert [(piece.form, piece.text, bool(piece.marks), piece.number) for piece in told] == [
        ("paragraph", "a", True, None),
        ("point", "b", False, 1),
        ("point", "c", True, None),
        ("quote", "d", True, None),
        ("source", "*e*", False, None),
    ]
    lines = msgspec.structs.replace(slide, body="\n".join("- x" for _ in range(14)))
    assert [field for field, _ in lines.mistakes(speak("en"))] == ["body"]


def test_it_stands_in_a_deck() -> None:
    text = """
[event]
id = "e"
title = "E"
[[polls]]
id = "p"
title = "P"
[[polls.questions]]
kind = "slide"
id = "q"
prompt = "Welcome"
markdown = true
body = "**One**"
"""
    event = read(text)
    assert read(write(event)) == event
    assert event.polls[0].questions[0].markdown
