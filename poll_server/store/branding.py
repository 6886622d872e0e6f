"""An event's name, colour and logo take effect: in the event, then in each of its polls.

A poll's screens hear of it at once; a poll that is running goes on, and its commands with it.
Whatever breaks off on the way can be asked for again.
"""

from collections.abc import Sequence

import msgspec

from poll_server.base.text import Text
from poll_server.deck import deck
from poll_server.deck.brand.logo import Logo, MadeLogo

from .store import Store


class NoColour(ValueError):
    """What was given as a colour is none."""


async def set_brand(store: Store, event_id: str, brand: deck.Brand) -> None:
    """Give an event its name and colour.

    Raises:
        LockError: the event is being changed by somebody else for longer than one waits.
        UnknownEvent: there is no such event.
    """
    async with store.events.turn(event_id):
        raw = await store.events.fields(event_id)
        event = msgspec.json.decode(raw["deck"], type=deck.Event)
        event = msgspec.structs.replace(event, brand=brand)
        await store.events.change(event_id, event, msgspec.json.decode(raw["polls"]))
        await _tell(store, event_id, event, await store.events.logo(event_id))


async def set_logo(store: Store, event_id: str, made: MadeLogo | None) -> None:
    """Give an event its logo, or none.

    Raises:
        LockError: the event is being changed by somebody else for longer than one waits.
        UnknownEvent: there is no such event.
    """
    async with store.events.turn(event_id):
        event = msgspec.json.decode((await store.events.fields(event_id))["deck"], type=deck.Event)
        logo = made.logo if made else None
        await store.events.set_logo(event_id, logo, made.large if made else b"")
        await _tell(store, event_id, event, logo)


async def copy_logo(store: Store, source: str, target: str) -> None:
    """Give one event the logo of another, if that has one."""
    logo = await store.events.logo(source)
    if logo is not None:
        await set_logo(store, target, MadeLogo(logo, await store.events.logo_picture(source)))


async def _tell(store: Store, event_id: str, event: deck.Event, logo: Logo | None) -> None:
    heading = msgspec.structs.replace(event, polls=())
    for poll_id in (await store.events.polls(event_id)).values():
        await store.polls.brand_poll(poll_id, heading, logo)


def colour(text: str) -> str:
    """`#1f4e9e` of what somebody typed or pasted: `1F4E9E`, `#14e`; empty for nothing.

    Raises:
        NoColour: it is something else.
    """
    digits = text.strip().removeprefix("#").lower()
    if not digits:
        return ""
    if not set(digits) <= set("0123456789abcdef") or len(digits) not in (3, 6):
        raise NoColour(text)
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def name_of(texts: Sequence[tuple[str, str]]) -> Text:
    """A name as decks have it, of (language, text): one string where it is the same everywhere.

    Where a language is left empty, the first name that is given stands in.
    """
    given = [text for _, text in texts if text]
    if not given:
        return ""
    names = {language: text or given[0] for language, text in texts}
    return given[0] if len(set(names.values())) == 1 else names
