"""Right answers: who is counted as right, what is said of it, and what a deck may not write."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from poll_server.deck.deck import read, write
from poll_server.locale import speak
from poll_server.looks.look import LIGHT
from poll_server.questions import Choice, Number, Pin, Question, Ranking, Words
from poll_server.questions.kind import RIGHT
from poll_server.questions.methods.areas import PictureArea

CAPITAL = Choice(
    id="q",
    prompt="?",
    options=({"de": "Köln", "en": "Cologne"}, "Berlin", "Bonn"),
    right_options=("Berlin",),
    explanation={"de": "Seit 1990.", "en": "Since 1990."},
    other=True,
    abstain=True,
)
SEVERAL = Choice(id="q", prompt="?", options=("a", "b", "c"), most=3, right_options=("a", "c"))
ORDER = Ranking(
    id="q",
    prompt="?",
    options=({"de": "Köln", "en": "Cologne"}, "Bonn", "Essen"),
    right_order=("Essen", "Cologne", "Bonn"),
    explanation="So.",
)
FIRST = Ranking(id="q", prompt="?", options=("a", "b", "c"), places=1, right_order=("c",))
PLACE = Pin(
    id="q",
    prompt="?",
    picture="0123456789abcdef-1600x900",
    picture_text="Karte",
    areas=(
        PictureArea(area="Nord", width=100, height=50),
        PictureArea(area="Süd", top=50, width=100, height=40, right=True),
    ),
    explanation="Am Fluss.",
)
WORD = Words(id="q", prompt="?", entries=1, right_words=("Straße", "Weg"), explanation="Darum.")


@pytest.mark.parametrize(
    ("question", "answer", "is_right"),
    [
        (CAPITAL, {"options": [1]}, True),
        (CAPITAL, {"options": [0]}, False),
        (CAPITAL, {"options": [], "other": "Berlin"}, False),
        (CAPITAL, {"abstain": True}, None),
        (SEVERAL, {"options": [0, 2]}, True),
        (SEVERAL, {"options": [0]}, False),
        (SEVERAL, {"options": [0, 1, 2]}, False),
        (WORD, {"words": ["STRASSE"]}, True),
        (WORD, {"words": ["Gasse"]}, False),
        (ORDER, {"order": [2, 0, 1]}, True),
        (ORDER, {"order": [2, 0]}, True),  # the last one could only be that
        (ORDER, {"order": [0, 2, 1]}, False),
        (PLACE, {"area": 1}, True),
        (PLACE, {"area": 1, "at": [3, 30]}, True),
        (PLACE, {"area": 0}, False),
        (PLACE, {"area": 2}, False),
        (FIRST, {"order": [2]}, True),
        (FIRST, {"order": [1]}, False),
        (Words(id="q", prompt="?"), {"words": ["Straße"]}, None),
        (Choice(id="q", prompt="?", options=("a", "b")), {"options": [0]}, None),
        (Number(id="q", prompt="?"), {"number": 3}, None),
    ],
)
def test_who_is_right(question: Question, answer: Any, is_right: bool | None) -> None:
    checked = question.check(answer)
    assert question.verdict(checked) is is_right
    assert ("right" in question.count(checked)) == bool(is_right)


def results_of(question: Question, answers: list[Any], language: str) -> Any:
    tally: Counter[str] = Counter()
    for answer in answers:
        tally.update(question.count(question.check(answer)))
    return question.results(tally, len(answers), language)


def test_it_is_told_with_the_result_by_sign_and_by_words() -> None:
    answers: list[Any] = [{"options": [1]}] * 5 + [{"options": [0]}] * 3 + [{"abstain": True}]
    german = results_of(CAPITAL, answers, "de")
    assert [(fact.label, fact.value, fact.note) for fact in german.facts] == [
        ("Richtig", "Berlin", ""),
        ("Richtig geantwortet", "63\u202f%", "5 von 8"),
        ("Erklärung", "Seit 1990.", ""),
    ]
    assert CAPITAL.default_sentence(german, "de").endswith("63\u202f% antworteten richtig.")
    # What is right stands out, and not what most chose.
    english = results_of(CAPITAL, [{"options": [0]}, {"options": [0]}, {"options": [1]}], "en")
    drawn = str(CAPITAL.figure(english, LIGHT, "percent", "en"))
    assert "✓ Berlin" in drawn
    assert "✓ Cologne" not in drawn
    assert CAPITAL.default_sentence(english, "en").endswith("33% answered right.")
    ranked = results_of(ORDER, [{"order": [2, 0, 1]}, {"order": [0, 1, 2]}], "de")
    told = [fact.value for fact in ranked.facts[:3]]
    assert told == ["1. Essen, 2. Köln und 3. Bonn", "50\u202f%", "So."]
    assert ORDER.default_sentence(ranked, "de").endswith("50\u202f% antworteten richtig.")
    assert "✓" not in str(ORDER.figure(ranked, LIGHT, "percent", "de"))
    words = results_of(WORD, [{"words": ["Weg"]}, {"words": ["Pfad"]}], "en")
    assert [fact.value for fact in words.facts] == ["Straße / Weg", "50%", "Darum."]
    number = Number(id="q", prompt="?", right="3", explanation="So.")
    assert str(results_of(number, [{"number": 2}], "en").facts[-1]) == "Explanation: So."
    assert (number.reveals, CAPITAL.reveals, Number(id="q", prompt="?").reveals) == (1, 1, 0)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (Choice(id="q", prompt="?", options=("a", "b"), right_options=("c",)), "right_options"),
        (
            Choice(id="q", prompt="?", options=("a", "b"), right_options=("a",), live=True),
            "right_options",
        ),
        (
            Choice(
                id="q", prompt="?", options=("a", "b", "c"), most=2, right_options=("a", "b", "c")
            ),
            "right_options",
        ),
        (Choice(id="q", prompt="?", options=("a", "b"), explanation="x"), "explanation"),
        (Words(id="q", prompt="?", right_words=("a",)), "right_words"),
        (Ranking(id="q", prompt="?", options=("a", "b"), right_order=("a", "a")), "right_order"),
        (Ranking(id="q", prompt="?", options=("a", "b"), right_order=("a", "c")), "right_order"),
        (Ranking(id="q", prompt="?", options=("a", "b"), right_order=("a",)), "right_order"),
        (Words(id="q", prompt="?", entries=1, right_words=("x" * 41,)), "right_words"),
        (Number(id="q", prompt="?", right="3", live=True), "right"),
        (Number(id="q", prompt="?", explanation="x"), "explanation"),
        (Number(id="q", prompt="?", right="3", tolerance="x"), "tolerance"),
        (Number(id="q", prompt="?", right="3", tolerance="-1"), "tolerance"),
        (Number(id="q", prompt="?", tolerance="1"), "tolerance"),
    ],
)
def test_a_deck_is_told_what_would_be_right(question: Question, field: str) -> None:
    assert [found for found, _right in question.mistakes(speak("en"))] == [field]


@pytest.mark.parametrize("question", [WORD, ORDER, FIRST], ids=["word", "order", "first"])
def test_part_of_a_rehearsal_knows_it(question: Question) -> None:
    invented = question.invent(Random(3), "de")
    answers = [question.check(invented()) for _ in range(60)]
    assert 12 < sum(RIGHT in question.count(answer) for answer in answers) < 54  # some, not all


def test_it_stands_in_a_deck() -> None:
    text = """
[event]
id = "e"
title = "E"
[[polls]]
id = "p"
title = "P"
[[polls.questions]]
kind = "choice"
id = "q"
prompt = "?"
options = ["a", "b"]
right_options = ["b"]
explanation = "So."
"""
    assert read(write(read(text))) == read(text)
    assert [
        m for q in (CAPITAL, SEVERAL, ORDER, FIRST, WORD) for m in q.mistakes(speak("de"))
    ] == []
