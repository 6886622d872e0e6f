"""Quizzes as JSON, of three tools."""

import json
from typing import Any

from poll_server.drafts.exchange import arrived

from .taking import came, refused

ARSNOVA = {
    "exportVersion": 1,
    "quiz": {
        "name": "Forum",
        "questions": [
            {"text": "Which?", "type": "MULTIPLE_CHOICE", "timer": 20, "difficulty": 3,
             "answers": [{"text": "A", "isCorrect": True}, {"text": "B", "isCorrect": False}]},
            {"text": "How good?", "type": "RATING", "answers": [], "ratingMin": 1, "ratingMax": 3,
             "ratingLabelMax": "great"},
            {"text": "How many?", "type": "NUMERIC_ESTIMATE", "answers": [], "numericMin": 0,
             "numericMax": 50, "numericReferenceValue": 17.5},
            {"text": "Order", "type": "ORDERING", "orderingItems": ["x", {"text": "y"}]},
            {"text": "Match", "type": "MATCHING"},
        ],
    },
}  # fmt: skip
CLICK = {
    "name": "Quiz",
    "questionList": [
        {"TYPE": "SurveyQuestion", "questionText": "So?", "timer": 30,
         "answerOptionList": [{"answerText": "a", "isCorrect": False}, {"answerText": "b"}]},
        {"TYPE": "RangedQuestion", "questionText": "n?", "rangeMin": 1, "rangeMax": 9,
         "correctValue": 4},
    ],
}  # fmt: skip
KAHOOT = {
    "kahoot": {
        "questions": [
            {"type": "quiz", "question": "A &amp; B?", "time": 20000, "image": "x",
             "choices": [{"answer": "yes", "correct": True}, {"answer": "no", "correct": False}]},
            {"type": "jumble", "question": "Order", "choices": [{"answer": "1"}, {"answer": "2"}]},
        ]
    }
}  # fmt: skip


def items(quiz: Any) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    found = came(json.dumps(quiz), "quiz.json")
    return found.items, [(loss.question, loss.message) for loss in found.losses]


def test_arsnova_eu() -> None:
    (several, rating, number, order), losses = items(ARSNOVA)
    assert several["prompt"] == {"de": "Which?"}
    assert (several["right_options"], several["most"], several["timer"]) == (["A"], 2, 20)
    assert rating["options"][-1] == {"de": "3 – great"}
    assert (number["low"], number["high"], number["right"]) == ("0", "50", "17.5")
    assert order["right_order"] == ["x", "y"]
    assert losses == [
        (0, "what the quiz is called, or says of itself: “Forum”"),
        (1, "how difficult it is"),
        (2, "that its options are the steps of a scale"),
        (5, "“MATCHING” does not exist here; the question is left out"),
    ]


def test_arsnova_click() -> None:
    (survey, ranged), losses = items(CLICK)
    assert (survey["options"], survey["timer"]) == ([{"de": "a"}, {"de": "b"}], 30)
    assert "right_options" not in survey
    assert (ranged["right"], losses[0][0]) == ("4", 0)


def test_kahoot() -> None:
    (quiz, jumble), losses = items(KAHOOT)
    assert (quiz["prompt"], quiz["timer"]) == ({"de": "A & B?"}, 20)
    assert (quiz["right_options"], jumble["right_order"]) == (["yes"], ["1", "2"])
    assert losses == [(1, "a picture, sound or film")]


def test_a_broken_one_is_refused_by_its_question() -> None:
    broken = {"exportVersion": 1, "quiz": {"questions": [ARSNOVA["quiz"]["questions"][0], 3]}}  # type: ignore[index]
    assert "broken at question 2" in refused(json.dumps(broken))


def test_a_list_of_anything_is_no_quiz() -> None:
    others: list[Any] = [{"questions": [1]}, {"questions": []}, {"quiz": {}}, [1], "x"]
    for other in others:
        assert arrived("x", json.dumps(other).encode(), ["de"]) is None
