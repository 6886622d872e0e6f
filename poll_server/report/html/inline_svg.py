"""Pictures of Typst's as part of an HTML page: short names, each letter's outline once a page.

A picture names its outlines and clippings by a digest. Several pictures in one page would bring
most letters again and again, and every name would stand there twice.
"""

import re
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
MOST_DECIMALS = 2
"""Of a length in points: a hundredth is a thirtieth of what a sharp screen can show."""
_LONG = re.compile(rf"(-?\d+\.\d{{{MOST_DECIMALS}}})\d+")
_CLIP = re.compile(r"url\(#([^)]+)\)")


class Pictures:
    """The pictures of one page."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}
        """Typst's name of a letter's outline -> ours"""
        self._symbols: list[ElementTree.Element] = []
        self._named = 0

    def inline(self, drawn: bytes) -> str:
        """An `<svg>` to stand in the page, as wide as there is room; it has no name of its own.

        Args:
            drawn: what `typesetting.typeset` made.
        """
        root = ElementTree.fromstring(drawn)  # noqa: S314 - our own, not somebody's
        for size in ("width", "height"):
            root.attrib.pop(size, None)
        clips = self._take_definitions(root)
        for element in root.iter():
            self._rename(element, clips)
        root.set("aria-hidden", "true")
        root.set("focusable", "false")
        return _written(root)

    def outlines(self) -> str:
        """Every letter of the pictures made so far, to stand in the page once; '' without any."""
        if not self._symbols:
            return ""
        root = ElementTree.Element("svg", {"class": "outlines", "aria-hidden": "true"})
        root.extend(self._symbols)
        return _written(root)

    def _take_definitions(self, root: ElementTree.Element) -> dict[str, str]:
        """Set letters aside; give clippings, which are each picture's own, a name of the page's."""
        clips: dict[str, str] = {}
        for definitions in root.findall(f"{SVG}defs"):
            for each in list(definitions):
                digest = each.attrib["id"]
                if each.tag != f"{SVG}symbol":
                    clips[digest] = each.attrib["id"] = self._new_name()
                    continue
                definitions.remove(each)
                if digest not in self._letters:
                    self._letters[digest] = each.attrib["id"] = self._new_name()
                    for element in each.iter():
                        _shorten(element)
                    self._symbols.append(each)
            if not len(definitions):
                root.remove(definitions)
        return clips

    def _new_name(self) -> str:
        self._named += 1
        return f"o{self._named}"

    def _rename(self, element: ElementTree.Element, clips: dict[str, str]) -> None:
        if (link := element.attrib.pop(LINK, "")) != "":
            element.set("href", f"#{self._letters[link.removeprefix('#')]}")
        if clip := element.get("clip-path"):
            element.set("clip-path", _CLIP.sub(lambda found: f"url(#{clips[found[1]]})", clip))
        _shorten(element)


def _shorten(element: ElementTree.Element) -> None:
    for name in ("d", "x", "y", "transform"):
        if value := element.get(name):
            element.set(name, _LONG.sub(r"\1", value))


def _written(root: ElementTree.Element) -> str:
    """As HTML has it: an svg element of a page needs no namespaces."""
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
    return ElementTree.tostring(root, encoding="unicode")
