"""How other tools ask what our kinds ask: the few that have a like elsewhere, in one language.

Each is a quiz tool's or a learning platform's question; what reads and writes their files
(`drafts/exchange/`) knows no kind of ours.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import msgspec

from poll_server.base.text import Text, say
from poll_server.locale import Speech
from poll_server.questions.kind import Question
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.number import Number
from poll_server.questions.kinds.ranking import Ranking
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.slide import Slide
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words
from poll_server.questions.traits.options import called
from poll_server.questions.writing.marked import words

CarriedKind = Literal["choice", "ranking", "number", "words", "text", "slide"]


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
    off: str = ""
    """how far off is right, too, likewise"""
    unit: str = ""
    seconds: int = 0
    """0: no limit"""
    body: str = ""
    explanation: str = ""


def carried(
    question: Question, language: str, _: Speech, lose: Callable[[str], None]
) -> Carried | None:
    """The question as other tools could have it; None: they have none like it.

    Args:
        language: of its texts.
        lose: is told each thing that does not come along.
    """
    if (asked := _asked(question, say(question.prompt, language), language, _, lose)) is not None:
        for message in _without_like(question, _):
            lose(message)
    return asked


def _asked(
    question: Question, prompt: str, language: str, _: Speech, lose: Callable[[str], None]
) -> Carried | None:
    match question:
        case Choice():
            return _of_choice(question, prompt, language)
        case Ranking():
            names = list(question.names(language))
            order = [_place(question.options, each) for each in question.right_order]
            options = [names[place] for place in order] if order else names
            asked = Carried("ranking", prompt, options, right=list(range(len(order))))
            asked.abstain = question.abstain
            asked.explanation = written(question, question.explanation, language)
            return asked
        case Number():
            asked = Carried("number", prompt, low=question.low, high=question.high)
            asked.number, asked.unit = question.right, say(question.unit, language)
            asked.off = question.tolerance
            asked.explanation = written(question, question.explanation, language)
            return asked
        case Words():
            asked = Carried("words", prompt, most=question.entries, words=[*question.right_words])
            asked.explanation = written(question, question.explanation, language)
            return asked
        case Scale() if len(question.statements) < 2:
            return _of_scale(question, prompt, language, _, lose)
        case Slide():
            return _of_slide(question, prompt, language)
        case OpenText():
            return Carried("text", prompt)
    return None


def written(question: Question, text: Text, language: str) -> str:
    """A text of the question in words alone: each tool has a Markdown of its own, or none."""
    return words(say(text, language), markdown=question.markdown)


def _without_like(question: Question, _: Speech) -> Iterator[str]:
    """What a question has and no other tool has a place for, in words."""
    called = {
        "notes": _("the moderator’s notes"),
        "markdown": _("bold, italics and links of its texts"),
        "live": _("that its result grows while people vote"),
        "enough": _("from how many answers on its result is shown"),
        "other": _("an answer in people's own words beside the options"),
        "reason": _("the question why"),
        "least": _("how many options have to be chosen"),
        "kept_last": _("that its last options keep their place"),
        "pictures": _("the pictures of its options"),
        "places": _("how many places are ranked"),
        "approval": _("that its words wait for the moderator"),
        "left_out": _("that the cloud leaves function words out"),
        "worth": _("the points for a right answer"),
        "speed_bonus": _("the bonus for speed"),
        "picture": _("its picture"),
        "link_name": _("what its link is called"),
        "minutes": _("its countdown"),
    }
    for field in msgspec.structs.fields(type(question)):
        if field.name in called and getattr(question, field.name) != field.default:
            yield called[field.name]


def _of_choice(question: Choice, prompt: str, language: str) -> Carried:
    asked = Carried("choice", prompt, list(question.names(language)), most=question.most)
    asked.right = [_place(question.options, each) for each in question.right_options]
    asked.shuffled, asked.abstain = question.shuffled, question.abstain
    asked.explanation = written(question, question.explanation, language)
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


def _of_slide(question: Slide, prompt: str, language: str) -> Carried:
    texts = [written(question, each, language) for each in (question.hint, question.body)]
    texts += [f"- {written(question, each, language)}" for each in question.points]
    quote, source = written(question, question.quote, language), say(question.source, language)
    texts += [f"{quote} ({source})" if source else quote, question.link]
    return Carried("slide", prompt, body="\n".join(filter(None, texts)))


def _place(options: Iterable[Text], name: str) -> int:
    """The place of the option that is called so in any language."""
    return next(place for place, names in enumerate(called(options)) if name in names)
