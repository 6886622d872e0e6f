"""Logos of nobody, drawn when they are needed."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

BLUE = "#1f4e9e"


def drawing(
    ink: str = BLUE, ground: str | None = None, size: tuple[int, int] = (560, 120)
) -> Image.Image:
    """A roof in a disc and three beams beside it; on a clear ground where none is named."""
    wide, high = size
    picture = Image.new("RGBA", size, ground or (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((0, 0, high - 1, high - 1), fill=ink)
    draw.polygon(
        [(high * 0.3, high * 0.7), (high * 0.5, high * 0.25), (high * 0.7, high * 0.7)],
        fill=ground or "#ffffff",
    )
    for beam, length in enumerate((1.0, 0.7, 0.85)):
        top = high * (0.12 + 0.3 * beam)
        draw.line((high * 1.2, top, wide * length, top), fill=ink, width=max(1, high // 6))
    return picture


def png(picture: Image.Image, **options: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, options.pop("format", "PNG"), **options)
    return out.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of some hundred bytes that says it is `side` pixels wide and high."""
    small = png(Image.new("1", (8, 8)))
    head = b"IHDR" + struct.pack(">II", side, side) + small[24:29]
    return small[:12] + head + struct.pack(">I", zlib.crc32(head)) + small[33:]
