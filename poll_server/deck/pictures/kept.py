"""A picture as it is kept: for phones and for the stage, called after its content and its size."""

import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from poll_server.questions.traits.pictured import NAME

PictureSize = Literal["phone", "stage"]
LARGEST_FILE = 8_000_000
"""Bytes of an uploaded file: a phone's photo."""
BOXES: Mapping[PictureSize, tuple[int, int]] = {"phone": (960, 960), "stage": (1600, 1200)}
"""Pixels: three to a CSS pixel of a narrow phone; the room that a stage has for it."""
MOST_BYTES: Mapping[PictureSize, int] = {"phone": 60_000, "stage": 200_000}
"""Six of them on a phone are as much as one ordinary web page, and come within seconds."""
MOST_PICTURES = 100
"""Of one event: 35 MB at most, which backups copy, too."""
NAMED = re.compile(rf"\b{NAME.pattern}\b")


class DrawnPicture(msgspec.Struct, frozen=True):
    """A picture in both sizes, drawn anew (`drawn`)."""

    name: str
    """content and size: `0123456789abcdef-1600x900`"""
    phone: bytes
    stage: bytes
    """a PNG or JPEG each"""


def media_type(content: bytes) -> str:
    """Of a picture that was drawn here."""
    return "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"


def names_in(text: str) -> set[str]:
    """The names of pictures in a deck, or in anything else that is written as text."""
    return {found[0] for found in NAMED.finditer(text)}
