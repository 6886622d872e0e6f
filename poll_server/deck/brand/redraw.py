"""An uploaded picture, drawn anew as a logo: small, clean, legible on any ground.

The file itself is never handed on. What is kept was drawn from its pixels, so nothing that hid in
it (a place, a name, a script, a bomb) reaches a phone.
"""

import io
from collections.abc import Iterable, Iterator

from PIL import Image, ImageOps

from poll_server.deck.pictures.opened import opened
from poll_server.looks.colours import contrast
from poll_server.looks.look import DARK, LIGHT

from .logo import LARGEST_FILE, SMALL, SMALL_BYTES, CannotUse, Logo, MadeLogo, Png, mark

MOST_PIXELS = 16_000_000
"""Of an uploaded picture: 4000 × 4000, more than any logo needs, and 64 MB while it is drawn."""
LARGE, LARGE_BYTES = (1200, 400), 150_000
"""Pixels and bytes for stage and paper: 300 to the inch at 10 cm."""
COLOURS = (256, 64, 16)
"""Of a palette, tried one after another where a picture has too many bytes."""
SMALLER = 0.8
"""Of its width and height, where even the fewest colours are too many bytes."""
SOLID = 64
"""Of 255: the opacity from which a pixel counts as seen."""
PALE = 1.7
"""Contrast, to 1, below which a pixel is hardly seen on its ground. A logo's yellow has 1.3 on
white, so only a logo that is mostly pale counts as made for a dark ground."""
DIM = 3.0
"""Contrast, to 1, that a graphic needs (WCAG 2.2, 1.4.11)."""
MOSTLY, SOME = 0.5, 0.15
"""Of a logo's pixels."""
EDGE = 0.18
"""Of a logo's height, between it and the edge of the card it is drawn on."""
LOOKED_AT = 48
"""Pixels of width and height that tell what a logo's colours are."""


def make(content: bytes) -> MadeLogo:
    """A logo of an uploaded file; takes up to a second, so call it in a thread.

    Raises:
        CannotUse: it is no picture, or none that could be a logo.
    """
    drawn = _on_ground(_trimmed(opened(content, LARGEST_FILE, MOST_PIXELS)))
    large, small = _fitted(drawn, LARGE, LARGE_BYTES), _fitted(drawn, SMALL, SMALL_BYTES)
    card = _transparent(drawn) and _share(drawn, DARK.paper, DIM) > SOME
    return MadeLogo(Logo(mark(large.png), small, large.width, large.height, card), large.png)


def _trimmed(picture: Image.Image) -> Image.Image:
    """Without its empty margins, as the page sets the distances; and no larger than is needed."""
    seen = picture.getchannel("A").point(lambda value: 255 * (value >= SOLID))
    box = seen.getbbox()
    if box is None:
        raise CannotUse("empty")
    cut = picture.crop(box)
    cut.thumbnail(LARGE, Image.Resampling.LANCZOS)
    return cut


def _on_ground(picture: Image.Image) -> Image.Image:
    """As it is, or on a dark card where it was made for a dark ground: paper is always light."""
    if not _transparent(picture) or _share(picture, LIGHT.card, PALE) <= MOSTLY:
        return picture
    edge = max(1, round(picture.height * EDGE))
    card = Image.new("RGBA", (picture.width + 2 * edge, picture.height + 2 * edge), LIGHT.ink)
    card.alpha_composite(picture, (edge, edge))
    return card


def _transparent(picture: Image.Image) -> bool:
    """Whether the ground shows through."""
    return picture.getchannel("A").histogram()[:SOLID] != [0] * SOLID


def _share(picture: Image.Image, ground: str, least: float) -> float:
    """How much of what is seen has less contrast to `ground` than `least`; 0 to 1."""
    seen = list(_colours(picture))
    total = sum(count for count, _ in seen)
    low = sum(count for count, colour in seen if contrast(colour, ground) < least)
    return low / total if total else 0.0


def _colours(picture: Image.Image) -> Iterator[tuple[int, str]]:
    """(pixels, colour) of what is seen, roughly: a logo has few colours and many edges."""
    few = ImageOps.contain(picture, (LOOKED_AT, LOOKED_AT))
    for count, pixel in few.getcolors(LOOKED_AT * LOOKED_AT) or ():
        assert isinstance(pixel, tuple)
        red, green, blue, opacity = pixel
        if opacity >= SOLID:
            yield count, f"#{red:02x}{green:02x}{blue:02x}"


def _fitted(picture: Image.Image, box: tuple[int, int], most_bytes: int) -> Png:
    """The picture within `box` pixels and `most_bytes`; never larger than it came."""
    scale = min(1.0, box[0] / picture.width, box[1] / picture.height)
    while True:
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        for png in _written(picture.resize(size, Image.Resampling.LANCZOS)):
            if len(png) <= most_bytes:
                return Png(png, *size)
        scale *= SMALLER


def _written(picture: Image.Image) -> Iterable[bytes]:
    """The picture as PNG, each next one with fewer colours; nothing of the first file is left."""
    if not _transparent(picture):
        yield _png(picture.convert("RGB"))
    else:
        yield _png(picture)
    for colours in COLOURS:
        yield _png(picture.quantize(colours, Image.Quantize.FASTOCTREE))


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
