"""Files that other tools pack, with pictures in them, made afresh after what is known of them."""

import gzip
import io
import json
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
