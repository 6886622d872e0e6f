"""One slide for somebody's own deck: how to join a poll, and a link to its live result.

Whoever presents with other slides copies it in between. PowerPoint shows web pages only by an
add-in; without one a click opens the result in the browser, and the notes say both.
"""

import io
from dataclasses import dataclass, replace

import pptx
import segno
from pptx.util import Pt

from poll_server.base.text import say
from poll_server.deck import deck
from poll_server.locale import speak
from poll_server.looks.look import LIGHT
from poll_server.report.model.document import Report
from poll_server.report.model.model import titled
from poll_server.report.office import TAGS, describe, plain

from . import master as master
from .part_names import count_part_names
from .parts import Parts

QUIET_ZONE = 4
"""Modules of white around a QR code, as ISO/IEC 18004 asks."""
MODULE = 16
"""Pixels of a module: sharp on a screen of 4K."""
QR_BOX: master.Box = (master.EDGE, 134.0, 300.0, 300.0)
BESIDE = master.EDGE + 300 + 44
"""Points from the left edge to what stands beside the QR code."""
ADDRESS_SIZES = (40, 36, 32, 28, 24, 20, 16)
HOW_PT, CODE_PT, LINK_PT = 22, 88, 20
WIDE_LETTER = 0.56
"""Of the font size: how wide a letter of an address is at most, on average."""


@dataclass(frozen=True, kw_only=True)
class JoinSlide:
    """What stands on it."""

    language: str
    event: deck.Event
    poll: deck.Poll
    code: str
    """six digits"""
    join: str
    """what the QR code says: the server's address with the code in it"""
    typed: str
    """the server's address, as people type it: `poll.example.org`"""
    live: str
    """the address of the live result, with its secret"""
    logo: bytes = b""
    """a PNG; empty: there is none"""


def render(said: JoinSlide) -> bytes:
    """The file's bytes."""
    _ = speak(said.language)
    report, title = _as_report(said), say(said.poll.title, said.language)
    file: master.Deck = pptx.Presentation()
    count_part_names(file.part.package)
    describe(file.core_properties, report)
    file.core_properties.title = plain(title)[:255]
    parts = Parts(file, report)
    slide = file.slides.add_slide(parts.bare)
    parts.title(slide, title, master.TITLE_HIGH)
    _qr(slide, said.join, _("QR code to join: %(url)s", url=said.join))
    _beside(parts, slide, said)
    notes = slide.notes_slide.notes_text_frame
    notes.text = _(
        "The link opens the live result in the browser. Where you have an add-in that shows web "
        "pages, give it this address, and the result stands on the slide itself: %(address)s",
        address=said.live,
    )
    for paragraph in notes.paragraphs:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().set("lang", TAGS[said.language])
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _beside(parts: Parts, slide: master.Slide, said: JoinSlide) -> None:
    """Right of the QR code: what to do, where, with which code; and the link."""
    _, wide = speak(said.language), master.WIDTH - master.EDGE - BESIDE
    frame = parts.box(slide, (BESIDE, QR_BOX[1], wide, 240))
    how = _("Scan the QR code, or open the address and type the code.")
    parts.paragraph(frame, how, HOW_PT, LIGHT.muted, first=True)
    fits = (size for size in ADDRESS_SIZES if len(said.typed) * size * WIDE_LETTER <= wide)
    parts.paragraph(frame, said.typed, next(fits, ADDRESS_SIZES[-1]), before=18)
    code = f"{said.code[:3]}\u00a0{said.code[3:]}"
    parts.paragraph(frame, code, CODE_PT, before=2)
    frame.paragraphs[-1].runs[0].font.bold = True
    link = parts.box(slide, (BESIDE, QR_BOX[1] + QR_BOX[3] - 34, wide, 34))
    parts.paragraph(link, _("Open the live result"), LINK_PT, first=True)
    link.paragraphs[0].runs[0].hyperlink.address = said.live


def _qr(slide: master.Slide, text: str, alternative: str) -> None:
    image = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(image, kind="png", scale=MODULE, border=QUIET_ZONE, dark=LIGHT.ink, light="#ffffff")
    image.seek(0)
    picture = slide.shapes.add_picture(image, *map(Pt, QR_BOX))
    picture._element.nvPicPr.cNvPr.set("name", "QR")
    picture._element.nvPicPr.cNvPr.set("descr", plain(alternative))


def _as_report(said: JoinSlide) -> Report:
    """Whose look and logo the slide has: those of the event's own reports."""
    return replace(titled(said.event.id, said.event, said.language), logo=said.logo)
