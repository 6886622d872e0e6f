"""Short names for new polls and questions, made from what they are called.

They stand in addresses, files and exports: lower-case letters, digits and hyphens.
"""

import re
import unicodedata
from collections.abc import Collection

LONGEST_MADE = 32
"""Characters: with a number behind it, a name still fits the 40 of decks."""
_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "å": "aa"}
)
_OTHER = re.compile(r"[^a-z0-9]+")


def short_name(text: str, taken: Collection[str], otherwise: str) -> str:
    """A name made of `text`'s first words that is not among `taken`.

    Args:
        otherwise: the name where nothing of the text can be spelt.
    """
    spelt = unicodedata.normalize("NFC", text).casefold().translate(_SPELT)
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    name = _cut(_OTHER.sub("-", plain).strip("-")) or otherwise
    number, made = 1, name
    while made in taken:
        number += 1
        made = f"{name}-{number}"
    return made


def _cut(name: str) -> str:
    """The words of `name` that fit whole, or the beginning of a first one that is too long."""
    if len(name) <= LONGEST_MADE:
        return name
    whole, _, _ = name[: LONGEST_MADE + 1].rpartition("-")
    return (whole or name[:LONGEST_MADE]).strip("-")
