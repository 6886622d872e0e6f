"""A bonus for speed: more points for a right answer, the sooner it is counted.

It falls by tenths over the question's own time limit, from the opening of its round on, which all
meet together. A phone's clock is never asked: Redis looks at its own as it counts the vote, and
adds to the counters of a right answer the tenth in which it came (`lua/cast.lua`), `speed:0` to
`speed:9`. So a change of mind takes it back with the answer, and it goes with the single votes.
Nothing finer is kept, nothing of a wrong answer, and nothing where there is no bonus.

Counting from when a phone was sent the question would pay whoever reads it on the stage, thinks,
and only then lets a phone in.
"""

from collections.abc import Iterable, Mapping, Sequence

from poll_server.locale import Speech, speak
from poll_server.questions.kind import Question, Tally

SPEED = "speed"
"""The counter, its last, with which a right answer asks the script for its tenth."""
TENTHS = 10
"""Steps of the bonus: of a limit of 20 s each lasts 2 s, far longer than a vote is in the air."""


def speed_bonus(question: Question) -> int:
    """Points that the fastest right answers bring beside `worth`; 0: none."""
    bonus: int = getattr(question, "speed_bonus", 0)  # a field of kinds that have right answers
    if not (bonus and question.worth and question.timer):
        return 0
    return bonus if question.solution() is not None else 0


def measured_ms(question: Question) -> int:
    """Over how many ms its bonus falls; 0: it has none."""
    return question.timer * 1000 if speed_bonus(question) else 0


def for_speed(bonus: int, tenth: int | None) -> int:
    """What a right answer brings for speed, in whole points.

    Args:
        bonus: for the fastest.
        tenth: of the time limit in which it was counted, from 0; None: later, or not measured.
    """
    if tenth is None:
        return 0
    return (2 * bonus * (TENTHS - tenth) + TENTHS) // (2 * TENTHS)  # the nearest; a half goes up


def tenth_of(counts: Mapping[str, int]) -> int | None:
    """The tenth in which a vote with these counters came; None where it has none."""
    return next((n for n in range(TENTHS) if f"{SPEED}:{n}" in counts), None)


def by_tenth(tally: Tally) -> tuple[int, ...]:
    """How many right answers came in each tenth."""
    return tuple(tally.get(f"{SPEED}:{n}", 0) for n in range(TENTHS))


def all_for_speed(bonus: int, right: Sequence[int]) -> int:
    """The points for speed of everybody together.

    Args:
        right: right answers of each tenth.
    """
    return sum(n * for_speed(bonus, tenth) for tenth, n in enumerate(right))


def is_of_speed(counter: str) -> bool:
    """Whether it counts how fast people were, and nothing of what they answered."""
    return counter.startswith(f"{SPEED}:")


def told_first(question: Question, limit_ms: int, language: str) -> str:
    """What a phone says before the first tap.

    Args:
        limit_ms: over which it is measured, as the round was opened with.
    """
    return speak(language).ngettext(
        "The sooner a right answer is counted, the more it brings: up to %(n)s point more. It is "
        "kept with it in which tenth of the %(seconds)s seconds it came.",
        "The sooner a right answer is counted, the more it brings: up to %(n)s points more. It is "
        "kept with it in which tenth of the %(seconds)s seconds it came.",
        speed_bonus(question),
        seconds=limit_ms // 1000,
    )


def mistakes(question: Question, most: int, _: Speech, *, right: bool) -> Iterable[tuple[str, str]]:
    """What is wrong with the bonus as a deck wrote it.

    Args:
        most: points that it may be.
        right: whether any answer is.
    """
    bonus: int = getattr(question, "speed_bonus", 0)
    if not 0 <= bonus <= most:
        yield "speed_bonus", _("between 0 and %(most)s points", most=most)
    elif bonus and not right:
        yield "speed_bonus", _("nothing where no answer is right")
    elif bonus and not question.worth:
        yield "speed_bonus", _("nothing where a right answer brings no points")
    elif bonus and not question.timer:
        yield "speed_bonus", _("nothing without a time limit: the bonus falls over it")
