"""What must come out of a poll that is known in advance, and whether it did.

The 2018 congress printed thirteen findings. `<deck>.votes.toml` holds them, and the shares that
lead to them; `check` compares real results with what was printed, word for word.
"""

import tomllib
from collections.abc import Mapping

import msgspec

from poll_server.base.percent import format_percent
from poll_server.base.text import listed
from poll_server.deck import shipped as decks
from poll_server.deck.deck import Poll
from poll_server.deck.subjects import find
from poll_server.questions import Condition, Question, Results
from poll_server.report.model.sentences import holds, sentences


class GroupTargets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How voters answer one list of a question's form."""

    question: str
    """the question's id"""
    of: str = ""
    """the statement, or the text field, as the form calls it; empty: its first list"""
    answers: dict[str, int]
    """percent of those who answer, by option or text; with one answer each they add up to 100"""
    exact: tuple[tuple[str, ...], ...] = ()
    """answers whose shares together must come out to the percent"""
    slack: int = 0
    """points by which exact ones may be off, where a range was printed"""


class PrintedFinding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence that was printed, and the figures it stands on."""

    number: int
    printed: str
    question: str
    of: tuple[str, ...]
    percent: tuple[int, int] | None = None
    """the least and the most that each share of `of` may be"""
    when: Condition = Condition()


class Targets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of it, for one poll."""

    poll: str
    language: str
    """of what was printed"""
    groups: tuple[GroupTargets, ...]
    findings: tuple[PrintedFinding, ...]


class Failure(msgspec.Struct, frozen=True):
    """A finding that did not come out."""

    finding: int
    printed: str
    got: str

    def __str__(self) -> str:
        return f"{self.finding}: “{self.printed}” did not come out: {self.got}"


def targets_of(deck: str) -> Targets | None:
    """What must come out of the shipped deck of this name; None where nothing was ever printed.

    Raises:
        KeyError: no such deck is shipped.
    """
    text = decks.votes_text(deck)
    return msgspec.convert(tomllib.loads(text), Targets) if text else None


def check(poll: Poll, results: Mapping[str, Results], targets: Targets) -> list[Failure]:
    """The findings that did not come out; none when the poll ends as it was printed.

    Args:
        results: of the latest round of each question, in the language of `targets`.
    """
    questions = {question.id: question for question in poll.questions}
    failures = []
    for finding in targets.findings:
        question, result = questions.get(finding.question), results.get(finding.question)
        if question is None or result is None:
            failures.append(Failure(finding.number, finding.printed, "nobody was asked"))
            continue
        figures = figure_failure(question, result, results, finding)
        said = sentences(question, result, results, targets.language)
        if figures:
            failures.append(Failure(finding.number, finding.printed, figures))
        elif plain(finding.printed) not in map(plain, said):
            failures.append(Failure(finding.number, finding.printed, " ".join(said) or "–"))
    return failures


def figure_failure(
    question: Question, result: Results, others: Mapping[str, Results], finding: PrintedFinding
) -> str:
    """What the figures of a finding are instead; empty where they are as they must be."""
    meant = find(question, result, finding.of)
    right = len(meant) == len(finding.of) and all(each.percent is not None for each in meant)
    if right and finding.percent:
        least, most = finding.percent
        right = all(least <= (each.percent or 0) <= most for each in meant)
    if right and finding.when != Condition():
        right = holds(finding.when, meant, result, others)
    if right:
        return ""
    return listed([f"{each.label} {format_percent(each.percent, 'en')}" for each in meant], "en")


def plain(sentence: str) -> str:
    """`sentence` as the congress printed it: without n, and no space before the percent sign."""
    words = sentence.partition(" (n = ")[0].rstrip(".").split()
    return " ".join(words).replace(" %", "%")
