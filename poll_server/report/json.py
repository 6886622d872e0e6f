"""JSON: the report for machines; `docs/api.md` describes every field.

`format` rises when a field goes or changes its meaning; new fields may come at any time. There is
no voter, no credential and no single vote in it.
"""

from typing import Any

import msgspec

from ..questions import Series
from .model import PollReport, QuestionReport, Report, RoundReport, iso

FORMAT = 1


def render(report: Report) -> bytes:
    """The file's bytes: UTF-8, indented so that a person can read it too."""
    return msgspec.json.format(msgspec.json.encode(as_json(report)), indent=2) + b"\n"


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "format": FORMAT,
        "language": report.language,
        "event": {
            "id": report.event_id,
            "title": report.title,
            "place": report.place,
            "date": report.date,
            "hosts": list(report.hosts),
        },
        "simulated": report.simulated,
        "polls": [_poll(poll) for poll in report.polls],
    }


def _poll(poll: PollReport) -> dict[str, Any]:
    return {
        "id": poll.slug,
        "title": poll.title,
        "subtitle": poll.subtitle,
        "host": poll.host,
        "code": poll.code,
        "participants": poll.participants,
        "findings": list(poll.findings),
        "questions": [_question(question) for question in poll.questions],
    }


def _question(question: QuestionReport) -> dict[str, Any]:
    return {
        "id": question.question.id,
        "number": question.number,
        "prompt": question.prompt,
        "kind": question.question.kind,
        "sentences": list(question.sentences),
        "rounds": [_round(round_) for round_ in question.rounds],
    }


def _round(round_: RoundReport) -> dict[str, Any]:
    results = round_.results
    return {
        "round": round_.number,
        "attempt": round_.attempt,
        "opened": iso(round_.opened_ms),
        "closed": iso(round_.closed_ms),
        "votes": results.votes,
        "base": None if round_.withheld else results.base,
        "base_in_words": round_.base,
        "abstained": None if round_.withheld else results.abstained,
        "withheld": round_.withheld,
        "note": round_.note,
        "series": [_series(series) for series in results.series],
        "texts": [{"text": text.text, "count": text.count} for text in round_.texts],
        "sha256": round_.sha256,
    }


def _series(series: Series) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(series)
    return plain
