"""Slido's questions of an audience, made afresh after what is known of them."""

import json
from typing import Any


def question(text: str, score: int = 0, number: int = 1, **more: Any) -> dict[str, Any]:
    """One question as Slido has it."""
    return {
        "type": "Question", "event_question_id": number, "text": text, "score": score,
        "score_positive": score, "score_negative": 0, "is_public": True, "is_answered": False,
        "is_highlighted": False, "date_created": f"2021-06-09T22:18:54.{number:03}Z",
        "date_deleted": None, "labels": [], "pinned_replies": [], **more,
    }  # fmt: skip


FORUM = [
    question("When is the break?", 3, 2, is_answered=True),
    question("Who pays\nfor it?", 12, 1, author={"name": "Ada"}, score_negative=-2),
    question("Rude?", 1, 3, is_public=False),
    question("Gone", 9, 4, date_deleted="2021-06-10"),
    question(" ", 1, 5),
    question("An idea", 1, 6, type="Idea"),
    question("x" * 400, -4, 7),
]


def slido(questions: list[Any] | None = None) -> bytes:
    """The file."""
    return json.dumps(FORUM if questions is None else questions).encode()
