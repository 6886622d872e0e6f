"""Other tools' XML: read without entities or a document type of its own, found without namespaces.

No tool that is read here writes a document type; only entities that grow, or read files, need one.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from poll_server.drafts.imports.cells.table import unreadable
from poll_server.locale import Speech

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST_UNPACKED = 10_000_000
"""Bytes of a ZIP file once unpacked: as much as of a workbook."""
MOST_PARTS = 1000
"""Files inside a ZIP file: one for each question, and their pictures."""


def parsed(content: bytes | str) -> "Element":
    """The root of an XML text.

    Raises:
        ValueError: it is none, or has a document type.
    """
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except ParseError as error:
        raise ValueError("no XML") from error
    for element in root.iter():
        element.tag = local(element.tag)
    return root


def local(tag: object) -> str:
    """A tag without its namespace; empty for comments."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: "Element", path: str) -> str:
    """What stands in the first element at `path`, without what it holds; empty where none is."""
    return (element.findtext(path) or "").strip()


def inner(element: "Element | None", without: frozenset[str] = frozenset()) -> str:
    """All words within an element as HTML of its tags, which `plain` reads.

    Args:
        without: tags that are left out with all they hold.
    """
    return "".join(_inner(element, without)) if element is not None else ""


def _inner(element: "Element", without: frozenset[str]) -> Iterator[str]:
    yield _escaped(element.text)
    for each in element:
        if each.tag not in without:
            yield f"<{each.tag}>"
            yield from _inner(each, without)
            yield f"</{each.tag}>"
        yield _escaped(each.tail)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")


def members(content: bytes, _: Speech) -> dict[str, bytes]:
    """The XML and JSON files in a ZIP file, by name.

    Raises:
        SheetMistakes: it would be too large once unpacked.
        zipfile.BadZipFile: it is none.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        listed = parts.infolist()
        if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
            raise unreadable(_("This file is too large once it is unpacked."))
        return {
            part.filename: parts.read(part)
            for part in listed
            if part.filename.endswith((".xml", ".json"))
        }
