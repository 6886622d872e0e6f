"""What the Office files share: texts that fit XML, and a file's properties."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from poll_server.base.text import END, ISOLATE
from poll_server.report.model.document import Report
from poll_server.report.model.said import heading

FONT = "Arial"
"""In every Word and PowerPoint, and LibreOffice has one of the same widths."""
BEYOND = 1.25
"""Of the longest bar, how far an axis with figures below 0 goes: their numbers have room there."""
MONOSPACED = "Courier New"
TAGS = {"de": "de-DE", "en": "en-GB"}
"""The language that spelling and screen readers go by."""
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that an XML 1.0 file cannot hold in any form."""
_ISOLATED = re.compile(f"{ISOLATE}[^{END}]*{END}")
_BREAKS = re.compile("[\t\n\r\u0085\u2028\u2029]")
_LONG_WORD, _PIECE = re.compile(r"\S{25,}"), re.compile(r"\S{1,12}")
_PERCENTAGE = re.compile("(\\d+[\u202f\u00a0 ]?%)")
_N = re.compile(r"\(n = (\d+)\)")
_RIGHT_TO_LEFT = ("R", "AL")
_STRONG = ("L", *_RIGHT_TO_LEFT)


def plain(text: str) -> str:
    """`text` as one line that any XML file can hold; everything else in it as it was written."""
    return _BREAKS.sub(" ", _FORBIDDEN.sub("", text))


def breakable(text: str) -> str:
    """`text` on one line, whose very long words may break: programs do not break them in charts."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(_PIECE.findall(word[0])), plain(text))


def leftwards(text: str) -> bool:
    """Whether `text` is read from right to left: its first letter with a direction says so.

    What stands isolated in it has a direction of its own (Unicode Standard Annex 9, P2).
    """
    directions = (unicodedata.bidirectional(c) for c in _ISOLATED.sub("", text))
    return next((d for d in directions if d in _STRONG), "L") in _RIGHT_TO_LEFT


def emphasised(sentence: str) -> Iterator[tuple[str, bool]]:
    """A sentence in parts, each with whether it is a percentage and so stands out.

    Its n stays in one piece: a no-break space each side of the sign.
    """
    whole = _N.sub("(n\u00a0=\u00a0\\1)", plain(sentence))
    for place, part in enumerate(_PERCENTAGE.split(whole)):
        if part:
            yield part, bool(place % 2)


def describe(properties: Any, report: Report) -> None:
    """What a file manager and a screen reader say of a Word or PowerPoint file.

    Args:
        properties: its core properties, as python-docx and python-pptx have them alike.
    """
    # 255: as many characters as the properties may have.
    properties.title = plain(heading(report)[1])[:255]
    properties.subject = plain(report.title)[:255]
    properties.author = plain(", ".join(report.hosts))[:255]
    properties.last_modified_by, properties.comments = "", ""
    properties.language = TAGS[report.language]
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)
