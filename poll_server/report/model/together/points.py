"""What points a hall has: of each question with right answers, and on average of all together.

Means are counted from how many answered right. Of one person nobody knows the sum: votes on
different questions cannot be joined.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from poll_server.base.percent import format_decimal, format_percent, percent, tenths
from poll_server.live.screens.tables import Cell, Column, Figures, counted
from poll_server.locale import speak
from poll_server.questions.traits.scored import worth
from poll_server.questions.traits.speed import all_for_speed, speed_bonus

from ..document import PollReport, QuestionReport, RoundReport


@dataclass(frozen=True)
class QuestionPoints:
    """What one question brought."""

    question: QuestionReport
    round: RoundReport
    """whose result was shown last; where none was, the last"""
    worth: int
    """points for a right answer"""
    bonus: int = 0
    """points on top for the fastest; 0: nobody noted how fast answers were"""

    @property
    def most(self) -> int:
        """What the fastest right answer brought."""
        return self.worth + self.bonus

    @property
    def answered(self) -> int:
        """Phones that answered; raised hands get no points."""
        return self.round.results.base - self.round.results.by_hand

    @property
    def share(self) -> int | None:
        """Percent of those who answered right; None where nobody did, or it is withheld."""
        return None if self.round.withheld else percent(self.round.right, self.answered)

    @property
    def for_speed(self) -> float | None:
        """Points for speed of one who answered, right or not."""
        if self.share is None:
            return None
        return all_for_speed(self.bonus, self.round.swift) / self.answered

    @property
    def mean(self) -> float | None:
        """Points of one who answered, those for speed included."""
        if self.for_speed is None:
            return None
        return self.worth * self.round.right / self.answered + self.for_speed


def points_of(poll: PollReport) -> tuple[QuestionPoints, ...]:
    """What each question brought; nothing where none is to be added up with another."""
    found = tuple(_points(each) for each in poll.questions if worth(each.question))
    return found if len(found) > 1 else ()


def _points(of: QuestionReport) -> QuestionPoints:
    round_ = _counting(of.rounds)
    bonus = speed_bonus(of.question) if round_.swift else 0
    return QuestionPoints(of, round_, worth(of.question), bonus)


def _counting(rounds: Sequence[RoundReport]) -> RoundReport:
    shown = [each for each in rounds if each.shown or each.shown is None]
    return (shown or rounds)[-1]


def together(of: Sequence[QuestionPoints]) -> tuple[int, float]:
    """Points that there were, and the mean of them, of all questions that have one."""
    told = [(each.most, each.mean) for each in of if each.mean is not None]
    return sum(n for n, _mean in told), sum(mean for _n, mean in told)


def summary(of: Sequence[QuestionPoints], language: str) -> str:
    """How many points people have on average."""
    _ = speak(language)
    most, mean = together(of)
    told = format_decimal(mean, language)
    return _.ngettext(
        "On average %(mean)s of %(n)s point",
        "On average %(mean)s of %(n)s points",
        most,
        mean=told,
    )


def about(of: Sequence[QuestionPoints], language: str) -> str:
    """What the figures are, and what nobody knows."""
    _ = speak(language)
    said = _(
        "Of a question that was asked again, the round counts whose result was shown last. Means "
        "are of those who answered a question, and are added up. How many points one person has "
        "is told to that person alone."
    )
    if not any(each.bonus for each in of):
        return said
    bonus = _(
        "The bonus for speed falls by tenths over the time limit, from the opening of the vote on."
    )
    return f"{said} {bonus}"


def figures(of: Sequence[QuestionPoints], language: str) -> Figures:
    """A line a question, and all together."""
    _, timed = speak(language), any(each.bonus for each in of)
    most, mean = together(of)
    columns = (
        Column(_("Question")),
        Column(_("Points"), "count"),
        Column(_("Answered"), "count"),
        Column(_("Right"), "percent"),
        Column(_("Mean points"), "decimal"),
        *((Column(_("Of these for speed"), "decimal"),) if timed else ()),
    )
    for_speed = (_decimal(sum(each.for_speed or 0 for each in of), language),) if timed else ()
    mean_of_all = _decimal(mean, language)
    last = Cell(_("Together")), counted(most), Cell(""), Cell(""), mean_of_all, *for_speed
    return Figures(columns, (*(_line(each, language, timed=timed) for each in of), last))


def _line(each: QuestionPoints, language: str, *, timed: bool) -> tuple[Cell, ...]:
    # How many abstained would tell how many answered.
    answered = Cell("–") if each.round.withheld else counted(each.answered)
    return (
        Cell(f"{each.question.label} · {each.question.prompt}"),
        counted(each.most),
        answered,
        Cell(format_percent(each.share, language), each.share),
        _decimal(each.mean, language),
        *((_decimal(each.for_speed, language),) if timed else ()),
    )


def _decimal(mean: float | None, language: str) -> Cell:
    return Cell("–") if mean is None else Cell(format_decimal(mean, language), tenths(mean))
