"""A question between two tools: what both know of it, and what is lost on the way.

Other tools' questions become `Carried` and then items for a draft; ours become `Carried` and then
another tool's file. Whatever does not fit is named by a sentence: nothing is dropped silently.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from poll_server.locale import Speech
from poll_server.questions import Question
from poll_server.questions.checking import LONGEST_TIMER
from poll_server.questions.kinds.elsewhere import Carried, carried, written
from poll_server.questions.methods.bounds import MOST_DECIMALS

_DECIMALS = re.compile(r"[-+]?[0-9]*\.(?P<places>[0-9]*?)0*")


class Loss(msgspec.Struct, frozen=True):
    """What another tool's file has, or cannot have, and a person should know of."""

    question: int
    """its number from 1 in the file; 0: the file as a whole"""
    message: str


class TakenPicture(NamedTuple):
    """A picture of a file, before it is drawn anew."""

    question: int
    """its number from 1 in the file"""
    place: int
    """of the slide that shows it, in `Taken.asked`"""
    content: bytes
    seen: str
    """what is to be seen on it, in words; empty where the file does not say"""
    alone: bool
    """that slide is there for the picture only"""


class Taken:
    """What is read of a file: its questions, and what of them is lost."""

    def __init__(self, _: Speech) -> None:
        self.speech = _
        self.asked: list[Carried] = []
        self._lost: dict[Loss, None] = {}
        self.number = 0
        """of the question that is being read, from 1"""
        self.pictures: list[TakenPicture] = []

    def take(self, asked: Carried, picture: bytes = b"", seen: str = "") -> None:
        """A question of the file; one with a picture gets a slide before it, which shows it.

        Args:
            picture: as the file has it; empty where there is none.
            seen: what is to be seen on it, where the file says so.
        """
        if picture:
            alone = asked.form != "slide"
            self.pictures.append(TakenPicture(self.number, len(self.asked), picture, seen, alone))
            if alone:
                self.asked.append(Carried("slide", asked.prompt.partition("\n")[0]))
        self.asked.append(asked)

    def lose(self, message: str) -> None:
        """Something of the question that is being read does not come along; said once."""
        self._lost.setdefault(Loss(self.number, message))

    @property
    def losses(self) -> list[Loss]:
        """In the order of the file."""
        return list(self._lost)

    def left_out(self, called: str) -> None:
        """The question that is being read has no like here.

        Args:
            called: what the other tool calls its kind.
        """
        _ = self.speech
        self.lose(_("“%(kind)s” does not exist here; the question is left out", kind=called))


def item_of(asked: Carried, language: str) -> dict[str, Any]:
    """The question as `drafts.Insert` takes it.

    Args:
        language: of its texts: the event's first.
    """

    def text(words: str) -> dict[str, str]:
        return {language: words} if words else {}

    item: dict[str, Any] = {"kind": asked.form, "prompt": text(asked.prompt)}
    match asked.form:
        case "choice":
            item["options"] = [text(each) for each in asked.options]
            item |= {"most": asked.most, "shuffled": asked.shuffled, "abstain": asked.abstain}
            item["right_options"] = [asked.options[place] for place in asked.right]
        case "ranking":
            item["options"] = [text(each) for each in asked.options]
            item["right_order"] = [asked.options[place] for place in asked.right]
            item["abstain"] = asked.abstain
        case "number":
            item |= {"low": asked.low, "high": asked.high, "right": asked.number}
            item |= {"tolerance": asked.off, "decimals": _decimals(asked)}
            item["unit"] = text(asked.unit)
        case "words":
            item |= {"entries": asked.most, "right_words": asked.words}
        case "slide":
            item["body"] = text(asked.body)
    if asked.form in ("choice", "ranking", "number", "words"):
        item["explanation"] = text(asked.explanation)
    if asked.form != "slide":
        item["timer"] = min(asked.seconds, LONGEST_TIMER)
    return {name: value for name, value in item.items() if value or name == "prompt"}


def _decimals(asked: Carried) -> int:
    """Decimal places that an estimate needs for its bounds and what is right to be answers."""
    numbers = (asked.low, asked.high, asked.number, asked.off)
    found = (_DECIMALS.fullmatch(each) for each in numbers)
    return min(max((len(each["places"]) for each in found if each), default=0), MOST_DECIMALS)


def asked_of(
    question: Question, language: str, _: Speech, lose: Callable[[str], None]
) -> Carried | None:
    """The question as other tools could have it; None: they have none like it.

    Args:
        language: of its texts.
        lose: is told each thing that does not come along.
    """
    asked = carried(question, language, _, lose)
    if asked is None:
        kind = type(question).called(_)
        lose(_("“%(kind)s” has no like in other tools; the question is left out", kind=kind))
        return None
    asked.seconds = question.timer
    if asked.unit:
        asked.prompt = f"{asked.prompt} ({asked.unit})"
    hint = written(question, question.hint, language)
    if hint and asked.form != "slide":
        asked.prompt = f"{asked.prompt}\n{hint}"
    if question.sentences:
        lose(_("its sentences for the report"))
    return asked
