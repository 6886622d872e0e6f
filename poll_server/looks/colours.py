"""Colours as numbers: contrast as WCAG counts it, and OKLCH, where lightness moves by itself.

A colour is `#rrggbb`. In OKLCH equal steps look equally large, and a darker blue stays that blue
(Björn Ottosson, A perceptual color space for image processing, 2020).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from coloraide import Color

STEPS = 20
"""Halvings of a range: the last one is far finer than the 256 steps of a colour's parts."""


class Oklch(NamedTuple):
    """A colour by how it looks: lightness 0 to 1, chroma from 0 (grey) to about 0.3, hue in °."""

    lightness: float
    chroma: float
    hue: float


# A chart asks about the same few colours for each of its bars, ten times a second.
@lru_cache(maxsize=4096)
def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """The relative luminance (WCAG 2.2), from 0, black, to 1, white."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colour(*named: object) -> "Color":
    """One that can be turned into others.

    Only an event with a colour of its own needs that, and the library takes a seventh of a
    server's start to be read in.
    """
    from coloraide import Color

    return Color(*named)  # type: ignore[arg-type]


def oklch(colour: str) -> Oklch:
    """The colour by how it looks; a grey has the hue 0."""
    return Oklch(*_colour(colour).convert("oklch").coords(nans=False))


def shade(colour: Oklch) -> str:
    """`#rrggbb` of it; where no screen has a colour so strong, the strongest of its hue."""
    drawn = _colour("oklch", colour).convert("srgb")
    # A thousandth beyond is what rounding to a byte takes away anyway.
    if not drawn.in_gamut(tolerance=0.001):
        drawn.fit(method="oklch-chroma", jnd=0)
    return drawn.to_string(hex=True, fit="clip")


def nearest(wish: Oklch, end: float, good: Callable[[str], bool]) -> str:
    """The colour that is wished for; where it is not `good`, the first shade towards `end` that is.

    Args:
        end: a lightness, at which it is good.
    """
    if good(shade(wish)):
        return shade(wish)
    bad, fine = wish.lightness, end
    for _ in range(STEPS):
        tried = (bad + fine) / 2
        if good(shade(wish._replace(lightness=tried))):
            fine = tried
        else:
            bad = tried
    return shade(wish._replace(lightness=fine))
