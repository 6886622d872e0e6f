"""The colours and sizes of every page, chart and file, in one place.

Pages get them as CSS custom properties (`css()`), figures and print take them from `LIGHT` and
`DARK`. A test computes every contrast and colour-blind distance that the look promises.
"""

from typing import Literal

import msgspec

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
    warn="#f0a860",
    error="#ff8a80",
    categories=("#3ecf9f", "#6f9bff", "#f2a60d", "#fff3b0", "#ff5a5a", "#d9b3f5"),
    agreement=("#f0a860", "#8f6a45", "#4a5a53", "#3c8d72", "#3ecf9f"),
)

LOOKS: dict[Theme, Look] = {"light": LIGHT, "dark": DARK}


def css() -> str:
    """Both themes as custom properties: the reader's own choice, or `data-theme` on the root."""
    light, dark = _properties(LIGHT), _properties(DARK)
    return (
        f":root{{color-scheme:light;{light}}}"
        f"@media(prefers-color-scheme:dark){{:root:not([data-theme=light])"
        f"{{color-scheme:dark;{dark}}}}}"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}"
    )


def _properties(look: Look) -> str:
    named = {
        field: value
        for field, value in msgspec.structs.asdict(look).items()
        if isinstance(value, str)
    }
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in named.items())
