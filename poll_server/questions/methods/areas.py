"""Named areas of a picture, and the cells in which a point on it is counted."""

from collections.abc import Sequence
from random import Random

import msgspec

from poll_server.base.text import Text

CELLS = 40
"""Columns and rows: a cell is as wide as a fingertip is unsure, 8 px on the narrowest phone."""
WHOLE = 100
"""Percent of a picture's width and height."""
INVENTED_SPREAD = 0.3
"""Of an area's size, the standard deviation of a rehearsal's people around its middle."""
ASIDE = 0.06
"""Share of them who point at no area."""


class PictureArea(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the picture with a name; lengths in percent of its width and height."""

    area: Text
    left: int = 0
    top: int = 0
    width: int = 0
    height: int = 0
    right: bool = False
    """whoever points there, or chooses it, is right"""

    def holds(self, column: int, row: int) -> bool:
        """Whether the middle of a cell lies in it."""
        x, y = ((n - 0.5) * WHOLE / CELLS for n in (column, row))
        return 0 <= x - self.left < self.width and 0 <= y - self.top < self.height

    @property
    def inside(self) -> bool:
        """Whether it is a part of the picture at all, with 1 percent each way at least."""
        begins = min(self.left, self.top) >= 0 and min(self.width, self.height) >= 1
        return begins and max(self.left + self.width, self.top + self.height) <= WHOLE


def holding(areas: Sequence[PictureArea], column: int, row: int) -> int:
    """The number of the first area that holds a cell; that after the last where none does."""
    found = (n for n, area in enumerate(areas) if area.holds(column, row))
    return next(found, len(areas))


def invented(area: PictureArea, random: Random) -> tuple[int, int]:
    """Column and row near the middle of an area; of some people, anywhere in one direction."""
    sides = (area.left, area.width), (area.top, area.height)
    column, row = (_near(random, *side, aside=random.random() < ASIDE) for side in sides)
    return column, row


def _near(random: Random, start: int, length: int, *, aside: bool) -> int:
    """A column or row near the middle of an area, or anywhere."""
    spread = length * INVENTED_SPREAD
    percent = random.uniform(0, WHOLE) if aside else random.gauss(start + length / 2, spread)
    return min(max(round(percent * CELLS / WHOLE + 0.5), 1), CELLS)
