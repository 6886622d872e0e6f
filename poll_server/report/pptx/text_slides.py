"""Texts on slides: the size at which they fit, and the slides that they take.

Texts are measured (`questions.drawing.widths`), because no program shrinks them before somebody
clicks into them.
"""

from collections.abc import Iterator, Sequence

from poll_server.questions.drawing.widths import wrap

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
) -> Iterator[tuple[int, list[list[str]]]]:
    """The texts slide by slide: the size at which they fit, and the texts of each column.

    No text is torn between two columns.

    Args:
        wide, high: points of a column.
        most: slides after which nobody looks any further, so that these are filled; 0: any number.
    """

    def slides(size: float, room: float) -> list[list[list[str]]]:
        each = _split(texts, size, wide, room)
        return [each[n : n + columns] for n in range(0, len(each), columns)]

    fewest = len(slides(LIST_SIZES[-1], high))
    size = next(s for s in LIST_SIZES if len(slides(s, high)) <= fewest)
    # Evenly filled columns, none over its edge.
    even = sum(height(text, size, wide) for text in texts) / max(fewest * columns, 1)
    rooms = (even + step * size for step in range(int(high)) if even + step * size < high)
    tries = (slides(size, each) for each in (*rooms, high))
    pages = next(pages for pages in tries if len(pages) <= fewest)
    if 0 < most < fewest:
        pages = slides(size, high)
    for page in pages:
        yield size, page


def _split(texts: Sequence[str], size: float, wide: float, room: float) -> list[list[str]]:
    """The texts in columns of at most `room` points, one text at least in each."""
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
