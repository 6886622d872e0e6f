"""How many phones are here, what they have seen, and why votes are missing: over all processes.

Each process counts its own phones and says so to Redis once a second; a reading adds up what all
processes say. People are counted, not tabs: two sockets of one credential are one phone here.
"""

import asyncio
import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from redis.exceptions import RedisError

from poll_server.store.store import Store
from poll_server.wire.messages import Attendance

from .state import Connected

SAY_EVERY = 1.0
"""Seconds between two reports of what this process sees."""
AWAY_AFTER = 15.0
"""Seconds after its last request that a phone without a socket is gone: five missed polls."""
LEAVE_SECONDS = 1.0
"""What saying good-bye to Redis may take: the process ends, and somebody waits for that."""

log = structlog.get_logger(__name__)


class Room:
    """What this process sees of one poll."""

    def __init__(self) -> None:
        self.sockets: Counter[bytes] = Counter()
        self.visits: dict[bytes, float] = {}
        self.round = 0
        self.at_ms = 0
        self.seen: set[bytes] = set()
        self.refused: Counter[str] = Counter()
        self.stages = 0
        self.moderators = 0
        self.names: Counter[str] = Counter()
        self.waiting = 0

    def enter(self, number: int, at_ms: int) -> None:
        """Start counting afresh when another round is in sight, unless the news is old."""
        if at_ms < self.at_ms:
            return
        self.at_ms = at_ms
        if number != self.round:
            self.round, self.seen, self.refused = number, set(), Counter()

    def is_empty(self, now: float) -> bool:
        """Whether nobody is here and nothing is on its way."""
        self.visits = {who: at for who, at in self.visits.items() if now - at < AWAY_AFTER}
        present = self.sockets or self.visits or self.stages or self.moderators
        return not (present or self.waiting)

    def report(self, now: float) -> dict[str, Any]:
        """What this process sees, for the others."""
        return {
            "here": len(self.sockets) + sum(who not in self.sockets for who in self.visits),
            "round": self.round,
            "seen": len(self.seen),
            "refused": dict(self.refused),
            "stages": self.stages,
            "moderators": self.moderators,
            "names": sorted(+self.names),
            "waiting": self.waiting,
        }


class Crowd:
    """The phones and stages of this process, by poll."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._process = secrets.token_hex(6)
        self._rooms: dict[str, Room] = defaultdict(Room)

    def arrive(self, poll_id: str, credential: bytes) -> None:
        """A socket of this phone opened."""
        self._rooms[poll_id].sockets[credential] += 1

    def leave(self, poll_id: str, credential: bytes) -> None:
        """A socket of this phone closed."""
        sockets = self._rooms[poll_id].sockets
        sockets[credential] -= 1
        if sockets[credential] <= 0:
            del sockets[credential]

    def visit(self, poll_id: str, credential: bytes) -> None:
        """A phone without a socket asked for the page or a snapshot."""
        self._rooms[poll_id].visits[credential] = asyncio.get_running_loop().time()

    def enter(self, poll_id: str, number: int, at_ms: int) -> None:
        """This round was in sight at `at_ms` of Redis's clock.

        Only Redis says so: a phone may name any number.
        """
        if room := self._rooms.get(poll_id):
            room.enter(number, at_ms)

    def see(self, poll_id: str, number: int, credential: bytes) -> None:
        """A phone has drawn the question of this round."""
        room = self._rooms[poll_id]
        if number == room.round:
            room.seen.add(credential)

    def refuse(self, poll_id: str, number: int, reason: str) -> None:
        """A vote for this round was not counted."""
        room = self._rooms[poll_id]
        if number == room.round:
            room.refused[reason] += 1

    def wait(self, poll_id: str, change: int) -> None:
        """One vote more (1) or less (-1) is on its way to Redis."""
        self._rooms[poll_id].waiting += change

    def stage(self, poll_id: str, change: int) -> None:
        """A stage opened (1) or closed (-1)."""
        self._rooms[poll_id].stages += change

    def moderator(self, poll_id: str, change: int, name: str = "") -> None:
        """A moderator's console opened (1) or closed (-1).

        Args:
            name: of the account by whose role it is open; '' where it is by a link.
        """
        self._rooms[poll_id].moderators += change
        if name:
            self._rooms[poll_id].names[name] += change

    async def run(self) -> None:
        """Say what is seen, every second, for as long as the server runs."""
        while True:
            await asyncio.sleep(SAY_EVERY)
            await self.say()

    async def say(self) -> None:
        """Say what is seen now; rooms that are empty are said once more, then forgotten."""
        now = asyncio.get_running_loop().time()
        for poll_id, room in list(self._rooms.items()):
            said = "" if room.is_empty(now) else json.dumps(room.report(now))
            try:
                await self._store.polls.note_crowd(poll_id, self._process, said)
            except (RedisError, OSError) as error:
                # Only a count on a screen: the next turn says it again.
                log.warning("crowd_unsaid", error=type(error).__name__)
                return
            if not said and room.is_empty(now):  # nobody came while we spoke
                self._rooms.pop(poll_id, None)

    async def close(self) -> None:
        """Leave, so that no screen counts this process's phones any longer."""
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                for poll_id in list(self._rooms):
                    await self._store.polls.note_crowd(poll_id, self._process, "")
        except (RedisError, OSError):
            return  # silence says the same in five seconds


def attendance(
    reports: Iterable[Mapping[str, Any]], round_number: int, voted: int
) -> tuple[Attendance, int]:
    """What all processes see together, and the number of stages.

    Args:
        voted: people whose vote is stored; whoever voted without a socket has seen the question.
    """
    here = seen = waiting = stages = 0
    refused: Counter[str] = Counter()
    for report in reports:
        here += report["here"]
        stages += report["stages"]
        waiting += report["waiting"]
        if report["round"] == round_number:
            seen += report["seen"]
            refused.update(report["refused"])
    everybody = max(here, voted)
    return Attendance(
        everybody, max(min(seen, everybody), voted), voted, waiting, dict(refused)
    ), stages


def connected(reports: Iterable[Mapping[str, Any]]) -> Connected:
    """Who has a page open now, over all processes."""
    phones = moderators = 0
    names: set[str] = set()
    for report in reports:
        phones += report["here"]
        # A process of the version before this says nothing of consoles.
        moderators += report.get("moderators", 0)
        names.update(report.get("names", ()))
    return Connected(phones, moderators, tuple(sorted(names)))
