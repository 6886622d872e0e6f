"""Reactions and the tempo: what a hall says without a word, as sums and nothing else.

A tap is added up in the memory of the process that heard it; once a second each process writes its
sums for each poll, in one go. So a tap costs no write and no sync, and no vote waits for it. What a
process had not written when it ended is lost: this is a mood, and no vote.

Who tapped is known for the three minutes that a word on the tempo holds, in memory alone. A phone
that has come to another process since, and says a word there, has one all the same: processes tell
each other of whom they hear for the first time, by marks, and whoever has an older word drops it.
Nothing of that is written down, and what gets lost is one word too many for three minutes.
"""

import asyncio
import secrets
from collections import Counter, deque
from collections.abc import Iterable
from hashlib import sha256
from typing import get_args

import msgspec
import structlog
from redis.exceptions import RedisError

from poll_server.store.keys import ASIDE
from poll_server.store.parts.beside.mood_store import MoodTotals
from poll_server.store.records import now_ms
from poll_server.store.store import Store
from poll_server.wire.messages import MoodNow, Tapped, Tempo

SAY_EVERY = 1.0
"""Seconds between two writes of a process: with two screens' looks a frame a second, as a hall
follows it."""
KEEP_SAYING = 10.0
"""Seconds after which a process that is tapped no more says the same again: it is still there."""
SILENT_MS = 30_000
"""After which a process that said nothing is gone, by the clock of whoever reads."""
WINDOW = 180.0
"""Seconds that a reaction is counted for, and a word on the tempo holds."""
SLOT = 10.0
"""Seconds whose reactions leave the count together."""
KINDS = 4
"""Of reactions."""
MOST_A_SECOND = 5
"""Taps of one phone that count in a second: faster, no finger means more by it."""
MARK = 16
"""Hexadecimal digits of a phone's mark: nobody finds another's 128 random bits from it."""
FRESH = 0.5
"""Seconds for which what was read is told to every screen that asks."""
TEMPOS: tuple[Tempo, ...] = get_args(Tempo)

log = structlog.get_logger(__name__)


class ProcessMood(msgspec.Struct, omit_defaults=True):
    """The sums of one process, as it writes them."""

    at_ms: int
    reactions: tuple[int, ...]
    tempo: dict[str, int] = {}


class _Room:
    """What this process heard at one poll."""

    def __init__(self, poll_id: str) -> None:
        self._poll_id = poll_id.encode()
        self.slots: deque[tuple[int, list[int]]] = deque()
        self.words: dict[str, tuple[Tempo, float]] = {}
        """mark of a phone -> which word on the tempo it said, and when"""
        self.arrived: set[str] = set()
        """of whom the other processes are to be told"""
        self.spent: Counter[bytes] = Counter()
        """taps of each phone since the last write"""
        self.fresh = MoodTotals()
        """what came since the last write"""
        self.said_at = float("-inf")
        self.said: tuple[tuple[int, ...], dict[str, int]] = ((0,) * KINDS, {})

    def take(self, credential: bytes, tapped: Tapped, now: float) -> None:
        """Add one frame of a phone."""
        left = MOST_A_SECOND - self.spent[credential]
        for kind, times in enumerate(tapped.reactions[:KINDS]):
            counted = min(times, left)
            if counted <= 0:
                continue
            left -= counted
            self._slot(now)[kind] += counted
            self.fresh.reactions += counted
        if tapped.tempo and left > 0:
            left -= 1
            self.fresh.tempo += 1
            who = sha256(credential + self._poll_id).hexdigest()[:MARK]
            if who not in self.words:
                self.arrived.add(who)
            self.words[who] = (tapped.tempo, now)
        self.spent[credential] = MOST_A_SECOND - left

    def _slot(self, now: float) -> list[int]:
        number = int(now // SLOT)
        if not self.slots or self.slots[-1][0] != number:
            self.slots.append((number, [0] * KINDS))
        return self.slots[-1][1]

    def elsewhere(self, who: str, ago: float, now: float) -> None:
        """Drop the word of a phone that said another one elsewhere, unless this is the newer one.

        Args:
            ago: seconds since it said that.
        """
        _, at = self.words.get(who, ("", now))
        if now - at > ago:
            del self.words[who]
        elif who in self.words:
            self.arrived.add(who)

    def announcement(self, now: float) -> str:
        """Of whom the others are to be told, with how many ms ago it was; each once."""
        told = (
            f"{who}:{int((now - self.words[who][1]) * 1000)}"
            for who in sorted(self.arrived & self.words.keys())
        )
        said = " ".join(told)
        self.arrived.clear()
        return said

    def sums(self, now: float) -> tuple[tuple[int, ...], dict[str, int]]:
        """What counts now; what is older is forgotten."""
        while self.slots and (self.slots[0][0] + 1) * SLOT <= now - WINDOW:
            self.slots.popleft()
        self.words = {who: each for who, each in self.words.items() if now - each[1] < WINDOW}
        reactions = tuple(sum(counts[kind] for _, counts in self.slots) for kind in range(KINDS))
        return reactions, dict(Counter(word for word, _ in self.words.values()))


class Moods:
    """The polls of this process in which somebody tapped."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._process = secrets.token_hex(6)
        self._rooms: dict[str, _Room] = {}
        self._read: dict[str, tuple[float, MoodNow]] = {}

    def tap(self, poll_id: str, credential: bytes, tapped: Tapped) -> None:
        """Add what a phone tapped; nothing is asked of Redis."""
        room = self._rooms.get(poll_id)
        if room is None:
            room = self._rooms[poll_id] = _Room(poll_id)
        room.take(credential, tapped, asyncio.get_running_loop().time())

    def elsewhere(self, poll_id: str, said: str) -> None:
        """Take in whom another process has heard; see `keys.ASIDE`."""
        process, *words = said.removeprefix(ASIDE).split()
        room = self._rooms.get(poll_id)
        if room is None or process == self._process:
            return
        now = asyncio.get_running_loop().time()
        for who, _, ago in (each.partition(":") for each in words):
            if ago.isdecimal():
                room.elsewhere(who, int(ago) / 1000, now)

    async def run(self) -> None:
        """Write the sums, every second, for as long as the server runs."""
        while True:
            await asyncio.sleep(SAY_EVERY)
            await self.say()

    async def say(self) -> None:
        """Write what is new; a poll in which it is quiet again is forgotten."""
        now = asyncio.get_running_loop().time()
        self._read = {poll: read for poll, read in self._read.items() if now - read[0] < FRESH}
        for poll_id, room in list(self._rooms.items()):
            sums, again = room.sums(now), now - room.said_at >= KEEP_SAYING
            room.spent.clear()
            quiet = not any(sums[0]) and not sums[1]
            if sums == room.said and not (room.fresh or room.arrived) and (quiet or not again):
                if quiet:
                    del self._rooms[poll_id]
                continue
            fresh, room.fresh = room.fresh, MoodTotals()
            said = msgspec.json.encode(ProcessMood(now_ms(), *sums)).decode()
            try:
                if words := room.announcement(now):
                    await self._store.mood.announce(poll_id, f"{ASIDE}{self._process} {words}")
                await self._store.mood.note(poll_id, self._process, said, fresh)
            except (RedisError, OSError) as error:
                # Only a mood: the next turn says how it is then.
                log.warning("mood_unsaid", error=type(error).__name__)
                return
            room.said, room.said_at = sums, now

    async def totals(self, poll_id: str) -> MoodTotals:
        """All taps of a poll, for its report."""
        return await self._store.mood.totals(poll_id)

    async def now(self, poll_id: str) -> MoodNow:
        """The mood of the last minutes, over all processes."""
        now = asyncio.get_running_loop().time()
        read = self._read.get(poll_id)
        if read is None or now - read[0] >= FRESH:
            said = await self._store.mood.read(poll_id)
            read = self._read[poll_id] = (now, added_up(said, now_ms()))
        return read[1]


def added_up(said: Iterable[str], at_ms: int) -> MoodNow:
    """What all processes say together.

    Args:
        at_ms: this machine's clock; who has been silent for long is left out.
    """
    reactions, tempo = [0] * KINDS, Counter[str]()
    for each in said:
        mood = msgspec.json.decode(each, type=ProcessMood)
        if at_ms - mood.at_ms <= SILENT_MS:
            reactions = [sum(pair) for pair in zip(reactions, mood.reactions, strict=True)]
            tempo.update(mood.tempo)
    return MoodNow(tuple(reactions), {word: tempo[word] for word in TEMPOS if tempo[word]})
