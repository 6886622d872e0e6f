"""Looks through a built site for what would make a browser ask another host.

`python -m docs.site.looked_through FOLDER` (the end of `make site`) names each such place, and each
page whose policy would let one through; it ends with 1 where there is any. A link that somebody
clicks is none.

    asked_by_page(text)     what a page loads by itself
    asked_by_style(text)    what a style sheet loads
    asked_by_script(text)   addresses in a script, outside comments
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

LOADS = {
    "a": (), "area": (),  # what is clicked
    "link": ("href",), "form": ("action",), "object": ("data",), "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"), "base": ("href",), "video": ("src", "poster"),
    "img": ("src", "srcset"), "source": ("src", "srcset"), "button": ("formaction",),
}  # fmt: skip
"""What an element loads; those that are not here, what their `src` says."""
ABSOLUTE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
IN_STYLE = re.compile(r"(?:url\(|@import)\s*(?:url\()?[\"']?([^\"')]+)", re.IGNORECASE)
IN_SCRIPT = re.compile(r"[\"'`](?:https?:|wss?:)?//[\w\[][^\"'`\s]*", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`/])//[^\n]*", re.DOTALL)
LETS_OUT = re.compile(r"//|\*|\bhttps?:")
"""In a page's policy: a host, all hosts, or a scheme."""
NAMES_ONLY = ("http://www.w3.org/",)
"""Names of vocabularies, which look like addresses and are never asked."""


class _Page(HTMLParser):
    """Collects what a page loads, and its policy."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.policy = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """What the element itself loads; its style, too."""
        said = {name: value or "" for name, value in attributes}
        self._inside = tag
        if tag == "meta" and said.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = said.get("content", "")
        if tag == "meta" and said.get("http-equiv", "").lower() == "refresh":
            self._keep(said.get("content", "").partition("url=")[2])
        for name in LOADS.get(tag, ("src",)):
            for one in said.get(name, "").split(",") if name == "srcset" else [said.get(name, "")]:
                self._keep(one)
        self.found += asked_by_style(said.get("style", ""))

    def handle_endtag(self, tag: str) -> None:
        """Text after it is no script's."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Scripts and styles that stand in the page."""
        if self._inside == "style":
            self.found += asked_by_style(data)
        elif self._inside == "script":
            self.found += asked_by_script(data)

    def _keep(self, address: str) -> None:
        if ABSOLUTE.match(address):
            self.found.append(address.strip())


def asked_by_page(text: str) -> list[str]:
    """What a browser asks other hosts for to show the page; its policy, where that is open."""
    page = _Page()
    page.feed(text)
    page.close()
    closed = "default-src 'none'" in page.policy and not LETS_OUT.search(page.policy)
    return page.found + ([] if closed else [f"its policy: {page.policy or 'none'}"])


def asked_by_style(text: str) -> list[str]:
    """Addresses of other hosts in a style sheet."""
    return [found for found in IN_STYLE.findall(text) if ABSOLUTE.match(found)]


def asked_by_script(text: str) -> list[str]:
    """Addresses of other hosts that a script holds, whatever it does with them."""
    found = [match[0].strip("\"'`") for match in IN_SCRIPT.finditer(COMMENT.sub("", text))]
    return [each for each in found if not each.startswith(NAMES_ONLY)]


LOOKS = {".html": asked_by_page, ".css": asked_by_style, ".js": asked_by_script}


def looked_through(folder: Path) -> list[str]:
    """Every place in the built files that would ask another host, with its file."""
    return [
        f"{path.relative_to(folder)}: {found}"
        for path in sorted(folder.rglob("*"))
        if path.suffix in LOOKS
        for found in LOOKS[path.suffix](path.read_text())
    ]


def main() -> int:
    """The command; see the module."""
    folder = Path(sys.argv[1])
    found = looked_through(folder)
    for each in found:
        print(each, file=sys.stderr)
    if not found:
        pages = sum(1 for _ in folder.rglob("*.html"))
        print(f"{folder}: {pages} pages, and none asks another host. Open {folder / 'index.html'}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
