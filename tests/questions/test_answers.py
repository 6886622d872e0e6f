"""An answer finds its way back into its form, for every kind: the page shows what was counted."""

from typing import Any

import pytest

from poll_server.questions import Choice, OpenText, Points, Question, Ranking, Scale, Words

TEXT = {"de": "Frage", "en": "Question"}
ONE = Choice(id="one", prompt=TEXT, options=("Ja", "Nein"), abstain=True, other=True)
SOME = Choice(id="some", prompt=TEXT, options=("A", "B", "C"), most=3, other=True, abstain=True)
STEPS = Scale(id="steps", prompt=TEXT, labels=("low", "middle", "high"), abstain=True)
MANY = Scale(
    id="many", prompt=TEXT, labels=("low", "high"), statements=("x", "y", "z"), abstain=True
)
RANKS = Ranking(id="ranks", prompt=TEXT, options=("A", "B", "C", "D", "E"), abstain=True)
SHARED = Points(id="shared", prompt=TEXT, options=("A", "B", "C", "D"), abstain=True)
WORDS = Words(id="words", prompt=TEXT, entries=3)
OPEN = OpenText(id="open", prompt=TEXT)

ANSWERS: list[tuple[Question, Any, str]] = [
    (ONE, {"options": [1]}, "Nein"),
    (ONE, {"abstain": True}, "I abstain"),
    (ONE, {"options": [], "other": "Only <b>now</b>"}, "Only <b>now</b>"),
    (SOME, {"options": [0, 2]}, "A, C"),
    (SOME, {"options": [0, 2], "other": "both"}, "A, C, both"),
    (SOME, {"abstain": True}, "I abstain"),
    (STEPS, {"steps": [2]}, "high"),
    (STEPS, {"abstain": True}, "No answer"),
    (MANY, {"steps": [0, 1, 1]}, "3 ratings"),
    (MANY, {"steps": [0, None, 1]}, "x, z, 1 still open"),
    (MANY, {"steps": [None, 1, None]}, "y (high), 2 still open"),
    (MANY, {"abstain": True}, "No answer"),
    (RANKS, {"order": [2, 0]}, "1. C, 2. A"),
    (RANKS, {"order": [4, 2, 0, 1, 3]}, "1. E, 2. C, 3. A …"),
    (RANKS, {"abstain": True}, "I abstain"),
    (SHARED, {"points": [0, 60, 40, 0]}, "B 60, C 40"),
    (SHARED, {"points": [5, 5, 5, 80]}, "D 80, A 5, B 5 …"),
    (SHARED, {"abstain": True}, "I abstain"),
    (WORDS, {"words": ["Mut", "mehr Zeit"]}, "Mut, mehr Zeit"),
    (OPEN, {"text": "Mehr Zeit"}, "Mehr Zeit"),
]
EACH = pytest.mark.parametrize(
    ("question", "answer", "words"),
    [pytest.param(*case, id=f"{case[0].id}-{case[1]}") for case in ANSWERS],
)


@EACH
def test_the_filled_form_reads_as_the_answer(question: Question, answer: Any, words: str) -> None:
    assert question.check(answer) == answer
    assert question.check(question.read(question.fill(answer, "en"))) == answer


@EACH
def test_an_answer_is_said_in_its_labels(question: Question, answer: Any, words: str) -> None:
    assert question.in_words(answer, "en") == words


@EACH
def test_an_answer_marks_the_rows_it_counts_in(question: Question, answer: Any, words: str) -> None:
    marked = question.rows_of(answer, "en")
    series = question.series(question.count(answer), 1, "en")
    assert len(marked) == len(series)
    for keys, one in zip(marked, series, strict=True):
        assert keys == {row.key for row in one.rows if row.count}
    if "abstain" in answer:
        assert not any(marked)
