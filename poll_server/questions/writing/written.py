"""Texts that people write: cleaned of what hides or breaks, folded to one key, and counted."""

import unicodedata
from collections.abc import Mapping

from . import joiners

MOST_MARKS = 3
"""Accents on one letter: scripts need two or three, “Zalgo” text piles up dozens."""
INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000))))
)
"""Fillers, blanks and variation selectors that Unicode does not list as control or format."""


def clean(text: str) -> str:
    """`text` without what could hide, reorder or break it; empty where nothing visible is left.

    Control, bidi, zero-width and other invisible characters go, joiners where they join nothing,
    and marks piled higher than any script writes them. Spaces are folded to one. Cleaning twice
    changes nothing.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # nothing of all this can be in it
    # Dropped first: a zero-width character between letter and accent keeps NFC from joining them.
    flags = [*joiners.FLAGS.findall(text), ""]
    parts = zip(joiners.FLAGS.split(text), flags, strict=True)
    seen = "".join(_seen(part) + flag for part, flag in parts)
    settled = unicodedata.normalize("NFC", joiners.settled(seen))
    kept: list[str] = []
    marks = 0
    for c in settled:
        if c not in joiners.JOINERS:
            marks = marks + 1 if unicodedata.category(c) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(c)
    if not any(unicodedata.category(c)[0] in "LNPS" for c in kept):
        return ""
    return " ".join(joiners.settled("".join(kept)).split())


def _seen(text: str) -> str:
    return "".join(c for c in text if c.isspace() or c in joiners.JOINERS or not _hidden(c))


def _hidden(c: str) -> bool:
    return c in INVISIBLE or unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co")


def fold(text: str) -> str:
    """The key under which differently written texts count as one: `Motivation`, `motivation `."""
    return fold_clean(clean(text))


def fold_clean(text: str) -> str:
    """`fold` of a text that `clean` has seen, as everything stored has: a tenth of the work."""
    # NFC once more: folding case can take a letter and its accent apart.
    return unicodedata.normalize("NFC", joiners.without(text).casefold())


def text_counters(text: str) -> dict[str, int]:
    """The counters of one written text: its folded key, and the way it was written."""
    written = clean(text)
    return {f"text:{fold_clean(written)}": 1, f"form:{written}": 1}


def written_texts(tally: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """The written texts of a tally as (counter, as most people wrote it, count), most first."""
    forms: dict[str, tuple[int, str]] = {}
    for counter, count in tally.items():
        if counter.startswith("form:") and count > 0:
            written = counter.removeprefix("form:")
            key = fold_clean(written)
            # Of two equally frequent ways the one that sorts first: the same on every process.
            if key not in forms or (-count, written) < (-forms[key][0], forms[key][1]):
                forms[key] = (count, written)
    found = [
        (counter, forms.get(key, (0, key))[1], count)
        for counter, count in tally.items()
        if counter.startswith("text:") and count > 0 and (key := counter.removeprefix("text:"))
    ]
    return sorted(found, key=lambda item: (-item[2], item[0]))
