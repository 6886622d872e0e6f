"""From wall to ballot: open answers, laid in piles by a moderator, become topics with names.

Only what may be seen is laid, and only of a closed round: what is said of the piles then stays
true. A text that is dismissed later leaves its pile, one that is approved later is in none yet.
"""

from asyncio import to_thread
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from poll_server.live.state import PollState
from poll_server.live.texts import moderated, own_stop_words
from poll_server.locale import Speech
from poll_server.questions import Question
from poll_server.questions.methods.hands import Hands, enough
from poll_server.questions.traits.parts import ResultOf
from poll_server.questions.writing.alike import suggested
from poll_server.questions.writing.written import written_texts
from poll_server.store.parts.pile_store import PileStep, text_sum
from poll_server.store.records import Round
from poll_server.store.store import Store

MOST_LAID = 1000
"""Different texts that are listed, the most frequent first: nobody sorts more by hand."""


class PileText(msgspec.Struct, frozen=True):
    """A text that people wrote."""

    key: str
    text: str
    count: int


class Pile(msgspec.Struct, frozen=True):
    """A topic with what belongs to it."""

    id: str
    name: str
    texts: tuple[PileText, ...]

    @property
    def people(self) -> int:
        """How many wrote one of its texts."""
        return sum(each.count for each in self.texts)


class Laid(msgspec.Struct, frozen=True):
    """How the texts of one round lie."""

    round: int
    question: Question
    piles: tuple[Pile, ...] = ()
    """as they came about; each has a text"""
    loose: tuple[PileText, ...] = ()
    """in none"""
    steps: tuple[PileStep, ...] = ()
    fresh: str = "1"
    """id of a pile that is to be made"""

    @property
    def last(self) -> str:
        """Id of the last step; '' where there was none."""
        return self.steps[-1].id if self.steps else ""

    @property
    def in_order(self) -> list[Pile]:
        """The piles as all but their moderator see them: the largest first."""
        return sorted(self.piles, key=lambda pile: -pile.people)

    @property
    def inside(self) -> int:
        """Contributions that lie in a pile."""
        return sum(pile.people for pile in self.piles)

    @property
    def contributions(self) -> int:
        """All of them."""
        return self.inside + sum(each.count for each in self.loose)

    def in_words(self, _: Speech) -> str:
        """Who put it together, and how much of it: wherever piles are shown, it says so."""
        return _(
            "grouped by the moderator: %(topics)s, %(contributions)s",
            topics=_.ngettext("%(n)s topic", "%(n)s topics", len(self.piles)),
            contributions=_.ngettext(
                "%(inside)s of %(n)s contribution",
                "%(inside)s of %(n)s contributions",
                self.contributions,
                inside=self.inside,
            ),
        )


class Piling:
    """What a moderator does with them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def laid(self, state: PollState, number: int = 0) -> Laid | None:
        """How the texts of a round lie; None where it has none that may be seen.

        Args:
            number: of the round; 0: the one in sight, or the last before it that has texts.
        """
        for round_ in _rounds(state, number):
            question = _question(state, round_)
            if question is None or round_.state != "closed" or question.result_form != "texts":
                continue
            texts = await self._texts(state, question, round_)
            steps = await self._store.piles.steps(state.poll_id, round_.number)
            return lie(round_.number, question, texts, steps)
        return None

    async def lay(self, state: PollState, laid: Laid, step: PileStep) -> bool:
        """Do one step; False where somebody was quicker, or too much was laid already."""
        return await self._store.piles.add(state.poll_id, laid.round, step, laid.last)

    async def take_back(self, state: PollState, laid: Laid) -> bool:
        """Forget the last step; False where somebody was quicker."""
        return await self._store.piles.take_back(state.poll_id, laid.round, laid.last)

    async def _texts(self, state: PollState, question: Question, round_: Round) -> list[PileText]:
        tally, moderation = await self._store.rounds.came_to(
            state.poll_id, round_.number, frozen=round_.frozen
        )
        least = question.smallest_group(state.poll.smallest_group)
        if not enough(ResultOf(question), tally, round_.votes, Hands(), least):
            return []
        seen = moderated(question, tally, moderation, own_stop_words(state.about, round_))
        return [PileText(text_sum(counter), text, n) for counter, text, n in written_texts(seen)]


async def beginning(laid: Laid) -> dict[str, tuple[str, ...]]:
    """Where the loose texts may go: pile -> their sums, as `PileStep.laid` has them.

    It is worked out in a thread of its own: votes that come meanwhile don't wait for it.
    """
    loose = laid.loose[:MOST_LAID]
    found = await to_thread(
        suggested,
        [each.text for each in loose],
        [[pile.name, *(each.text for each in pile.texts)] for pile in laid.piles],
    )
    ids = [pile.id for pile in laid.piles]
    ids += [str(int(laid.fresh) + n) for n in range(len(found) - len(ids))]
    return {
        pile: tuple(loose[place].key for place in places)
        for pile, places in zip(ids, found, strict=True)
        if places
    }


def groupable(state: PollState) -> bool:
    """Whether there are texts in sight that can be laid in piles now."""
    question = state.question
    return (
        question is not None
        and question.result_form == "texts"
        and state.state == "closed"
        and state.enough
        and not state.over
    )


def lie(
    number: int, question: Question, texts: Iterable[PileText], steps: Sequence[PileStep]
) -> Laid:
    """How `texts` lie after `steps`."""
    names = names_after(steps)
    lies: dict[str, str] = {}
    for step in steps:
        for pile, sums in step.laid.items():
            lies |= dict.fromkeys(sums, pile)
    made = sorted({pile for pile in lies.values() if pile} | names.keys(), key=int)
    inside: dict[str, list[PileText]] = {pile: [] for pile in ["", *made]}
    for each in texts:
        inside[lies.get(each.key, "")].append(each)
    ordered = _typical_first(inside, steps)
    piles = tuple(
        Pile(pile, names.get(pile) or ordered[pile][0].text, tuple(ordered[pile]))
        for pile in made
        if ordered[pile]
    )
    return Laid(
        number,
        question,
        piles,
        tuple(ordered[""]),
        tuple(steps),
        str(1 + max(map(int, made), default=0)),
    )


def names_after(steps: Sequence[PileStep], last: str = "") -> dict[str, str]:
    """What piles were called, by their ids, after the step with the id `last`; '': after all."""
    names: dict[str, str] = {}
    for step in steps:
        names |= step.names
        if step.id == last:
            break
    return names


def _typical_first(
    inside: Mapping[str, list[PileText]], steps: Sequence[PileStep]
) -> dict[str, list[PileText]]:
    """Each pile's texts as they were laid: a suggestion begins with its most typical one."""
    turn: dict[str, int] = {}
    for step in steps:
        for sums in step.laid.values():
            for each in sums:
                turn.setdefault(each, len(turn))
    return {
        pile: sorted(texts, key=lambda each: turn.get(each.key, 0)) if pile else texts
        for pile, texts in inside.items()
    }


def _rounds(state: PollState, number: int) -> list[Round]:
    if number:
        return [found] if (found := state.rounds.get(number)) else []
    before = [state.rounds[n] for n in sorted(state.rounds, reverse=True)]
    return [state.round, *before] if state.round else before


def _question(state: PollState, round_: Round) -> Question | None:
    return next((each for each in state.poll.questions if each.id == round_.question), None)
