"""ClassQuiz's own file (`.cqa`): the quiz as JSON in gzip, and behind it the pictures.

    gzip(JSON) C7C7C700 { C6C6C600 <question's place, in digits> C5C500 <picture> }

Places count from 0; -1 is the quiz's cover. As ClassQuiz writes it (`routers/eximport.py`).
"""

import json
import re
import zlib
from typing import Any

from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.exchange.plain import plain
from poll_server.drafts.exchange.quizzes import Json
from poll_server.drafts.imports.cells.table import unreadable
from poll_server.locale import Speech
from poll_server.questions.checking import LONGEST_TIMER
from poll_server.questions.kinds.elsewhere import Carried

STARTS = b"\x1f\x8b"
"""How gzip begins."""
LARGEST_QUIZ = 2_000_000
"""Bytes of the JSON, unpacked: as much as of a table, and far more than any quiz has."""
_PICTURES = b"\xc7\xc7\xc7\x00"
_PICTURE = re.compile(rb"\xc6\xc6\xc6\x00(-?[0-9]{1,4})\xc5\xc5\x00")
"""The digits between both marks belong to it: either mark may stand in a picture by chance."""


def read(content: bytes, taken: Taken) -> None:
    """Takes the questions and pictures of a ClassQuiz file.

    Raises:
        SheetMistakes: it is too large once unpacked, or no quiz of ClassQuiz's.
        ValueError: it is broken.
    """
    _ = taken.speech
    quiz, pictures = _unpacked(content, _)
    _heading(quiz, taken)
    for place, question in enumerate(quiz["questions"]):
        taken.number = place + 1
        asked = _asked(question, taken)
        picture = pictures.get(place, b"")
        if asked is None:
            continue
        if question.get("image") is not None and not picture:
            taken.lose(_("a picture, sound or film"))
        taken.take(asked, picture)


def _unpacked(content: bytes, _: Speech) -> tuple[Json, dict[int, bytes]]:
    """The quiz, and its pictures by the place of their question."""
    reader = zlib.decompressobj(wbits=31)  # 31: gzip, and nothing else
    try:
        plain_ = reader.decompress(content, LARGEST_QUIZ)
    except zlib.error as error:
        raise ValueError("broken gzip") from error
    if not reader.eof:
        if len(plain_) < LARGEST_QUIZ:
            raise ValueError("cut short")
        raise unreadable(_("This file is too large once it is unpacked."))
    try:
        quiz = json.loads(plain_)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(quiz, dict) or not isinstance(quiz.get("questions"), list):
        raise unreadable(_("This file is packed as those of ClassQuiz are, but holds no quiz."))
    if not reader.unused_data.startswith(_PICTURES):
        raise ValueError("no mark before the pictures")
    _nothing, *parts = _PICTURE.split(reader.unused_data[len(_PICTURES) :])
    found = zip(parts[::2], parts[1::2], strict=True)
    return quiz, {int(place): picture for place, picture in found}


def _heading(quiz: Json, taken: Taken) -> None:
    """What belongs to no question: a poll has its own title and look."""
    _ = taken.speech
    for name in ("title", "description"):
        if words := _words(quiz.get(name), taken):
            taken.lose(_("what the quiz is called, or says of itself: “%(words)s”", words=words))
    if any(quiz.get(name) for name in ("cover_image", "background_color", "background_image")):
        taken.lose(_("its colours, its background and its cover"))


def _words(text: Any, taken: Taken) -> str:
    _ = taken.speech
    words, pictures = plain(text if isinstance(text, str) else "")
    if pictures:
        taken.lose(_("a picture, sound or film"))
    return words


def _asked(question: Json, taken: Taken) -> Carried | None:
    _, called = taken.speech, str(question.get("type") or "ABCD")
    asked = Carried("text", _words(question.get("question"), taken))
    seconds = str(question.get("time") or "")
    if re.fullmatch(r"[0-9]{1,5}", seconds):
        asked.seconds = min(int(seconds), LONGEST_TIMER)
    if question.get("hide_results"):
        taken.lose(_("that its result is not shown"))
    answers = question.get("answers")
    match called:
        case "SLIDE":
            if answers:
                taken.lose(_("what is drawn on the slide, beside its title"))
            return Carried("slide", asked.prompt)
        case "RANGE":
            _range(asked, question["answers"])
        case "ABCD" | "CHECK" | "VOTING" | "ORDER" | "TEXT":
            _listed(asked, called, question["answers"], taken)
        case _:
            taken.left_out(called)
            return None
    return asked


def _range(asked: Carried, answers: Json) -> None:
    """An estimate: what is right goes from a number to a number."""
    low, high = int(answers["min_correct"]), int(answers["max_correct"])
    asked.form = "number"
    asked.low, asked.high = str(int(answers["min"])), str(int(answers["max"]))
    asked.number, asked.off = _decimal(low + high), _decimal(high - low)
    if low == high:
        asked.off = ""


def _decimal(twice: int) -> str:
    """Half of a whole number, as decks write it."""
    return f"{twice / 2:g}" if abs(twice) < 1_000_000 else f"{twice / 2:.1f}".removesuffix(".0")


def _listed(asked: Carried, called: str, answers: list[Json], taken: Taken) -> None:
    _ = taken.speech
    if any(each.get("color") for each in answers):
        taken.lose(_("the colours of its options"))
    if any(each.get("image") for each in answers):
        taken.lose(_("a picture, sound or film"))
    texts = [_words(each.get("answer"), taken) for each in answers]
    if called == "TEXT":
        asked.form, asked.words = "words", texts
        if any(each.get("case_sensitive") for each in answers):
            taken.lose(_("that capital and small letters are told apart"))
        return
    asked.form, asked.options = "ranking" if called == "ORDER" else "choice", texts
    if called == "ORDER":
        asked.right = list(range(len(texts)))
    elif called != "VOTING":
        asked.right = [place for place, each in enumerate(answers) if each.get("right") is True]
    asked.most = len(texts) if called == "CHECK" else 1
