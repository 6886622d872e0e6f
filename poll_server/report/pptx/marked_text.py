"""What an organiser wrote in Markdown, on a slide: words, of which some are bold or in italics."""

from collections.abc import Iterable, Iterator

from poll_server.questions.writing.marked import in_words
from poll_server.questions.writing.passages import Passage, Run
from poll_server.report.blocks.blocks import Line


class MarkedText(str):
    """A line's words; whoever measures or breaks them need not know that some stand out."""

    __slots__ = ("runs",)
    runs: tuple[Run, ...]


def marked(line: Line) -> str:
    """The text of a line, and where its pieces have one, its look."""
    words = in_words(line.told)
    if not line.told or not line.text.endswith(words):
        return line.text
    text = MarkedText(line.text)
    text.runs = (Run(line.text.removesuffix(words)), *_runs(line.told, first=True))
    return text


def _runs(told: Iterable[Passage], *, first: bool = False) -> Iterator[Run]:
    """The pieces on one line: lists have no room under a chart."""
    for place, piece in enumerate(told):
        sign = "• " if piece.number is None else f"{piece.number}. "
        yield Run(("" if first and not place else " ") + (sign if piece.form == "point" else ""))
        yield from piece.runs
        yield from _runs(piece.inner)


def looks(text: str) -> list[Run]:
    """`text` by its looks; one of them where it has no others."""
    return list(text.runs) if isinstance(text, MarkedText) else [Run(text)]
