"""Pictures for logos."""

import io
import os

import pytest
from PIL import Image

from poll_server.deck.brand.logo import MadeLogo
from poll_server.deck.brand.redraw import make
from tests.support.files.logos import drawing, png


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "PNG"
    return picture


def noise() -> Image.Image:
    """Nothing is harder to press together; with more pixels its file would be refused."""
    return Image.frombytes("RGB", (640, 400), os.urandom(640 * 400 * 3))


@pytest.fixture(scope="module")
def made() -> MadeLogo:
    return make(png(drawing()))
