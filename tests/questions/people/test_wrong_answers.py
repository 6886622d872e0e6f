"""What is no answer is refused, and what is no question named, by every kind."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.locale import speak
from poll_server.questions import (
    Choice,
    Grid,
    InvalidAnswer,
    MaxDiff,
    Number,
    OpenText,
    Pairs,
    Points,
    Question,
    Ranking,
    Resistance,
    Scale,
    Words,
)
from poll_server.questions.kind import LONGEST_TEXT, MOST_OPTIONS
from poll_server.questions.kinds.words import LONGEST_WORD
from tests.questions.people.invented import checked, questions

json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.integers(-(10**40), 10**40),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=20),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                (
                    "options",
                    "other",
                    "abstain",
                    "steps",
                    "order",
                    "points",
                    "at",
                    "won",
                    "words",
                    "text",
                    "number",
                    "against",
                    "x",
                )
            ),
            inner,
        ),
    ),
)


@given(questions, json_values)
def test_any_json_is_an_answer_or_invalid(question: Question, answer: Any) -> None:
    good = checked(question, answer)
    if good is not None:
        assert question.check(good) == good


WRONG = (
    "null",
    "[]",
    "{}",
    "1",
    '"text"',
    '{"options": [true]}',
    '{"options": [1.0]}',
    '{"options": ["1"]}',
    '{"options": [1, 1]}',
    '{"options": [3]}',
    '{"options": [-1]}',
    '{"options": [0, 1, 2]}',
    '{"options": [1], "abstain": true}',
    '{"options": [1], "more": 1}',
    '{"abstain": 1}',
    '{"steps": [true]}',
    '{"steps": [1.0]}',
    '{"steps": [3]}',
    '{"steps": [null]}',
    '{"steps": [1, 1]}',
    '{"order": []}',
    '{"order": [0, 0]}',
    '{"order": [3]}',
    '{"order": [0, 1, 2]}',
    '{"order": [true]}',
    '{"order": [0, 1], "twice": 1}',
    '{"points": [0, 0, 0]}',
    '{"points": [5, 5]}',
    '{"points": [50, 50, 5]}',
    '{"points": [1, 0, 0]}',
    '{"points": [-5, 10, 0]}',
    '{"points": [5.0, 0, 0]}',
    '{"points": [5, 0, 0], "abstain": true}',
    '{"words": "Mut"}',
    '{"against": [1, 2]}',
    '{"against": [1, 2, null]}',
    '{"against": [1, 2, 11]}',
    '{"against": [1, 2, true]}',
    '{"against": [1, 2, -1]}',
    '{"number": true}',
    '{"number": null}',
    '{"number": -1}',
    '{"number": 100}',
    '{"number": 1.5}',
    '{"number": "1.5"}',
    '{"number": "ein Dutzend"}',
    '{"number": ""}',
    json.dumps({"number": 10**100}),
    '{"words": []}',
    '{"words": ["", " "]}',
    '{"words": ["a", "b", "c", "d"]}',
    '{"words": [1]}',
    '{"text": ""}',
    '{"text": "\\u200b\\u2800"}',
    '{"text": null}',
    json.dumps({"text": "x" * (LONGEST_TEXT + 1)}),
    json.dumps({"words": ["x" * (LONGEST_WORD + 1)]}),
    json.dumps({"options": [10**100]}),
    '{"options": ' + "[" * 500 + "]" * 500 + "}",
)
"""Answers that no kind takes."""


@pytest.mark.parametrize(
    "question",
    [
        Choice(id="q", prompt="?", options=("a", "b", "c"), most=2, other=True, abstain=True),
        Scale(id="q", prompt="?", labels=("a", "b", "c")),
        Ranking(id="q", prompt="?", options=("a", "b", "c"), places=2),
        Points(id="q", prompt="?", options=("a", "b", "c")),
        Words(id="q", prompt="?"),
        OpenText(id="q", prompt="?"),
        Number(id="q", prompt="?", low="0", high="99"),
        Resistance(id="q", prompt="?", proposals=("a", "b")),
    ],
    ids=lambda question: question.kind,
)
def test_a_wrong_answer_is_refused_by_every_kind(question: Question) -> None:
    taken = []
    for wrong in WRONG:
        with suppress(InvalidAnswer):
            taken.append(question.check(msgspec.json.decode(wrong)))
    assert taken == []


# ── Decks ─────────────────────────────────────────────────────────────────────────────────────

MISTAKES: list[tuple[Question, list[str]]] = [
    (Choice(id="q", prompt="?", options=("A", "B")), []),
    (Scale(id="q-9", prompt="?", labels=("A", "B"), steps=10), []),
    (Scale(id="q", prompt="?", set="agreement-5", statements=("A",)), []),
    (Words(id="q", prompt={"de": "Was?", "en": "What?"}, entries=5), []),
    (OpenText(id="q", prompt="?"), []),
    (Number(id="q", prompt="?", unit="km", low="-1,5", high="2000", right="3", decimals=1), []),
    (Number(id="q", prompt="?", decimals=5), ["decimals"]),
    (Resistance(id="q", prompt="?", proposals=("A",)), []),
    (Resistance(id="q", prompt="?", proposals=("A",), now=False), ["proposals"]),
    (Resistance(id="q", prompt="?", proposals=tuple("ABCDEFGHIJ")), ["proposals"]),
    (Resistance(id="q", prompt="?", proposals=("A", "A")), ["proposals"]),
    (Number(id="q", prompt="?", low="viele", high="1.234,5.6"), ["low", "high"]),
    (Number(id="q", prompt="?", low="9", high="9"), ["high"]),
    (Number(id="q", prompt="?", low="0", high="9", right="10"), ["right"]),
    (Number(id="q", prompt="?", right="10", live=True), ["right"]),
    (Number(id="q", prompt="?", unit="x" * 21), ["unit"]),
    (Choice(id="Q 1", prompt=" ", options=("A", "B"), timer=-1), ["id", "prompt", "timer"]),
    (OpenText(id="q", prompt={}, hint="x" * 301), ["prompt", "hint"]),
    (Choice(id="q", prompt="?", options=("A",)), ["options"]),
    (Choice(id="q", prompt="?", options=("A", "A")), ["options"]),
    (Choice(id="q", prompt="?", options=tuple(map(str, range(MOST_OPTIONS + 1)))), ["options"]),
    (Choice(id="q", prompt="?", options=("A", {"de": "", "en": "B"})), ["options"]),
    (Choice(id="q", prompt="?", options=("A", "B"), most=3), ["most"]),
    (Choice(id="q", prompt="?", options=("A", "B"), most=0), ["most"]),
    (Choice(id="q", prompt="?", options=("A", "B"), most=2, least=3), ["least"]),
    (Choice(id="q", prompt="?", options=("A", "B"), shuffled=True, kept_last=3), ["kept_last"]),
    (Choice(id="q", prompt="?", options=("A", "B"), enough=1001), ["enough"]),
    (Ranking(id="q", prompt="?", options=("A", "B", "C"), places=3), []),
    (Ranking(id="q", prompt="?", options=("A",)), ["options"]),
    (Ranking(id="q", prompt="?", options=tuple("ABCDEFGHIJKLM")), ["options"]),
    (Ranking(id="q", prompt="?", options=("A", "B"), places=3), ["places"]),
    (Grid(id="q", prompt="?", items=("A",), across="x", up="y"), []),
    (Grid(id="q", prompt="?", items=(), across="x", up="x"), ["items", "up"]),
    (Grid(id="q", prompt="?", items=tuple("ABCDEFGHI")), ["items", "across", "up"]),
    (Grid(id="q", prompt="?", items=("A", "A"), across="x" * 61, up="y"), ["items", "across"]),
    (Pairs(id="q", prompt="?", statements=tuple("ABC")), []),
    (Pairs(id="q", prompt="?", statements=("A", "B"), each=0), ["statements", "each"]),
    (
        Pairs(id="q", prompt="?", statements=tuple(map(str, range(101))), each=31),
        ["statements", "each"],
    ),
    (MaxDiff(id="q", prompt="?", statements=tuple("ABCD")), []),
    (MaxDiff(id="q", prompt="?", statements=tuple("ABCD"), size=5), ["statements"]),
    (MaxDiff(id="q", prompt="?", statements=tuple("ABC"), sets=0), ["statements", "sets"]),
    (
        MaxDiff(id="q", prompt="?", statements=tuple("ABCDEF"), size=6, best="b" * 201),
        ["size", "best"],
    ),
    (Points(id="q", prompt="?", options=("A", "B"), total=5), []),
    (Points(id="q", prompt="?", options=("A",)), ["options"]),
    (Points(id="q", prompt="?", options=("A", "B"), total=0), ["total"]),
    (Points(id="q", prompt="?", options=("A", "B"), step=30), ["step"]),
    (Points(id="q", prompt="?", options=("A", "B"), step=5, squared=True), ["step"]),
    (Scale(id="q", prompt="?"), ["labels"]),
    (Scale(id="q", prompt="?", set="agreement-9"), ["set"]),
    (Scale(id="q", prompt="?", set="agreement-5", labels=("A", "B")), ["set"]),
    (Scale(id="q", prompt="?", labels=("A", "B"), steps=11, first=0, slider=True), []),
    (Scale(id="q", prompt="?", labels=("A", "B"), steps=12), ["steps"]),
    (Scale(id="q", prompt="?", labels=("A", "B"), steps=5, first=2), ["first"]),
    (Scale(id="q", prompt="?", labels=("A", "B"), statements=tuple("ABCDEFGHIJKLMNO")), []),
    (Scale(id="q", prompt="?", labels=("A", "B", "C"), steps=5), ["labels"]),
    (Scale(id="q", prompt="?", labels=("A", "B"), statements=("",)), ["statements"]),
    (
        Scale(id="q", prompt="?", labels=("A", "B"), statements=tuple(map(str, range(16)))),
        ["statements"],
    ),
    (Words(id="q", prompt="?", entries=6), ["entries"]),
]


@pytest.mark.parametrize(("question", "fields"), MISTAKES)
def test_a_mistake_in_a_deck_names_the_field_and_what_would_be_right(
    question: Question, fields: list[str]
) -> None:
    found = list(question.mistakes(speak("en")))
    assert [field for field, _ in found] == fields
    assert all(right for _, right in found)


@given(questions)
def test_the_questions_of_these_tests_are_what_decks_may_hold(question: Question) -> None:
    allowed = {
        "options",
        "labels",
        "statements",
        "proposals",
        "items",
        "across",
        "up",
        "areas",
    }  # their texts here may be blank, or alike
    assert {field for field, _ in question.mistakes(speak("en"))} <= allowed
