"""Reading what another tool wrote, for the tests of each format."""

from collections.abc import Callable

import pytest

from poll_server.drafts.exchange import Arrival, arrived
from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.imports.mistakes import SheetMistakes
from poll_server.locale import speak
from poll_server.questions.kinds.elsewhere import Carried


def taken(read: Callable[[str, Taken], object], text: str) -> Taken:
    found = Taken(speak("en"))
    read(text, found)
    return found


def said(found: Taken) -> list[tuple[int, str]]:
    return [(loss.question, loss.message) for loss in found.losses]


def only(found: Taken) -> Carried:
    (asked,) = found.asked
    return asked


def came(content: bytes | str, name: str = "file") -> Arrival:
    raw = content.encode() if isinstance(content, str) else content
    found = arrived(name, raw, ["de", "en"], "en")
    assert found is not None
    return found


def refused(content: bytes | str, name: str = "file") -> str:
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(SheetMistakes) as wrong:
        arrived(name, raw, ["de"], "en")
    return "\n".join(each.message for each in wrong.value.mistakes)
