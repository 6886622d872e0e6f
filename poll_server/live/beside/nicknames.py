"""Nicknames: who wants to be on the leaderboard gives one, and nobody else has one.

A poll has them where its deck says so. A name that the stop list knows waits for a moderator, as a
text does; one that a moderator took down is shown nowhere, and what that phone calls itself next
waits, too. All of it goes with the single votes.
"""

from typing import Literal, NamedTuple

from poll_server.live.state import PollState
from poll_server.live.verbs.voting import voter_key
from poll_server.questions.traits.scored import scored
from poll_server.questions.writing.stop_list import held_back
from poll_server.questions.writing.written import clean, fold_clean
from poll_server.store.parts.beside.nickname_store import Nickname, NicknameOutcome, NicknameState
from poll_server.store.store import Store

LONGEST_NICKNAME = 20
"""Characters: ten of them are read from a hall's last row."""

NicknameFlaw = Literal["empty", "long"]
"""What was wrong before Redis was asked."""


class MyNickname(NamedTuple):
    """How one phone's own nickname stands."""

    name: str = ""
    state: NicknameState | None = None
    """None: it gave none"""


class Nicknames:
    """The verbs of phones, and of moderators."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def mine(self, state: PollState, credential: bytes) -> MyNickname:
        """The nickname of this phone; what was put in since it was given is counted for it, too."""
        voter = nickname_key(state, credential)
        if not state.poll.nicknames or voter is None:
            return MyNickname()
        held, ballots = await self._store.nicknames.of(state.poll_id, voter)
        if held is None or held.state == "gone":
            return MyNickname()
        now = _ballots(state, credential)
        if not now.keys() <= ballots.keys():
            await self._store.nicknames.link(state.poll_id, voter, now)
        return MyNickname(held.name, held.state)

    async def give(
        self, state: PollState, credential: bytes, name: str
    ) -> NicknameOutcome | NicknameFlaw:
        """Give one, or another in its place; on disk when it returns `done`."""
        name = clean(name)
        if not name:
            return "empty"
        if len(name) > LONGEST_NICKNAME:
            return "long"
        voter = nickname_key(state, credential)
        if not state.poll.nicknames or voter is None or state.over:
            return "closed"
        waits = held_back(name, state.about.event.stop_words)
        ballots = _ballots(state, credential)
        return await self._store.nicknames.give(
            state.poll_id, voter, name, fold_clean(name), ballots, waits=waits
        )

    async def take_back(self, state: PollState, credential: bytes) -> NicknameOutcome:
        """Delete one's own, and what its points were added up by."""
        voter = nickname_key(state, credential)
        if voter is None:
            return "unknown"
        return await self._store.nicknames.do(state.poll_id, "back", voter)

    async def listed(self, poll_id: str) -> list[Nickname]:
        """All of them, for moderators: those that wait come first, then the latest."""
        held = (await self._store.nicknames.all(poll_id)).values()
        there = [each for each in held if each.state != "gone"]
        return sorted(there, key=lambda each: (each.state != "waiting", -each.number))

    async def on_stage(self, poll_id: str, *, shown: bool) -> None:
        """A moderator has the leaderboard on the stage, or no longer."""
        await self._store.nicknames.do(poll_id, "stage", "", int(shown))

    async def judge(self, poll_id: str, verb: Literal["show", "hide"], number: int) -> bool:
        """A moderator shows one, or takes it down; false where it is there no more."""
        held = await self._store.nicknames.all(poll_id)
        voter = next((key for key, each in held.items() if each.number == number), None)
        if voter is None:
            return False
        return await self._store.nicknames.do(poll_id, verb, voter) == "done"


def nickname_key(state: PollState, credential: bytes) -> str | None:
    """The key of this phone's nickname; None where the secret is deleted."""
    # No question has a name with a space: this key is no vote's, unless the poll is linkable.
    about = state.about
    return voter_key(about, credential, "the nickname") if about.secret else None


def _ballots(state: PollState, credential: bytes) -> dict[str, str]:
    """The voter keys of this phone's ballots on all that brings points, and on nothing else."""
    whole = {each.whole.id for each in scored(state.poll.questions)}
    return {id_: voter_key(state.about, credential, id_) for id_ in sorted(whole)}
