"""Which pages the site has, in which order, and where their links lead.

`docs/README.md` is the navigation: a heading for each reader, and a list of links. So it cannot say
anything else in the repository than on the site.

    sections()          the headings of docs/README.md and the pages below each
    pages()             every page of the site, also what a folder's README.md lists
    links(page)         the links of a page, outside code
    for_the_site(page)  its text, as the site's builder is to read it
    shown_in(text)      the pictures of the show that a page names, which nobody commits
    listed_code()       files and folders that are no pages, and that pages lead to
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
HOME = "docs/README.md"
"""The site's first page."""
LEFT_OUT = {"docs/site/": "builds the site"}
"""Files and folders of docs/ that are on no page, and why."""

SHOW = "docs/start/show.md"
"""The page whose pictures `make tour` takes."""
TAKEN = "/build/tour"
"""Where they lie, from the repository's root."""

HEADING = re.compile(r"^## (.+)$")
ENTRY = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<target>[^)#]+)\)")
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s#]*)(?P<anchor>#[^)\s]*)?\)")
PICTURE = re.compile(r"!\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
FENCE = re.compile(r"^\s*(```|~~~)")
INLINE = re.compile(r"`[^`]*`")
RECORDED = "show.webp"
"""What `make tour` records, in the same folder."""
RECORDED_HERE = re.compile(r"<!-- recorded: (?P<said>.*?) -->", re.DOTALL)
TAKEN_HERE = re.compile(r"<!-- pictures\n(?P<lines>.*?)-->", re.DOTALL)
CODE = "code"
"""The scheme of links to code, until the builder knows how far up they start; and their folder."""


class Entry(NamedTuple):
    """A page in the navigation."""

    title: str
    page: str
    """Its path in the repository."""


class Link(NamedTuple):
    """A link to something in the repository."""

    target: str
    """A path in the repository, with no dots in it."""
    anchor: str
    """With its #; empty where there is none."""


def sections() -> Iterator[tuple[str, list[Entry]]]:
    """The headings of the first page, each with the pages below it."""
    heading, below = "", list[Entry]()
    for line in (ROOT / HOME).read_text().splitlines():
        if found := HEADING.match(line):
            if below:
                yield heading, below
            heading, below = found[1], []
        elif found := ENTRY.match(line):
            below.append(Entry(found["title"], _within(HOME, found["target"])))
    if below:
        yield heading, below


def listed_below(page: str) -> list[str]:
    """The pages of its own folder that a README.md of the navigation leads to."""
    folder, name = posixpath.split(page)
    if name != "README.md" or page in (HOME, "README.md"):
        return []
    found = dict.fromkeys(link.target for link in links(page))
    return [each for each in found if Path(each).parent == Path(folder) and each.endswith(".md")]


def pages() -> list[str]:
    """Every page, as a path in the repository, in the order in which one turns them."""
    found = [HOME]
    for _, entries in sections():
        for entry in entries:
            found += [entry.page, *listed_below(entry.page)]
    return found


def links(page: str) -> list[Link]:
    """Where a page leads within the repository; what stands in code is no link."""
    return [
        Link(_within(page, match["target"]) if match["target"] else page, match["anchor"] or "")
        for line in prose(page)
        for match in LINK.finditer(INLINE.sub("`", line))
        if "://" not in match["target"] and not match["target"].startswith("mailto:")
    ]


def pictures(page: str) -> list[str]:
    """The pictures that a page shows, as paths in the repository."""
    return [
        _within(page, match["target"]) for line in prose(page) for match in PICTURE.finditer(line)
    ]


def for_the_site(page: str, text: str) -> str:
    """`text`, with each link to something that is no page made one to the page with its code.

    A link that leads nowhere stays as it is: the builder warns of it.
    """
    there, fenced, lines = set(pages()), False, list[str]()

    def led(match: re.Match[str]) -> str:
        target = match["target"]
        if not target or "://" in target or (place := _within(page, target)) in there:
            return match[0]
        if not (ROOT / place).exists():
            return match[0]
        return f"[{match['text']}]({CODE}:{place})"

    for line in text.splitlines():
        fenced ^= bool(FENCE.match(line))
        lines.append(line if fenced else LINK.sub(led, line))
    return "\n".join(lines) + "\n"


def shown_in(text: str) -> list[str]:
    """The names of the pictures that `text` has places for, without theme and ending."""
    return [name for found in TAKEN_HERE.finditer(text) for name, _ in _named(found["lines"])]


def with_pictures(text: str) -> str:
    """`text` with its pictures of the show, each in the theme in which the page is read."""

    def put(found: re.Match[str]) -> str:
        return "\n".join(
            f"![{said}]({TAKEN}/{name}-{theme}.png){{.{name.partition('-')[0]} .only-{theme}}}"
            for name, said in _named(found["lines"])
            for theme in ("light", "dark")
        )

    def play(found: re.Match[str]) -> str:
        said = " ".join(found["said"].split())
        # It moves: so it is not seen before somebody wants to, and can be put away.
        head = "<details><summary>Play it: stage and phone</summary>"
        return f"{head}\n\n![{said}]({TAKEN}/{RECORDED})\n\n</details>\n"

    return RECORDED_HERE.sub(play, TAKEN_HERE.sub(put, text))


def _named(lines: str) -> list[tuple[str, str]]:
    parted = (line.partition(": ") for line in lines.splitlines())
    return [(name, said) for name, _, said in parted if said]


def listed_code() -> list[str]:
    """Files and folders that pages lead to, with the files that lie directly in such a folder."""
    there = pages()
    found = {link.target for page in there for link in links(page)} - set(there)
    for folder in [each for each in found if (ROOT / each).is_dir()]:
        found |= {str(path.relative_to(ROOT)) for path in files_in(folder)}
    return sorted(found)


def files_in(folder: str) -> list[Path]:
    """What lies directly in a folder, without what was left there by running it."""
    return sorted(path for path in (ROOT / folder).iterdir() if path.is_file())


def anchors(page: str) -> set[str]:
    """What can stand behind the # of a link to that page: its headings, as web views call them."""
    heads = [line.lstrip("#").strip() for line in prose(page) if re.match(r"#{1,6} ", line)]
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", head).lower() for head in heads]
    return {"#" + re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in plain}


def prose(page: str) -> Iterator[str]:
    """The lines of a page outside its blocks of code."""
    fenced = False
    for line in (ROOT / page).read_text().splitlines():
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield line


def _within(page: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
