"""Slido's questions of an audience as JSON: a list with an object for each.

    type, text, score, score_negative, is_public, is_answered, date_created, date_deleted,
    event_question_id, author, labels, pinned_replies …

`score` is those for it less those against it. Of who asked nothing is kept.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec

from poll_server.drafts.exchange.asked import Loss, Taken
from poll_server.drafts.imports.cells import carried
from poll_server.drafts.imports.cells.table import unreadable
from poll_server.drafts.imports.mistakes import SheetMistakes
from poll_server.drafts.imports.sheets import LARGEST_SHEET
from poll_server.locale import DEFAULT_LANGUAGE, speak
from poll_server.questions.writing.written import clean

from .made import LONGEST_SAID
from .old import LARGEST_PACKED, MOST_PEOPLE

TOOL: Literal["Slido"] = "Slido"
MOST_ASKED = 500
"""Questions from its hall that a poll holds."""
MARK = 24
"""Digits of a hash that name an entry: taken over twice, it is the same one."""


class OldEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that somebody asked there."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_SAID)]
    taken: Annotated[int, msgspec.Meta(ge=0, le=MOST_PEOPLE)]
    """its support there"""
    answered: bool
    waits: bool
    """it was not public there: the moderator sees it first"""


class OldEntries(msgspec.Struct, forbid_unknown_fields=True):
    """What a hall asked elsewhere."""

    tool: Literal["Slido"]
    entries: Annotated[dict[str, OldEntry], msgspec.Meta(min_length=1, max_length=MOST_ASKED)]
    """by the ids that they get here, in the order in which they were asked"""
    losses: list[Loss]


def is_slido(content: bytes) -> bool:
    """Whether a file looks like such a list: by its first signs."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"["


def entries_in(content: bytes, language: str = DEFAULT_LANGUAGE) -> OldEntries:
    """What a hall asked in Slido.

    Args:
        content: JSON in UTF-8.
        language: of the messages.

    Raises:
        SheetMistakes: it is no such file, broken, too large or empty.
    """
    _ = speak(language)
    if len(content) > LARGEST_SHEET:
        raise unreadable(_("A table has at most 2 MB."))
    taken = Taken(_)
    try:
        found = [each for each in _listed(content) if _is_question(each, taken)]
        found.sort(key=lambda each: str(each.get("date_created") or ""))
        entries = dict(_entry(each, taken) for each in _most(found, taken))
    except SheetMistakes:
        raise
    except Exception as error:  # whatever a broken or hostile file makes of its reader
        raise unreadable(
            _("These are no questions that Slido wrote as JSON. Please export them once more.")
        ) from error
    if not entries:
        said = "; ".join(loss.message for loss in taken.losses)
        raise unreadable(_("No question of this file can be taken over.") + f" {said}".rstrip())
    return OldEntries(TOOL, entries, taken.losses)


def packed(old: OldEntries) -> str:
    """What was read as a field of a form carries it."""
    return carried.packed(old)


def unpacked(text: str) -> OldEntries:
    """What `packed` made.

    Raises:
        ValueError: it was not.
    """
    return carried.unpacked(text, OldEntries, LARGEST_PACKED, "questions")


def _listed(content: bytes) -> Sequence[Any]:
    """The objects of the list; a RecursionError where it is nested too deeply."""
    found = json.loads(content.decode("utf-8-sig"))
    listed: list[Any] = found if isinstance(found, list) else [found]
    if not all(isinstance(each, dict) and {"text", "score"} <= each.keys() for each in listed):
        raise ValueError("not of Slido")
    return listed


def _is_question(each: Mapping[str, Any], taken: Taken) -> bool:
    """Whether it is a question with words that stands there still."""
    _ = taken.speech
    if each.get("type", "Question") != "Question":
        taken.lose(_("“%(kind)s” does not exist here; it is left out", kind=each["type"]))
        return False
    if each.get("date_deleted"):
        taken.lose(_("questions that were deleted there"))
        return False
    if not clean(str(each["text"] or "")):
        taken.lose(_("questions without words"))
        return False
    return True


def _most(found: Sequence[Any], taken: Taken) -> Sequence[Any]:
    """As many as a poll holds, those with most support."""
    if len(found) <= MOST_ASKED:
        return found
    _, lost = taken.speech, len(found) - MOST_ASKED
    taken.lose(
        _.ngettext(
            "%(n)s question with least support: a poll holds %(most)s",
            "%(n)s questions with least support: a poll holds %(most)s",
            lost,
            most=MOST_ASKED,
        )
    )
    least = sorted(range(len(found)), key=lambda place: -_score(found[place]))[MOST_ASKED:]
    left_out = set(least)
    return [each for place, each in enumerate(found) if place not in left_out]


def _score(each: Mapping[str, Any]) -> int:
    score = each["score"]
    if isinstance(score, bool) or not isinstance(score, int | float):
        raise ValueError("a score that is no number")
    return int(score)


def _entry(each: Mapping[str, Any], taken: Taken) -> tuple[str, OldEntry]:
    _, text, score = taken.speech, clean(str(each["text"])), _score(each)
    for names, message in (
        (("author", "event_user_id"), _("who asked, and when")),
        (("labels",), _("its labels")),
        (("pinned_replies",), _("what was answered to it in writing")),
        (("is_highlighted", "is_bookmarked"), _("that it was highlighted or bookmarked")),
        (("score_negative",), _("votes against a question: its support is those for it less those"
                                " against it, and at least 0")),
    ):  # fmt: skip
        if any(each.get(name) for name in names):
            taken.lose(message)
    if len(text) > LONGEST_SAID:
        taken.lose(_("texts of more than %(most)s characters are cut there", most=LONGEST_SAID))
        text = text[: LONGEST_SAID - 1].rstrip() + "…"
    is_public = each.get("is_public") is not False
    if not is_public:
        taken.lose(_("questions that were not public there wait for the moderator here"))
    known_by = str(each.get("event_question_id") or text)
    name = hashlib.sha256(f"{TOOL} {known_by}".encode()).hexdigest()[:MARK]
    return f"taken-{name}", OldEntry(
        text=text,
        taken=min(max(score, 0), MOST_PEOPLE),
        answered=each.get("is_answered") is True,
        waits=not is_public,
    )
