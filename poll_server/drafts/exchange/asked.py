"""A question between two tools: what both know of it, and what is lost on the way.

Other tools' questions become `Carried` and then items for a draft; ours become `Carried` and then
another tool's file. Whatever does not fit is named by a sentence: nothing is dropped silently.
"""

from collections.abc import Callable, Iterable
from typing import Any, Literal

import msgspec

from poll_server.base.text import Text, say
from poll_server.locale import Speech
from poll_server.questions import Question
from poll_server.questions.checking import LONGEST_TIMER
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.number import Number
from poll_server.questions.kinds.ranking import Ranking
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.slide import Slide
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words
from poll_server.questions.traits.options import called

CarriedKind = Literal["choice", "ranking", "number", "words", "text", "slide"]


class Loss(msgspec.Struct, frozen=True):
    """What another tool's file has, or cannot have, and a person should know of."""

    question: int
    """its number from 1 in the file; 0: the file as a whole"""
    message: str


class Taken:
    """What is read of a file: its questions, and what of them is lost."""

    def __init__(self, _: Speech) -> None:
        self.speech = _
        self.asked: list[Carried] = []
        self.losses: list[Loss] = []
        self.number = 0
        """of the question that is being read, from 1"""

    def lose(self, message: str) -> None:
        """Something of the question that is being read does not come along; said once."""
        loss = Loss(self.number, message)
        if loss not in self.losses:
            self.losses.append(loss)

    def left_out(self, called: str) -> None:
        """The question that is being read has no like here.

        Args:
            called: what the other tool calls its kind.
        """
        _ = self.speech
        self.lose(_("“%(kind)s” does not exist here; the question is left out", kind=called))


class Carried(msgspec.Struct):
    """One question, in one language."""

    form: CarriedKind
    prompt: str
    options: list[str] = []
    """of a choice or a ranking; of a ranking with a right order, in that order"""
    right: list[int] = []
    """places in `options` of what is right; of a ranking all of them, where an order is"""
    words: list[str] = []
    """each way that counts as right, of a word"""
    most: int = 1
    """options, or words, that one person may choose"""
    shuffled: bool = False
    abstain: bool = False
    low: str = ""
    high: str = ""
    number: str = ""
    """the right one, as numbers are written in decks"""
    unit: str = ""
    seconds: int = 0
    """0: no limit"""
    body: str = ""
    explanation: str = ""


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
        case "number":
            item |= {"low": asked.low, "high": asked.high, "right": asked.number}
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


def asked_of(
    question: Question, language: str, _: Speech, lose: Callable[[str], None]
) -> Carried | None:
    """The question as other tools could have it; None: they have none like it.

    Args:
        language: of its texts.
        lose: is told each thing that does not come along.
    """
    asked = _shaped(question, language, _, lose)
    if asked is None:
        kind = type(question).called(_)
        lose(_("“%(kind)s” has no like in other tools; the question is left out", kind=kind))
        return None
    asked.seconds = question.timer
    if asked.unit:
        asked.prompt = f"{asked.prompt} ({asked.unit})"
    hint = say(question.hint, language)
    if hint and asked.form != "slide":
        asked.prompt = f"{asked.prompt}\n{hint}"
    if question.sentences:
        lose(_("its sentences for the report"))
    return asked


def _shaped(
    question: Question, language: str, _: Speech, lose: Callable[[str], None]
) -> Carried | None:
    prompt = say(question.prompt, language)
    match question:
        case Choice():
            return _of_choice(question, prompt, language, _, lose)
        case Ranking():
            names = list(question.names(language))
            order = [_place(question.options, each) for each in question.right_order]
            options = [names[place] for place in order] if order else names
            asked = Carried("ranking", prompt, options, right=list(range(len(order))))
            asked.explanation = say(question.explanation, language)
            return asked
        case Number():
            asked = Carried("number", prompt, low=question.low, high=question.high)
            asked.number, asked.unit = question.right, say(question.unit, language)
            asked.explanation = say(question.explanation, language)
            return asked
        case Words():
            asked = Carried("words", prompt, most=question.entries, words=[*question.right_words])
            asked.explanation = say(question.explanation, language)
            return asked
        case Scale() if len(question.statements) < 2:
            return _of_scale(question, prompt, language, _, lose)
        case Slide():
            return _of_slide(question, prompt, language, _, lose)
        case OpenText():
            return Carried("text", prompt)
    return None


def _of_choice(
    question: Choice, prompt: str, language: str, _: Speech, lose: Callable[[str], None]
) -> Carried:
    asked = Carried("choice", prompt, list(question.names(language)), most=question.most)
    asked.right = [_place(question.options, each) for each in question.right_options]
    asked.shuffled, asked.abstain = question.shuffled, question.abstain
    asked.explanation = say(question.explanation, language)
    if question.other:
        lose(_("an answer in people's own words beside the options"))
    if question.reason:
        lose(_("the question why"))
    if question.least > 1:
        lose(_("how many options have to be chosen"))
    return asked


def _of_scale(
    question: Scale, prompt: str, language: str, _: Speech, lose: Callable[[str], None]
) -> Carried:
    lose(_("that its options are the steps of a scale"))
    statement = "".join(say(each, language) for each in question.statements)
    steps = [row.label for row in question.series({}, 0, language)[0].rows]
    asked = Carried("choice", "\n".join(filter(None, (prompt, statement))), steps)
    asked.abstain = question.abstain
    return asked


def _of_slide(
    question: Slide, prompt: str, language: str, _: Speech, lose: Callable[[str], None]
) -> Carried:
    said = [say(question.hint, language), say(question.body, language)]
    said += [f"- {say(each, language)}" for each in question.points]
    quote, source = say(question.quote, language), say(question.source, language)
    said += [f"{quote} ({source})" if source else quote, question.link]
    if question.minutes:
        lose(_("its countdown"))
    return Carried("slide", prompt, body="\n".join(filter(None, said)))


def _place(options: Iterable[Text], name: str) -> int:
    """The place of the option that is called so in any language."""
    return next(place for place, names in enumerate(called(options)) if name in names)
