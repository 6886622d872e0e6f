"""Refuses a deck that only hurts before it is parsed: too large, or nested deeper than any is.

`tomllib` takes time that grows with the square of a key's parts: 60 kB of `a.a.a…=1` kept a
processor busy for 20 s. Here the text is walked through once, and only strings, comments,
brackets and dots are looked at; whatever it holds, the time grows with its length alone.
"""

import re
from typing import Literal, NamedTuple

LARGEST_DECK = 1_000_000
"""Characters; a congress of ten forums with notes in two languages has some 100,000."""
DEEPEST = 16
"""Parts of a key, or brackets within each other; a deck needs five."""

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?(?:"""|\Z)|'
    r"'''.*?(?:'''|\Z)|"
    # Where the closing quote is missing, the rest of the line: no character is looked at twice.
    r'"(?:[^"\\\n]|\\[^\n])*["\\]?|'
    r"'[^'\n]*'?|"
    r"#[^\n]*|"
    r"[.\[\]{}=,\n]",
    re.DOTALL,
)


class Excess(NamedTuple):
    """What is too much, and in which line."""

    what: Literal["size", "depth"]
    line: int


def too_much(text: str) -> Excess | None:
    """What makes `text` a deck that is not parsed at all; None where nothing does."""
    if len(text) > LARGEST_DECK:
        return Excess("size", 1)
    depth = dots = 0
    for token in _TOKEN.finditer(text):
        found = token[0]
        if found == ".":
            dots += 1
        elif found in "[{":
            depth, dots = depth + 1, 0
        elif found in "]}":
            depth, dots = max(0, depth - 1), 0
        elif found in "=,\n":
            dots = 0
        if depth > DEEPEST or dots >= DEEPEST:
            return Excess("depth", text.count("\n", 0, token.start()) + 1)
    return None
