"""H5P: a ZIP file with `h5p.json`, which names a content type, and `content/content.json` for it.

Question sets, columns and questionnaires are read with what they hold, as each type's
`semantics.json` has it. Texts are HTML. What is written holds no type's own files, so it opens
where those are installed, as they are in Moodle, WordPress and on h5p.org.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from poll_server.deck.pictures.kept import LARGEST_FILE
from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.exchange.gift import GAP
from poll_server.drafts.exchange.plain import plain
from poll_server.drafts.exchange.quizzes import Json
from poll_server.drafts.imports.cells.table import unreadable
from poll_server.locale import Speech
from poll_server.questions.kinds.elsewhere import Carried

ABOUT, CONTENT = "h5p.json", "content/content.json"
LARGEST_CONTENT = 2_000_000
"""Bytes of each of both, unpacked: as much as of a table."""
LARGEST_PICTURES = 40_000_000
"""Bytes of all pictures, unpacked: as small as they get already, they grow by little."""
MOST_DEEP = 4
"""Containers in one another: a set in a column is two."""
VERSIONS = {"H5P.QuestionSet": (1, 20), "H5P.MultiChoice": (1, 16), "H5P.Blanks": (1, 14)}
"""Of the types that are written: what Moodle 4 and h5p.org have; newer ones read them."""
_TIME = (1980, 1, 1, 0, 0, 0)
_BLANK = re.compile(r"\*([^*]+)\*")
_NO_BLANK = re.compile(r"[*/:\\]")
"""What means something between the stars."""


class _Inside(NamedTuple):
    """A package that is being read, with what its pictures may still have."""

    package: zipfile.ZipFile
    names: frozenset[str]
    left: list[int]


def read(content: bytes, taken: Taken) -> None:
    """Takes the questions of an H5P package.

    Raises:
        SheetMistakes: it is too large once unpacked.
        ValueError: it is broken.
    """
    _ = taken.speech
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        inside = _Inside(package, frozenset(package.namelist()), [LARGEST_PICTURES])
        about = json.loads(_part(inside, ABOUT, LARGEST_CONTENT, _))
        params = json.loads(_part(inside, CONTENT, LARGEST_CONTENT, _))
        if title := str(about.get("title") or ""):
            taken.lose(_("what the quiz is called, or says of itself: “%(words)s”", words=title))
        taken.lose(_("its settings: repeated tries, what is needed to pass, words at the end"))
        for library, each in _questions(str(about["mainLibrary"]), params, 0):
            taken.number += 1
            asked = _asked(library, each, taken)
            if asked is not None:
                taken.take(asked, *_picture(each, inside, taken))


def _part(inside: _Inside, name: str, most: int, _: Speech) -> bytes:
    """A file of the package, and never more of it than it may have, whatever its head says."""
    with inside.package.open(name) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise unreadable(_("This file is too large once it is unpacked."))
    return content


def _questions(library: str, params: Json, deep: int) -> Iterator[tuple[str, Json]]:
    """Each question with its type, also of containers within containers."""
    name = library.partition(" ")[0]
    match name:
        case "H5P.QuestionSet":
            inner = params["questions"]
        case "H5P.Column":
            inner = [each.get("content") for each in params["content"]]
        case "H5P.Questionnaire":
            inner = [each.get("library") for each in params["questionnaireElements"]]
        case "H5P.SingleChoiceSet":
            yield from ((name, each) for each in params["choices"])
            return
        case "H5P.Blanks":
            lines = params["questions"]
            yield from ((name, {**params, "questions": [line]}) for line in lines)
            return
        case _:
            yield name, params
            return
    if deep == MOST_DEEP:
        raise ValueError("nested too deeply")
    for each in inner:
        if each:  # an element that was never filled in
            yield from _questions(str(each["library"]), each["params"], deep + 1)


def _asked(library: str, params: Json, taken: Taken) -> Carried | None:
    _ = taken.speech
    asked = Carried("text", _words(params.get("question") or params.get("taskDescription"), taken))
    match library:
        case "H5P.MultiChoice":
            _choice(asked, params, taken)
        case "H5P.TrueFalse":
            said = params.get("l10n") or {}
            asked.form = "choice"
            asked.options = [said.get("trueText") or _("True"), said.get("falseText") or _("False")]
            asked.right = [0 if str(params.get("correct", "true")).casefold() == "true" else 1]
        case "H5P.SingleChoiceSet":
            asked.form, asked.right, asked.shuffled = "choice", [0], True
            asked.options = [_words(each, taken) for each in params["answers"]]
        case "H5P.SimpleMultiChoice":
            alternatives = params["alternatives"]
            texts = (each["text"] if isinstance(each, dict) else each for each in alternatives)
            asked.form, asked.options = "choice", [_words(each, taken) for each in texts]
            asked.most = len(asked.options) if params.get("inputType") == "checkbox" else 1
        case "H5P.SortParagraphs":
            asked.form = "ranking"
            asked.options = [_words(each, taken) for each in params["paragraphs"]]
            asked.right = list(range(len(asked.options)))
        case "H5P.Blanks":
            return _blank(params, taken)
        case "H5P.Essay":
            if params.get("keywords") or (params.get("solution") or {}).get("sample"):
                taken.lose(_("words that are looked for in answers, and a model answer"))
        case "H5P.OpenEndedQuestion":
            pass
        case "H5P.AdvancedText":
            prompt, *rest = _words(params.get("text"), taken).split("\n", 1)
            return Carried("slide", prompt, body="".join(rest))
        case _:
            taken.left_out(library)
            return None
    return asked


def _words(html: Any, taken: Taken) -> str:
    _ = taken.speech
    words, pictures = plain(str(html or ""), html=True)
    if pictures:
        taken.lose(_("a picture, sound or film"))
    return words


def _choice(asked: Carried, params: Json, taken: Taken) -> None:
    _ = taken.speech
    answers, behaviour = params["answers"], params.get("behaviour") or {}
    asked.form, asked.options = "choice", [_words(each.get("text"), taken) for each in answers]
    asked.right = [place for place, each in enumerate(answers) if each.get("correct") is True]
    said = [each.get("tipsAndFeedback") or each for each in answers]
    if any(each.get(name) for each in said for name in
           ("tip", "chosenFeedback", "notChosenFeedback")):  # fmt: skip
        taken.lose(_("what is said about single answers"))
    kind = behaviour.get("type", "auto")
    single = behaviour.get("singleAnswer", params.get("singleAnswer", len(asked.right) < 2))
    several = kind == "multi" or (kind == "auto" and not single)
    asked.most = len(asked.options) if several else 1
    asked.shuffled = behaviour.get("randomAnswers", params.get("randomAnswers")) is True


def _blank(params: Json, taken: Taken) -> Carried | None:
    """A line with one gap asks for a word; with more it has no like here."""
    _, line = taken.speech, str(params["questions"][0])
    gaps = _BLANK.findall(line)
    if len(gaps) != 1:
        taken.left_out(_("several gaps in one text"))
        return None
    right, _colon, tip = gaps[0].partition(":")
    if tip:
        taken.lose(_("what is said about single answers"))
    asking, around = _words(params.get("text"), taken), _words(_BLANK.sub(f" {GAP} ", line), taken)
    # Below a text that asks, a gap alone says no more.
    texts = (asking, "" if asking and around == GAP else around)
    words = [plain(each, html=True)[0] for each in right.split("/")]
    return Carried("words", "\n".join(filter(None, texts)), words=words)


def _picture(params: Json, inside: _Inside, taken: Taken) -> tuple[bytes, str]:
    """The picture above a question and what is seen on it; empty where there is none."""
    _ = taken.speech
    media = params.get("media") or {}
    media = (media.get("type") or {}) if isinstance(media, dict) else {}
    shown = media.get("params") or {}
    path = str((shown.get("file") or {}).get("path") or "")
    name = f"content/{path}"
    if not str(media.get("library", "")).startswith("H5P.Image ") or name not in inside.names:
        if shown.get("sources") or path or shown.get("files"):
            taken.lose(_("a picture, sound or film"))
        return b"", ""
    content = _part(inside, name, min(LARGEST_FILE, inside.left[0]), _)
    inside.left[0] -= len(content)
    return content, _words(shown.get("alt"), taken)


def write(questions: Sequence[Carried]) -> bytes:
    """Questions as a question set; the same questions are the same bytes."""
    listed = [_library(asked, number) for number, asked in enumerate(questions, 1)]
    used = dict.fromkeys(["H5P.QuestionSet", *(each["library"].split(" ")[0] for each in listed)])
    about = {
        "title": "Questions",
        "language": "und",
        "mainLibrary": "H5P.QuestionSet",
        "embedTypes": ["iframe"],
        "license": "U",
        "preloadedDependencies": [
            {"machineName": name, "majorVersion": major, "minorVersion": minor}
            for name in used
            for major, minor in (VERSIONS[name],)
        ],
    }  # fmt: skip
    content = {"progressType": "textual", "passPercentage": 50, "questions": listed}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, part in ((ABOUT, about), (CONTENT, content)):
            text = json.dumps(part, ensure_ascii=False)
            parts.writestr(zipfile.ZipInfo(name, _TIME), text.encode())
    return packed.getvalue()


def _library(asked: Carried, number: int) -> dict[str, Any]:
    """One question as its type has it."""
    name, params = ("H5P.Blanks", _gap(asked)) if asked.form == "words" else (
        "H5P.MultiChoice", _multi(asked),
    )  # fmt: skip
    major, minor = VERSIONS[name]
    title = asked.prompt.partition("\n")[0]
    return {
        "library": f"{name} {major}.{minor}",
        "params": params,
        "subContentId": str(uuid5(NAMESPACE_URL, f"{number} {asked.prompt}")),
        "metadata": {"contentType": name.removeprefix("H5P."), "license": "U", "title": title},
    }


def fitting(words: Sequence[str]) -> list[str]:
    """Those of the right words that a gap can have."""
    return [word for word in words if not _NO_BLANK.search(word)]


def _gap(asked: Carried) -> Mapping[str, Any]:
    right = "/".join(escape(word, quote=False) for word in fitting(asked.words))
    return {"text": _html(asked.prompt), "questions": [f"<p>*{right}*</p>"]}


def _multi(asked: Carried) -> Mapping[str, Any]:
    several = asked.most > 1 or len(asked.right) > 1
    return {
        "question": _html(asked.prompt),
        "answers": [
            {"text": _html(option), "correct": place in asked.right}
            for place, option in enumerate(asked.options)
        ],
        "behaviour": {
            "enableRetry": True, "enableSolutionsButton": bool(asked.right), "singlePoint": True,
            "type": "multi" if several else "single", "randomAnswers": asked.shuffled,
        },
    }  # fmt: skip


def _html(text: str) -> str:
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.split("\n"))
