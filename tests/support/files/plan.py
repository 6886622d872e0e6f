"""Draws the pictures of the shipped decks: `python -m tests.support.files.plan`.

A house of learning from above, and four places where one learns, without a word on them, so that
they serve every language. What is printed stands in the decks.
"""

from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from poll_server.deck import shipped
from poll_server.deck.pictures.drawn import draw

from .logos import png

SIZE, SMALL, COLOURS = (1200, 900), (960, 720), 48
"""Of the drawing; of the file, so that it has less than 20 kB."""
PLACE = (480, 360)
WALL, FLOOR, PATH = "#33475b", "#f7f4ee", "#e3ddd0"
FINE = 2
"""Drawn twice as large, then made smaller, so that no edge is ragged."""


def plan() -> Image.Image:
    """Library, workshop, canteen, yard and stage around a hall."""
    picture = Image.new("RGB", (SIZE[0] * FINE, SIZE[1] * FINE), PATH)
    to = _Pen(ImageDraw.Draw(picture))
    for left, top, right, bottom, colour in (
        (40, 40, 500, 420, FLOOR),
        (40, 480, 500, 860, FLOOR),
        (700, 40, 1160, 420, FLOOR),
        (700, 480, 1160, 860, "#d7ead0"),
    ):
        to.box(left, top, right, bottom, colour, WALL)
    for row in range(4):  # shelves of a library
        to.box(80, 80 + row * 82, 460, 110 + row * 82, "#b98a5a")
        for book in range(18):
            colour = ("#1f4e9e", "#b4372f", "#2f7d4f", "#e0a526")[(book + row) % 4]
            to.box(86 + book * 20, 82 + row * 82, 102 + book * 20, 108 + row * 82, colour)
    for x, y in ((150, 590), (370, 590), (150, 760), (370, 760)):  # tables of a canteen
        for dx, dy in ((-62, 0), (62, 0), (0, -62), (0, 62)):
            to.disc(x + dx, y + dy, 20, "#8fa4b8")
        to.disc(x, y, 46, "#c9a071")
    to.box(740, 80, 1120, 150, "#9aa7b3")  # a workshop: a bench, machines, a saw
    for n, colour in enumerate(("#e0a526", "#b4372f", "#1f4e9e", "#2f7d4f")):
        to.box(760 + n * 92, 92, 820 + n * 92, 138, colour)
    to.box(760, 230, 920, 370, "#c9a071")
    to.disc(1030, 300, 66, "#5d7185")
    to.disc(1030, 300, 22, FLOOR)
    for x, y, r in ((790, 570, 52), (1080, 560, 62), (1060, 770, 56), (830, 790, 44)):  # a yard
        to.disc(x, y, r, "#4f9a4a")
        to.disc(x, y, r // 4, "#7b5a3a")
    to.box(880, 640, 1000, 700, "#c9a071")
    to.disc(600, 450, 82, "#1f4e9e")  # the stage in the middle of the hall
    to.disc(600, 450, 50, "#e0a526")
    return picture.resize(SMALL, Image.Resampling.LANCZOS).quantize(COLOURS).convert("RGB")


def places() -> dict[str, Image.Image]:
    """A school, a workbench, a house, a train."""
    found = {}
    for name, draw_on in (("school", _school), ("work", _work), ("home", _home), ("way", _way)):
        picture = Image.new("RGB", (PLACE[0] * FINE, PLACE[1] * FINE), "#dfeaf2")
        to = _Pen(ImageDraw.Draw(picture))
        to.box(-20, 280, 500, 380, PATH)
        draw_on(to)
        found[name] = picture.resize(PLACE, Image.Resampling.LANCZOS).quantize(COLOURS)
    return {name: picture.convert("RGB") for name, picture in found.items()}


def _school(to: "_Pen") -> None:
    to.box(60, 130, 420, 290, FLOOR, WALL)
    to.box(190, 70, 290, 290, "#1f4e9e")
    to.disc(240, 112, 24, FLOOR)
    to.box(216, 220, 264, 290, "#7b5a3a")
    for x in (90, 140, 310, 360):
        to.box(x, 165, x + 32, 205, "#8fa4b8")
        to.box(x, 225, x + 32, 265, "#8fa4b8")


def _work(to: "_Pen") -> None:
    to.box(60, 210, 420, 236, "#c9a071")
    for x in (84, 370):
        to.box(x, 236, x + 26, 330, "#7b5a3a")
    to.box(110, 160, 220, 210, "#5d7185")
    to.disc(165, 140, 36, "#b4372f")
    to.disc(165, 140, 14, FLOOR)
    to.box(300, 130, 318, 210, "#7b5a3a")
    to.box(270, 104, 348, 140, WALL)


def _home(to: "_Pen") -> None:
    to.box(120, 150, 360, 300, FLOOR, WALL)
    to.roof((90, 165), (240, 60), (390, 165), "#b4372f")
    to.box(216, 214, 264, 300, "#7b5a3a")
    to.box(146, 186, 196, 232, "#e0a526")
    to.box(284, 186, 334, 232, "#e0a526")


def _way(to: "_Pen") -> None:
    to.box(50, 110, 430, 270, "#2f7d4f", WALL)
    for x in (76, 164, 252, 340):
        to.box(x, 136, x + 66, 196, "#dfeaf2")
    to.box(50, 220, 430, 232, "#e0a526")
    for x in (120, 200, 290, 370):
        to.disc(x, 280, 22, WALL)


class _Pen:
    """Draws at places of the plan."""

    def __init__(self, on: ImageDraw.ImageDraw) -> None:
        self._on = on

    def box(
        self, left: int, top: int, right: int, bottom: int, colour: str, edge: str | None = None
    ) -> None:
        where = [each * FINE for each in (left, top, right, bottom)]
        self._on.rounded_rectangle(where, 8 * FINE, colour, edge, 10 * FINE if edge else 0)

    def roof(self, *corners: Any) -> None:
        *points, colour = corners
        self._on.polygon([(x * FINE, y * FINE) for x, y in points], colour)

    def disc(self, x: int, y: int, radius: int, colour: str) -> None:
        where = [each * FINE for each in (x - radius, y - radius, x + radius, y + radius)]
        self._on.ellipse(where, colour)


if __name__ == "__main__":
    folder = Path(shipped.__file__).parent / "pictures"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    for called, picture in {"plan": plan(), **places()}.items():
        made = draw(png(picture))
        (folder / f"{made.name}.png").write_bytes(made.stage)
        print(called, made.name, len(made.stage), len(made.phone))
