"""A text of a deck: one string, or one string for each language."""

Text = str | dict[str, str]
"""`"Ja"`, or `{"de": "Ja", "en": "Yes"}`; the first language of the mapping is the fallback."""

NARROW_SPACE = "\u202f"
"""Narrow no-break space: German writes `93 %`, and the two must never be torn apart."""


def say(text: Text, language: str) -> str:
    """`text` in `language`, or in its own first language where it has no such version."""
    if isinstance(text, str):
        return text
    return text.get(language) or next(iter(text.values()), "")


def languages(text: Text) -> tuple[str, ...]:
    """The languages `text` names, in its order; none where it is one string for all."""
    return () if isinstance(text, str) else tuple(text)
