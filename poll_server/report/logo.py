"""The event's logo in files: how large it stands, and in the forms that the formats take."""

import struct
from base64 import b64encode

Extent = tuple[float, float]
"""Width and height, in any unit."""

ON_PAPER: Extent = (170.0, 42.0)
"""Points on a page of A4: seen, and no headline."""
_SIZE = slice(16, 24)
"""Where a PNG says how wide and high it is (PNG, 11.2.2)."""


def fitted(png: bytes, box: Extent = ON_PAPER) -> Extent:
    """The largest size within `box` in the logo's own proportions."""
    wide, high = struct.unpack(">II", png[_SIZE])
    scale = scale_to(png, box)
    return wide * scale, high * scale


def scale_to(png: bytes, box: Extent) -> float:
    """By what its pixels are multiplied to be the largest within `box`."""
    wide, high = struct.unpack(">II", png[_SIZE])
    return float(min(box[0] / wide, box[1] / high))


def data_url(png: bytes) -> str:
    """An address that holds the picture, for a page that asks nobody for anything."""
    return f"data:image/png;base64,{b64encode(png).decode()}"


def for_typst(png: bytes, alternative: str, box: Extent = ON_PAPER) -> dict[str, str | float]:
    """The logo as a template takes it: as SVG, because data for Typst are texts; sizes in points.

    Args:
        alternative: the logo in words.
    """
    if not png:
        return {}
    wide, high = fitted(png, box)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.2f} {high:.2f}">'
        f'<image href="{data_url(png)}" width="{wide:.2f}" height="{high:.2f}"/></svg>'
    )
    return {"svg": svg, "width": wide, "height": high, "alt": alternative}
