"""A phone's view in two messages: the question once, and snapshots that name it.

    asked {name, question}      before the first snapshot that names it
    snapshot {asked: name, …}   each time; and its results leave out what the options say already

A question of thirty long options takes 2 KB by itself, and every snapshot carried it. The page
puts both together again, so nothing else of it knows. It says in its socket's address that it can
(`question=apart`): a page that was loaded before an update gets whole snapshots, as it always did.
"""

import hashlib
from functools import cache

import msgspec

from poll_server.live.state import PollState
from poll_server.wire.messages import Asked, PhoneQuestion, PhoneResults, Snapshot

from . import views
from .pictures import View

NAME_BYTES = 6
"""Of a question's name: a phone sees some tens, and 48 bits tell them apart."""


@cache
def phone_view(language: str, every: float) -> View:
    """The view that such phones of `language` share, at most one frame in `every` seconds."""
    return View(
        "phone",
        lambda state: phone(state, language),
        every,
        (language, "apart"),
        lambda state: asked(state, language),
    )


def phone(state: PollState, language: str) -> Snapshot:
    """`views.phone`, of which the question is only named: thirty long options go with it."""
    whole = views.phone(state, language)
    if whole.question is None:
        return whole
    results = _unlabelled(whole.results, whole.question) if whole.results else None
    named = _asked(whole.question).name
    return msgspec.structs.replace(whole, question=None, asked=named, results=results)


def asked(state: PollState, language: str) -> Asked | None:
    """The question that every phone of `language` is asked, if there is one."""
    question = views.question_of(state, language)
    return _asked(question) if question else None


def _asked(question: PhoneQuestion) -> Asked:
    digest = hashlib.blake2b(msgspec.json.encode(question), digest_size=NAME_BYTES)
    return Asked(name=digest.hexdigest(), question=question)


def _unlabelled(results: PhoneResults, question: PhoneQuestion) -> PhoneResults:
    """`results` without what the options of the question say already."""
    of = next((part for part in question.parts if part.id == results.part), question)
    groups = [control for control in of.controls if control.options]
    if len(groups) != 1:
        return results
    labels = {option.value: option.label for option in groups[0].options}
    series = tuple(
        msgspec.structs.replace(
            one,
            rows=tuple(
                msgspec.structs.replace(row, label="") if labels.get(row.key) == row.label else row
                for row in one.rows
            ),
        )
        for one in results.series
    )
    return msgspec.structs.replace(results, series=series)
