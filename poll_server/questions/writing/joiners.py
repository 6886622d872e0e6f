"""The invisible characters that people need: those that join or part what stands around them.

A family emoji is three people and two joiners; Persian writes «می‌خواهم» with a non-joiner; Indic
scripts choose a letter's shape by one after a virama (RFC 5892, appendix A). There they stay. At
the start or end of a text, doubled, or between other characters they could only make two texts
differ that look alike, and go.
"""

import re
import unicodedata

ZWNJ, ZWJ = "\u200c", "\u200d"
EMOJI_STYLE = "\ufe0f"
"""Variation selector 16: the heart before it is a red one and no black sign."""
KEYCAP = "\u20e3"
JOINERS = frozenset((ZWNJ, ZWJ, EMOJI_STYLE))
_RUN = re.compile(f"[{''.join(JOINERS)}]+")
VIRAMA = 9
"""Unicode's canonical combining class of viramas, which take a consonant's vowel away."""
JOINING_SCRIPTS = (
    (0x0600, 0x07FF),  # Arabic, Syriac, Thaana, N'Ko
    (0x0840, 0x08FF),  # Mandaic, more Syriac and Arabic
    (0x0900, 0x0FFF),  # Devanagari to Sinhala, Thai, Lao, Tibetan
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x18AF),  # Khmer, Mongolian
    (0xA840, 0xA8FF),  # Phags-pa, Saurashtra, more Devanagari
    (0xFB50, 0xFEFC),  # Arabic as older systems write it
)
"""First and last code point of the blocks whose letters change with their neighbours."""
FLAGS = re.compile("\U0001f3f4(?:{})\U000e007f".format("|".join(
    "".join(chr(0xE0000 + ord(letter)) for letter in region)
    for region in ("gbeng", "gbsct", "gbwls")
)))  # fmt: skip
"""England, Scotland and Wales: the only flags that are written with invisible letters."""


def settled(text: str) -> str:
    """`text` with joiners only where they join something."""
    kept: list[str] = []
    end = 0
    for run in _RUN.finditer(text):
        kept += text[end : run.start()]
        end = run.end()
        for c in run[0]:
            if kept and kept[-1] not in (ZWNJ, ZWJ) and _is_needed(c, kept, text[end : end + 1]):
                kept.append(c)
    return "".join(kept) + text[end:]


def without(text: str) -> str:
    """`text` without any joiner: what looks nearly alike is counted together."""
    return _RUN.sub("", text)


def _is_needed(joiner: str, kept: list[str], after: str) -> bool:
    before = kept[-1]
    if joiner == EMOJI_STYLE:
        return _is_picture(before) or (after == KEYCAP and before in "0123456789#*")
    if unicodedata.combining(before) == VIRAMA:
        # The old spelling of Malayalam's chillu letters ends a word with a joiner.
        return joiner == ZWJ or _is_joining(after)
    if _is_joining(before) and _is_joining(after):
        # Between a letter and its accent one would keep them from becoming one character.
        return not unicodedata.combining(after) or unicodedata.combining(after) == VIRAMA
    return joiner == ZWJ and _is_picture(after) and _ends_in_picture(kept)


def _ends_in_picture(kept: list[str]) -> bool:
    """Whether the last character is one, its style and its colour of skin left aside."""
    bare = (
        c for c in reversed(kept[-3:]) if c != EMOJI_STYLE and not "\U0001f3fb" <= c <= "\U0001f3ff"
    )
    return _is_picture(next(bare, ""))


def _is_picture(c: str) -> bool:
    return bool(c) and (unicodedata.category(c) == "So" or c in "‼⁉↔")


def _is_joining(c: str) -> bool:
    return (
        bool(c)
        and unicodedata.category(c)[0] in "LM"
        and any(first <= ord(c) <= last for first, last in JOINING_SCRIPTS)
    )
