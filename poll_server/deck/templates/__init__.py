"""Templates: whole polls to begin with, so that a first question can be asked at once.

    begin("icebreaker", ["de"], "Sommerfest")  → Event

Each is a deck in German and English. An event made of one is the organiser's own from then on;
nothing leads back to here.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec

from poll_server.base.names import short_name
from poll_server.base.text import Text, each_text
from poll_server.deck import deck

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

    def alone(text: dict[str, str]) -> Text:
        kept = {each: text[each] for each in languages}
        return kept if len(kept) > 1 else kept.popitem()[1]

    plain = each_text(msgspec.to_builtins(load(name)), alone)
    event = msgspec.convert({**plain, "languages": list(languages)}, deck.Event)
    if not title:
        return event
    (poll,) = event.polls
    polls = (msgspec.structs.replace(poll, title=title),)
    named = short_name(title, (), name)
    return msgspec.structs.replace(event, id=named, title=title, polls=polls)
