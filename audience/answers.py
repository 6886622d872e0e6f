"""An answer back in the form it came from, and in words: for every kind of question alike.

A kind says only how a form becomes an answer (`Question.read`). The way back needs no second
method: a box belongs to an answer if what it alone would count is counted by the answer, and the
texts in an answer are those of the form's one group of text fields. A test holds every kind to it.
"""

from collections.abc import Iterator
from typing import Any

from poll_server.locale import speak
from poll_server.questions import InvalidAnswer, Question

Filled = dict[str, list[str]]
"""What a form holds: the ticked values or written texts of each control, by its name."""


def filled(question: Question, answer: Any, language: str) -> Filled:
    """The form that says `answer` (None: an empty form)."""
    if answer is None:
        return {}
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


def in_words(question: Question, answer: Any, language: str) -> str:
    """What `answer` says: the labels of its boxes, and its texts; `phone.js` says the same."""
    values = filled(question, answer, language)
    controls = question.controls(language)
    written = {c.name: values[c.name] for c in controls if not c.options}
    labels = [
        option.label
        for control in controls
        for option in control.options
        # A box that stands for a text is silent: the text speaks.
        if option.value in values[control.name] and not written.get(option.value)
    ]
    ratings = sum(control.type == "radio" for control in controls)
    if ratings > 1 and len(labels) > 1:
        _ = speak(language)
        return _("%(n)s ratings", n=len(labels))
    return ", ".join([*labels, *(text for texts in written.values() for text in texts)])


def rows(question: Question, answer: Any, language: str) -> list[set[str]]:
    """The keys of the result rows that `answer` counts in, for each series."""
    if answer is None:
        return [set() for _ in question.series({}, 0, language)]
    return [
        {row.key for row in series.rows if row.count}
        for series in question.series(question.count(answer), 1, language)
    ]


def _belongs(question: Question, name: str, value: str, counted: dict[str, int]) -> bool:
    try:
        alone = question.count(question.read({name: [value]}))
    except (InvalidAnswer, ValueError):
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
