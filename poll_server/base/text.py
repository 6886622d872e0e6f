"""A text of a deck: one string, or one string for each language."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from poll_server.locale import LANGUAGES, speak

Text = str | dict[str, str]
"""`"Ja"`, or `{"de": "Ja", "en": "Yes"}`; the first language of the mapping is the fallback."""

NARROW_SPACE = "\u202f"
"""Narrow no-break space: German writes `93 %`, and the two must never be torn apart."""


def say(text: Text, language: str) -> str:
    """`text` in `language`, or in its own first language where it has no such version."""
    if isinstance(text, str):
        return text
    return text.get(language) or next(iter(text.values()), "")


def each_text(
    value: Any, change: Callable[[dict[str, str]], Any], keep: Callable[[Any], Any] = lambda _: True
) -> Any:
    """A value of a deck or a draft, every text in languages in it as `change` makes it.

    Args:
        keep: what is false of it, changed, is left out of lists.
    """
    if isinstance(value, dict):
        if value and value.keys() <= set(LANGUAGES):
            return change(value)
        return {name: each_text(each, change, keep) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [made for each in value if keep(made := each_text(each, change, keep))]
    return value


def languages(text: Text) -> tuple[str, ...]:
    """The languages `text` names, in its order; none where it is one string for all."""
    return () if isinstance(text, str) else tuple(text)


ISOLATE, END = "\u2068", "\u2069"
"""First strong isolate, and its end (Unicode Standard Annex 9)."""


def isolated(text: str) -> str:
    """`text` to stand inside a sentence: one with letters that are read from right to left gets
    marks around it, so that it turns no number or quotation mark beside it round."""
    turns = any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)
    return f"{ISOLATE}{text}{END}" if turns else text


def listed(parts: Sequence[str], language: str) -> str:
    """`parts` as a sentence lists them: “a, b and c”."""
    if len(parts) < 2:
        return "".join(parts)
    _ = speak(language)
    return _("%(first)s and %(last)s", first=", ".join(parts[:-1]), last=parts[-1])
