"""JSON: the report for machines; `docs/organising/api.md` describes every field.

`format` rises when a field goes or changes its meaning; new fields may come at any time. There is
no voter, no credential and no single vote in it.
"""

from typing import Any

import msgspec

from poll_server.base.percent import tenths
from poll_server.live.beside.board import HallEntry
from poll_server.live.screens import tables
from poll_server.live.screens.again.moved import MovesTold
from poll_server.locale import speak
from poll_server.questions import Question, Results, Series
from poll_server.questions.methods.hands import Hands
from poll_server.questions.methods.moves import stations
from poll_server.questions.writing.piles import Laid
from poll_server.report.model import annex
from poll_server.report.model.document import (
    MergedReport,
    Part,
    PollReport,
    QuestionReport,
    Report,
    RoundReport,
)
from poll_server.report.model.grouped import groups_as_json
from poll_server.report.model.times import iso, iso_if_known
from poll_server.report.model.together.points import QuestionPoints, points_of
from poll_server.store.shown import Showing

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
        "interval": report.interval,
        "short": report.short,
        "as_of": iso(report.as_of_ms) if report.as_of_ms else None,
        "polls": [_poll(poll, report.language, short=report.short) for poll in report.polls],
        "merged": [_merged(merged) for merged in report.merged],
        "method": annex.sentences(report),
    }


def _poll(poll: PollReport, language: str, *, short: bool) -> dict[str, Any]:
    return {
        "id": poll.slug,
        "title": poll.title,
        "subtitle": poll.subtitle,
        "host": poll.host,
        "code": poll.code,
        "participants": poll.participants,
        "findings": list(poll.findings),
        "questions": [_question(each, language, short=short) for each in poll.questions],
        "unasked": [
            {"id": each.id, "number": each.number, "prompt": each.prompt} for each in poll.unasked
        ],
        "audience": [_asked(each) for each in poll.floor.entries] if poll.floor else [],
        "beside": poll.beside_counts._asdict(),
        "points": [_points(each) for each in points_of(poll)],
        "leaderboard": [msgspec.to_builtins(each) for each in poll.places.first],
    }


def _points(each: QuestionPoints) -> dict[str, Any]:
    """What a question with right answers brought."""
    return {
        "question": each.question.question.id,
        "round": each.round.number,
        "worth": each.worth,
        "speed_bonus": each.bonus,
        "answered": None if each.round.withheld else each.answered,
        "right": None if each.round.withheld else each.round.right,
        "mean": tenths(each.mean),
        "mean_for_speed": tenths(each.for_speed),
    }


def _asked(each: HallEntry) -> dict[str, Any]:
    """A question from the hall."""
    return {
        "text": each.text,
        "name": each.name,
        "votes": each.votes,
        "answered": each.answered,
        "answer": each.answer,
        "label": each.label,
        "source": each.source,
        "taken": each.taken,
    }


def _merged(merged: MergedReport) -> dict[str, Any]:
    result = merged.result
    return {
        "number": result.number,
        "prompt": result.prompt,
        "kind": result.question.kind,
        "sentences": list(result.sentences),
        "weights": merged.weights,
        "parts": [_part(part) for part in merged.parts],
        "left_out": list(merged.left_out),
        "result": _results(result.last),
    }


def _part(part: Part) -> dict[str, Any]:
    """Which round of which poll is counted."""
    return {
        "poll": part.slug,
        "question": part.question.question.id,
        "round": part.round.number,
        "base": part.round.results.base,
        "share": part.share,
    }


def _question(question: QuestionReport, language: str, *, short: bool) -> dict[str, Any]:
    """A question; in the short form with the last round alone."""
    rounds = question.rounds[-1:] if short else question.rounds
    return {
        "id": question.question.id,
        "number": question.number,
        **({"part": question.part} if question.part else {}),
        "prompt": question.prompt,
        "kind": question.question.kind,
        "sentences": list(question.sentences),
        "rounds": [_round(each, question.question, language) for each in rounds],
    }


def _round(round_: RoundReport, question: Question, language: str) -> dict[str, Any]:
    return {
        "round": round_.number,
        "attempt": round_.attempt,
        **_results(round_),
        "shown": None if round_.shown is None else [_showing(each) for each in round_.shown],
        "sha256": round_.sha256,
        "source": round_.source or None,
        "moved": _moved(round_.moved) if round_.moved else None,
        "piles": _piles(round_.piles, language) if round_.piles else None,
        "hands": _hands(question, round_.hands, language),
    }


def _piles(laid: Laid, language: str) -> dict[str, Any]:
    """Its texts in the topics of a moderator."""
    told = [{"name": pile.name, "contributions": pile.people} for pile in laid.in_order]
    return {"in_words": laid.in_words(speak(language)), "topics": told}


def _moved(told: MovesTold) -> dict[str, Any]:
    """Who moved since the round before; no ways where too few went one of them."""
    return {
        "in_words": str(told.fact),
        "stayed": told.people[0] if told.people else None,
        "changed": told.people[1] if told.people else None,
        "ways": [
            {"from": start, "to": end, "people": n} for (start, end), n in told.moves.cells.items()
        ],
    }


def _hands(question: Question, hands: Hands, language: str) -> dict[str, Any] | None:
    """Who raised their hands; None where nobody did, or it is withheld."""
    if not hands.n:
        return None
    counts = [
        {"key": each.counter, "label": each.label, "count": hands.counts[each.counter]}
        for each in stations(question, language)
        if each.counter in hands.counts
    ]
    return {"added": hands.added, "counts": counts}


def _results(round_: RoundReport) -> dict[str, Any]:
    """What came out, of one round or of several together."""
    results = round_.results
    return {
        "opened": iso_if_known(round_.opened_ms),
        "closed": iso_if_known(round_.closed_ms),
        "votes": results.votes,
        "phones": round_.phones,
        "base": None if round_.withheld else results.base,
        "base_in_words": round_.base,
        "abstained": None if round_.withheld else results.abstained,
        "withheld": round_.withheld,
        "by_hand": results.by_hand,
        "note": round_.note,
        "series": [_series(series, interval=round_.interval) for series in results.series],
        **({"spots": msgspec.to_builtins(results.spots)} if results.spots else {}),
        "measured": msgspec.to_builtins(results.measured),
        "by_group": groups_as_json(round_),
        "facts": [{"label": f.label, "value": f.value, "note": f.note} for f in results.facts],
        "right": _right(results),
        "texts": [{"text": text.text, "count": text.count} for text in round_.texts],
    }


def _right(results: Results) -> list[str] | None:
    """The keys of the rows that are right; of a ranking in the right order."""
    solution = results.solution
    return [*solution.keys, *map(str, solution.order)] if solution else None


def _series(series: Series, *, interval: bool) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(series)
    if interval:
        for row, told in zip(series.rows, plain["rows"], strict=True):
            told["interval"] = tables.interval(row, series.base)
        if series.top:
            plain["top"]["interval"] = tables.interval(series.top, series.base)
    return plain


def _showing(shown: Showing) -> dict[str, Any]:
    return {"from": iso(shown.from_ms), "to": iso(shown.to_ms) if shown.to_ms else None}
