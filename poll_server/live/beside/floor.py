"""Questions from the hall: people ask, others support what they want to hear, moderators choose.

They run beside any question of the deck, and by themselves. Nothing here touches the way of a vote:
a phone asks over HTTP, and looks for news over HTTP while its page of questions is in sight. What
everybody sees is made once for each change, whoever asks for it.

All that one phone says here is kept under one key of its own, apart from those of its votes: where
entries are put together, the same person must count once.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec

from poll_server.live.verbs.voting import voter_key
from poll_server.questions.writing.stop_list import held_back
from poll_server.questions.writing.written import clean
from poll_server.store.parts.beside.floor_store import (
    AskOutcome,
    Entry,
    Floor,
    FloorVerb,
    Support,
    Taking,
)
from poll_server.store.store import Store

from ..memory import Memory
from .board import Board, Mine, Own, board_of

LONGEST_ENTRY = 300
"""Characters of what somebody asks: three lines on a stage, as a question of the deck."""
LONGEST_NAME = 60
LONGEST_ANSWER = 1000
"""Characters of an answer that is written down: a short paragraph."""
LONGEST_LABEL = 40
ENTRY_ID = re.compile(r"[A-Za-z0-9_-]{8,32}")
"""Made by the phone before it sends, so that a retry is the same entry."""
MOST_KNOWN = 200
"""Polls whose list a process keeps: tens run at once."""

EntryFlaw = Literal["empty", "long", "id"]
"""What was wrong before Redis was asked."""


class _Kept(NamedTuple):
    floor: Floor
    board: Board
    encoded: bytes


class Asking:
    """The verbs of the hall and of its moderators."""

    def __init__(self, store: Store, memory: Memory) -> None:
        self._store, self._memory = store, memory
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def board(self, poll_id: str) -> tuple[Board, bytes]:
        """What everybody sees, and the same as JSON."""
        kept = await self._now(poll_id)
        return kept.board, kept.encoded

    async def all(self, poll_id: str) -> Floor:
        """Everything, for moderators and reports."""
        return (await self._now(poll_id)).floor

    async def mine(self, poll_id: str, credential: bytes) -> Mine:
        """What this phone asked, and what it supports.

        Raises:
            UnknownPoll: there is no such poll.
        """
        kept = await self._now(poll_id)
        voter = await self._voter(poll_id, credential)
        if voter is None:
            return Mine((), {})
        own = tuple(
            Own(key, entry.text, entry.state, bool(entry.into))
            for key, entry in sorted(kept.floor.entries.items(), key=lambda each: each[1].number)
            if entry.voter == voter and entry.state != "gone"
        )
        return Mine(own, await self._supported(poll_id, voter, kept))

    async def _supported(
        self, poll_id: str, voter: str, kept: _Kept
    ) -> dict[str, tuple[int, bool]]:
        """Of an entry that others were put to: the seq of its own, and whether any is supported."""
        groups = {
            each.id: (each.id, *kept.floor.entries[each.id].merged) for each in kept.board.entries
        }
        every = [key for group in groups.values() for key in group]
        said = await self._store.floor.supported(poll_id, voter, every) if every else {}
        return {
            root: (said.get(root, (0, False))[0], any(said[key][1] for key in group if key in said))
            for root, group in groups.items()
            if any(key in said for key in group)
        }

    async def ask(
        self, poll_id: str, credential: bytes, entry: str, text: str, name: str = ""
    ) -> AskOutcome | EntryFlaw:
        """Put down what somebody asks; on disk when it returns `done` or `duplicate`.

        Args:
            entry: made by the phone, `ENTRY_ID`; the same one again is the same question.
            name: kept only where the moderator wants names.

        Raises:
            UnknownPoll: there is no such poll.
        """
        text, name = clean(text), clean(name)
        if not ENTRY_ID.fullmatch(entry):
            return "id"
        if not text:
            return "empty"
        if len(text) > LONGEST_ENTRY or len(name) > LONGEST_NAME:
            return "long"
        voter = await self._voter(poll_id, credential)
        if voter is None:
            return "closed"
        own = (await self._memory.of(poll_id)).about.event.stop_words
        waits = held_back(text, own) or held_back(name, own)
        return await self._store.floor.ask(poll_id, entry, voter, text, name, waits=waits)

    async def take_over(self, poll_id: str, entries: Mapping[str, Entry]) -> Taking:
        """Put down what was asked with another tool; the stop list holds for it as well.

        Args:
            entries: by their ids, each with its source.

        Raises:
            UnknownPoll: there is no such poll.
        """
        own = (await self._memory.of(poll_id)).about.event.stop_words
        seen_first = {
            key: msgspec.structs.replace(each, state="waiting")
            for key, each in entries.items()
            if held_back(each.text, own)
        }
        return await self._store.floor.take_over(poll_id, {**entries, **seen_first})

    async def take_back(self, poll_id: str, credential: bytes, entry: str) -> AskOutcome:
        """Delete the words of one's own entry.

        Raises:
            UnknownPoll: there is no such poll.
        """
        voter = await self._voter(poll_id, credential)
        if voter is None:
            return "unknown"
        return await self._store.floor.take_back(poll_id, entry, voter)

    async def support(
        self, poll_id: str, credential: bytes, entry: str, seq: int, *, on: bool
    ) -> Support:
        """Support an entry, or no longer; on disk when it returns `accepted` or `duplicate`.

        Raises:
            UnknownPoll: there is no such poll.
        """
        voter = await self._voter(poll_id, credential)
        if voter is None:
            return Support("closed", 0, on=False)
        return await self._store.floor.support(poll_id, entry, voter, seq, on=on)

    async def moderate(
        self, poll_id: str, verb: FloorVerb, entry: str = "", value: str = ""
    ) -> bool:
        """Carry out what a moderator does; false where there is no such entry.

        Args:
            value: see `lua/floor/moderate.lua`; texts are cleaned and cut to what fits.
        """
        if verb in ("answer", "label"):
            value = clean(value)[: LONGEST_ANSWER if verb == "answer" else LONGEST_LABEL]
        if verb == "open" and value == "1":
            # Its votes may have been deleted after their time, and what keys are made with as well.
            await self._store.polls.ensure_secret(poll_id)
            self._memory.forget(poll_id)
        return await self._store.floor.moderate(poll_id, verb, entry, value)

    async def _voter(self, poll_id: str, credential: bytes) -> str | None:
        """The key of all that this phone says here; None where the secret is deleted."""
        about = (await self._memory.of(poll_id)).about
        if not about.secret and (await self._now(poll_id)).floor.open:
            about = await self._memory.with_secret(poll_id)
        # No question has a name with a space: this key is no vote's, unless the poll is linkable.
        return voter_key(about, credential, "the floor") if about.secret else None

    async def _now(self, poll_id: str) -> _Kept:
        version = await self._store.floor.version(poll_id)
        kept = self._kept.get(poll_id)
        if kept is None or kept.floor.version != version:
            floor = await self._store.floor.read(poll_id)
            board = board_of(floor)
            kept = self._kept[poll_id] = _Kept(floor, board, msgspec.json.encode(board))
            while len(self._kept) > MOST_KNOWN:
                self._kept.popitem(last=False)
        self._kept.move_to_end(poll_id)
        return kept
