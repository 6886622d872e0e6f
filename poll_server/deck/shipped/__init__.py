"""The decks that come with the server: a real congress, a workshop, and one with every kind.

    load("workshop")  → Event

`<name>.votes.toml` beside a deck says how simulated voters answer it, see `vote_plan`.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

from poll_server.deck import deck

CONGRESS = "zukunftsbildung-ruhr-2018"
WORKSHOP = "workshop"
EVERY_KIND = "every-kind"
"""What there is to see, in German and English."""
NAMES = (CONGRESS, WORKSHOP, EVERY_KIND)


def text(name: str) -> str:
    """The TOML of the deck called `name`.

    Raises:
        KeyError: no such deck is shipped.
    """
    return _file(name, ".toml").read_text(encoding="utf-8")


def load(name: str) -> deck.Event:
    """The event of the deck called `name`.

    Raises:
        KeyError: no such deck is shipped.
    """
    return deck.read(text(name), name=f"{name}.toml")


def votes_text(name: str) -> str:
    """The TOML that says how simulated voters answer the deck; empty where nothing does.

    Raises:
        KeyError: no such deck is shipped.
    """
    file = _file(name, ".votes.toml")
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def pictures(deck_text: str) -> dict[str, bytes]:
    """The files of the pictures that the text of a shipped deck names."""
    folder = files(__name__).joinpath("pictures")
    return {
        each.name: each.read_bytes()
        for each in folder.iterdir()
        if each.name.rpartition(".")[0] in deck_text
    }


def _file(name: str, ending: str) -> Traversable:
    if name not in NAMES:
        raise KeyError(name)
    return files(__name__).joinpath(name + ending)
