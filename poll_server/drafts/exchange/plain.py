"""Plain words of another tool's HTML: its texts are written in it, ours are not."""

import re
from html import escape
from html.parser import HTMLParser

_BREAKS = frozenset(("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"))
_HIDDEN = frozenset(("script", "style", "head", "template"))
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_BLANKS = re.compile(r"[^\S\n\u00a0\u202f]+")
_LINES = re.compile(r" ?\n[ \n]*")
PICTURES = frozenset(("img", "svg", "video", "audio", "object", "iframe"))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0
        self.pictures = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in _HIDDEN
        self.pictures |= tag in PICTURES
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(self.hidden - 1, 0)
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def unmarked(text: str) -> str:
    """`text` so that `plain` finds these words in it, where they look like markup: `<b>` stays."""
    return escape(text, quote=False) if _MARKUP.search(text) else text


def plain(text: str, *, html: bool | None = None) -> tuple[str, bool]:
    """The words of `text`, a line for each paragraph, and whether it had a picture or the like.

    Args:
        html: whether it is HTML; None: if it looks like it.
    """
    if html is None:
        html = bool(_MARKUP.search(text))
    pictures = False
    if html:
        words = _Words()
        words.feed(text)
        words.close()
        text, pictures = "".join(words.parts), words.pictures
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip(), pictures
