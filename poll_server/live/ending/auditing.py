"""Closed rounds: frozen, checked against their votes, and handed out to reports only then."""

from dataclasses import replace

from poll_server.deck.deck import Poll
from poll_server.live.memory import Memory
from poll_server.live.state import RoundResults
from poll_server.live.texts import moderated, own_stop_words
from poll_server.locale import speak
from poll_server.questions import Question, Tally
from poll_server.questions.groups.compared import ByGroup, by_group
from poll_server.questions.methods.hands import Hands, added_to, enough, hands_of, with_hands
from poll_server.questions.traits.parts import ResultOf, in_turn, who_answered
from poll_server.questions.writing.piles import lie
from poll_server.store.auditing import sentence
from poll_server.store.records import About, Round
from poll_server.store.store import Store

from .freezing import Fixed, Freezing


class BrokenTally(Exception):
    """A round is not what was frozen; nothing may be exported from its poll."""


class Auditing:
    """Closed rounds of any poll."""

    def __init__(self, store: Store, memory: Memory) -> None:
        self._store, self._memory = store, memory
        self._freezing = Freezing(store)

    async def to_freeze(self, poll_id: str, number: int) -> Fixed | None:
        """What a round that is about to be shown is frozen with; None where it is not to be."""
        return await self._freezing.to_freeze(poll_id, number)

    async def freeze(self, poll_id: str, number: int, *, at_once: bool = False) -> bool:
        """Freeze a closed round, unless its close can still be taken back; true once it is.

        Args:
            at_once: even if it can.
        """
        if not await self._freezing.freeze(poll_id, number, at_once=at_once):
            return False
        self._memory.forget_rounds(poll_id)
        return True

    async def audit(self, poll_id: str, number: int, language: str = "en") -> str:
        """Check a frozen round against its votes and checksums.

        Returns:
            '' where all is well, else what is wrong, in a sentence without its full stop.
        """
        wrong, votes = await self._freezing.audit(poll_id, number)
        return sentence(speak(language), wrong, number, votes) if wrong else ""

    async def frozen(self, poll_id: str, language: str) -> list[RoundResults]:
        """Every closed round, in order, each frozen and checked against its votes first.

        None while the poll is practised: nothing of it counts. Waits for a close that the moderator
        can still take back.

        Raises:
            BrokenTally: a round is not what was frozen: nothing is exported.
        """
        about = (await self._memory.of(poll_id)).about
        questions = {question.id: question for question in about.poll.questions}
        shown = await self._store.polls.shown(poll_id)
        found = []
        live = await self._store.polls.live(poll_id)
        for number in () if live.practice else live.numbers:
            if not await self._freezing.settled(poll_id, number):
                continue
            if wrong := await self.audit(poll_id, number, language):
                raise BrokenTally(wrong)
            round_ = await self._store.rounds.round(poll_id, number)
            if round_ is None or round_.question not in questions:
                continue
            outcome = await self._outcome(about, questions[round_.question], round_, language)
            found.append(replace(outcome, shown=shown.get(number)))
        return found

    async def _outcome(
        self, about: About, question: Question, round_: Round, language: str
    ) -> RoundResults:
        """What a frozen round came to."""
        poll_id, number = about.poll_id, round_.number
        result, moderation = await self._store.rounds.result(poll_id, number)
        least = question.smallest_group(about.poll.smallest_group)
        few = not enough(ResultOf(question), result, round_.votes, Hands(), least)
        result = who_answered(result) if few else result
        # Added up with a few votes, the hands would tell how these were cast.
        hands = Hands() if few and round_.votes else hands_of(round_.hands)
        tally = moderated(question, result, moderation, own_stop_words(about, round_))
        texts = question.result_form == "texts"  # nothing else is laid in piles
        steps = await self._store.piles.steps(poll_id, number) if texts else ()
        groups = _groups(about.poll, question, result, round_.votes, language)
        return RoundResults(
            round_,
            question,
            with_hands(question, tally, round_.votes, hands, language),
            added_to(tally, hands),
            None,
            groups[0],
            await self._store.rounds.moves(poll_id, number) if round_.moves_from else None,
            tuple(groups[1:]),
            lie(number, tally, steps) if steps else None,
        )


def _groups(
    poll: Poll, question: Question, result: Tally, votes: int, language: str
) -> list[ByGroup]:
    """What came out in each group of people, and the same of each part of the question."""
    return [
        by_group(
            each.question,
            each.tally(result),
            each.votes(result, votes),
            poll.groups(language),
            each.question.smallest_group(poll.smallest_group),
            language,
        )
        for each in in_turn(question)
    ]
