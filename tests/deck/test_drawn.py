"""Any picture becomes two small clean ones; what only looks like one is refused."""

import io
import os
from collections.abc import Callable
from contextlib import suppress
from random import Random

import pytest
from PIL import Image

from poll_server.deck.brand.logo import CannotUse
from poll_server.deck.pictures.drawn import draw
from poll_server.deck.pictures.kept import BOXES, LARGEST_FILE, MOST_BYTES, media_type
from poll_server.deck.pictures.opened import opened
from poll_server.questions.traits.pictured import NAME
from tests.support.files.logos import bomb, drawing, png

PLACE = "51.4556 N, Anna Muster"


def photo(size: tuple[int, int] = (700, 500)) -> Image.Image:
    """Rough and smooth, as photos are: far more colours than a drawing."""
    rough = Image.frombytes("RGB", (40, 30), os.urandom(3600)).resize(size)
    return Image.blend(Image.linear_gradient("L").resize(size).convert("RGB"), rough, 0.5)


def with_place() -> bytes:
    """A photo that says where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter to the right
    exif[0x013B] = PLACE
    exif.get_ifd(0x8825)[2] = (51.0, 27.0, 20.0)
    return png(photo(), format="JPEG", exif=exif, comment=PLACE.encode())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda: png(drawing(ground="#ffffff", size=(2400, 1350))), id="drawing"),
        pytest.param(lambda: png(photo((1700, 1300)), format="JPEG"), id="photo"),
        pytest.param(
            lambda: png(Image.frombytes("RGB", (900, 700), os.urandom(1_890_000)), format="WEBP"),
            id="noise",
        ),
        pytest.param(lambda: png(drawing(size=(40, 20))), id="tiny, on nothing"),
    ],
)
def test_a_picture_is_small_enough_for_phones_and_stage(content: Callable[[], bytes]) -> None:
    made = draw(content())
    for size, found in (("phone", made.phone), ("stage", made.stage)):
        picture = Image.open(io.BytesIO(found))
        assert f"image/{(picture.format or '').lower()}" == media_type(found)
        assert picture.width <= BOXES[size][0]  # type: ignore[index]
        assert picture.height <= BOXES[size][1]  # type: ignore[index]
        assert len(found) <= MOST_BYTES[size]  # type: ignore[index]
    named = NAME.fullmatch(made.name)
    assert named
    assert Image.open(io.BytesIO(made.stage)).size == (int(named[1]), int(named[2]))


def test_where_a_photo_was_taken_is_gone_and_it_stands_upright() -> None:
    content = with_place()
    assert PLACE.encode() in content
    made = draw(content)
    for found in (made.phone, made.stage):
        picture = Image.open(io.BytesIO(found))
        assert PLACE.encode() not in found
        assert not picture.getexif()
        assert "comment" not in picture.info
        assert picture.height > picture.width


def test_a_name_of_a_deck_is_kept_where_the_size_is_the_same() -> None:
    content = png(drawing(ground="#ffffff"))
    name = "0123456789abcdef-560x120"
    assert draw(content, name).name == name
    assert draw(content, "0123456789abcdef-999x120").name == draw(content).name


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "vector"),
    "a page that says it is a picture": (lambda: b"GIF89a<script>alert(1)</script>", "format"),
    "cut short": (lambda: png(photo(), format="JPEG")[:2000], "format"),
    "large": (lambda: png(drawing()) + b"\0" * LARGEST_FILE, "file"),
    "bomb": (lambda: bomb(6_000), "pixels"),
    "clear": (lambda: png(Image.new("RGBA", (300, 100))), "empty"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_picture_is_refused(name: str) -> None:
    content, why = REFUSED[name][0](), REFUSED[name][1]
    with pytest.raises(CannotUse) as refused:
        draw(content)
    assert refused.value.why == why


def test_what_hangs_on_a_picture_does_not_come_along() -> None:
    content = png(drawing(ground="#ffffff")) + b"PK\x03\x04<script>alert(1)</script>"
    made = draw(content)
    assert b"script" not in made.phone + made.stage


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_whatever_byte_of_a_photo_is_wrong_it_is_refused_or_drawn() -> None:
    """Most of all in what a camera wrote beside it, which turns it upright."""
    beside, out, chance = Image.Exif(), io.BytesIO(), Random(1)
    beside[0x0112], beside[0x010E], beside[0x011A] = 6, "hello", 72.0
    Image.new("RGB", (8, 8), "red").save(out, "JPEG", exif=beside)
    for _ in range(1500):
        broken = bytearray(out.getvalue())
        for _ in range(3):
            broken[chance.randrange(120)] = chance.choice((0, 1, 255, chance.randrange(256)))
        with suppress(CannotUse):
            opened(bytes(broken), LARGEST_FILE, 10_000)
