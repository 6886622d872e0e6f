"""How the figures came about: what stands at the end of every file, in words.

The method, every round with when it was open, when its result was shown and its checksum, and the
moment whose results these are.
"""

from collections.abc import Iterator
from typing import NamedTuple

from poll_server.base.percent import format_percent
from poll_server.live.screens.tables import CONFIDENCE, Column
from poll_server.locale import speak

from .document import QuestionReport, Report, RoundReport
from .said import method, not_representative, numbered
from .times import moment

NO_CHECKSUM = "–"
"""Of a round that was taken over: there are no votes to make one of."""


class RoundLine(NamedTuple):
    """One round in the list of all rounds."""

    name: str
    """`2.3, round 1`"""
    open: str
    votes: int
    shown: str
    sha256: str


def columns(language: str) -> tuple[Column, ...]:
    """The columns of the list."""
    _ = speak(language)
    return (
        Column(_("Question")),
        Column(_("When open")),
        Column(_("Votes"), "count"),
        Column(_("Result shown")),
        Column(_("Checksum (SHA-256)"), "code"),
    )


def lines(report: Report) -> Iterator[RoundLine]:
    """Every round that was closed; of a question asked again, each with its number."""
    for place, poll in enumerate(report.polls, 1):
        # The votes on a part are the votes on the whole, and were opened and closed with them.
        for question in (each for each in poll.questions if not each.part):
            for round_ in question.rounds:
                yield RoundLine(
                    _name(report, place, question, round_),
                    round_.open_in_words,
                    round_.results.votes,
                    round_.shown_in_words,
                    round_.sha256 or NO_CHECKSUM,
                )


def sentences(report: Report) -> list[str]:
    """How everything was counted, when results were seen, and what the figures do not say.

    The short form says only the last of it.
    """
    language, whole = report.language, not report.short
    said = [
        *(_counted(report) if whole else ()),
        not_representative(language),
        about_showing(language) if whole else "",
        report.notice,
        as_of(report),
    ]
    return [each for each in said if each]


def _counted(report: Report) -> list[str]:
    """The method, what holds of questions of several polls, and of intervals, where there are."""
    _ = speak(report.language)
    said = [method(report.language)]
    if any(round_.source for p in report.polls for q in p.questions for round_ in q.rounds):
        said.append(
            _(
                "Rounds that are “taken over” were held with the tool that is named. Their figures "
                "were counted from its file; there are no votes here to count again, and no "
                "checksum over them."
            )
        )
    if report.merged:
        said.append(
            _(
                "Where several polls asked the same question, the answers of their last rounds "
                "are added up, and every answer counts the same. What a poll withholds is left "
                "out."
            )
        )
    if report.interval:
        said.append(about_intervals(report.language))
    return said


def about_intervals(language: str) -> str:
    """What a 95 % interval says, and what it does not."""
    _ = speak(language)
    return _(
        "The interval (%(percent)s, Wilson) says how exact a share would be if those who answered "
        "had been drawn at random from a far larger group: of 100 such draws, the intervals of 95 "
        "hold its true share. It is rounded outward to whole percent. It says nothing about who "
        "took part and who did not.",
        percent=format_percent(CONFIDENCE, language),
    )


def about_showing(language: str) -> str:
    """What “shown” means."""
    _ = speak(language)
    return _(
        "“Result shown” is when everybody was sent a result: on the stage and on the phones, also "
        "while the stage was dark or showed the join code. The moderator's own screen showed it "
        "all the time."
    )


def as_of(report: Report) -> str:
    """`As of Sep 20, 2018, 4:05 PM`; empty where the moment is not known."""
    if not report.as_of_ms:
        return ""
    _ = speak(report.language)
    return _("As of %(moment)s", moment=moment(report.as_of_ms, report.language))


def _name(report: Report, place: int, question: QuestionReport, round_: RoundReport) -> str:
    """`3`, or `2.3, round 1` where there are several polls and rounds."""
    name = numbered(report, place, question)
    if len(question.rounds) > 1:
        name += f", {speak(report.language)('round %(n)s', n=round_.attempt)}"
    return name
