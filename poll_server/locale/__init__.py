"""What people read, in German and English.

The messages stand in the code in English and are their own keys; `de/…/poll.po` holds the German
and `en/…/poll.po` the English plurals. The `.po` files are read as they are at first use, so there
is no compiled catalogue to forget. A test extracts every message from code and templates and
fails where a language lacks one.

    _ = speak("de")
    _("Results")                                  → "Ergebnis"
    _.ngettext("%(n)s vote", "%(n)s votes", 3)    → "3 Stimmen"
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGE_NAMES = {"de": "Deutsch", "en": "English"}
"""Every language there is, as its speakers call it."""
LANGUAGES = tuple(LANGUAGE_NAMES)
DEFAULT_LANGUAGE = "en"


class Speech:
    """The messages of one language; call it with a message and its values."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        self.translations = translations

    def __call__(self, message: str, /, **values: Any) -> str:
        """`message` in this language; `%(name)s` in it is filled from `values`."""
        return self.translations.gettext(message) % values

    def ngettext(self, one: str, many: str, n: int, /, **values: Any) -> str:
        """The form of the message that goes with `n`, which is also `%(n)s`."""
        return self.translations.ngettext(one, many, n) % {"n": n, **values}


@cache
def speak(language: str) -> Speech:
    """The messages of `language`; of English where there is no such catalogue."""
    if language not in LANGUAGES:
        language = DEFAULT_LANGUAGE
    po = files(__name__) / language / "LC_MESSAGES" / "poll.po"
    with po.open("rb") as source:
        catalogue = read_po(source, locale=language, domain="poll")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Speech(language, Translations(compiled, domain="poll"))


def choose(wanted: Iterable[str], offered: Iterable[str] = LANGUAGES) -> str:
    """The first of `offered` that `wanted` (such as `de-AT`, `en`) asks for, else the first.

    Args:
        wanted: language tags, most wanted first, as from `Accept-Language`.
        offered: what there is, the fallback first.
    """
    available = tuple(offered) or LANGUAGES
    for tag in wanted:
        if (language := tag.lower().split("-")[0]) in available:
            return language
    return available[0]


@lru_cache(256)  # a hall's phones send a few
def accepted(header: str) -> tuple[str, ...]:
    """The language tags of an `Accept-Language` header, most wanted first."""
    weighted = []
    for place, part in enumerate(header.split(",")[:20]):  # 20: no browser sends more
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        if tag and tag != "*" and quality > 0:
            weighted.append((-quality, place, tag))
    return tuple(tag for _, _, tag in sorted(weighted))
