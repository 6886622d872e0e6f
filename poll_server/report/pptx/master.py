"""The deck's paper, colours and placeholders: whoever edits it changes them in the slide master.

python-pptx starts from a 4:3 template in Calibri and blue. Its master and three of its layouts are
made ours here, so that titles, lists, footers and charts drawn later follow the same look.
"""

import io
import re
from copy import deepcopy
from typing import Any, TypeAlias, cast
from xml.sax.saxutils import quoteattr

from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from poll_server.looks.look import LIGHT, Look
from poll_server.report.logo import fitted
from poll_server.report.model.document import Report
from poll_server.report.office import FONT, plain

WIDTH, HEIGHT = 960.0, 540.0
"""Points: 13.33 × 7.5 inches, 16:9."""
EDGE = 48.0
TEXT = WIDTH - 2 * EDGE
"""Points from the left edge to the right one."""
TITLE_TOP, TITLE_HIGH = 30.0, 84.0
BODY_TOP, BODY_HIGH = 146.0, 342.0
FOOT_TOP, FOOT_HIGH = 504.0, 20.0
LINE_HIGH = 1.2
"""A line's height, of the font size."""
OPENING, LISTED, BARE = 0, 1, 5
"""The template's layouts that are kept: title slide, title and list, title only."""
OPENING_LOGO: "Box" = (WIDTH - EDGE - 260, 452.0, 260.0, 58.0)
LOGO: "Box" = (WIDTH - EDGE - 190, FOOT_TOP - 6, 130.0, 26.0)
"""Where a logo has room: in the corner of the opening slide, else left of a slide's number."""
_FOOT = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
Deck: TypeAlias = Any
Slide: TypeAlias = Any
PptxLayout: TypeAlias = Any
TextFrame: TypeAlias = Any
PptxChart: TypeAlias = Any
"""python-pptx's own annotations contradict themselves (1.0.2); its objects go unchecked here."""
_Colour = cast(Any, RGBColor)  # not annotated
Box = tuple[float, float, float, float]
"""Left, top, width, height in points."""


def prepare(deck: Deck, tag: str, report: Report) -> tuple[PptxLayout, PptxLayout, PptxLayout]:
    """Make python-pptx's empty deck ours.

    Args:
        tag: the language, such as `de-DE`.
        report: its colours and its logo go into the master, for whoever edits the deck.

    Returns:
        The layouts of an opening, of a list and of a bare slide.
    """
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    kept = deck.slide_layouts[OPENING], deck.slide_layouts[LISTED], deck.slide_layouts[BARE]
    for layout in list(deck.slide_layouts):
        if layout not in kept:
            deck.slide_layouts.remove(layout)
    master = deck.slide_masters[0]
    _theme(master, report.look)
    _master(master)
    _opening(kept[0])
    for layout, box in zip(kept, (OPENING_LOGO, LOGO, LOGO), strict=True):
        _logo(layout, report, box)
    for each in (master, *kept):
        for properties in each.element.iter(qn("a:rPr"), qn("a:endParaRPr")):
            properties.set("lang", tag)
        for shape in list(each.placeholders):
            if shape.placeholder_format.type == PP_PLACEHOLDER.DATE:
                each.element.cSld.spTree.remove(shape._element)  # a date of opening would mislead
    rels = deck.part.package._rels
    for key in [key for key, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        rels.pop(key)
    return kept


def rgb(colour: str) -> Any:
    """`#2a78d6` as python-pptx takes it."""
    return _Colour.from_string(colour[1:].upper())


def place(shape: Any, box: Box) -> None:
    """Put a shape where `box` says."""
    shape.left, shape.top, shape.width, shape.height = map(Pt, box)


def foot(slide: Slide) -> TextFrame:
    """Add the layout's footer and the slide's number, which python-pptx leaves out.

    Returns:
        The footer's empty text.
    """
    for shape in slide.slide_layout.placeholders:
        if shape.placeholder_format.type in _FOOT:
            slide.shapes._spTree.append(deepcopy(shape._element))
    footer = next(
        shape
        for shape in slide.placeholders
        if shape.placeholder_format.type == PP_PLACEHOLDER.FOOTER
    )
    frame = footer.text_frame
    frame.clear()
    return frame


def _theme(master: Any, look: Look) -> None:
    """Our colours and font where everything that is drawn later takes them from."""
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    xml = part.blob.decode()
    named = {"dk1": LIGHT.ink, "lt1": LIGHT.card, "dk2": LIGHT.muted, "lt2": LIGHT.paper}
    named |= {f"accent{n}": colour for n, colour in enumerate(LIGHT.categories, 1)}
    named |= {"accent1": look.accent, "hlink": look.accent, "folHlink": LIGHT.muted}
    for name, colour in named.items():
        ours = f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>'
        xml = re.sub(rf"<a:{name}>.*?</a:{name}>", ours, xml)
    xml = xml.replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{FONT}"/>')
    part._blob = xml.encode()


def _master(master: Any) -> None:
    colour = f'<a:solidFill><a:srgbClr val="{LIGHT.paper[1:].upper()}"/></a:solidFill>'
    slide = master.element.cSld
    slide.remove(slide.find(qn("p:bg")))
    ground = f"<p:bg {nsdecls('p', 'a')}><p:bgPr>{colour}<a:effectLst/></p:bgPr></p:bg>"
    slide.insert(0, parse_xml(ground))
    boxes: dict[Any, Box] = {
        PP_PLACEHOLDER.TITLE: (EDGE, TITLE_TOP, TEXT, TITLE_HIGH),
        PP_PLACEHOLDER.BODY: (EDGE, BODY_TOP, TEXT, BODY_HIGH),
        PP_PLACEHOLDER.FOOTER: (EDGE, FOOT_TOP, TEXT - 80, FOOT_HIGH),
        PP_PLACEHOLDER.SLIDE_NUMBER: (WIDTH - EDGE - 70, FOOT_TOP, 70, FOOT_HIGH),
    }
    for shape in master.placeholders:
        kind = shape.placeholder_format.type
        if kind not in boxes:
            continue
        place(shape, boxes[kind])
        body = shape.text_frame._txBody.bodyPr
        for side in ("lIns", "rIns", "tIns", "bIns"):
            body.set(side, "0")
        body.set("anchor", "b" if kind == PP_PLACEHOLDER.TITLE else "t")
        for level in shape._element.iter(qn("a:lvl1pPr")):
            level.set("algn", "l" if kind == PP_PLACEHOLDER.FOOTER else "r")
            level.find(qn("a:defRPr")).set("sz", "1100")
            fill = level.find(qn("a:defRPr")).find(qn("a:solidFill"))
            fill.clear()
            fill.append(parse_xml(f'<a:schemeClr {nsdecls("a")} val="tx2"/>'))
    texts = master.element.find(qn("p:txStyles"))
    title = texts.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", "2800")
    title.find(qn("a:defRPr")).set("b", "1")
    first = texts.find(qn("p:bodyStyle")).find(qn("a:lvl1pPr"))
    first.set("marL", "228600")  # 18 pt
    first.set("indent", "-228600")
    first.find(qn("a:defRPr")).set("sz", "2000")
    bullet = f'<a:buClr {nsdecls("a")}><a:schemeClr val="accent1"/></a:buClr>'
    first.insert(list(first).index(first.find(qn("a:buFont"))), parse_xml(bullet))


def _logo(layout: PptxLayout, report: Report, room: Box) -> None:
    """The event's logo in a layout, at the right of its room; python-pptx puts none in there."""
    if not report.logo:
        return
    left, top, wide, high = room
    size = fitted(report.logo, (wide, high))
    _part, rel = layout.part.get_or_add_image_part(io.BytesIO(report.logo))
    corner = (left + wide - size[0], top + (high - size[1]) / 2)
    x, y, cx, cy = (round(Pt(n)) for n in (*corner, *size))
    said = quoteattr(plain(report.logo_alternative))
    layout.element.cSld.spTree.append(
        parse_xml(
            f"<p:pic {nsdecls('p', 'a', 'r')}><p:nvPicPr>"
            f'<p:cNvPr id="91" name="Logo" descr={said}/>'
            '<p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr userDrawn="1"/>'
            f'</p:nvPicPr><p:blipFill><a:blip r:embed="{rel}"/><a:stretch><a:fillRect/>'
            f'</a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
            f'<a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></p:spPr></p:pic>"
        )
    )


def _opening(layout: PptxLayout) -> None:
    """The opening slide: the title in the middle of the left, a short strong line under it."""
    boxes: dict[Any, Box] = {
        PP_PLACEHOLDER.CENTER_TITLE: (EDGE, 150, TEXT, 120),
        PP_PLACEHOLDER.SUBTITLE: (EDGE, 308, TEXT, 170),
    }
    for shape in layout.placeholders:
        kind = shape.placeholder_format.type
        if kind in boxes:
            place(shape, boxes[kind])
        for level in shape._element.iter(qn("a:lvl1pPr")):
            if kind == PP_PLACEHOLDER.SUBTITLE:
                level.set("algn", "l")
                level.find(qn("a:defRPr")).set("sz", "2000")
                for fill in level.find(qn("a:defRPr")).findall(qn("a:solidFill")):
                    level.find(qn("a:defRPr")).remove(fill)
    x, y, wide, high = (round(Pt(n)) for n in (EDGE, 284, 64, 6))
    layout.element.cSld.spTree.insert(
        2,
        parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="90" name="Line"/><p:cNvSpPr/>'
            f'<p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
            f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            '</a:prstGeom><a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'
            "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
        ),
    )
