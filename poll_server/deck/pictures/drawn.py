"""An uploaded picture, drawn anew in two sizes: for phones and for the stage.

The file itself is never handed on. What is kept was drawn from its pixels, so nothing that hid in
it (a place, a name, a script, a bomb) reaches anybody. A picture is called after its content and
its size, so that pages know how much room it takes before it has come, and may keep it for ever.
"""

import io
from collections.abc import Iterator
from threading import Lock

from PIL import Image

from poll_server.deck.brand.logo import CannotUse, mark
from poll_server.questions.traits.pictured import NAME

from .kept import BOXES, LARGEST_FILE, MOST_BYTES, DrawnPicture, PictureSize
from .opened import opened

MOST_PIXELS = 25_000_000
"""Of an uploaded picture: 5000 × 5000, and 100 MB while it is drawn."""
QUALITIES = (85, 72, 58, 44)
"""Of a JPEG, tried one after another where a picture has too many bytes."""
FLAT = 4096
"""Colours of a drawing at most: fewer bytes and sharper edges as PNG. A photo has more."""
PALETTE = 256
SMALLER = 0.8
"""Of its width and height, where even the lowest quality is too many bytes."""
GROUND = "#ffffff"
"""Behind what is clear: most drawings are made for paper."""
_AT_WORK = Lock()
"""One at a time: two large pictures at once take twice the memory."""


def draw(content: bytes, called: str = "") -> DrawnPicture:
    """A picture of an uploaded file; takes up to some seconds, so call it in a thread.

    Args:
        called: the name that it had in the deck it comes with; kept where its size is the same.

    Raises:
        CannotUse: it is no picture, or too large, or nothing is to be seen in it.
    """
    with _AT_WORK:
        picture = opened(content, LARGEST_FILE, MOST_PIXELS)
        picture.thumbnail(BOXES["stage"], Image.Resampling.LANCZOS, reducing_gap=2)
        made = drawn(_flat(picture))
    kept = NAME.fullmatch(called) and called.partition("-")[2] == made.name.partition("-")[2]
    return DrawnPicture(called, made.phone, made.stage) if kept else made


def drawn(picture: Image.Image) -> DrawnPicture:
    """A picture in red, green and blue, in both sizes."""
    stage, wide, high = _fitted(picture, "stage")
    phone, _, _ = _fitted(picture, "phone")
    return DrawnPicture(f"{mark(stage)}-{wide}x{high}", phone, stage)


def _flat(picture: Image.Image) -> Image.Image:
    """On a ground of its own: pages are light and dark."""
    if picture.getchannel("A").getbbox() is None:
        raise CannotUse("empty")
    ground = Image.new("RGBA", picture.size, GROUND)
    ground.alpha_composite(picture)
    return ground.convert("RGB")


def _fitted(picture: Image.Image, size: PictureSize) -> tuple[bytes, int, int]:
    """The picture within the size's pixels and bytes; never larger than it came.

    Returns:
        The file, its width, its height.
    """
    wide, high = BOXES[size]
    scale = min(1.0, wide / picture.width, high / picture.height)
    while True:
        box = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        for content in _written(picture.resize(box, Image.Resampling.LANCZOS)):
            if len(content) <= MOST_BYTES[size]:
                return content, *box
        scale *= SMALLER


def _written(picture: Image.Image) -> Iterator[bytes]:
    """The picture as a file, each next one smaller; nothing of the first file is left."""
    best, *others = QUALITIES
    first = _jpeg(picture, best)
    if picture.getcolors(FLAT):
        few = picture.quantize(PALETTE, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        first = min(_file(few, "PNG", optimize=True), first, key=len)
    yield first
    for quality in others:
        yield _jpeg(picture, quality)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    return _file(picture, "JPEG", quality=quality, optimize=True, progressive=True)


def _file(picture: Image.Image, format_: str, **options: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, format_, **options)
    return out.getvalue()
