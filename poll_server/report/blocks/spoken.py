"""What a speaker says of a result while it is on the slide."""

from collections.abc import Iterator

from poll_server.report.model.document import QuestionReport
from poll_server.report.model.side_by_side import SideBySide
from poll_server.report.model.told import figures_in_words, labelled

MOST_ROWS = 40
"""Rows of rounds beside each other, as many as a table has."""


def spoken(
    question: QuestionReport, weights: str, compared: SideBySide | None, language: str
) -> tuple[str, ...]:
    """The sentences, how several polls came together, the base, means, rounds, a caution."""
    round_ = question.last
    said = [*question.sentences, weights, round_.base, round_.note]
    for series in round_.results.series:
        if told := figures_in_words(series, language):
            said.append(labelled(series, f"{' · '.join(told)} (n = {series.base})"))
    return tuple(filter(None, [*said, *_beside(compared)]))


def _beside(compared: SideBySide | None) -> Iterator[str]:
    if compared is not None:
        yield f"{compared.caption}:"
        for label, *shares in compared.lines(MOST_ROWS):
            yield f"{label}: {' → '.join(shares)}"
