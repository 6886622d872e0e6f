"""What is read of a file."""

from typing import Any

import pytest

from poll_server.drafts.imports import (
    SheetMistakes,
    read_sheet,
)

DE = ("de",)
Read = list[tuple[str, list[str]]]
TWO: Read = [("Farbe?", ["Rot", "Blau"]), ("Größe?", ["S", "M", "L"])]


def plain(items: list[dict[str, Any]]) -> Read:
    return [
        (item["prompt"]["de"], [each["de"] for each in item.get("options", ())]) for item in items
    ]


def read(name: str, content: bytes, language: str = "de") -> Read:
    return plain(read_sheet(name, content, DE, language))


def refused(name: str, content: bytes, language: str = "de") -> list[tuple[int, str, str]]:
    with pytest.raises(SheetMistakes) as caught:
        read_sheet(name, content, DE, language)
    return [(each.row, each.column, each.message) for each in caught.value.mistakes]
