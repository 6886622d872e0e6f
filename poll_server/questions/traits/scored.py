"""Points for right answers: what in a poll brings some, and in what words.

Nothing of it is kept: what somebody has is read off their ballots when they ask, and what a hall
has off the counter of right answers. So nobody's votes are joined who has not asked for it.
"""

from collections.abc import Iterable

from poll_server.locale import speak
from poll_server.questions.kind import Question

from .parts import ResultOf, in_turn
from .speed import measured_ms, speed_bonus


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


def measured(questions: Iterable[Question], question: Question) -> dict[str, int]:
    """What a round of `question` is opened with where it is counted how fast right answers are."""
    ms = measured_ms(question)
    return {"speed_ms": ms} if ms and ResultOf(question) in scored(questions) else {}


def in_points(n: int, language: str) -> str:
    """So many points, in words."""
    return speak(language).ngettext("%(n)s point", "%(n)s points", n)


def earned(n: int, language: str, *, speed: int = 0) -> str:
    """What whoever answered right is told of their points.

    Args:
        speed: of these, the points for speed.
    """
    _ = speak(language)
    if not speed:
        return _.ngettext("That is %(n)s\u00a0point.", "That is %(n)s\u00a0points.", n)
    return _.ngettext(
        "That is %(n)s\u00a0point, %(speed)s of it for speed.",
        "That is %(n)s\u00a0points, %(speed)s of them for speed.",
        n,
        speed=speed,
    )


def earned_by_anybody(question: Question, language: str, *, timed: bool) -> str:
    """What all who answered right are told of their points in the same words.

    Args:
        timed: each has some for speed besides, which only the page with one's own points knows.
    """
    n, bonus = worth(question), speed_bonus(question)
    if not (timed and bonus):
        return earned(n, language)
    return speak(language).ngettext(
        "That is %(n)s\u00a0point, and up to %(speed)s more for speed.",
        "That is %(n)s\u00a0points, and up to %(speed)s more for speed.",
        n,
        speed=bonus,
    )
