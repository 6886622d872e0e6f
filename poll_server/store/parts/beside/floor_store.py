"""What Redis remembers of the questions from the hall: entries, and who supports them.

A part of `store`; `keys` names where. The hash `floor` holds `open`, `first` (the moderator sees
entries before the hall does), `names` (may be given), `last` (number of the latest entry), `at_ms`
(when somebody last asked or supported), `taken_ms` (when entries were last taken over from another
tool), `pinned` (the entry that is on the stage) and `version`, which goes up with every change.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec
from redis.exceptions import WatchError

from poll_server.store.keys import PollKeys
from poll_server.store.lua import script
from poll_server.store.text_redis import TextRedis

EntryState = Literal["waiting", "shown", "hidden", "gone"]
AskOutcome = Literal[
    "done", "duplicate", "conflict", "closed", "enough", "full", "joined", "unknown"
]
Taking = Literal["done", "duplicate", "full", "practice", "unknown"]
Supporting = Literal["accepted", "duplicate", "stale", "conflict", "closed", "own", "unknown"]
FloorVerb = Literal[
    "open", "first", "names", "approve",
    "show", "hide", "answered", "answer", "label", "pin", "merge",
]  # fmt: skip
"""What a moderator does: the first four to all, the others to one entry."""
MOST_OF_ONE = 10
"""Entries that one phone may make in a poll: far more than anybody asks, far fewer than a flood."""
MOST_ENTRIES = 500
"""Entries of a poll: an evening with 200 is a lively one; 500 of 300 characters are 150 kB."""
TRIES = 5
"""How often a step is taken again because entries were put together meanwhile, by one moderator."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that somebody in the hall asked."""

    number: int
    """in the order in which they came"""
    voter: str
    """the key of whoever asked; '' once it was deleted"""
    text: str
    name: str = ""
    state: EntryState = "waiting"
    answered: bool = False
    answer: str = ""
    label: str = ""
    into: str = ""
    """the entry that it was put to"""
    merged: tuple[str, ...] = ()
    """the entries that were put to it"""
    source: str = ""
    """the tool that it was taken over from"""
    taken: int = 0
    """how much support it had there; never added to ours"""


class Floor(msgspec.Struct, frozen=True):
    """The questions from the hall as they stood at one moment."""

    version: int = 0
    open: bool = False
    first: bool = True
    names: bool = False
    pinned: str = ""
    at_ms: int = 0
    """when somebody last asked or supported"""
    entries: dict[str, Entry] = {}
    counts: dict[str, int] = {}
    """entry -> how many support it"""

    def unlinked(self) -> "Floor":
        """The same without what says that two entries are of one person."""
        entries = {key: unlinked(entry) for key, entry in self.entries.items()}
        return msgspec.structs.replace(self, entries=entries)


class Support(NamedTuple):
    """What became of a wish to support an entry, and what counts now."""

    outcome: Supporting
    seq: int
    on: bool


class FloorStore:
    """Typed reads and writes."""

    def __init__(self, redis: TextRedis) -> None:
        self._redis = redis
        self._write = redis.register_script(script("floor/write"))
        self._support = redis.register_script(script("floor/support"))
        self._moderate = redis.register_script(script("floor/moderate"))
        self._take = redis.register_script(script("floor/take"))

    async def read(self, poll_id: str) -> Floor:
        """All of it, at one moment; an empty one where nothing was ever asked."""
        of = PollKeys(poll_id).floor
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(of.base)
            pipe.hgetall(of.entries)
            pipe.hgetall(of.counts)
            raw, entries, counts = await pipe.execute()
        return Floor(
            version=int(raw.get("version", 0)),
            open=raw.get("open") == "1",
            first=raw.get("first") != "0",
            names=raw.get("names") == "1",
            pinned=raw.get("pinned", ""),
            at_ms=int(raw.get("at_ms", 0)),
            entries={key: msgspec.json.decode(held, type=Entry) for key, held in entries.items()},
            counts={key: int(n) for key, n in counts.items()},
        )

    async def version(self, poll_id: str) -> int:
        """Of the whole; 0 where nothing was ever done."""
        return int(await self._redis.hget(PollKeys(poll_id).floor.base, "version") or 0)

    async def last_ms(self, poll_id: str) -> int:
        """When somebody last asked or supported, in ms since 1970; 0: never."""
        return int(await self._redis.hget(PollKeys(poll_id).floor.base, "at_ms") or 0)

    async def taken_ms(self, poll_id: str) -> int:
        """When entries were last taken over from another tool, in ms since 1970; 0: never."""
        return int(await self._redis.hget(PollKeys(poll_id).floor.base, "taken_ms") or 0)

    async def take_over(self, poll_id: str, entries: Mapping[str, Entry]) -> Taking:
        """Put down what was asked elsewhere, all or nothing; what is here already stays as it is.

        Args:
            entries: by their ids; numbers are given as they are put down.
        """
        keys = PollKeys(poll_id)
        of = keys.floor
        given: list[Any] = [MOST_ENTRIES]
        for key, entry in entries.items():
            given += [key, msgspec.json.encode(entry).decode()]
        answer: Taking = await self._take(
            keys=[keys.live, of.base, of.entries, of.counts], args=given
        )
        return answer

    async def supported(
        self, poll_id: str, voter: str, entries: Sequence[str]
    ) -> dict[str, tuple[int, bool]]:
        """What this voter last said of each of `entries`: entry -> (seq, supports it)."""
        of = PollKeys(poll_id).floor
        async with self._redis.pipeline(transaction=False) as pipe:
            for entry in entries:
                pipe.hget(of.supporters(entry), voter)
            found = await pipe.execute()
        return {
            entry: (int(record.partition(" ")[0]), record.endswith("1"))
            for entry, record in zip(entries, found, strict=True)
            if record
        }

    async def ask(
        self, poll_id: str, entry: str, voter: str, text: str, name: str, *, waits: bool
    ) -> AskOutcome:
        """Put down what somebody asks. The same `entry` again is the same question.

        Args:
            waits: the moderator sees it first, whatever is set.
        """
        given: list[Any] = [text, name, int(waits), MOST_OF_ONE, MOST_ENTRIES]
        return await self._write_down("ask", poll_id, entry, voter, given)

    async def take_back(self, poll_id: str, entry: str, voter: str) -> AskOutcome:
        """Delete the words of an entry, for whoever made it."""
        return await self._write_down("take back", poll_id, entry, voter, [])

    async def _write_down(
        self, verb: str, poll_id: str, entry: str, voter: str, given: list[Any]
    ) -> AskOutcome:
        keys = PollKeys(poll_id)
        of = keys.floor
        answer: AskOutcome = await self._write(
            keys=[keys.live, of.base, of.entries, of.writers, of.counts],
            args=[verb, entry, voter, keys.changes, *given],
        )
        return answer

    async def support(self, poll_id: str, entry: str, voter: str, seq: int, *, on: bool) -> Support:
        """Note that this voter supports an entry, or no longer does; on disk when it returns.

        Whoever supports an entry that was put to another supports that one.

        Args:
            seq: 1, then one more for every change of mind.
        """
        of = PollKeys(poll_id).floor
        for _ in range(TRIES):
            root, merged = await self._group(poll_id, entry)
            outcome, held, now = await self._support(
                keys=[of.base, of.entries, of.counts, *map(of.supporters, (root, *merged))],
                args=[root, voter, seq, int(on), *merged],
            )
            if outcome != "moved":
                return Support(outcome, int(held), now == "1")
        raise TimeoutError("entries are put together faster than anybody can support one")

    async def moderate(
        self, poll_id: str, verb: FloorVerb, entry: str = "", value: str = ""
    ) -> bool:
        """Carry out what a moderator does; `lua/floor/moderate.lua` says what each verb means.

        Returns:
            False where there is no such entry, or no such poll.
        """
        keys = PollKeys(poll_id)
        of = keys.floor
        for _ in range(TRIES):
            others: tuple[str, ...] = ()
            stay: tuple[str, ...] = ()
            if verb == "merge" and value:
                root, stay = await self._group(poll_id, value)
                value, others = root, (root, *stay)
            elif verb == "merge":
                root, merged = await self._group(poll_id, entry)
                stay = tuple(each for each in merged if each != entry)
                others = (root, *stay)
            answer = await self._moderate(
                keys=[keys.live, of.base, of.entries, of.counts]
                + [of.supporters(each) for each in (entry, *others)],
                args=[verb, entry, value, keys.changes, *stay],
            )
            if answer != "moved":
                return bool(answer == "done")
        raise TimeoutError("entries are put together faster than one moderator can follow")

    async def _group(self, poll_id: str, entry: str) -> tuple[str, tuple[str, ...]]:
        """The entry that this one stands under, or itself, and all that is put to it."""
        of = PollKeys(poll_id).floor
        root = entry
        held = await self._redis.hget(of.entries, root)
        if held and (into := msgspec.json.decode(held, type=Entry).into):
            root, held = into, await self._redis.hget(of.entries, into)
        return root, msgspec.json.decode(held, type=Entry).merged if held else ()

    async def unlink(self, poll_id: str) -> bool:
        """Delete who asked and who supports; words and counts stay, and nobody can ask any more.

        Returns:
            False where there was nothing to delete, or somebody asked just now.
        """
        keys = PollKeys(poll_id)
        of = keys.floor
        async with self._redis.pipeline(transaction=True) as pipe:
            await pipe.watch(of.base, of.entries)
            entries = await pipe.hgetall(of.entries)
            if not await pipe.exists(of.writers):
                return False
            pipe.multi()
            pipe.hset(of.base, "open", 0)
            pipe.hset(keys.live, "floor", 0)
            for entry, held in entries.items():
                known = msgspec.json.decode(held, type=Entry)
                pipe.hset(of.entries, entry, msgspec.json.encode(unlinked(known)).decode())
            pipe.delete(of.writers, *map(of.supporters, entries))
            pipe.hincrby(of.base, "version", 1)
            try:
                await pipe.execute()
            except WatchError:
                return False
        return True


def unlinked(entry: Entry) -> Entry:
    """`entry` without what says that it and another are of one person."""
    return msgspec.structs.replace(entry, voter="")


async def keys_of(redis: TextRedis, poll_id: str) -> list[str]:
    """Every key of the questions from the hall, to be deleted with their poll."""
    of = PollKeys(poll_id).floor
    entries = await redis.hkeys(of.entries)
    return [of.base, of.entries, of.writers, of.counts, *map(of.supporters, entries)]
