"""An answer back in the form it came from, and in words: what holds for most kinds of question.

A kind says only how a form becomes an answer (`read`). The way back mostly needs no second method:
a box belongs to an answer if what it alone would count is counted by the answer, and the texts in
an answer are those of the form's one group of text fields. A kind for which that does not hold
says it itself (`Question.fill`, `Question.in_words`). A test holds every kind to it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from poll_server.locale import speak

from .form import Filled, HasForm

MOST_RATED_SAID = 3
"""Statements that are read back by name: the phone's foot has two lines."""


def fill(question: HasForm, answer: Any, language: str) -> Filled:
    """The form that says `answer`."""
    counted = question.count(answer)
    controls = question.controls(language)
    written = {c.name: list(_texts(answer)) for c in controls if not c.options}
    ticked = {
        c.name: [
            option.value
            for option in c.options
            # A box that stands for a text field (“Other”) goes with the text.
            if written.get(option.value) or _belongs(question, c.name, option.value, counted)
        ]
        for c in controls
        if c.options
    }
    return ticked | written


def in_words(question: HasForm, values: Filled, language: str) -> str:
    """What a filled form says: the labels of its boxes, and its texts; `controls.js` says the same.

    Args:
        values: as `fill` has them.
    """
    controls = question.controls(language)
    written = {c.name: values.get(c.name, []) for c in controls if not c.options}
    ticked = [
        (control, option.label)
        for control in controls
        for option in control.options
        # A box that stands for a text is silent: the text speaks.
        if option.value in values.get(control.name, []) and not written.get(option.value)
    ]
    labels = [label for _, label in ticked]
    asked = sum(control.type == "radio" for control in controls)
    rated = [control.legend for control, _ in ticked if control.type == "radio"]
    if asked > 1 and rated:
        return _ratings(rated, labels, asked, language)
    return ", ".join([*labels, *(text for texts in written.values() for text in texts)])


def _ratings(rated: list[str], labels: list[str], asked: int, language: str) -> str:
    """How many of several statements were rated; which, where some are left."""
    _ = speak(language)
    if len(rated) == asked:
        return _("%(n)s ratings", n=asked)
    said = ", ".join(rated[:MOST_RATED_SAID]) + (" …" if len(rated) > MOST_RATED_SAID else "")
    if len(rated) == 1:
        said = f"{said} ({labels[0]})"
    return _("%(said)s, %(n)s still open", said=said, n=asked - len(rated))


def _belongs(question: HasForm, name: str, value: str, counted: Mapping[str, int]) -> bool:
    try:
        alone = question.count(question.read({name: [value]}))
    except ValueError:
        return False
    return bool(alone) and alone.keys() <= counted.keys()


def _texts(answer: Any) -> Iterator[str]:
    """Every string in an answer, wherever it stands."""
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, dict):
        for part in answer.values():
            yield from _texts(part)
    elif isinstance(answer, list | tuple):
        for part in answer:
            yield from _texts(part)
