"""How a whole draft is spoilt, field by field, for `test_mistakes.py`."""

from collections.abc import Callable
from typing import Any

from poll_server.drafts.document.items import Item

Spoil = Callable[[Item], Any]


def both(text: str) -> dict[str, str]:
    return {"de": text, "en": text}


def sentence(text: str = "{percent}", of: tuple[str, ...] = (), **when: Any) -> Item:
    nothing = {"below": None, "at_least": None, "top": None, "lowest": False, "same_as": ""}
    return {
        "text": both(text), "of": list(of), "when": nothing | when, "otherwise": both("")
    }  # fmt: skip


def put(**fields: Any) -> Spoil:
    return lambda item: item.update(fields)


def texts(*given: str) -> list[dict[str, str]]:
    return [both(each) for each in given]
