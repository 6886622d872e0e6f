"""Points for right answers: what in a poll brings some, and in what words.

Nothing of it is kept: what somebody has is read off their ballots when they ask, and what a hall
has off the counter of right answers. So nobody's votes are joined who has not asked for it.
"""

from collections.abc import Iterable

from poll_server.locale import speak
from poll_server.questions.kind import Question

from .parts import ResultOf, in_turn


def scored(questions: Iterable[Question]) -> tuple[ResultOf, ...]:
    """What brings points, in its order: questions, and parts of them.

    One alone brings none: there would be nothing to add up, and right or wrong is said anyway.
    """
    every = (each for question in questions for each in in_turn(question))
    found = tuple(each for each in every if worth(each.question))
    return found if len(found) > 1 else ()


def worth(question: Question) -> int:
    """Points for a right answer; 0 where there is none."""
    return question.worth if question.solution() is not None else 0


def in_points(n: int, language: str) -> str:
    """So many points, in words."""
    return speak(language).ngettext("%(n)s point", "%(n)s points", n)


def earned(n: int, language: str) -> str:
    """What whoever answered right is told of their points."""
    return speak(language).ngettext("That is %(n)s\u00a0point.", "That is %(n)s\u00a0points.", n)
