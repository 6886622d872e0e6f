"""What is in an item, without what a deck would leave out: what tells two items apart. No I/O."""

from collections.abc import Sequence
from typing import Any

from poll_server.base.text import each_text

from .items import LISTS, Item


def substance(item: Item, languages: Sequence[str]) -> Item:
    """An item's own fields, without what a deck would leave out: what tells two items apart."""
    own = {name: each for name, each in item.items() if name not in LISTS.values()}

    def filled(text: dict[str, str]) -> dict[str, str]:
        return {each: said if (said := text.get(each, "")).strip() else "" for each in languages}

    found: Item = each_text(own, filled, keep=holds)
    return found


def holds(value: Any) -> bool:
    """Whether there is anything in a value, or else a deck would leave it out."""
    if isinstance(value, dict):
        return any(map(holds, value.values()))
    if isinstance(value, list):
        return any(map(holds, value))
    return bool(value.strip() if isinstance(value, str) else value)
