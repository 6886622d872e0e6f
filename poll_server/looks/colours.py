"""Colours as numbers: contrast as WCAG counts it, and OKLCH, where lightness moves by itself.

A colour is `#rrggbb`. OKLCH is lightness 0 to 1, chroma from 0 (grey) to about 0.3, and hue in
radians; equal steps look equally large, and a darker blue stays that blue (Björn Ottosson, A
perceptual color space for image processing, 2020).
"""

import math
from collections.abc import Callable
from typing import NamedTuple

STEPS = 20
"""Halvings of a range: the last one is far finer than the 256 steps of a colour's parts."""


class Oklch(NamedTuple):
    """A colour by how it looks."""

    lightness: float
    chroma: float
    hue: float


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2), 0 to 1."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def oklch(colour: str) -> Oklch:
    """The colour by how it looks."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    return Oklch(lightness, math.hypot(a, b), math.atan2(b, a))


def shade(colour: Oklch) -> str:
    """`#rrggbb` of it; where no screen has a colour so strong, the strongest of its hue."""
    lightness, chroma, hue = colour
    if not _on_screens(_from_oklch(colour)):
        # Grey is on every screen; between it and the wish lies the last colour that is.
        chroma, beyond = 0.0, chroma
        for _ in range(STEPS):
            tried = (chroma + beyond) / 2
            if _on_screens(_from_oklch(Oklch(lightness, tried, hue))):
                chroma = tried
            else:
                beyond = tried
    return _written(_from_oklch(Oklch(lightness, chroma, hue)))


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


def _from_oklch(colour: Oklch) -> tuple[float, float, float]:
    """Linear red, green and blue; beyond 0 to 1 where no screen has the colour."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _on_screens(linear: tuple[float, float, float]) -> bool:
    # A thousandth: what rounding to a byte takes away anyway.
    return all(-0.001 <= part <= 1.001 for part in linear)


def _linear(colour: str) -> tuple[float, float, float]:
    """Without the gamma of sRGB (IEC 61966-2-1), each part 0 to 1."""
    parts = (byte / 255 for byte in bytes.fromhex(colour[1:]))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def _written(linear: tuple[float, float, float]) -> str:
    parts = (min(max(part, 0.0), 1.0) for part in linear)
    curved = (p * 12.92 if p <= 0.0031308 else 1.055 * p ** (1 / 2.4) - 0.055 for p in parts)
    return "#" + "".join(f"{round(part * 255):02x}" for part in curved)
