"""The gallery has a sheet of every kind, of what the stage really shows."""

from PIL import Image

from . import gallery
from .gallery import FOLDER, OTHER_SCREENS, Shot, asked, drawn, page_of, sheet, with_long_texts


def test_every_kind_has_its_sheet() -> None:
    names = [question.kind for question in asked()]
    assert {path.stem for path in FOLDER.glob("*.webp")} == {*names, *OTHER_SCREENS}
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == page_of(names)


def test_few_and_long_texts_are_drawn_of_every_kind() -> None:
    for question in asked():
        long = with_long_texts(question)
        shown = [drawn(Shot(each, 3, "dark")) for each in (question, long)]
        for snapshot in shown:
            assert snapshot.shown
            assert snapshot.votes == 3
        assert len(shown[1].prompt) > len(shown[0].prompt) + 20, question.kind


def test_a_sheet_holds_every_thumbnail() -> None:
    colours = ["red", "lime", "blue", "white", "black"]
    paper = sheet([Image.new("RGB", (8, 6), colour) for colour in colours], 2)
    assert paper.size == (2 * 8 + gallery.GAP, 3 * 6 + 2 * gallery.GAP)
    assert paper.getpixel((8 + gallery.GAP, 6 + gallery.GAP)) == (255, 255, 255)
