"""What kinds check with: limits, an answer’s shape, numbers of a form, texts of a deck."""

import re
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from poll_server.base.text import Text, say
from poll_server.locale import Speech

from .writing.written import fold

LONGEST_TEXT = 140
"""Characters of a text somebody writes: one short sentence, legible on a stage."""
LONGEST_OPTION = 200
LONGEST_PROMPT = 300
"""Characters of a question: three lines on a stage."""
LONGEST_BEGIN = 40
"""Characters of a text that a mistake repeats."""
LARGEST_GROUP = 1000
"""Answers that may be asked for before a result is shown: a whole congress."""
LONGEST_TIMER = 3600
"""Seconds: an hour, the longest session of a congress."""
SHORT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST_OPTIONS = 30
"""More would not fit on any stage, and a phone would scroll for ever."""


class InvalidAnswer(ValueError):
    """The answer does not fit the question; the message says what would."""


T = TypeVar("T")


def shaped(answer: Any, shape: type[T]) -> T:
    """`answer` as JSON gave it, in the shape that its kind wants.

    Raises:
        InvalidAnswer: it has another one.
    """
    try:
        return msgspec.convert(answer, shape)
    except msgspec.ValidationError as error:
        raise InvalidAnswer(str(error)) from error


def number(written: str) -> int:
    """The number of an option in a form; -1, which no option has, for anything else."""
    # 3 digits: int() of a very long number is slow, and beyond 4,300 digits an error.
    return int(written) if len(written) <= 3 and written.isdecimal() else -1


def text_mistakes(
    field: str, texts: Iterable[Text], most: int, _: Speech
) -> Iterable[tuple[str, str]]:
    """A mistake for each text of `field` that is empty, too long, or there twice.

    Args:
        most: characters that a text may have.
    """
    seen, texts = set(), tuple(texts)
    for text in texts:
        for written in [text] if isinstance(text, str) else text.values() or [""]:
            given = len(written.strip())
            if given > most and len(texts) > 1:
                yield (
                    field,
                    _(
                        "at most %(most)s characters; “%(text)s” has %(given)s",
                        most=most,
                        text=_begin(written),
                        given=given,
                    ),
                )
            elif given > most:
                yield field, _("at most %(most)s characters, not %(given)s", most=most, given=given)
            elif not given:
                yield field, _("between 1 and %(most)s characters", most=most)
        # Texts of nothing are told of above; that they are alike is no mistake of its own.
        if (key := fold(say(text, ""))) and key in seen:
            alike = _begin(say(text, ""))
            yield field, _("each text only once; “%(text)s” is there twice", text=alike)
        seen.add(key)


def _begin(text: str) -> str:
    """As much of a text as somebody needs to find it."""
    bare = text.strip()
    return bare if len(bare) <= LONGEST_BEGIN else f"{bare[: LONGEST_BEGIN - 1]}…"
