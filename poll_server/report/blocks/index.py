"""The contents of a report: chapters and questions, and at a glance what came out of each."""

from collections.abc import Iterator

from poll_server.live.screens.tables import Cell, Column, counted, share
from poll_server.locale import speak
from poll_server.questions import Row
from poll_server.report.model.document import (
    PollReport,
    QuestionReport,
    Report,
    RoundReport,
    Unasked,
)
from poll_server.report.model.said import key, numbered, only_poll, shown

from .blocks import ContentsLine


def columns(language: str) -> tuple[Column, ...]:
    """What `Entry.cells` of a question hold."""
    _ = speak(language)
    return (
        Column(_("Number")),
        Column(_("Question")),
        Column(_("Kind")),
        Column(_("Votes"), "count"),
        Column(_("Most often")),
        Column(_("Percent"), "percent"),
    )


def entries(report: Report) -> Iterator[ContentsLine]:
    """Every chapter and question in the order of the report; also the questions not asked."""
    _ = speak(report.language)
    if report.merged:
        yield ContentsLine(_("Asked in several polls"), 1, "merged")
    for merged in report.merged:
        result = merged.result
        at = f"merged-{result.number}"
        yield _entry(report, result, at, "", together(at, report.language))
    for place, poll in enumerate(report.polls, 1):
        yield from _poll(report, place, poll)
    if not report.short:
        yield ContentsLine(_("How these figures came about"), 1, "proof")


def together(place: str, language: str) -> str:
    """What a merged question is called where others have a number.

    Args:
        place: the key of its heading.
    """
    _ = speak(language)
    return _("Together %(n)s", n=place.rpartition("-")[2])


def _poll(report: Report, place: int, poll: PollReport) -> Iterator[ContentsLine]:
    title = speak(report.language)("Question by question") if only_poll(report) else poll.title
    yield ContentsLine(title, 1, f"poll-{place}")
    for question in poll.questions:
        number = numbered(report, place, question)
        yield _entry(report, question, key(place, question), number, number)
    for missing in poll.unasked:
        yield _missing(report, place, missing)


def _entry(
    report: Report, question: QuestionReport, place: str, number: str, name: str
) -> ContentsLine:
    """A question's line.

    Args:
        name: what stands in the column of numbers.
    """
    leader = _leader(question.last)
    cells = (
        Cell(name),
        Cell(question.prompt),
        Cell(question.asked_as),
        counted(question.last.results.votes),
        *((Cell(leader.label), share(leader, report.language)) if leader else (Cell(""), Cell(""))),
    )
    return ContentsLine(question.prompt, 2, place if shown(report, question) else "", number, cells)


def _missing(report: Report, place: int, question: Unasked) -> ContentsLine:
    _ = speak(report.language)
    number, said = numbered(report, place, question), _("(not asked, or not closed yet)")
    return ContentsLine(
        question.prompt, 2, "", number, (Cell(number), Cell(question.prompt), Cell(said))
    )


def _leader(round_: RoundReport) -> Row | None:
    """The one row in front, where one row is; none where each statement or axis has its own."""
    if round_.results.form in ("statements", "field"):
        return None
    leading = [row for row in round_.results.steps if row.leading]
    return leading[0] if len(leading) == 1 else None
