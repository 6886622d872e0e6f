"""What hangs and lies in the rooms: posters, table tents, and a handout of all codes, as PDF.

They can be made weeks before: a poll keeps its code. Every page has the code, a QR code, the
address that people type, and what to do, in German and in English.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import segno

from poll_server.base.text import say
from poll_server.deck import deck
from poll_server.locale import LANGUAGES, speak
from poll_server.looks.look import LIGHT, branded
from poll_server.report.logo import Extent, for_typst
from poll_server.report.making.orders import PrintSheet

from .typesetting import tokens, typeset

LOGO: dict[PrintSheet, Extent] = {
    "poster": (190.0, 46.0),
    "tents": (120.0, 26.0),
    "handout": (170.0, 42.0),
}
"""Points of width and height that a logo has on each sheet: a greeting, and no headline."""
QUIET_ZONE = 4
"""Modules of white around a QR code, as ISO/IEC 18004 asks."""
OVERLAP = 1.03
"""Height of a row of modules, 1 being exact: without it, screens show hairlines between rows."""


@dataclass(frozen=True)
class PrintedRoom:
    """One poll, as its room is told of it."""

    poll: deck.Poll
    code: str
    """six digits"""
    link: str
    """the code as the QR code says it: `482913-047112`"""


def render(
    sheet: PrintSheet,
    event: deck.Event,
    rooms: Sequence[PrintedRoom],
    address: str,
    logo: bytes = b"",
) -> bytes:
    """The pages for `rooms`: a poster or a sheet of two tents for each, or one handout for all.

    Args:
        address: the server's, as phones reach it: `https://poll.example.org`.
        logo: the event's, a PNG; empty: it has none.

    Raises:
        CannotTypeset: the page would not conform to PDF/UA-1, which is a mistake of the template.
    """
    language = event.languages[0] if event.languages else "de"
    _ = speak(language)
    names = {"poster": _("Poster"), "tents": _("Table tents"), "handout": _("Codes of all polls")}
    title = say(event.title, language)
    about = (say(event.date, language), say(event.place, language))
    data = {
        "language": language,
        "colours": tokens(branded(event.brand.accent)["light"]),
        "brand": say(event.brand.name, language),
        "logo": for_typst(logo, say(event.brand.name, language) or title, LOGO[sheet]),
        "sheet": sheet,
        "title": f"{title}: {names[sheet]}",
        "event": title,
        "about": " · ".join(part for part in about if part),
        "hosts": " · ".join(dict.fromkeys(event.hosts)),
        "address": short(address),
        "fold": _("Fold here"),
        "cut": _("Cut here"),
        "how": list(_how(language)),
        "rooms": [_room(room, f"{address}/{room.link}", language) for room in rooms],
    }
    return typeset("print_kit.typ", data, standard="ua-1")


def short(address: str) -> str:
    """`poll.example.org`: what people type."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def qr_svg(text: str) -> str:
    """`text` as an SVG of plain filled rows: dark on white, with its quiet zone."""
    rows = [
        list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=QUIET_ZONE)
    ]
    path = "".join(
        f"M{start} {y}h{length}v{OVERLAP}h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="#ffffff" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path fill="{LIGHT.ink}" d="{path}"/></svg>'
    )


def _runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where dark modules lie in a row: (start, length)."""
    start = 0
    for place in range(1, len(row) + 1):
        if place == len(row) or bool(row[place]) != bool(row[start]):
            if row[start]:
                yield start, place - start
            start = place


def _how(language: str) -> Iterator[dict[str, str]]:
    """What to do, a line in every language, the event's own first."""
    for each in dict.fromkeys((language, *LANGUAGES)):
        if each in LANGUAGES:
            _ = speak(each)
            line = _("Scan the QR code, or open the address and type the code.")
            yield {"language": each, "text": line}


def _room(room: PrintedRoom, url: str, language: str) -> dict[str, Any]:
    _ = speak(language)
    return {
        "title": say(room.poll.title, language),
        "subtitle": say(room.poll.subtitle, language),
        "host": say(room.poll.host, language),
        "code": f"{room.code[:3]}\u00a0{room.code[3:]}",
        "qr": qr_svg(url),
        "alt": _("QR code to join: %(url)s", url=url),
    }
