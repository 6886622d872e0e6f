"""Texts in Markdown as files write them: paragraphs, and lists that may have lists in them."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from poll_server.questions.writing.passages import Passage, Run


class RowsTold(NamedTuple):
    """Points that stand below each other."""

    rows: tuple[Passage, ...]
    start: int | None
    """the number of the first; None: they have bullets"""


def in_lists(told: Iterable[Passage]) -> Iterator[Passage | RowsTold]:
    """Pieces in their order, points of one sort together."""
    alike = groupby(told, lambda each: (each.form == "point", each.number is None))
    for (is_point, _), group in alike:
        rows = tuple(group)
        if is_point:
            yield RowsTold(rows, rows[0].number)
        else:
            yield from rows


def on_paper(piece: Passage) -> Iterator[Run]:
    """Its words with their looks; where a link leads is written out behind it."""
    for run in piece.runs:
        yield run
        address = run.link.removeprefix("mailto:")
        if address and address != run.text:
            yield Run(f" ({address})")
