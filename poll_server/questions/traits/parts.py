"""A question that is made of others, its parts: each counts, and is shown, as if asked alone.

One voter has one ballot for all of them, so a change of mind takes the whole of it back. In its
counters each part has its own, behind its id and a stroke; `answered` are the people of a part:

    mood/answered   mood/0   wish/answered   wish/text:more time
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from poll_server.questions.groups import joint
from poll_server.questions.kind import ABSTAIN, Question
from poll_server.questions.results import Results, Tally

FIELD = "questions"
"""The field of all such kinds that holds their parts."""
OF_THE_WHOLE = ("timer", "live", "sentences", "speed_bonus")
"""Fields that a part leaves to the whole."""
ANSWERED = "answered"
DONE = "done"
"""People who said that they are through."""
_OF_PART = re.compile(r"(?P<part>[a-z0-9][a-z0-9-]{0,39})/(?P<own>.+)", re.DOTALL)
"""No other counter looks like this: a text's begins with a word and a colon."""


class WithParts(Question, frozen=True, kw_only=True):
    """What all kinds have that are made of questions."""

    required: bool = False
    """nobody is through before every part is answered"""

    @property
    def parts(self) -> tuple[Question, ...]:
        """The questions, in their order; their ids are unique in it."""
        raise NotImplementedError


def parts_of(question: Question | None) -> tuple[Question, ...]:
    """What `question` is made of; nothing, of most."""
    return question.parts if isinstance(question, WithParts) else ()


def all_of(question: Question) -> tuple[Question, ...]:
    """The question and all it is made of."""
    return (question, *parts_of(question))


def required(question: Question) -> bool:
    """Whether every part of it must be answered by whoever wants to be through."""
    return isinstance(question, WithParts) and question.required


def alone(question: Question, part: Question) -> Question:
    """A part as a question of its own, under an id that no other question of its poll has."""
    enough = max(question.enough, part.enough)
    return msgspec.structs.replace(part, id=f"{question.id}.{part.id}", enough=enough)


def split(counter: str) -> tuple[str, str]:
    """A counter's part, with its stroke, and what it is called there; "" where it is of none."""
    found = _OF_PART.fullmatch(counter)
    return (f"{found['part']}/", found["own"]) if found else ("", counter)


def put_together(part: str, counts: Mapping[str, int]) -> dict[str, int]:
    """The counters of one answered part among those of the whole."""
    return {f"{part}/{ANSWERED}": 1} | {f"{part}/{counter}": n for counter, n in counts.items()}


def tally_of(tally: Tally, part: str) -> dict[str, int]:
    """What the part would have counted alone, by group too where people said one."""
    start, found = f"{part}/", {}
    for counter, n in tally.items():
        group, own = joint.apart(counter)
        if not own.startswith(start):
            continue
        own = own.removeprefix(start)
        if own != ANSWERED:
            found[f"{group}|{own}" if group else own] = n
        elif group:
            found[group] = n  # its people
    return found


def answered(tally: Tally, part: str) -> int:
    """How many answered the part."""
    return tally.get(f"{part}/{ANSWERED}", 0)


def who_answered(tally: Tally) -> dict[str, int]:
    """Of the counters those that say how many answered, or abstained, and nothing of what."""
    return {c: n for c, n in tally.items() if split(c)[1] in (ANSWERED, ABSTAIN)}


def approved_first(question: Question | None, counter: str) -> bool:
    """Whether the text behind `counter` is shown only once the moderator approved it."""
    if question is None:
        return False
    part, _ = split(counter)
    of = next((each for each in parts_of(question) if f"{each.id}/" == part), question)
    return of.approved_first


class ResultOf(NamedTuple):
    """A question, or one part of it: what a result is the result of."""

    whole: Question
    part: int = 0
    """from 1; 0: the whole"""

    @property
    def question(self) -> Question:
        """As if it had been asked alone."""
        return alone(self.whole, self._part) if self.part else self.whole

    @property
    def _part(self) -> Question:
        return parts_of(self.whole)[self.part - 1]

    @property
    def size(self) -> int:
        """How many parts the whole has."""
        return len(parts_of(self.whole))

    def answer(self, whole: Any) -> Any:
        """What an answer to the whole says to it; None: nothing."""
        return whole["answers"].get(self._part.id) if self.part and whole else whole

    def tally(self, tally: Tally) -> Tally:
        """Its counters among those of the whole."""
        return tally_of(tally, self._part.id) if self.part else tally

    def votes(self, tally: Tally, votes: int) -> int:
        """How many of the `votes` on the whole answered it."""
        return answered(tally, self._part.id) if self.part else votes

    def base(self, tally: Tally, votes: int) -> int:
        """How many of the `votes` on the whole answered it and did not abstain."""
        abstain = f"{self._part.id}/{ABSTAIN}" if self.part else ABSTAIN
        return self.votes(tally, votes) - tally.get(abstain, 0)

    def results(self, tally: Tally, votes: int, language: str) -> Results:
        """What came out, of the counters and votes of the whole."""
        own = self.votes(tally, votes)
        return self.question.results(self.tally(tally), own, language)


def in_turn(question: Question) -> tuple[ResultOf, ...]:
    """The question, and then each of its parts."""
    return tuple(ResultOf(question, n) for n in range(len(parts_of(question)) + 1))
