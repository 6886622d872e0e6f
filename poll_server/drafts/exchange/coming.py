"""Which tool's file it is, and what is read of it."""

import io
import json
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from poll_server.deck.brand.logo import CannotUse
from poll_server.deck.pictures.kept import MOST_PICTURES, DrawnPicture
from poll_server.drafts.exchange import (
    aiken,
    cqa,
    gift,
    h5p,
    moodle,
    particify,
    qti,
    quiz_tables,
    quizzes,
)
from poll_server.drafts.exchange.asked import Loss, Taken, item_of
from poll_server.drafts.imports.cells import encodings
from poll_server.drafts.imports.cells.table import MOST_ROWS, unreadable
from poll_server.drafts.imports.mistakes import SheetMistakes
from poll_server.drafts.imports.sheets import LARGEST_SHEET, opened
from poll_server.locale import DEFAULT_LANGUAGE, Speech, speak

Take = Callable[[Taken], object]
LARGEST_PACKED = 20_000_000
"""Bytes of a file with pictures in it: as much as of a PDF."""
PACKED = (cqa.STARTS, b"PK\x03\x04")
"""How such a file begins."""
SUFFIXES = {".cqa": "ClassQuiz", ".h5p": "H5P"}
"""Endings of files that nothing but one tool writes."""
NO_TABLES = (".xml", ".json", ".html", ".htm")
"""Endings of text files that are neither a table nor questions somebody wrote down."""
NO_TEXTS = (b"<?xml", b"<!doctype", b"<html", b"%pdf")
"""How such files begin, however they are called, in lower case and after what is blank."""
BLANK = b"\xef\xbb\xbf \t\r\n"


class Arrival(NamedTuple):
    """What another tool's file holds."""

    called: str
    """the format's name"""
    items: list[dict[str, Any]]
    """as `drafts.Insert` takes them"""
    losses: list[Loss]
    pictures: list[DrawnPicture]
    """that the items name; nobody keeps them yet"""


def arrived(
    name: str, content: bytes, languages: Sequence[str], language: str = DEFAULT_LANGUAGE
) -> Arrival | None:
    """The questions of another tool's file; None where it is of no tool that is known.

    Args:
        languages: of the event; texts are taken for its first.
        language: of the messages.

    Raises:
        SheetMistakes: it is such a file, and broken, too large or empty.
    """
    _ = speak(language)
    found = _found(name, content, language)
    if found is None:
        return None
    called, read = found
    taken = Taken(_)
    try:
        read(taken)
    except SheetMistakes:
        raise
    except Exception as error:  # whatever a broken or hostile file makes of its reader
        raise unreadable(_broken(called, taken, _)) from error
    if len(taken.asked) > MOST_ROWS:
        raise unreadable(_("A table has at most %(most)s questions.", most=MOST_ROWS))
    if not taken.asked:
        said = "; ".join(loss.message for loss in taken.losses)
        raise unreadable(_("No question of this file can be taken over.") + f" {said}".rstrip())
    items = [item_of(each, languages[0]) for each in taken.asked]
    pictures = _drawn(items, languages[0], taken)
    losses = sorted(taken.losses, key=lambda each: each.question)
    return Arrival(called, [each for each in items if each], losses, pictures)


def _drawn(items: list[dict[str, Any]], language: str, taken: Taken) -> list[DrawnPicture]:
    """The pictures of a file, drawn anew and named by their slides; empties those without one.

    Raises:
        SheetMistakes: there are more than an event can have.
    """
    _ = taken.speech
    if len(taken.pictures) > MOST_PICTURES:  # before the first is drawn, which takes long
        raise unreadable(
            _(
                "This file has more than %(most)s pictures, which is as many as an event can have."
                " Please export it in parts.",
                most=MOST_PICTURES,
            )
        )
    if not taken.pictures:
        return []
    from poll_server.deck.pictures.drawn import draw  # the library comes with the first picture

    pictures = []
    for each in taken.pictures:
        taken.number = each.question
        try:
            drawn = draw(each.content)
        except CannotUse:
            taken.lose(
                _("its picture: it is no PNG, JPEG or WebP of at most 8 MB and 25 million pixels")
            )
            if each.alone:
                items[each.place].clear()
            continue
        if each.alone:
            taken.lose(_("its picture stands on a slide of its own before it"))
        if not each.seen:
            taken.lose(_("what is to be seen on its picture: please write it for screen readers"))
        words = {"picture_text": {language: each.seen}} if each.seen else {}
        items[each.place] |= {"picture": drawn.name, **words}
        pictures.append(drawn)
    return pictures


def _broken(called: str, taken: Taken, _: Speech) -> str:
    if taken.number:
        return _(
            "This %(format)s file is broken at question %(n)s; nothing was taken over. Please"
            " export it once more.",
            format=called,
            n=taken.number,
        )
    return _("This %(format)s file is broken. Please export it once more.", format=called)


def _found(name: str, content: bytes, language: str) -> tuple[str, Take] | None:
    """The format that a file has, and what reads it.

    Raises:
        SheetMistakes: it is called as one of a format that it has not.
    """
    _ = speak(language)
    found: tuple[str, Take] | None = None
    if len(content) <= (LARGEST_PACKED if content.startswith(PACKED) else LARGEST_SHEET):
        found = _packed(name, content, language) or _written(content)
    if found is None and (why := _neither(name, content, _)):
        raise unreadable(why)
    return found


def _neither(name: str, content: bytes, _: Speech) -> str:
    """Why a file that no format knows is no table and no list of questions either; else empty."""
    suffix = PurePath(name).suffix.casefold()
    if suffix in SUFFIXES:
        return _(
            "The file is called %(suffix)s, but holds nothing that %(format)s wrote, or more"
            " than 20 MB. Please export it once more.",
            suffix=suffix,
            format=SUFFIXES[suffix],
        )
    if suffix in NO_TABLES or content.lstrip(BLANK)[:9].lower().startswith(NO_TEXTS):
        return _(
            "No questions were found in this file. XML comes along from Moodle; JSON from Kahoot,"
            " arsnova.eu and arsnova.click. A PDF’s pages are added further down, and results of"
            " other tools on the event’s page."
        )
    return ""


def _packed(name: str, content: bytes, language: str) -> tuple[str, Take] | None:
    """A ZIP file or workbook of a tool."""
    if content.startswith(cqa.STARTS):
        return "ClassQuiz", lambda taken: cqa.read(content, taken)
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
        return None  # tables say what is wrong with it
    if qti.MANIFEST in names:
        return "QTI", lambda taken: qti.read(content, taken)
    if h5p.ABOUT in names and h5p.CONTENT in names:
        return "H5P", lambda taken: h5p.read(content, taken)
    if "xl/workbook.xml" not in names or len(content) > LARGEST_SHEET:
        return None
    tables = opened(name, content, language)
    head = quiz_tables.head_of(tables)
    if head is None:
        return None
    return "Kahoot / ClassQuiz", lambda taken: quiz_tables.read(tables, head, taken)


def _written(content: bytes) -> tuple[str, Take] | None:
    """A text file of a tool."""
    text = encodings.decoded(content)
    if text is None:
        return None
    text = text.removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "[") and (quiz := quizzes.quiz_in(_json(text))):
        return "JSON", lambda taken: quizzes.read(quiz, taken)
    for called, is_one, read in (
        ("Moodle XML", moodle.is_moodle, moodle.read),
        ("Particify", particify.is_particify, particify.read),
        ("Aiken", aiken.is_aiken, aiken.read),
        ("GIFT", gift.is_gift, gift.read),
    ):
        if is_one(text):
            return called, _reader(read, text)
    return None


def _reader(read: Callable[[str, Taken], None], text: str) -> Take:
    return lambda taken: read(text, taken)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
