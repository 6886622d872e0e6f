"""A hand count: those who have no phone raise their hands, and the moderator types in how many.

It is shown and reported apart; added to the votes it is only where the moderator says so, and then
what 100 % is names it. No I/O.
"""

from collections.abc import Mapping

import msgspec

from poll_server.locale import speak
from poll_server.questions.kind import ABSTAIN, Question
from poll_server.questions.results import Fact, Results, Tally
from poll_server.questions.traits.parts import ResultOf

from .moves import stations

MOST_HANDS = 99_999
"""Raised for one answer: more than any hall seats."""


class Hands(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many raised their hands for each answer, as a round keeps it."""

    counts: dict[str, int] = {}
    """counter → people; no zeros"""
    added: bool = False
    """they are added to the votes"""

    @property
    def n(self) -> int:
        """All of them, abstentions included."""
        return sum(self.counts.values())


_read = msgspec.json.Decoder(Hands)


def hands_of(kept: str) -> Hands:
    """What a round keeps; nothing where nobody counted."""
    return _read.decode(kept) if kept else Hands()


def as_kept(question: Question, wanted: str) -> str:
    """A hand count as it is kept; empty where no hand was raised.

    Args:
        wanted: JSON as a console sends it.

    Raises:
        ValueError: it is none, or does not fit the question.
    """
    try:
        given = _read.decode(wanted)
    except msgspec.DecodeError as error:
        raise ValueError("not a hand count") from error
    known = {each.counter for each in stations(question, "en")}
    if not given.counts.keys() <= known:
        raise ValueError("there is no such answer")
    if not all(0 <= n <= MOST_HANDS for n in given.counts.values()):
        raise ValueError("no such number of hands")
    counts = {counter: n for counter, n in sorted(given.counts.items()) if n}
    kept = Hands(counts, given.added)
    return msgspec.json.encode(kept).decode() if counts else ""


def added_to(tally: Tally, hands: Hands) -> Tally:
    """The counters with the hands, where they are added."""
    if not hands.added:
        return tally
    both: Mapping[str, int] = hands.counts
    return {each: tally.get(each, 0) + both.get(each, 0) for each in (*tally, *both)}


def with_hands(
    question: Question, tally: Tally, votes: int, hands: Hands, language: str
) -> Results:
    """What came out, with the hand count beside it, or in it."""
    if not hands.n:
        return question.results(tally, votes, language)
    extra = hands.n if hands.added else 0
    found = question.results(added_to(tally, hands), votes + extra, language)
    of_base = extra - (hands.counts.get(ABSTAIN, 0) if extra else 0)
    facts = (*found.facts, _told(question, hands, language))
    return msgspec.structs.replace(found, facts=facts, by_hand=of_base)


def counted(subject: ResultOf, tally: Tally, votes: int, hands: Hands, language: str) -> Results:
    """The same of a question, or of a part of one, for which no hand is ever counted."""
    if not hands.n:
        return subject.results(tally, votes, language)
    return with_hands(subject.whole, tally, votes, hands, language)


def enough(subject: ResultOf, tally: Tally, votes: int, hands: Hands, smallest: int) -> bool:
    """Whether enough people stand behind a result for it to leave the server.

    Those count who answered: among them one is to be hidden, and who abstained gives no cover.
    Hands are told apart, so they give none to votes either; without a vote they were raised in
    plain sight. A smallest group of 1 withholds nothing, not even that everybody abstained.

    Args:
        votes: on the whole that the subject is, or is part of.
        smallest: people.
    """
    voted, base = subject.votes(tally, votes), subject.base(tally, votes)
    if not voted and hands.added:
        voted, base = hands.n, hands.n - hands.counts.get(ABSTAIN, 0)
    return voted > 0 and (base >= smallest or smallest <= 1)


def _told(question: Question, hands: Hands, language: str) -> Fact:
    _ = speak(language)
    said = " · ".join(
        f"{each.label} {hands.counts[each.counter]}"
        for each in stations(question, language)
        if each.counter in hands.counts
    )
    note = _("added to the votes") if hands.added else _("not added to the votes")
    return Fact(_("By show of hands"), said, note)


def in_base(results: Results, language: str) -> list[str]:
    """How many of the base raised their hands, in words; nothing where none is in it."""
    _ = speak(language)
    if not results.by_hand:
        return []
    return [_("%(n)s of them by show of hands", n=results.by_hand)]
