"""A deck with its pictures in one file: a ZIP of `deck.toml` and a folder `pictures`.

A deck names a picture as the server calls it, or as the file in the folder is called:

    picture = "hall.jpg"                    pictures/hall.jpg
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Literal

from poll_server.deck.brand.logo import CannotUse
from poll_server.deck.limits import LARGEST_DECK

from .kept import LARGEST_FILE, MOST_PICTURES, DrawnPicture, media_type

LARGEST_PACKAGE = 60_000_000
"""Bytes: a hundred pictures of a server, or eight photos as a phone takes them."""
LARGEST_UNPACKED = 2 * LARGEST_PACKAGE
"""Bytes of all its files: pictures are as small as they get, so what grows much more is a bomb."""
MOST_FILES = 250
"""Of a package: the deck, a hundred pictures, and as many again that systems put beside them."""
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError,
    EOFError, ValueError, IndexError,
)  # fmt: skip
"""What zipfile raises over files that are cut short, locked, or made to hurt."""
DECK, FOLDER = "deck.toml", "pictures"
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg"}
STARTS = b"PK\x03\x04"
"""How every ZIP with something in it begins."""

PackageFlaw = Literal["unreadable", "deck", "size"]


class CannotUnpack(Exception):
    """A file cannot be a deck with its pictures: no ZIP, without one deck, or too large."""

    def __init__(self, why: PackageFlaw) -> None:
        super().__init__(why)
        self.why: PackageFlaw = why


class CannotDraw(Exception):
    """A picture of a package cannot be used; by the name of its file."""

    def __init__(self, file: str, why: CannotUse) -> None:
        super().__init__(f"{file}: {why.why}")
        self.file, self.why = file, why.why


def packed(toml: str, pictures: Mapping[str, bytes]) -> bytes:
    """A deck and its pictures, as one file.

    Args:
        pictures: by their names, as the stage gets them.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(DECK, toml)
        for name, content in sorted(pictures.items()):
            # They are as small as they get already.
            path = f"{FOLDER}/{name}{ENDINGS[media_type(content)]}"
            package.writestr(path, content, zipfile.ZIP_STORED)
    return out.getvalue()


def unpacked(content: bytes) -> tuple[str, dict[str, bytes]]:
    """The deck's text, and the files of its pictures by their names.

    Raises:
        CannotUnpack: it is none of ours.
        UnicodeDecodeError: the deck is no UTF-8.
    """
    texts: list[bytes] = []
    pictures: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            files = [(each, PurePosixPath(each.filename)) for each in package.infolist()]
            ours = [(each, path) for each, path in files if not (each.is_dir() or _beside(path))]
            shown = sum(path.parent.name == FOLDER for _, path in ours)
            if len(files) > MOST_FILES or shown > MOST_PICTURES:
                raise CannotUnpack("size")  # before the first of them is read
            for each, path in ours:
                if path.suffix == ".toml":
                    texts.append(_read(package, each, LARGEST_DECK))
                elif path.parent.name == FOLDER:
                    pictures[path.name] = _read(package, each, min(LARGEST_FILE, left))
                    left -= len(pictures[path.name])
    except BROKEN as error:
        raise CannotUnpack("unreadable") from error
    if len(texts) != 1:
        raise CannotUnpack("deck")
    return texts[0].decode("utf-8-sig"), pictures


def _beside(path: PurePosixPath) -> bool:
    """Whether it is what a system puts beside a file."""
    return path.parts[:1] == ("__MACOSX",) or path.name.startswith(".")


def _read(package: zipfile.ZipFile, each: zipfile.ZipInfo, most: int) -> bytes:
    """One file, and never more of it than it may have, whatever its head says."""
    with package.open(each) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise CannotUnpack("size")
    return content


def with_names(toml: str, files: Mapping[str, bytes]) -> tuple[str, list[DrawnPicture]]:
    """The deck with the names that its pictures have here, and those pictures, drawn anew.

    Those that the deck does not name are left out. Takes up to seconds: call it in a thread.

    Args:
        files: by the names of the files.

    Raises:
        CannotUnpack: the deck names more of them than an event can have.
        CannotDraw: one of them is no picture.
    """
    from .drawn import draw  # the library for pictures comes with the first one

    drawn: list[DrawnPicture] = []
    wanted = {file: named for file in sorted(files) if (named := _named(file)).search(toml)}
    if len(wanted) > MOST_PICTURES:
        raise CannotUnpack("size")  # before the first is drawn, which takes long
    for file, named in wanted.items():
        try:
            made = draw(files[file], PurePosixPath(file).stem)
        except CannotUse as error:
            raise CannotDraw(file, error) from error
        toml = named.sub(rf'\g<1>"{made.name}"', toml)
        drawn.append(made)
    return toml, drawn


def _named(file: str) -> re.Pattern[str]:
    """Where a deck names this file, with its ending or without."""
    stem = re.escape(PurePosixPath(file).stem)
    return re.compile(rf'(?<![\w-])(picture\s*=\s*)"(?:{stem}|{re.escape(file)})"')
