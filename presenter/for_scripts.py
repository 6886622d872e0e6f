"""Messages that a page hands to its script, which fills their places (`%(n)s`) itself."""

from collections.abc import Callable

from poll_server.locale import speak

ScriptTexts = dict[str, str | list[str]]


def unfilled(language: str) -> tuple[Callable[[str], str], Callable[[str, str], list[str]]]:
    """`_` and `ngettext` that leave the places for figures unfilled."""
    translations = speak(language).translations

    def ngettext(one: str, many: str) -> list[str]:
        return [translations.ngettext(one, many, n) for n in (1, 2)]

    return translations.gettext, ngettext
