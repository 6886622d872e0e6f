"""Whatever a question of ours has is in another tool's file, or named as lost: field by field."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest

from poll_server.drafts.exchange import FORMATS, arrived, written
from poll_server.questions import Question
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.number import Number
from poll_server.questions.kinds.ranking import Ranking
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.slide import Slide
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words
from poll_server.questions.sentence import Sentence
from poll_server.questions.traits.option_pictures import OptionPicture

from .test_going import event

PICTURE = "0123456789abcdef-160x90"
OTHERWISE: Mapping[str, Any] = {
    "prompt": "Other?", "hint": "Look", "markdown": True, "notes": "Ask Anna", "timer": 30,
    "live": True, "enough": 7, "sentences": (Sentence(text="{n}"),),
    "options": ("a", "b", "c", "d"), "most": 2, "least": 2, "shuffled": True, "kept_last": 1,
    "reason": True, "abstain": True,
    "other": True, "pictures": (OptionPicture(option="a", picture=PICTURE),),
    "right_options": ("b",), "explanation": "So", "worth": 3, "speed_bonus": 2, "places": 2,
    "right_order": ("c", "a", "b"), "unit": "km", "low": "1", "high": "9", "right": "4",
    "tolerance": "2", "entries": 2, "approval": True, "left_out": "de", "right_words": ("yes",),
    "statements": ("We can",), "set": "frequency-5", "labels": ("no", "yes"), "steps": 3,
    "picture": PICTURE, "body": "Hello", "points": ("one", "two"), "quote": "Think",
    "source": "Ada", "link": "https://a.test/", "link_name": "there", "minutes": 5,
}  # fmt: skip
"""A value for each field, other than those of `QUESTIONS`."""
SAID_OTHERWISE: Mapping[str, str] = {
    "id": "it is ours, and nobody reads it",
    "on_the_spot": "how it came in, not what it asks",
    "picture_text": "the words of a picture, which is named",
    "decimals": "it follows from the numbers that come along",
    "first": "it is what steps without words are called, which are the options then",
    "slider": "a scale is named as one whole: its options were steps",
}
QUESTIONS: tuple[Question, ...] = (
    Choice(id="q", prompt="?", options=("a", "b", "c")),
    Choice(id="q", prompt="?", options=("a", "b", "c"), right_options=("a",)),
    Choice(id="q", prompt="?", options=("a", "b", "c"), right_options=("a", "c"), most=3),
    Ranking(id="q", prompt="?", options=("a", "b", "c")),
    Number(id="q", prompt="?", right="3"),
    Words(id="q", prompt="?", entries=1),
    Words(id="q", prompt="?", entries=1, right_words=("a", "b")),
    Scale(id="q", prompt="?", steps=4, labels=("a", "b")),
    Slide(id="q", prompt="?", body="A", quote="B", link="https://b.test/"),
    OpenText(id="q", prompt="?"),
)


def changed() -> Iterator[tuple[Question, str]]:
    for question in QUESTIONS:
        for field in msgspec.structs.fields(type(question)):
            if field.name not in SAID_OTHERWISE:
                yield question, field.name


@pytest.mark.parametrize("format", FORMATS)
def test_every_field_comes_along_or_is_named(format: str) -> None:
    silent = []
    for question, field in changed():
        other = msgspec.structs.replace(question, **{field: OTHERWISE[field]})
        was, now = (written(event(each), format, "en") for each in (question, other))
        # A question that has no like there is named, as a whole.
        if now.questions and (was.content, was.losses) == (now.content, now.losses):
            silent.append(f"{type(question).__name__}.{field}")
    assert silent == []


@pytest.mark.parametrize("format", FORMATS)
def test_how_many_may_be_chosen_comes_back_or_is_named(format: str) -> None:
    for most in (1, 2, 3):
        for right in ((), ("a",), ("a", "b")):
            if len(right) <= most:
                asked = Choice(
                    id="q", prompt="?", options=("a", "b", "c"), most=most, right_options=right
                )
                gone = written(event(asked), format, "en")
                found = arrived(f"x{FORMATS[format].suffix}", gone.content, ["en"], "en")
                assert found is not None
                lost = [loss.message for _poll, loss in gone.losses if "be chosen" in loss.message]
                assert (found.items[0]["most"] == most) != bool(lost), (most, right)


def test_reasons_are_given_for_fields_that_there_are() -> None:
    there = {field.name for each in QUESTIONS for field in msgspec.structs.fields(type(each))}
    assert there == OTHERWISE.keys() | SAID_OTHERWISE.keys()
