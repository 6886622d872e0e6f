"""What people write: cleaned of what hides or breaks, and counted together."""

import sys
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.base.text import listed
from poll_server.live.texts import moderated
from poll_server.questions import (
    OpenText,
    Words,
)
from poll_server.questions.writing.written import (
    clean,
    fold,
    fold_clean,
    text_counters,
    written_texts,
)

# ── Texts ─────────────────────────────────────────────────────────────────────────────────────


PICKY = "\u200c\u200d\ufe0f\u20e3\u034f\u0301\u094d\u09cd\u0650\U0001f3fd\U000e0067 a1میرন👩❤"
"""What joiners may stand between, and what they may not."""


@given(st.one_of(st.text(), st.text(alphabet=PICKY, max_size=12)))
def test_cleaning_and_folding_twice_change_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    assert fold(clean(text)) == fold(text) == fold_clean(clean(text))


JOINED = (
    "👨\u200d👩\u200d👧\u200d👦", "👩🏽\u200d🏫", "🏳\ufe0f\u200d🌈", "❤\ufe0f\u200d🔥",
    "🧑\u200d❤\ufe0f\u200d🧑",
    "1\ufe0f\u20e3", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "می\u200cخواهم", "کتاب\u200cها", "क्\u200dष", "ন্\u200cত", "র\u200d্য", "ന്\u200d",
)  # fmt: skip
"""Emoji of several, Persian, Hindi, Bengali and Malayalam as their people write them."""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  mehr \t\n Zeit ", "mehr Zeit"),
        ("a\u202eb\u2066c", "abc"),
        ("zero\u200bwidth\u200d", "zerowidth"),
        ("e\u200b\u0301", "é"),
        ("\x00\x1b[31mred", "[31mred"),
        ("\u2800\u3164\u200b", ""),
        ("\u0301", ""),
        ("Z" + "\u0337" * 50, "Z" + "\u0337" * 3),
        ("Straße 👍", "Straße 👍"),
        ("\ud800x", "x"),
        *((kept, kept) for kept in JOINED),
        ("\u200dab\u200c", "ab"),
        ("a\u200db\ufe0f", "ab"),
        ("می\u200c\u200c\u200dخ\u200c", "می\u200cخ"),
        ("ا\u200c\u0653", "آ"),
        ("👨\u200d\u200d👩\u200d", "👨\u200d👩"),
        ("👨\u200d a", "👨 a"),
        ("x\U000e0067\U000e007f", "x"),
    ],
)
def test_texts_are_cleaned_of_what_hides_or_breaks(written: str, read: str) -> None:
    assert clean(written) == read


def test_what_differs_in_joiners_alone_counts_together() -> None:
    """And under the key that it had before joiners were kept."""
    assert fold("می\u200cخواهم") == fold("میخواهم") == "میخواهم"
    assert fold("❤\ufe0f") == fold("❤")
    tally = Counter(text_counters("می\u200cخواهم")) + Counter(text_counters("میخواهم"))
    assert tally["text:میخواهم"] == 2


def counted_steps(text: str) -> int:
    """Lines that Python goes through to clean `text`: a time that no busy machine changes."""
    steps = 0

    def trace(frame: Any, event: str, argument: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        clean(text)
    finally:
        sys.settrace(before)
    return steps


def test_many_joiners_are_cleaned_at_once() -> None:
    """A frame full of them takes no longer, letter for letter, than a short text (T13)."""
    for piece in ("\u200d", "👩\u200d", "\U0001f3fd\u200d", "\ufe0f\u200c"):
        assert counted_steps("a" + piece * 4000) < 40 * counted_steps("a" + piece * 400)


def test_the_most_frequent_way_of_writing_is_shown() -> None:
    tally: Counter[str] = Counter()
    for text in ("mut", "Mut", "MUT", "Mut ", "Zeit"):
        tally.update(text_counters(text))
    assert written_texts(tally) == [("text:mut", "Mut", 4), ("text:zeit", "Zeit", 1)]


def test_texts_are_not_cleaned_again_at_every_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stored was cleaned before, and cleaning is nine tenths of the work of 500 words."""
    tally = text_counters("Mut") | text_counters("mehr Zeit")
    monkeypatch.setattr("poll_server.questions.writing.written.clean", None)
    assert [text for _, text, _ in written_texts(tally)] == ["mehr Zeit", "Mut"]
    assert moderated(Words(id="q", prompt="?"), tally, {}) == tally


def test_a_text_that_was_not_approved_leaves_no_row() -> None:
    question = OpenText(id="q", prompt="?")
    tally = {"form:Mut": 1, "form:Zeit": 2, "text:zeit": 2}  # `text:mut` was taken out
    assert [row.label for row in question.results(tally, 3, "de").series[0].rows] == ["Zeit"]


def test_lists_in_sentences() -> None:
    assert listed([], "de") == ""
    assert listed(["a"], "de") == "a"
    assert listed(["a", "b", "c"], "de") == "a, b und c"
    assert listed(["a", "b"], "en") == "a and b"
