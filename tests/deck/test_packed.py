"""A deck with its pictures in one file, out and in again; what is none is refused."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from poll_server.command.mistakes import CannotRead, read_deck
from poll_server.deck import shipped
from poll_server.deck.pictures import beside
from poll_server.deck.pictures import packed as packing
from poll_server.deck.pictures.kept import MOST_PICTURES, names_in
from poll_server.deck.pictures.packed import (
    MOST_FILES,
    CannotDraw,
    CannotUnpack,
    packed,
    unpacked,
    with_names,
)
from tests.support.files.logos import drawing, png

PICTURE = png(drawing(ground="#ffffff"))
DECK = """
[event]
id = "pictures"
title = "Bilder"

[[polls]]
id = "forum"
title = "Bilder"

[[polls.questions]]
kind = "slide"
id = "hall"
prompt = "Unser Saal"
picture = "hall.jpg"
picture_text = "Ein Saal von oben"
"""


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return out.getvalue()


def test_a_deck_that_somebody_wrote_comes_with_files_of_their_names(tmp_path: Path) -> None:
    hand_made = {"My deck/forum.toml": DECK.encode(), "My deck/pictures/hall.jpg": PICTURE}
    (tmp_path / "forum.zip").write_bytes(zipped({**hand_made, "__MACOSX/._forum.toml": b"\0"}))
    event, (picture,) = beside.read(tmp_path / "forum.zip")
    assert event.polls[0].questions[0].picture == picture.name  # type: ignore[union-attr]

    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "hall.jpg").write_bytes(PICTURE)
    (tmp_path / "pictures" / "other.txt").write_bytes(b"none of it")
    (tmp_path / "forum.toml").write_text(DECK)
    assert beside.read(tmp_path / "forum.toml") == (event, (picture,))


def test_what_goes_out_comes_in_again_under_the_same_names() -> None:
    text, (picture,) = with_names(DECK, {"hall.jpg": PICTURE, "unused.png": b"no picture"})
    again, files = unpacked(packed(text, {picture.name: picture.stage}))
    assert again == text
    named, (drawn,) = with_names(again, files)
    assert named == text
    assert drawn.name == picture.name


def test_more_pictures_than_an_event_has_are_refused_before_one_is_drawn(tmp_path: Path) -> None:
    """Each takes a moment, and the last one fewer would have fitted."""
    slide = DECK[DECK.index("[[polls.questions]]") :]
    names = [f"p{n}" for n in range(MOST_PICTURES + 1)]
    many = "".join(slide.replace('"hall"', f'"{n}"').replace("hall.jpg", n) for n in names)
    deck = DECK.replace(slide, "") + many
    with pytest.raises(CannotUnpack) as refused:
        with_names(deck, {f"{name}.png": b"no picture" for name in names})
    assert refused.value.why == "size"
    (tmp_path / "forum.toml").write_text(deck)
    (tmp_path / "pictures").mkdir()
    for name in names:
        (tmp_path / "pictures" / f"{name}.png").touch()
    with pytest.raises(CannotRead, match="100 pictures at most"):
        read_deck(str(tmp_path / "forum.toml"))


def test_what_a_mac_puts_beside_a_hundred_pictures_does_not_count() -> None:
    named = {f"pictures/{n}.png": b"x" for n in range(MOST_PICTURES)}
    beside_each = {f"__MACOSX/pictures/._{n}.png": b"x" for n in range(MOST_PICTURES)}
    _, files = unpacked(zipped({"deck.toml": b"", **named, **beside_each}))
    assert len(files) == MOST_PICTURES


def test_a_picture_that_is_none_is_named() -> None:
    with pytest.raises(CannotDraw, match=r"hall\.jpg"):
        with_names(DECK, {"hall.jpg": b"<svg/>"})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 and no more", "unreadable"),
        (zipped({"pictures/hall.jpg": PICTURE}), "deck"),
        (zipped({"a.toml": b"", "b.toml": b""}), "deck"),
        (zipped({"deck.toml": b" " * 2_000_000}), "size"),
        (zipped({f"{n}.txt": b"" for n in range(MOST_FILES + 1)}), "size"),
        (zipped({f"pictures/{n}.png": b"" for n in range(MOST_PICTURES + 1)}), "size"),
    ],
)
def test_what_is_no_package_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(CannotUnpack) as refused:
        unpacked(content)
    assert refused.value.why == why


def test_small_files_that_grow_are_refused_before_they_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = zipped({"deck.toml": b"", **{f"pictures/{n}.png": b" " * 9000 for n in range(20)}})
    monkeypatch.setattr(packing, "LARGEST_UNPACKED", 100_000)
    with pytest.raises(CannotUnpack) as refused:
        unpacked(bomb)
    assert refused.value.why == "size"


def test_whatever_byte_is_wrong_it_is_refused_or_read() -> None:
    """What zipfile and zlib make of it never comes out as it is."""
    whole, chance = zipped({"deck.toml": DECK.encode(), "pictures/ü.png": b"x" * 300}), Random(1)
    for _ in range(2000):
        broken = bytearray(whole)
        for _ in range(3):
            broken[chance.randrange(4, len(broken))] = chance.choice((0, 8, 12, 14, 255))
        with suppress(CannotUnpack, UnicodeDecodeError):
            unpacked(bytes(broken))


def test_shipped_decks_have_the_pictures_that_they_name() -> None:
    for name in shipped.NAMES:
        files = shipped.pictures(shipped.text(name))
        assert {each.partition(".")[0] for each in files} == names_in(shipped.text(name))
        assert all(len(content) <= 20_000 for content in files.values())
