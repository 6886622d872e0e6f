"""The question bank: ready questions of each kind, every ready set of steps, and shipped decks.

What is offered stands in decks, `bank.toml` here and those of `decks`; a group is a poll of one.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from poll_server.base.text import say
from poll_server.deck import deck
from poll_server.deck import shipped as decks
from poll_server.drafts.document.from_deck import document_of
from poll_server.questions.traits.parts import FIELD


class BankEntry(msgspec.Struct, frozen=True):
    """One question on offer."""

    key: str
    """names it for ever: `bank/begin/mood`"""
    group: str
    """in the reader's language"""
    title: str
    """its prompt, in the reader's language"""
    kind: str
    item: dict[str, Any]
    """what `drafts.Insert` takes"""


@cache
def entries(language: str) -> list[BankEntry]:
    """Every question of the bank, group by group.

    Args:
        language: of groups and titles; decks that do not speak it are left out.
    """
    return [
        *_of_deck(_bank(), language),
        *(
            entry
            for name in decks.NAMES
            if language in (event := decks.load(name)).languages
            for entry in _of_deck(event, language, say(event.title, language))
        ),
    ]


def _bank() -> deck.Event:
    text = files(__package__).joinpath("bank.toml").read_text(encoding="utf-8")
    return deck.read(text, name="bank.toml")


def _of_deck(event: deck.Event, language: str, title: str = "") -> Iterator[BankEntry]:
    for poll, shown in zip(event.polls, document_of(event)["polls"], strict=True):
        group = " · ".join(filter(None, (title, say(poll.title, language))))
        for question, item in zip(poll.questions, shown["questions"], strict=True):
            yield BankEntry(
                f"{event.id}/{poll.id}/{question.id}",
                group,
                say(question.prompt, language),
                question.kind,
                _offered(item),
            )


def _offered(item: dict[str, Any]) -> dict[str, Any]:
    """A question on its own: no names, and no sentence that compares it with a neighbour."""
    sentences = [each for each in item["sentences"] if not each["when"]["same_as"]]
    offered = {name: value for name, value in item.items() if name not in ("uid", "id")}
    if FIELD in offered:
        offered[FIELD] = [_offered(part) for part in offered[FIELD]]
    return {**offered, "sentences": sentences}
