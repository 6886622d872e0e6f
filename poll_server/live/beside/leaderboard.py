"""Who has most points, of those who gave a nickname: for stage and phones, where the deck says so.

Points are those that each phone finds on its own page: of questions whose round is frozen and was
shown, the one that was shown last. A frozen round never changes, so each ballot of somebody
with a nickname is read once in a process; whoever has none is not looked at.
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from poll_server.live.state import PollState
from poll_server.questions.traits.parts import ResultOf
from poll_server.questions.traits.scored import scored
from poll_server.store.parts.beside.nickname_store import Nickname
from poll_server.store.records import Round
from poll_server.store.store import Store

from .nicknames import nickname_key
from .scoring import Scoring, mark_of

MOST_PLACES = 10
"""Of a leaderboard: what is read from a hall's last row."""
MOST_KNOWN = 200
"""Polls whose leaderboard a process keeps: tens run at once."""


class Placed(msgspec.Struct, frozen=True):
    """Somebody on the leaderboard."""

    place: int
    """one more than there are people with more points: whoever has as many shares it"""
    name: str
    points: int


class FirstPlaces(NamedTuple):
    """What is shown of a leaderboard, and of nobody by what key."""

    first: tuple[Placed, ...] = ()
    level: int = 0
    """how many more have as many points as the last of them"""


class Leaderboard(NamedTuple):
    """All who have points and a nickname that is shown; most points first."""

    by_voter: Mapping[str, Placed] = {}
    """by the keys of their nicknames"""

    @property
    def places(self) -> FirstPlaces:
        """The first ten."""
        every = tuple(self.by_voter.values())
        first, rest = every[:MOST_PLACES], every[MOST_PLACES:]
        return FirstPlaces(first, sum(each.points == first[-1].points for each in rest))

    def own(self, state: PollState, credential: bytes) -> Placed | None:
        """The place of one phone; None where it has no points, or no nickname that is shown."""
        voter = nickname_key(state, credential)
        return self.by_voter.get(voter) if voter else None


@dataclass
class _Known:
    """What a process knows of one poll."""

    of: Hashable
    """while it stays, a ballot that was read counts as it did"""
    earned: dict[int, dict[str, int]] = field(default_factory=dict)
    """round -> voter key of a ballot -> what it brought"""
    mark: Hashable = None
    """while it stays, the leaderboard is the same"""
    board: Leaderboard = field(default_factory=Leaderboard)


class Leaderboards:
    """Those of any poll."""

    def __init__(self, store: Store, scoring: Scoring) -> None:
        self._store, self._scoring = store, scoring
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def now(self, state: PollState) -> Leaderboard:
        """As it is at this moment; empty where the poll has none."""
        if not (state.poll.nicknames and state.poll.leaderboard) or not state.about.secret:
            return Leaderboard()
        known = self._of(state)
        version = await self._store.nicknames.version(state.poll_id)
        rounds = await self._scoring.counting(state)
        mark = version, tuple(sorted(each.number for each in rounds.values()))
        if known.mark != mark:
            known.board = await self._made(state, known, rounds)
            known.mark = mark
        return known.board

    def _of(self, state: PollState) -> _Known:
        of = state.epoch, state.about.edition
        known = self._known.get(state.poll_id)
        if known is None or known.of != of:
            known = self._known[state.poll_id] = _Known(of)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        self._known.move_to_end(state.poll_id)
        return known

    async def _made(
        self, state: PollState, known: _Known, rounds: Mapping[str, Round]
    ) -> Leaderboard:
        every = await self._store.nicknames.all(state.poll_id)
        names = {voter: each for voter, each in every.items() if each.state == "shown"}
        ballots = await self._store.nicknames.ballots(state.poll_id)
        subjects = scored(state.poll.questions)
        sums = dict.fromkeys(names, 0)
        for question, round_ in rounds.items():
            of = tuple(each for each in subjects if each.whole.id == question)
            keys = {voter: key for voter in names if (key := ballots.get(voter, {}).get(question))}
            earned = known.earned.setdefault(round_.number, {})
            await self._read(state.poll_id, round_.number, of, list(keys.values()), earned)
            for voter, key in keys.items():
                sums[voter] += earned[key]
        return _placed(names, sums)

    async def _read(
        self,
        poll_id: str,
        number: int,
        subjects: tuple[ResultOf, ...],
        voters: list[str],
        earned: dict[str, int],
    ) -> None:
        """Add to `earned` what these voters' ballots in a round brought, where it is not known."""
        new = [voter for voter in voters if voter not in earned]
        held = await self._store.rounds.held(poll_id, number, new) if new else []
        for voter, vote in zip(new, held, strict=True):
            earned[voter] = sum(mark_of(each, vote).points for each in subjects)


def _placed(names: Mapping[str, Nickname], sums: Mapping[str, int]) -> Leaderboard:
    """Whoever has points, in order; those with as many by the alphabet, which tells nothing."""
    order = sorted(
        (voter for voter in names if sums[voter]),
        key=lambda voter: (-sums[voter], names[voter].folded),
    )
    places: dict[int, int] = {}
    for n, voter in enumerate(order, 1):
        places.setdefault(sums[voter], n)
    return Leaderboard(
        {voter: Placed(places[sums[voter]], names[voter].name, sums[voter]) for voter in order}
    )
