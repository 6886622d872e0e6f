"""A deck file with the pictures beside it: in a ZIP, or in a folder `pictures`."""

from pathlib import Path
from typing import NamedTuple

from poll_server.deck import deck, shipped

from .kept import LARGEST_FILE, DrawnPicture
from .packed import FOLDER, STARTS, unpacked, with_names


class DeckPackage(NamedTuple):
    """An event, and the pictures that its deck names."""

    event: deck.Event
    pictures: tuple[DrawnPicture, ...] = ()


def read(path: Path) -> DeckPackage:
    """The event of a deck file or of a package, and its pictures.

    Raises:
        DeckMistake: with every mistake found.
        CannotUnpack, CannotDraw: the package, or a picture, cannot be used.
        OSError: the file cannot be read.
    """
    content = path.read_bytes()
    if content.startswith(STARTS):
        toml, files = unpacked(content)
        return _named(path.name, toml, files)
    folder = path.parent / FOLDER
    if not folder.is_dir() or "picture" not in (text := content.decode("utf-8-sig", "replace")):
        return DeckPackage(deck.read(path))
    files = {
        each.name: each.read_bytes()
        for each in folder.iterdir()
        if each.is_file() and each.stem in text and each.stat().st_size <= LARGEST_FILE
    }
    return _named(path.name, text, files)


def load(name: str) -> DeckPackage:
    """A deck that is shipped, with its pictures.

    Raises:
        KeyError: no such deck is shipped.
    """
    text = shipped.text(name)
    return _named(f"{name}.toml", text, shipped.pictures(text))


def _named(name: str, toml: str, files: dict[str, bytes]) -> DeckPackage:
    text, drawn = with_names(toml, files)
    return DeckPackage(deck.read(text, name=name), tuple(drawn))
