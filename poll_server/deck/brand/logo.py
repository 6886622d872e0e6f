"""An event's logo as it is kept: a small picture that is part of every phone's page, a large one.

`redraw` makes them of an uploaded file.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from typing import Literal

import msgspec

from poll_server.deck import deck

Flaw = Literal["vector", "format", "file", "pixels", "empty"]
"""Why a picture is not taken; `presenter/organiser/brand.py` has the sentences."""
LARGEST_FILE = 2_000_000
"""Bytes of an uploaded file."""
SMALL, SMALL_BYTES = (240, 64), 5_000
"""Pixels and bytes for a phone: twice as many as the page shows; they are part of the page."""
MARK = 16
"""Characters of a mark, 64 bits: no two logos of a server have the same."""


class CannotUse(Exception):
    """The uploaded file cannot be a logo."""

    def __init__(self, why: Flaw) -> None:
        super().__init__(why)
        self.why: Flaw = why


class Png(msgspec.Struct, frozen=True):
    """A PNG."""

    png: bytes
    width: int
    height: int


class Logo(msgspec.Struct, frozen=True):
    """An event's logo, as far as every page has it at hand; the large picture is fetched."""

    mark: str
    """changes with the picture, so that browsers may keep what has the same"""
    small: Png
    """for a phone's page"""
    width: int
    height: int
    """of the large picture, in pixels"""
    on_plate: bool
    """on a dark ground it needs a light plate behind it (`Look.plate`)"""

    @property
    def on_phone(self) -> tuple[int, int]:
        """Width and height on a phone's page, in CSS pixels: half of its own, for fine screens."""
        wide, high = self.small.width, self.small.height
        scale = min(1.0, SMALL[0] / 2 / wide, SMALL[1] / 2 / high)
        return max(1, round(wide * scale)), max(1, round(high * scale))

    @property
    def on_phone_url(self) -> str:
        """The small picture as an address that holds it: a phone's page is one request."""
        return f"data:image/png;base64,{b64encode(self.small.png).decode()}"


def worn(brand: deck.Brand, logo: Logo | None) -> str:
    """Changes with an event's name, colour and logo; empty where it has none of them."""
    if brand == deck.Brand() and logo is None:
        return ""
    wear = msgspec.json.encode((brand, logo.mark if logo else ""), order="deterministic")
    return mark(wear)


def mark(content: bytes) -> str:
    """A short name for what these bytes are."""
    return hashlib.sha256(content).hexdigest()[:MARK]


@dataclass(frozen=True)
class MadeLogo:
    """A logo that was just made."""

    logo: Logo
    large: bytes
    """a PNG"""
