"""Templates: whole polls to begin with, so that a first question can be asked at once.

    begin("icebreaker", ["de"], "Sommerfest")  → Event

Each is a deck in German and English. An event made of one is the organiser's own from then on;
nothing leads back to here.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from poll_server.base.names import short_name
from poll_server.deck import deck
from poll_server.locale import LANGUAGES

NAMES = ("icebreaker", "congress-forum", "workshop", "lesson", "town-hall")
"""In the order in which they are offered: the shortest first."""


@cache
def load(name: str) -> deck.Event:
    """The template called `name`, in every language it has.

    Raises:
        KeyError: there is none.
    """
    if name not in NAMES:
        raise KeyError(name)
    text = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return deck.read(text, name=f"{name}.toml")


def begin(name: str, languages: Sequence[str], title: str = "") -> deck.Event:
    """An event made of the template, ready to be asked.

    Args:
        languages: of its texts, at least one, the fallback first.
        title: of the event and its poll; empty: the template's own.

    Raises:
        KeyError: there is no such template.
    """
    plain = _in_languages(msgspec.to_builtins(load(name)), languages)
    event = msgspec.convert({**plain, "languages": list(languages)}, deck.Event)
    if not title:
        return event
    (poll,) = event.polls
    polls = (msgspec.structs.replace(poll, title=title),)
    named = short_name(title, (), name)
    return msgspec.structs.replace(event, id=named, title=title, polls=polls)


def _in_languages(value: Any, languages: Sequence[str]) -> Any:
    """Every text of `value` in these languages alone; a plain one where there is just one."""
    if isinstance(value, dict):
        if value and value.keys() <= set(LANGUAGES):
            kept = {each: value[each] for each in languages}
            return kept if len(kept) > 1 else kept.popitem()[1]
        return {name: _in_languages(each, languages) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_in_languages(each, languages) for each in value]
    return value
