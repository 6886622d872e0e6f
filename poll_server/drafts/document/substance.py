"""What is in an item, without what a deck would leave out: what tells two items apart. No I/O."""

from collections.abc import Sequence
from typing import Any

from poll_server.locale import LANGUAGES

from .items import LISTS, Item


def substance(item: Item, languages: Sequence[str]) -> Item:
    """An item's own fields, without what a deck would leave out: what tells two items apart."""
    own = {name: each for name, each in item.items() if name not in LISTS.values()}
    found: Item = _substance(own, languages)
    return found


def _substance(value: Any, languages: Sequence[str]) -> Any:
    if isinstance(value, dict) and value and value.keys() <= set(LANGUAGES):
        return {each: text if (text := value.get(each, "")).strip() else "" for each in languages}
    if isinstance(value, dict):
        return {name: _substance(each, languages) for name, each in value.items()}
    if isinstance(value, list):
        return [each for each in (_substance(part, languages) for part in value) if holds(each)]
    return value


def holds(value: Any) -> bool:
    """Whether there is anything in a value, or else a deck would leave it out."""
    if isinstance(value, dict):
        return any(map(holds, value.values()))
    if isinstance(value, list):
        return any(map(holds, value))
    return bool(value.strip() if isinstance(value, str) else value)
