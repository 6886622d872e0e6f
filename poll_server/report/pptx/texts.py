"""Texts on slides: the size at which they fit, and the slides that they take.

Texts are measured (`questions.widths`), because no program shrinks them before somebody clicks into
them.
"""

from collections.abc import Iterator, Sequence

from poll_server.questions.widths import wrap

from . import master as master

LIST_SIZES = (20, 18, 16)
"""Points, tried from the largest on."""


def pages(
    texts: Sequence[str],
    wide: float,
    *,
    high: float = master.BODY_HIGH,
    columns: int = 1,
    most: int = 0,
) -> Iterator[tuple[int, list[str]]]:
    """The texts slide by slide, each slide with the size at which they fit on it.

    Args:
        wide, high: points of a column.
        most: slides after which nobody looks any further, so that these are filled; 0: any number.
    """
    room = high * columns
    fewest = len(_split(texts, LIST_SIZES[-1], wide, room))
    size = next(s for s in LIST_SIZES if len(_split(texts, s, wide, room)) <= fewest)
    # Evenly filled slides, none over its edge.
    even = sum(height(text, size, wide) for text in texts) / max(fewest, 1)
    rooms = (even + step * size for step in range(int(room)) if even + step * size < room)
    tries = (_split(texts, size, wide, each) for each in (*rooms, room))
    pages = next(pages for pages in tries if len(pages) <= fewest)
    if 0 < most < fewest:
        pages = _split(texts, size, wide, room)
    for page in pages:
        yield size, page


def _split(texts: Sequence[str], size: float, wide: float, room: float) -> list[list[str]]:
    """The texts in pages of at most `room` points, one text at least on each."""
    pages: list[list[str]] = []
    used = 0.0
    for text in texts:
        needed = height(text, size, wide)
        if not pages or used + needed > room:
            pages.append([])
            used = 0.0
        pages[-1].append(text)
        used += needed
    return pages


def height(text: str, size: float, wide: float) -> float:
    """Points that a list's line takes, with the room above it."""
    return (len(wrap(text, size, wide - 20, bold=False)) * master.LINE_HIGH + 0.5) * size
