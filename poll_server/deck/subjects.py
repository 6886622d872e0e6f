"""What a sentence about a question may speak of: the options, statements or words of its results.

A deck names them as it writes them, in its own language, while results are in the reader's. The
bridge is the result of nobody: `question.results({}, 0, language)` has every row that is fixed in
advance, in the same order, in each language. So this knows no kinds.
"""

from collections.abc import Iterable, Sequence

import msgspec

from poll_server.locale import LANGUAGES
from poll_server.questions import Question, Results
from poll_server.questions.writing.written import fold


class Subject(msgspec.Struct, frozen=True):
    """One thing with one share: an option, a word, or a statement with its top two steps."""

    label: str
    count: int
    base: int
    """people who are 100 % of it"""
    percent: int | None
    variants: tuple[str, ...] = ()
    """of a word: what was laid together in it"""


def subjects(results: Results) -> list[Subject]:
    """Everything in `results` that has a share of its own, in their order."""
    statements = [each for each in results.series if each.top is not None]
    if statements:
        return [
            Subject(each.label, each.top.count, each.base, each.top.percent)
            for each in statements
            if each.top is not None
        ]
    return [
        Subject(row.label, row.count, series.base, row.percent, row.variants)
        for series in results.series[:1]
        for row in series.rows
    ]


def offered_names(question: Question) -> dict[str, list[str]]:
    """What the question offers, as it is called in each language; empty lists for free words."""
    return {
        language: [each.label for each in subjects(question.results({}, 0, language))]
        for language in LANGUAGES
    }


def find(question: Question, results: Results, names: Iterable[str]) -> list[Subject]:
    """The subjects called `names`, unknown ones left out; a word that nobody wrote counts 0."""
    there = subjects(results)
    offered = offered_names(question)
    if not any(offered.values()):
        return [_word(name, there, results.base) for name in names]
    places = (_place(name, offered.values()) for name in names)
    return [there[place] for place in places if place is not None and place < len(there)]


def _place(name: str, offered: Iterable[Sequence[str]]) -> int | None:
    return next((names.index(name) for names in offered if name in names), None)


def _word(name: str, there: Sequence[Subject], base: int) -> Subject:
    """The word `name` among those written, or what it was laid together in; case and spacing do
    not count.
    """
    key = fold(name)
    for subject in there:
        if key in map(fold, (subject.label, *subject.variants)):
            return subject
    return Subject(name, 0, base, 0 if base else None)
