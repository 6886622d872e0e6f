"""The catalogues: every message of code and templates, in both languages, whole."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from poll_server.locale import accepted, choose, speak

ROOT = Path(__file__).parents[2]
METHODS = {"**/*.py": "python", "**/templates/**/*.html": "jinja2"}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
CALL = re.compile(r"\b(?:_|n?gettext)\(|{%-? *trans\b")
"""Only files with one are read word by word, which takes a second for all."""
OF_OTHERS = {"Answer", "Question", "Host"}
"""Quoted as other programs write them, and words of ours elsewhere."""
PLACES = re.compile(r"%\((\w+)\)")


@cache
def messages() -> list[tuple[str, str | tuple[str, ...]]]:
    return [
        (str(file.relative_to(ROOT)), message)
        for package in ("poll_server", "audience", "presenter")
        for pattern, method in METHODS.items()
        for file in (ROOT / package).glob(pattern)
        if CALL.search(file.read_text())
        for _line, message, _comments, _context in extract_from_file(method, file, KEYWORDS)
    ]


def first(message: str | Sequence[str]) -> str:
    """A message's own name: its singular."""
    return message if isinstance(message, str) else message[0]


@cache
def german() -> dict[str, tuple[str, ...]]:
    with (ROOT / "poll_server/locale/de/LC_MESSAGES/poll.po").open("rb") as source:
        catalogue = read_po(source, locale="de")
    assert not any(message.fuzzy for message in catalogue if message.id)
    return {
        first(message.id): (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string or ("",))
        for message in catalogue
        if message.id
    }


def test_every_message_is_in_german() -> None:
    translated = german()
    missing = {
        (file, one)
        for file, message in messages()
        if (one := first(message)) and not all(translated.get(one, ("",)))
    }
    assert not missing


def test_german_holds_no_message_that_nothing_says() -> None:
    said = {first(message) for _, message in messages()}
    assert set(german()) <= said


def test_a_translation_has_the_places_of_its_message() -> None:
    for message, forms in german().items():
        for form in forms:
            assert set(PLACES.findall(form)) <= set(PLACES.findall(message)) | {"n"}, message


def test_german_is_written_as_german() -> None:
    for forms in german().values():
        for form in forms:
            assert '"' not in form.replace('["…"]', ""), form  # „…“, but for a deck's own quotes
            assert "“" not in form or "„" in form, form
            assert " %" not in form.replace("%(", ""), form  # a narrow no-break space, or none


def test_what_a_sentence_quotes_is_called_so_on_its_button_or_page() -> None:
    """It sent people to “Konto und Organisierende”, and the page is “Konto und Veranstaltende”."""
    said = german()
    called = {name.removesuffix(" …"): to[0].removesuffix(" …") for name, to in said.items()}
    wrong = {
        (quoted, translation)
        for message, (translation, *_) in said.items()
        for quoted in set(re.findall("“([^”]+)”", message)) - OF_OTHERS
        if quoted in called and f"„{called[quoted]}" not in translation
    }
    assert not wrong


def test_a_percentage_is_written_by_each_language() -> None:
    de, en = speak("de"), speak("en")
    args = ("%(all)s = %(n)s participant who answered", "%(all)s = %(n)s participants who answered")
    assert de.ngettext(*args, 174, all="100\u202f%") == (
        "100\u202f% = 174 Teilnehmende, die geantwortet haben"
    )
    assert en.ngettext(*args, 1, all="100%") == "100% = 1 participant who answered"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("fr,en;q=0.4,de;q=0.8", "de"),
        ("en-GB", "en"),
        ("", "en"),
        ("de;q=0, en", "en"),
        ("*;q=x, ;;;", "en"),
    ],
)
def test_a_browser_is_answered_in_the_language_it_asks_for(header: str, language: str) -> None:
    assert choose(accepted(header), ("en", "de")) == language
