"""From wall to ballot: open answers, laid in piles by a moderator, become topics with names.

Only what may be seen is laid, and only of a closed round: what is said of the piles then stays
true. A text that is dismissed later leaves its pile, one that is approved later is in none yet.
"""

from asyncio import to_thread

from poll_server.live.state import PollState
from poll_server.live.texts import moderated, own_stop_words
from poll_server.questions import Question, Tally
from poll_server.questions.methods.hands import Hands, enough
from poll_server.questions.traits.parts import ResultOf
from poll_server.questions.writing.alike import suggested
from poll_server.questions.writing.piles import Laid, PileStep, lie
from poll_server.store.records import Round
from poll_server.store.store import Store

MOST_LAID = 1000
"""Different texts that are listed, the most frequent first: nobody sorts more by hand."""


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
            tally = await self._tally(state, question, round_)
            steps = await self._store.piles.steps(state.poll_id, round_.number)
            return lie(round_.number, tally, steps)
        return None

    async def lay(self, state: PollState, laid: Laid, step: PileStep) -> bool:
        """Do one step; False where somebody was quicker, or too much was laid already."""
        return await self._store.piles.add(state.poll_id, laid.round, step, laid.last)

    async def take_back(self, state: PollState, laid: Laid) -> bool:
        """Forget the last step; False where somebody was quicker."""
        return await self._store.piles.take_back(state.poll_id, laid.round, laid.last)

    async def on_stage(self, state: PollState, number: int) -> None:
        """Let the stage show the piles of a round in place of its texts; 0: of none."""
        await self._store.piles.on_stage(state.poll_id, number)

    async def _tally(self, state: PollState, question: Question, round_: Round) -> Tally:
        tally, moderation = await self._store.rounds.came_to(
            state.poll_id, round_.number, frozen=round_.frozen
        )
        least = question.smallest_group(state.poll.smallest_group)
        if not enough(ResultOf(question), tally, round_.votes, Hands(), least):
            return {}
        return moderated(question, tally, moderation, own_stop_words(state.about, round_))


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


def _rounds(state: PollState, number: int) -> list[Round]:
    if number:
        return [found] if (found := state.rounds.get(number)) else []
    before = [state.rounds[n] for n in sorted(state.rounds, reverse=True)]
    return [state.round, *before] if state.round else before


def _question(state: PollState, round_: Round) -> Question | None:
    return next((each for each in state.poll.questions if each.id == round_.question), None)
