"""A logo out of any picture: one for paper and one for a phone, and nothing else of the file."""

from collections.abc import Callable

import pytest
from PIL import Image, PngImagePlugin

from poll_server.deck.brand.logo import LARGEST_FILE, SMALL, SMALL_BYTES, CannotUse
from poll_server.deck.brand.redraw import LARGE, LARGE_BYTES, make
from poll_server.looks.look import DARK, LIGHT
from tests.support.files.logos import bomb, drawing, png

from .pictures import made, noise, opened

__all__ = ["made"]  # fixtures


CANARY = "Anna Muster, Hauptstr. 7"
"""What a file may hold besides its picture, and nobody may ever see."""


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "wide": lambda: drawing(size=(1400, 300)),
    "opaque": lambda: drawing(ground="#ffffff"),
    "tiny": lambda: drawing(size=(40, 20)),
    "high": lambda: drawing("#ffe000", size=(300, 900)),
    "a line": lambda: Image.new("RGB", (4000, 2), "#123456"),
    "16 bits": lambda: Image.new("I;16", (100, 50), 40_000),
    "grey": lambda: drawing().convert("LA"),
    "palette": lambda: drawing().convert("P"),
    "noise": noise,
}


@pytest.mark.parametrize("name", PICTURES)
def test_any_picture_becomes_one_for_paper_and_one_for_a_phone(name: str) -> None:
    picture = PICTURES[name]()
    made = make(png(picture))
    for content, box, most in (
        (made.large, LARGE, LARGE_BYTES),
        (made.logo.small.png, SMALL, SMALL_BYTES),
    ):
        found = opened(content)
        assert found.width <= min(box[0], picture.width)
        assert found.height <= min(box[1], picture.height)
        assert len(content) <= most
    assert (made.logo.width, made.logo.height) == opened(made.large).size
    wide, high = made.logo.on_phone
    assert wide <= 120
    assert high <= 32


@pytest.mark.parametrize("format_", ["JPEG", "WEBP"])
def test_photographers_and_phones_formats_are_taken_too(format_: str) -> None:
    mode = "CMYK" if format_ == "JPEG" else "RGBA"
    made = make(png(drawing(ground="#ffffff").convert(mode), format=format_))
    red, _, blue = opened(made.large).convert("RGB").getpixel((5, 60))  # type: ignore[misc]
    assert blue > red + 60


def test_a_picture_that_lies_on_its_side_is_stood_up() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter to the right
    content = png(drawing(ground="#ffffff").convert("RGB"), format="JPEG", exif=exif)
    assert make(content).logo.height > make(content).logo.width


def test_nothing_of_the_file_is_left_but_the_picture() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", CANARY)
    exif = Image.Exif()
    exif[0x013B] = CANARY
    picture = drawing()
    content = png(picture, pnginfo=texts, exif=exif, icc_profile=CANARY.encode(), dpi=(300, 300))
    assert CANARY.encode() in content
    made = make(content)
    for found in (made.large, made.logo.small.png):
        assert set(chunks(found)) <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
    assert made.large == make(png(picture)).large


def chunks(content: bytes) -> list[bytes]:
    """The names of a PNG's parts."""
    names, at = [], 8
    while at < len(content):
        names.append(content[at + 4 : at + 8])
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return names


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "vector"),
    "svg in xml": (lambda: b"\xef\xbb\xbf\n<?xml version='1.0'?><svg/>", "vector"),
    "nothing": (lambda: b"", "format"),
    "gif": (lambda: png(drawing().convert("P"), format="GIF"), "format"),
    "cut short": (lambda: png(drawing())[:400], "format"),
    "large": (lambda: png(drawing()) + b"\0" * LARGEST_FILE, "file"),
    "bomb": (lambda: bomb(5_000), "pixels"),
    "larger bomb": (lambda: bomb(60_000), "pixels"),
    "clear": (lambda: png(Image.new("RGBA", (300, 100))), "empty"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_logo_is_refused(name: str) -> None:
    content, why = REFUSED[name][0](), REFUSED[name][1]
    with pytest.raises(CannotUse) as refused:
        make(content)
    assert refused.value.why == why


def test_a_logo_is_read_on_light_and_on_dark_ground() -> None:
    dark, light = make(png(drawing("#14305f"))), make(png(drawing("#ffffff")))
    assert dark.logo.on_plate
    assert not make(png(drawing("#14305f", "#ffffff"))).logo.on_plate  # it brings its ground
    assert not make(png(drawing("#3ecf9f"))).logo.on_plate
    corner = opened(light.large).convert("RGBA").getpixel((0, 0))
    assert corner == (*bytes.fromhex(LIGHT.ink[1:]), 255)  # white on nothing gets a dark card
    assert not light.logo.on_plate
    assert (LIGHT.plate, DARK.plate) == (LIGHT.paper, "#ffffff")
