"""Files that other tools pack, with pictures in them, made afresh after what is known of them."""

import gzip
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from PIL import Image


def picture(colour: str = "#1f4e9e", wide: int = 60, high: int = 40) -> bytes:
    """A PNG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (wide, high), colour).save(out, "PNG")
    return out.getvalue()


def cqa(questions: list[Any], pictures: Mapping[int, bytes] | None = None, **quiz: Any) -> bytes:
    """ClassQuiz's file.

    Args:
        pictures: by the place of their question; -1 is the cover.
    """
    packed = gzip.compress(json.dumps({"questions": questions, **quiz}).encode())
    parts = (
        b"\xc6\xc6\xc6\x00%d\xc5\xc5\x00%s" % (place, each)
        for place, each in (pictures or {}).items()
    )
    return packed + b"\xc7\xc7\xc7\x00" + b"".join(parts)


ABCD = {
    "type": "ABCD", "question": "<b>Which</b> one?", "time": "20", "image": 0,
    "answers": [{"right": True, "answer": "A", "color": "#f00"}, {"right": False, "answer": "B"}],
}  # fmt: skip


def h5p(library: str, content: Any, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """An H5P package.

    Args:
        pictures: by their paths below `content`.
    """
    about = {"title": "Forum", "mainLibrary": library, "language": "de"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("h5p.json", json.dumps(about))
        parts.writestr("content/content.json", json.dumps(content))
        parts.writestr("H5P.MultiChoice-1.16/library.json", "{}")
        for path, each in (pictures or {}).items():
            parts.writestr(f"content/{path}", each)
    return out.getvalue()


def inside(library: str, params: Any) -> dict[str, Any]:
    """A question as containers have it."""
    return {"library": f"{library} 1.0", "params": params, "subContentId": "x"}
