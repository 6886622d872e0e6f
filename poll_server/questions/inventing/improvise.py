"""Plausible answers to any question, for trying out a deck nobody has voted on yet.

The same seed gives the same votes.
"""

from random import Random
from typing import Any

from ..kind import Question

TURNOUT = (0.92, 1.0)
"""The share of people who vote lies between these: whoever sits in a forum takes part."""


def improvise(
    question: Question, participants: int, seed: int, language: str = "de"
) -> list[Any | None]:
    """One answer for each participant; None: does not vote, as nobody can where nothing is asked.

    Args:
        language: of words and texts.
    """
    if not question.asks:
        return [None] * participants
    random = Random(f"{seed} {question.id} {participants}")
    invented = question.invent(random, language)
    turnout = random.uniform(*TURNOUT)
    return [invented() if random.random() < turnout else None for _ in range(participants)]
