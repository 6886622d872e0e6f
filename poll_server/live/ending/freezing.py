"""Freezes closed rounds when their time has come, and checks frozen ones against what was frozen.

    closed ──5 s, or shown, or left, or asked again──▶ frozen: counts, n, version, time, checksums
       └──taken back within that time──▶ open

Any process may freeze, and late is as good as in time: votes are refused from the close on, so what
is frozen is the same whenever it happens. It is done by whoever closed or left the round, by every
process that watches the poll, before an export, and by the look for what is to be deleted.
"""

import asyncio
from typing import NamedTuple

import structlog

from poll_server.questions.methods.moves import count_moves
from poll_server.store.auditing import Evidence, Mismatch, Sums, difference, last_verdict, sums
from poll_server.store.records import Round
from poll_server.store.store import Store

LONGEST_WAIT = 0.25
"""Seconds between two looks at a close that can still be taken back."""


class Fixed(NamedTuple):
    """What is written when a round is frozen, beside its counts."""

    sums: Sums
    moves: dict[str, int]
    """from>to → how many moved so since an earlier round; empty where nobody counts that"""


log = structlog.get_logger(__name__)


class Freezing:
    """Freezes and audits the rounds of any poll."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def freeze(self, poll_id: str, number: int, *, at_once: bool = False) -> bool:
        """Freeze a closed round, unless its close can still be taken back.

        Args:
            at_once: even then.

        Returns:
            Whether it is frozen now.
        """
        while True:
            found = await self._store.rounds.evidence(poll_id, number)
            if found is None or found.round.state != "closed":
                return False
            if found.round.frozen:
                return True
            made = await self._made(poll_id, found)
            answer = await self._store.rounds.freeze(
                poll_id, found.round, made.sums, made.moves, at_once=at_once
            )
            if answer == "frozen":
                await self.audit(poll_id, number)
                return True
            if answer == "early":
                return False
            # Taken back and closed again while we added up: once more.

    async def settled(self, poll_id: str, number: int) -> bool:
        """Wait until a closed round is frozen; false where it is open (again).

        Whoever exports never takes the moderator's seconds away.
        """
        while True:
            # Looked at without its votes: nearly all rounds of a report are frozen already.
            round_ = await self._store.rounds.round(poll_id, number)
            if round_ is None or round_.state != "closed":
                return False
            if round_.frozen or await self.freeze(poll_id, number):
                return True
            await asyncio.sleep(LONGEST_WAIT)

    async def to_freeze(self, poll_id: str, number: int) -> Fixed | None:
        """What a round that is about to be shown is frozen with; None where it is not to be."""
        found = await self._store.rounds.evidence(poll_id, number)
        if found is None or found.round.state != "closed" or found.round.frozen:
            return None
        return await self._made(poll_id, found)

    async def _made(self, poll_id: str, found: Evidence) -> Fixed:
        """Added up here and not by the script, for which all others would wait; votes of a closed
        round do not change, and those of an earlier one cannot be deleted before this is frozen."""
        made = sums(poll_id, found.round, found.votes, found.tally)
        if found.round.moves_from <= 0:
            return Fixed(made, {})
        before = await self._store.rounds.votes(poll_id, found.round.moves_from)
        return Fixed(made, count_moves(before, found.votes))

    async def audit(self, poll_id: str, number: int) -> tuple[Mismatch | None, int]:
        """Check a frozen round against its votes and its checksums, none of which it changes.

        Returns:
            What differs, and how many single votes are stored.
        """
        found = await self._store.rounds.evidence(poll_id, number)
        if found is None or not found.round.frozen:
            return None, 0
        wrong = difference(poll_id, found.round, found.votes, found.result, deleted=found.deleted)
        sealed = found.round.source or (found.round.sha256 and found.round.result_sha256)
        if wrong is None and not sealed:
            await self._seal(poll_id, found.round, found.votes, found.result)
        if wrong is not None:
            log.error("broken_tally", poll=poll_id, round=number, what=wrong)
        # Every write waits for the disk, and votes with it: a report audits a hundred rounds again.
        if wrong != last_verdict(found.round):
            await self._store.rounds.note_audit(poll_id, number, wrong or "")
        return wrong, len(found.votes)

    async def _seal(
        self,
        poll_id: str,
        round_: Round,
        votes: dict[str, tuple[int, dict[str, int], object]],
        result: dict[str, int],
    ) -> None:
        """As after a crash between close and checksum in the version before."""
        if votes or not round_.votes:
            await self._store.rounds.seal(
                poll_id, round_.number, sums(poll_id, round_, votes, result)
            )
