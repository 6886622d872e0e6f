"""What a report says by group of people: a table, a sentence, lines of the long table, JSON.

All of it comes from `ByGroup`, which holds no group that is too small, and none from which another
could be worked out; so no file can say more than another, nor all of them together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from poll_server.base.text import isolated, listed
from poll_server.live.screens.groups import left_out
from poll_server.live.screens.tables import figure
from poll_server.locale import speak
from poll_server.questions import Results, Row, Share
from poll_server.questions.groups.compared import as_group, equally
from poll_server.questions.shifts import shares

from .document import QuestionReport, Report, RoundReport
from .side_by_side import RoundColumn, SideBySide, beside


def groups_compared(question: QuestionReport, language: str) -> SideBySide | None:
    """The groups beside each other, all people, and all with every group of equal weight.

    None where the poll asked for no group, or too few people of them answered.
    """
    round_ = question.last
    if not round_.groups.shown:
        return None
    _ = speak(language)
    columns = [
        RoundColumn(each.name, replace(round_, results=each.results))
        for each in round_.groups.shown
    ]
    together = replace(round_, results=as_group(question.question, round_.results, language))
    columns.append(RoundColumn(_("All people"), together))
    if weighed := equally(round_.groups):
        columns.append(RoundColumn(_("Groups equal"), replace(round_, results=weighed)))
    said = [_("The groups beside each other"), left_out(round_.groups, language)]
    if question.question.by_group == "more" and together.results.measured:
        said.insert(1, together.results.measured.value)
    return SideBySide(
        _("By group"),
        " · ".join(filter(None, said)),
        _("Answer"),
        tuple(columns),
        tuple(beside([column.round for column in columns], [together])),
        language,
    )


def hidden_in_words(question: QuestionReport, language: str) -> str:
    """Why there is nothing by group, where people said groups; empty: there is, or they did not."""
    groups = question.last.groups
    return "" if groups.shown else left_out(groups, language)


def group_sentence(question: QuestionReport, language: str) -> str:
    """What the groups said of the answer in front; empty where nothing is told by group."""
    round_ = question.last
    if not round_.groups.shown:
        return ""
    together = as_group(question.question, round_.results, language)
    at, row = _in_front(together)
    told = [
        f"{isolated(each.name)} {figure(shares(each.results).get(at), language).text}"
        f" (n\u00a0=\u00a0{each.results.base})"
        for each in round_.groups.shown
    ]
    _ = speak(language)
    return _(
        "“%(answer)s” by group: %(groups)s.",
        answer=isolated(" ".join(filter(None, (at[0], row.label)))),
        groups=listed(told, language),
    )


def _in_front(results: Results) -> tuple[tuple[str, str], Row | Share]:
    """The answer that most people gave, the statement that most agree to, or the first row."""
    found = list(shares(results).items())
    if results.measured or all(row.percent is None for _at, row in found):
        return found[0]
    if results.form != "statements":
        found = [each for each in found if each[0][1] != "top"]
    return max(found, key=lambda each: each[1].percent or 0)


# ── For programs ──────────────────────────────────────────────────────────────────────────────


def has_groups(report: Report) -> bool:
    """Whether anything is told by group."""
    return any(
        round_.groups.shown
        for poll in report.polls
        for question in poll.questions
        for round_ in question.rounds
    )


def rounds_by_group(round_: RoundReport, language: str) -> Iterator[tuple[str, RoundReport]]:
    """The round as each group answered it, and with every group of equal weight, by its name."""
    # Who moved is counted of all people, and of no group.
    alone = replace(round_, texts=(), note="", interval=False, moved=None)
    for each in round_.groups.shown:
        yield each.name, replace(alone, results=each.results)
    if weighed := equally(round_.groups):
        yield speak(language)("Groups equal"), replace(alone, results=weighed)


def groups_as_json(round_: RoundReport) -> dict[str, Any] | None:
    """None where nothing is told by group, and no group is hidden."""
    groups = round_.groups
    if not groups.shown and not groups.hidden:
        return None
    weighed = equally(groups)
    return {
        "shown": [
            {"group": each.name, "number": each.group or None, **_as_json(each.results)}
            for each in groups.shown
        ],
        "equal": [_weighed(each) for each in _as_json(weighed)["series"]] if weighed else None,
        "hidden": list(groups.hidden),
    }


def _as_json(results: Results) -> dict[str, Any]:
    return {
        "votes": results.votes,
        "base": results.base,
        "abstained": results.abstained,
        "series": msgspec.to_builtins(results.series),
    }


def _weighed(series: Mapping[str, Any]) -> dict[str, Any]:
    """A series without counts: a mean of shares is nobody's number."""
    top = series["top"] and {name: series["top"][name] for name in ("label", "percent")}
    rows = [{name: row[name] for name in ("key", "label", "percent")} for row in series["rows"]]
    return {"label": series["label"], "rows": rows, "mean": series["mean"], "top": top}
