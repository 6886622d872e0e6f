"""Opens an uploaded picture, and lets nothing of its file through but pixels."""

import io
import struct
import zlib

from PIL import Image, ImageOps, UnidentifiedImageError

from poll_server.deck.brand.logo import CannotUse

BROKEN = (
    UnidentifiedImageError, OSError, ArithmeticError, EOFError, LookupError, SyntaxError,
    TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow's readers raise over files that are cut short or made to hurt, most of all over what
a camera wrote beside the picture."""
VECTOR_STARTS = (b"<svg", b"<?xml", b"<!doctype svg")


def opened(content: bytes, most_bytes: int, most_pixels: int) -> Image.Image:
    """The picture in red, green, blue and opacity, upright.

    Raises:
        CannotUse: it is no picture, or one that is too large.
    """
    if len(content) > most_bytes:
        raise CannotUse("file")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:13].lower().startswith(VECTOR_STARTS):
        raise CannotUse("vector")
    try:
        picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP"))
        # The head alone says so: nothing was unpacked yet.
        if picture.width * picture.height > most_pixels:
            raise CannotUse("pixels")
        upright = ImageOps.exif_transpose(picture)
        if upright.mode.startswith("I"):  # 16 bits a pixel
            upright = upright.convert("I").point(lambda value: value / 256).convert("L")
        drawn = upright.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise CannotUse("pixels") from error
    except BROKEN as error:
        raise CannotUse("format") from error
    drawn.info = {}  # a colour profile, and whatever else would be written into the new file
    return drawn
