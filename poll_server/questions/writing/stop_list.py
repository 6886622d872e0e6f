"""Words that wait for a moderator before a hall sees them: they are held back, never deleted.

A small list for each language that a congress meets, and the organiser's own words beside it. All
lists always count: in a German hall people swear in English too. What is on a list costs the
moderator one look, so the lists are short, and what is often meant well (“dick”, “Marsch”, Niger)
is not on them.

Compared is what the eye reads: case, accents, digits and signs that stand for letters (“5ch3i$$e”),
letters drawn out (“fuuuck”) and spaced (“s h i t”) make no difference.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WHOLE: dict[str, frozenset[str]] = {
    "de": _words(
        "arsch arsche hure huren nutte nutten kacke kackt penis pimmel titten fresse nazisau "
        "spast mongo bastard neger drecksau miststueck vergasen vergast"
    ),
    "en": _words(
        "cunt cunts cock cocks dickhead pussy slut sluts whore whores bitch bitches bastard "
        "wanker wankers twat twats rape rapist penis tits retard retards nigga kys"
    ),
}
"""Whole words only: others begin with them or hold them."""
PARTS: dict[str, frozenset[str]] = {
    "de": _words(
        "arschloch arschgeige hurensohn wichser fotze ficken ficker gefickt fickt scheiss scheisse "
        "schlampe missgeburt schwuchtel kanake spasti verpiss verreck untermensch hitler "
        "judensau"
    )
    | {"sieg heil"},
    "en": _words("fuck shit asshole arsehole cocksuck nigger faggot bullshit"),
}
"""Also inside other words, as German puts them together."""

EDITION = 1
"""Rounds are opened with the number of the list that holds for them."""

_WHOLE = frozenset[str]().union(*WHOLE.values())
_PARTS = frozenset[str]().union(*PARTS.values())
_LOOKS_LIKE = str.maketrans("013457@$!|€", "oieastasile")
"""What stands for a letter: `5ch3i$$e`."""


@lru_cache(4096)  # the words of a round are asked for at every snapshot
def held_back(text: str, own: tuple[str, ...] = ()) -> bool:
    """Whether a moderator should see `text` before the hall does.

    Args:
        text: a word or a short sentence that somebody wrote.
        own: the organiser's own words and parts of words.
    """
    mine = {" ".join(next(_readings(each))) for each in own} - {""}
    for words in _readings(text):
        if any(word in _WHOLE for each in words for word in _drawn_out(each)):
            return True
        for line in _drawn_out(" ".join(words)):
            if any(part in line for part in (*_PARTS, *mine)):
                return True
    return False


def _readings(text: str) -> Iterator[list[str]]:
    """The words of `text` in plain letters: as written, with signs as letters, and spelt out."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c)
    )
    for reading in (plain, plain.translate(_LOOKS_LIKE)):
        words = re.findall(r"[^\W\d_]+", reading)
        yield words
        yield "".join(word if len(word) == 1 else " " for word in words).split()  # “s h i t”


def _drawn_out(word: str) -> set[str]:
    """`word`, and as it is meant where a letter stands three times or more."""
    return {word, re.sub(r"(.)\1{2,}", r"\1\1", word), re.sub(r"(.)\1{2,}", r"\1", word)}
