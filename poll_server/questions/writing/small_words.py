"""Function words of German and English: articles, prepositions, pronouns, “and”.

A cloud may leave them out, where a question wants that: of “the school” and “the” one is an answer.
The lists are short and ours. What may be meant is not on them: “will”, “may”, “can”, “ich”, “wir”,
“nicht”, “no” and “mehr” can be what somebody came to say. Nothing is deleted: table, files and
phones have every word.
"""

import re
from functools import lru_cache

from .written import fold

LEFT_OUT = ("", "de", "en", "both")
"""Whose function words the picture goes without; empty: it has every word."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SMALL: dict[str, frozenset[str]] = {
    "de": _words(
        "der die das dem den des ein eine einem einen einer eines und oder aber auch als am an "
        "auf aus bei beim bis da dann dass daß denn doch durch er es sie für gegen hat ist "
        "im in ins ja je man mit nach noch nun nur ob ohne sind so sowie über um unter vom von vor "
        "war waren weil wenn werden wie wird zu zum zur zwischen"
    ),
    "en": _words(
        "a an the and or but of to in on at by for from with without as if so than that this "
        "these those there then into onto out over under up is are was were be been being am it "
        "its he she his her they them their has have had do does did just also about"
    ),
}


@lru_cache(4096)  # the words of a round are asked for at every picture
def is_small(text: str, left_out: str) -> bool:
    """Whether `text` says nothing but function words of the languages in `left_out`."""
    if not left_out:
        return False
    lists = [words for language, words in SMALL.items() if left_out in (language, "both")]
    said = re.findall(r"\w+", fold(text))
    return bool(said) and all(any(word in words for words in lists) for word in said)
