"""What points somebody has: read off their own ballots when they ask, and kept nowhere.

Only of questions whose result was shown, so that nobody learns here what is right before the hall
does; of a question that was asked again, the round counts whose result was shown last. Votes on
different questions are joined for nobody but the phone that cast them, by its own credential.
"""

from collections.abc import Mapping
from typing import NamedTuple

from poll_server.live.state import PollState
from poll_server.live.verbs.voting import voter_key
from poll_server.questions.methods.hands import enough, hands_of
from poll_server.questions.traits.parts import ResultOf
from poll_server.questions.traits.scored import scored, worth
from poll_server.questions.traits.speed import for_speed, speed_bonus
from poll_server.store.parts.round_store import HeldVote
from poll_server.store.records import Round
from poll_server.store.shown import Showing
from poll_server.store.store import Store


class QuizMark(NamedTuple):
    """How one question came out for one phone."""

    subject: ResultOf
    worth: int
    """points for a right answer"""
    verdict: bool | None
    """whether its answer is right; None: it gave none"""

    bonus: int = 0
    """points for speed at most; 0: nobody noted how fast it was"""
    tenth: int | None = None
    """of the time limit in which a right answer came; None: later, or not noted"""

    @property
    def for_speed(self) -> int:
        """Of its points those for speed."""
        return for_speed(self.bonus, self.tenth) if self.verdict else 0

    @property
    def points(self) -> int:
        """What the answer brought."""
        return self.worth + self.for_speed if self.verdict else 0

    @property
    def most(self) -> int:
        """What the fastest right answer brought."""
        return self.worth + self.bonus


class Scoring:
    """Points in any poll."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def own(self, state: PollState, credential: bytes) -> tuple[QuizMark, ...]:
        """How each question came out for this phone, of those whose result was shown."""
        subjects = scored(state.poll.questions)
        if not subjects or not state.about.secret:  # without it single votes were deleted
            return ()
        rounds = await self.counting(state)
        voters = {
            round_.number: voter_key(state.about, credential, id_) for id_, round_ in rounds.items()
        }
        held = await self._store.rounds.held_of_one(state.poll_id, voters)
        return tuple(
            mark_of(each, held.get(round_.number), timed=bool(round_.speed_ms))
            for each in subjects
            if (round_ := rounds.get(each.whole.id))
        )

    async def counting(self, state: PollState) -> dict[str, Round]:
        """The round of each question whose points count, by its id."""
        of = {each.whole.id: each.whole for each in scored(state.poll.questions)}
        shown = await self._store.polls.shown(state.poll_id) if of else {}
        return {
            id_: round_
            for id_, round_ in counting(state.rounds, shown).items()
            if id_ in of and await self._told(state, ResultOf(of[id_]), round_)
        }

    async def _told(self, state: PollState, subject: ResultOf, round_: Round) -> bool:
        """Whether enough people answered for its result to have left the server."""
        least = subject.whole.smallest_group(state.poll.smallest_group)
        if least <= 1:
            return True
        result, _moderation = await self._store.rounds.result(state.poll_id, round_.number)
        return enough(subject, result, round_.votes, hands_of(round_.hands), least)


def counting(
    rounds: Mapping[int, Round], shown: Mapping[int, tuple[Showing, ...]]
) -> dict[str, Round]:
    """The round of each question, by its id, whose result was shown last.

    Args:
        shown: when each round's result was to be seen, by its number.
    """
    seen = [round_ for n, round_ in sorted(rounds.items()) if round_.frozen and shown.get(n)]
    return {round_.question: round_ for round_ in seen}


def mark_of(subject: ResultOf, vote: HeldVote | None, *, timed: bool = True) -> QuizMark:
    """How a question came out for whoever cast `vote` on the whole that it is of; None: nobody.

    Args:
        timed: it was noted how fast right answers were.
    """
    own = subject.answer(vote.answer if vote else None)
    verdict = None if own is None else subject.question.verdict(own)
    bonus = speed_bonus(subject.question) if timed else 0
    mark = QuizMark(subject, worth(subject.question), verdict, bonus)
    return mark._replace(tenth=vote.tenth if vote else None)
