"""The colours and sizes of every page, chart and file, in one place.

Pages get them as CSS custom properties (`css()`), figures and print take them from `LIGHT` and
`DARK`. An event may wish for one colour of its own: `branded` makes both themes of it. A test
computes every contrast and colour-blind distance that the look promises, whatever the wish.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

import msgspec

from .colours import Oklch, contrast, nearest, oklch, shade

Theme = Literal["light", "dark"]

FONT = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, system-ui, sans-serif"
"""The system's own sans; no font is ever loaded."""


class Look(msgspec.Struct, frozen=True):
    """One theme's colours, each `#rrggbb`."""

    paper: str
    card: str
    ink: str
    muted: str
    line: str
    track: str
    accent: str
    on_accent: str
    bar: str
    soft: str
    plate: str
    """behind a logo that needs a light ground"""
    warn: str
    error: str
    categories: tuple[str, ...]
    agreement: tuple[str, ...]


LIGHT = Look(
    paper="#fbfaf6",
    card="#ffffff",
    ink="#10221c",
    muted="#52625c",
    line="#cfd6ce",
    track="#eceee8",
    accent="#0b7a5b",
    on_accent="#ffffff",
    bar="#4c8f79",
    soft="#e3f1ea",
    plate="#fbfaf6",
    warn="#a34b00",
    error="#a3262a",
    categories=("#0b7a5b", "#3b82f6", "#a8760a", "#4a1d6e", "#8a1c2b", "#c94f9a"),
    agreement=("#a34b00", "#d99a5b", "#c9cfc8", "#6fae97", "#0b7a5b"),
)

DARK = Look(
    paper="#101815",
    card="#18231f",
    ink="#f1f5f2",
    muted="#a9b8b1",
    line="#33433c",
    track="#22302a",
    accent="#3ecf9f",
    on_accent="#101815",
    bar="#4f8f7b",
    soft="#17362b",
    plate="#ffffff",
    warn="#f0a860",
    error="#ff8a80",
    categories=("#3ecf9f", "#6f9bff", "#f2a60d", "#fff3b0", "#ff5a5a", "#d9b3f5"),
    agreement=("#f0a860", "#8f6a45", "#4a5a53", "#3c8d72", "#3ecf9f"),
)

Looks = Mapping[Theme, Look]
LOOKS: Looks = {"light": LIGHT, "dark": DARK}

TEXT, GRAPHIC = 4.501, 3.001
"""Contrast of text and of what is only seen (WCAG 2.2, 1.4.3 and 1.4.11), to 1; a thousandth more,
since WCAG rounds the shares of red, green and blue, and who checks by its formula finds less."""
BRIGHT = 0.74
"""Lightness (OKLCH) from which a strong tone glows on a dark stage, as the look's own does."""
SOFT: Mapping[Theme, tuple[float, float]] = {"light": (0.945, 0.025), "dark": (0.305, 0.04)}
"""Lightness, and most chroma, of the ground of a chosen answer: ink and muted text stay legible."""
BAR_CHROMA = 0.55
"""Of the accent's: the other bars are of the leader's hue, and stand back behind it."""
MOST_BAR_CHROMA: Mapping[Theme, float] = {"light": 0.10, "dark": 0.07}
"""Chroma that bars have at most: glaring ones would not stand back."""
KEPT = 256
"""Wishes whose looks are remembered: more events than run on one server at a time."""


@lru_cache(KEPT)
def branded(accent: str) -> Looks:
    """Both themes with an event's own colour; where it cannot be read, the nearest shade that can.

    Paper, ink, categories and the steps of agreement stay as they are.

    Args:
        accent: `#rrggbb`; empty: the look of the house.
    """
    if not accent:
        return LOOKS
    return {theme: _branded(look, theme, accent) for theme, look in LOOKS.items()}


def _branded(look: Look, theme: Theme, accent: str) -> Look:
    lightness, most_chroma = SOFT[theme]
    wish, end = oklch(accent), 0.0
    soft = shade(wish._replace(lightness=lightness, chroma=min(wish.chroma, most_chroma)))
    if theme == "dark":
        wish, end = wish._replace(lightness=max(wish.lightness, BRIGHT)), 1.0

    def legible(colour: str) -> bool:
        return all(contrast(colour, ground) >= TEXT for ground in (look.paper, look.card, soft))

    def seen(colour: str) -> bool:
        return all(contrast(colour, ground) >= GRAPHIC for ground in (look.paper, look.track))

    strong = nearest(wish, end, legible)
    # The first shade that is seen on its track: as far from the leader as it can be.
    chroma = min(oklch(strong).chroma * BAR_CHROMA, MOST_BAR_CHROMA[theme])
    bar = nearest(Oklch(1 - end, chroma, wish.hue), end, seen)
    return msgspec.structs.replace(look, accent=strong, bar=bar, soft=soft)


@lru_cache(KEPT)
def css(accent: str = "") -> str:
    """Both themes as custom properties: the reader's own choice, or `data-theme` on the root.

    Args:
        accent: of an event with a colour of its own.
    """
    looks = branded(accent)
    light, dark = properties(looks["light"]), properties(looks["dark"])
    return (
        f":root{{color-scheme:light;{light}}}"
        f"@media(prefers-color-scheme:dark){{:root:not([data-theme=light])"
        f"{{color-scheme:dark;{dark}}}}}"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}"
    )


def properties(look: Look) -> str:
    """One theme's colours as CSS custom properties."""
    named = {
        field: value
        for field, value in msgspec.structs.asdict(look).items()
        if isinstance(value, str)
    }
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in named.items())
