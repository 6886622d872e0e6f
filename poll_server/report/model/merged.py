"""Which questions several polls asked alike, and their counters added up.

Alike are questions that show a participant the same: kind, prompt, answers, and what may be done
with them (how many may be picked, abstain, write something else). Id, hint, notes, countdown,
sentences, and whether results come live, may differ. Where one poll asks alike questions twice
(before and after a talk), those with the same id belong together.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from poll_server.questions import Question, Tally

if TYPE_CHECKING:
    from poll_server.deck import deck


def alike(polls: "Sequence[deck.Poll]") -> list[list[tuple[int, Question]]]:
    """Every question that two polls or more ask, as (place of the poll from 0, its question).

    In the order in which the polls first ask them; within, in the order of the polls.
    """
    by_content: dict[bytes, list[tuple[int, Question]]] = {}
    for place, poll in enumerate(polls):
        for question in poll.questions:
            by_content.setdefault(_content(question), []).append((place, question))
    groups = [group for found in by_content.values() for group in _one_a_poll(found)]
    return [group for group in groups if len(group) > 1]


def bare(question: Question) -> Question:
    """The question without what may differ between polls, its sentences among it."""
    return msgspec.structs.replace(question, hint="", notes="", timer=0, live=False, sentences=())


def added(tallies: Iterable[Tally]) -> dict[str, int]:
    """The counters of several rounds, each vote as heavy as any other."""
    total: dict[str, int] = {}
    for tally in tallies:
        for counter, count in tally.items():
            total[counter] = total.get(counter, 0) + count
    return total


def _content(question: Question) -> bytes:
    return msgspec.json.encode(
        msgspec.structs.replace(bare(question), id=""), order="deterministic"
    )


def _one_a_poll(found: list[tuple[int, Question]]) -> list[list[tuple[int, Question]]]:
    """Alike questions in groups of at most one of each poll."""
    if len({place for place, _ in found}) == len(found):
        return [found]
    by_id: Mapping[str, list[tuple[int, Question]]] = {q.id: [] for _, q in found}
    for place, question in found:
        by_id[question.id].append((place, question))
    return list(by_id.values())
