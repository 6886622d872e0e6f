"""An event with its polls and questions, and the TOML file that holds them: the deck.

    [event]                             id, title, languages, …
    [event.brand]                       name, accent
    [[polls]]                           id, title, code, …
    [[polls.questions]]                 kind, id, prompt, options, …
    [[polls.questions.sentences]]       text, of, when, otherwise
    [[polls.questions.questions]]       kind, id, prompt, options, …    of a survey

A text is a string, or one string for each language: `{ de = "Ja", en = "Yes" }`. What may stand
where is said by the structs in `event` and in `questions`; `reader` finds every mistake against
them, by `shape` and `rules`, and `writer` writes the file.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from poll_server.deck.reader import DeckMistake, Mistake, Reader
from poll_server.locale import DEFAULT_LANGUAGE

from . import rules as rules
from .event import LANGUAGES_UNSAID, Brand, Event, Poll
from .shape import Found
from .writer import write_deck

__all__ = [
    "LANGUAGES_UNSAID",
    "Brand",
    "DeckMistake",
    "Event",
    "Mistake",
    "Poll",
    "check",
    "read",
    "write",
]


def read(source: Path | str, *, name: str = "deck.toml", language: str = DEFAULT_LANGUAGE) -> Event:
    """The event that a deck holds.

    Args:
        source: a file, or the deck's own text.
        name: what mistakes call the file, where `source` is a text.
        language: of the mistakes' messages.

    Raises:
        DeckMistake: with every mistake found.
        OSError: the file cannot be read.
    """
    if isinstance(source, Path):
        name, data = source.name, source.read_bytes()
    else:
        data = source.encode(errors="surrogatepass")
    return Reader(name, language).read(data)


def check(tables: Mapping[str, Any], language: str = DEFAULT_LANGUAGE) -> list[Found]:
    """Everything that is wrong with a deck's tables, as tomllib would read them: (path, message).

    Args:
        language: of the messages.
    """
    return list(dict.fromkeys(Reader("", language).check(tables)))


def write(event: Event) -> str:
    """`event` as a deck; `read` gives the same event back."""
    return write_deck(event)
