"""What is right, where a question has right answers: told with its result, and never before.

The counter `right` says how many answered right, which the rows alone cannot say where several
options may be chosen. It is counted like any other, and no screen is sent a tally.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any, Protocol

import msgspec

from poll_server.base.percent import format_percent, percent
from poll_server.base.text import Text, isolated, listed, say
from poll_server.locale import Speech, speak
from poll_server.questions.form import Described
from poll_server.questions.kind import (
    LONGEST_PROMPT,
    RIGHT,
    Fact,
    Question,
    Results,
    Row,
    Solution,
    Tally,
    text_mistakes,
)
from poll_server.questions.writing.marked import pieces, words

from . import speed

MOST_WORTH = 1000
"""Points for one right answer: as many as other quizzes give at most."""
KNOWING = 0.4
"""Share of a rehearsal's hall that knows the answer: the bar is seen, and is not everybody's."""


def described(_: Speech) -> Mapping[str, Described]:
    """What is said of the fields beside the right answers themselves."""
    return {
        "worth": Described(
            _("Points for a right answer"),
            _("Where several questions of the poll have right answers. 0: no points."),
            least=0,
            most=MOST_WORTH,
            column=_("Points if right"),
            line=r"(?:worth|wert)\s*[:=]\s*(?P<value>[0-9]{1,4})",
        ),
        "speed_bonus": Described(
            _("Bonus for speed, in points"),
            _(
                "On top for the fastest right answers; it falls evenly over the time limit. It "
                "puts people at a disadvantage who use assistive technology. 0: none."
            ),
            least=0,
            most=MOST_WORTH,
            column=_("Bonus for speed"),
            line=r"bonus (?:for speed|für schnelligkeit)\s*[:=]\s*(?P<value>[0-9]{1,4})",
        ),
        **explained(_),
    }


def explained(_: Speech) -> Mapping[str, Described]:
    """What is said of the field that explains why."""
    return {
        "explanation": Described(
            _("Explanation"),
            _("Shown together with the right answer, and never before."),
            column=_("Explanation"),
            line=r"(?:explanation|erklärung)\s*[:=]\s*(?P<value>.+)",
        )
    }


class Explained(Protocol):
    """A question that may say why its answer is right."""

    @property
    def explanation(self) -> Text: ...

    @property
    def markdown(self) -> bool: ...


def told(
    question: Explained,
    right: Sequence[str],
    tally: Tally,
    people: int,
    language: str,
    *,
    together: bool = False,
) -> tuple[Fact, ...]:
    """The right answer, how many gave it, and why it is right; nothing where none is right.

    Args:
        right: what is right, in words.
        people: who answered: 100 %.
        together: all of it; or else each of it is right by itself.
    """
    if not right:
        return ()
    named = [isolated(each) for each in right]
    _, found = speak(language), tally.get(RIGHT, 0)
    share = format_percent(percent(found, people), language)
    of_all = _("%(n)s of %(all)s", n=found, all=people)
    facts = [
        Fact(_("Right"), listed(named, language) if together else " / ".join(named)),
        Fact(_("Answered right"), share, of_all),
    ]
    return (*facts, *why(question, language))


def why(question: Explained, language: str) -> tuple[Fact, ...]:
    """The explanation, where there is one."""
    if not (said := say(question.explanation, language)):
        return ()
    _, marked = speak(language), question.markdown
    told = pieces(said, markdown=marked)
    return (Fact(_("Explanation"), words(said, markdown=marked), told=told),)


def said(question: Question, language: str) -> tuple[str, str]:
    """What is right, and why, for who moderates, before anybody answered; empty where nothing is.

    Kinds say it with a result, each in its own words: here with that of one answer made up.
    """
    if not question.reveals:
        return "", ""
    _, counts = speak(language), question.count(question.invent(Random(0), language)())
    facts = {fact.label: fact.value for fact in question.facts(counts, 1, language)}
    return facts.get(_("Right"), ""), facts.get(_("Explanation"), "")


def named(row: Row, solution: Solution | None, language: str) -> str:
    """What a row is called, and that it is right."""
    if solution is None or row.key not in solution.keys:
        return row.label
    _ = speak(language)
    return _("%(option)s (right)", option=row.label)


def standing_out(rows: Sequence[Row], solution: Solution | None, language: str) -> Sequence[Row]:
    """The rows for a chart on paper: where something is right it is that, in words and tone."""
    if solution is None or not solution.keys or solution.span:
        return rows
    return [
        msgspec.structs.replace(
            row, label=named(row, solution, language), leading=row.key in solution.keys
        )
        for row in rows
    ]


def with_share(sentence: str, results: Results, language: str) -> str:
    """`sentence`, and how many answered right, where something is right."""
    _ = speak(language)
    share = next((fact.value for fact in results.facts if fact.label == _("Answered right")), "")
    if not share or not sentence or not results.solution:
        return sentence
    return " ".join((sentence, _("%(percent)s answered right.", percent=share)))


def some_know(
    random: Random, known: Sequence[Any], invented: Callable[[], Any]
) -> Callable[[], Any]:
    """`invented` answers for a rehearsal, of which some are right.

    Where answers are words or orders, nobody would find the right one by chance.

    Args:
        known: the right answers, checked; none: `invented` stays as it is.
    """
    if not known:
        return invented
    return lambda: random.choice(known) if random.random() < KNOWING else invented()


def mistakes(
    question: Question, field: str, explanation: Text, _: Speech, *, right: bool | None = None
) -> Iterable[tuple[str, str]]:
    """What is wrong beside the right answers themselves.

    Args:
        field: where they stand.
        right: whether there are any; None: where that field is not empty.
    """
    if right is None:
        right = bool(getattr(question, field))
    if not 0 <= question.worth <= MOST_WORTH:
        yield "worth", _("between 0 and %(most)s points", most=MOST_WORTH)
    yield from speed.mistakes(question, MOST_WORTH, _, right=right)
    if explanation:
        yield from text_mistakes("explanation", (explanation,), LONGEST_PROMPT, _)
        if not right:
            yield "explanation", _("nothing where no answer is right")
    if right and question.live:
        yield field, _("nothing while results are shown live: it would be seen at once")
