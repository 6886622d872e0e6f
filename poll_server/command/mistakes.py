"""What a person is told on the command line: one sentence for whatever went wrong, and its cure."""

import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from redis.exceptions import RedisError

from poll_server.deck import shipped as decks
from poll_server.deck.deck import DeckMistake
from poll_server.deck.pictures import beside
from poll_server.deck.pictures.beside import DeckPackage
from poll_server.deck.pictures.kept import MOST_PICTURES
from poll_server.deck.pictures.packed import CannotDraw, CannotUnpack, PackageFlaw
from poll_server.hall.organiser import CannotSet
from poll_server.hall.vote_plan import Impossible
from poll_server.live.ending.auditing import BrokenTally
from poll_server.report.making.orders import NoPoll
from poll_server.run.launch import CannotStart
from poll_server.run.server import CannotListen
from poll_server.store.events import CodeTaken
from poll_server.store.records import UnknownEvent
from poll_server.store.redis.binary import EmbeddedRedisError
from poll_server.upkeep.backup_file import CannotRestore
from poll_server.upkeep.cut import TooBusy
from poll_server.upkeep.data_version import WrongData
from poll_server.web.access.provider import WrongProvider

from .setting_options import WrongSetting


class CannotRead(Exception):
    """One sentence: why a file that was named cannot be read, and what to do."""


class UnknownFormat(ValueError):
    """A list of formats names one that there is not; the message is a sentence."""


SENTENCES = (
    BrokenTally, CannotListen, CannotRead, CannotRestore, CannotSet, CannotStart,
    EmbeddedRedisError, Impossible, TooBusy, UnknownFormat, WrongData, WrongProvider,
)  # fmt: skip
"""Errors whose message is a sentence already."""


UNPACKABLE: Mapping[PackageFlaw, str] = {
    "unreadable": "is no ZIP that holds one deck (.toml) and a folder “pictures”.",
    "deck": "is no ZIP that holds one deck (.toml) and a folder “pictures”.",
    "size": (
        f"has too much with it: an event has {MOST_PICTURES} pictures at most, of 8 MB each. "
        "Nothing was imported; take some out of the deck and of the folder “pictures”."
    ),
}
"""Why a deck with its pictures cannot be one, behind the file's name."""


def read_deck(source: str) -> DeckPackage:
    """The event of a deck file, or of a deck that is shipped, with its pictures.

    Raises:
        CannotRead: there is no such file, or it cannot be read.
        DeckMistake: it is no right deck.
    """
    if source in decks.NAMES:
        return beside.load(source)
    path = Path(source)
    try:
        return beside.read(path)
    except FileNotFoundError:
        raise CannotRead(
            f"There is no file {path}: name a deck file, or {' or '.join(decks.NAMES)}."
        ) from None
    except IsADirectoryError:
        raise CannotRead(f"{path} is a folder: name the deck file in it.") from None
    except CannotUnpack as error:
        raise CannotRead(f"{path} {UNPACKABLE[error.why]}") from None
    except CannotDraw as error:
        raise CannotRead(
            f"The picture {error.file} cannot be used: save it as PNG, JPEG or WebP, 8 MB at most."
        ) from None
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror}.") from None


def server_address(text: str) -> str:
    """`text`, where it can be a server's address.

    Raises:
        CannotRead: it cannot.
    """
    try:
        parts = urlsplit(text)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return text
    except ValueError:  # no port, no IPv6 address
        pass
    raise CannotRead(f"“{text}” is no server’s address: write one such as http://127.0.0.1:8080.")


def fail(sentence: str) -> int:
    """Say what went wrong; the exit code."""
    print(sentence, file=sys.stderr)
    return 1


def explained(error: Exception) -> list[str]:
    """What a person can do about `error`, line by line; empty where it is a mistake of ours."""
    match error:
        case DeckMistake():
            return [
                *map(str, error.mistakes),
                f"Nothing was imported: {len(error.mistakes)} to mend.",
            ]
        case WrongSetting():
            return [*error.sentences, "poll-server serve --help lists all settings."]
        case CodeTaken():
            return [f"The join code {error} belongs to another poll: take it out of the deck."]
        case UnknownEvent():
            return [f"There is no event “{error}”: poll-server check lists what there is."]
        case NoPoll():
            return [f"The event has no poll “{error}”: poll-server check lists its polls."]
        case _ if isinstance(error, SENTENCES):
            return [str(error)]
    return _of_others(error)


def _of_others(error: Exception) -> list[str]:
    """What simulated phones, systems and libraries could not do."""
    # Simulated phones, and what they speak with: no server has to wait for them.
    import httpx

    from poll_server.hall.rehearsal import NoSuchPoll
    from poll_server.web.api.client import ApiProblem, NotDelivered

    match error:
        case ApiProblem() | NotDelivered():
            return [str(error)]
        case NoSuchPoll():
            return [f"The deck has no poll “{error}”: leave --poll out for its first one."]
        case httpx.HTTPStatusError():
            return [
                f"{error.request.url} answers {error.response.status_code}: look at the address "
                "and the join code; poll-server check lists the codes."
            ]
        case httpx.HTTPError():
            return [f"The server does not answer ({_why(error)}): start it, or mend the address."]
        case RedisError():
            return [
                f"Redis went away ({_why(error)}): what it confirmed is kept; please try again."
            ]
        case FileNotFoundError() if error.filename:
            return [f"There is nothing at {error.filename}: name a place that is there."]
        case OSError():
            where = f" use {error.filename}" if error.filename else ""
            return [f"The system does not let us{where}: {_why(error)}. Name another place."]
    return []


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
