"""Everything that Redis keeps of ours, at one moment; and put in place of what is there, at once.

It is read in one MULTI, so that no vote is in a tally and not among the votes: 600,000 votes hold
all others up for 0.3 s. A script that answers the same takes four times as long. Keys that came to
be after we asked for their names are found in the same moment, and then it is read once more.

A cluster has no one moment: there it is one for each poll, which is all that must agree, and what
is written goes slot by slot, the list of events and the version of the data last.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from poll_server.store.keys import EVENTS, OURS, SERVER, hash_tag, shape_of
from poll_server.store.reach.clients import is_cluster
from poll_server.store.text_redis import TextPipe, TextRedis

MOST_READS = 20
"""Rounds are opened every few seconds, and reading takes less than one."""
AT_ONCE = 500
"""Keys that Redis looks at in one step of the walk: a fraction of a millisecond."""
FIELDS_AT_ONCE = 1000
"""Fields written by one command, so that none is longer than Redis takes in."""

KeyType = Literal["hash", "set", "list", "string"]


class Kept(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One key, and what stands under it."""

    key: str
    shape: KeyType
    until_ms: int
    """when it ends by itself, ms since 1970; -1: never"""
    value: dict[str, str] | list[str] | str

    @property
    def fields(self) -> dict[str, str]:
        """Of a hash."""
        assert isinstance(self.value, dict)
        return self.value


class TooBusy(Exception):
    """New keys came to be every time it was read; a sentence."""


class KeyChange(NamedTuple):
    """What is to be written, and what is to go."""

    put: tuple[Kept, ...] = ()
    delete: tuple[str, ...] = ()


async def keys_there(redis: TextRedis) -> set[str]:
    """The names of all keys of ours that stay."""
    found = set()
    for pattern in OURS:
        async for key in redis.scan_iter(match=pattern, count=AT_ONCE):
            if shape_of(key):
                found.add(key)
    return found


async def taken(redis: TextRedis) -> list[Kept]:
    """All of it as it is at one moment, by the alphabet.

    Args:
        redis: a client that decodes.

    Raises:
        TooBusy: see there.
        RedisError: Redis is away.
    """
    names: set[str] = await keys_there(redis)
    for _ in range(MOST_READS):
        read, there = await (_by_slots if is_cluster(redis) else _at_once)(redis, names)
        if not there - names:
            return sorted((each for each in read if each.key in there), key=lambda each: each.key)
        names = there
    raise TooBusy("So much is being made on this server that no moment was found: try again.")


async def _at_once(redis: TextRedis, names: set[str]) -> tuple[list[Kept], set[str]]:
    """What stands under `names`, and all names that there are in the same moment."""
    asked = sorted(names)
    async with redis.pipeline(transaction=True) as pipe:
        for pattern in OURS:
            pipe.keys(pattern)
        for key in asked:
            pipe.pexpiretime(key)
            _read(pipe, key)
        said = await pipe.execute()
    there = {key for keys in said[: len(OURS)] for key in keys if shape_of(key)}
    return _all_kept(asked, said[len(OURS) :]), there


async def _by_slots(redis: TextRedis, names: set[str]) -> tuple[list[Kept], set[str]]:
    """The same of a cluster: what is in one slot is of one moment."""
    read: list[Kept] = []
    for group in groups(names):
        async with redis.pipeline(transaction=True) as pipe:
            for key in group:
                pipe.pexpiretime(key)
                _read(pipe, key)
            read += _all_kept(group, await pipe.execute())
    return read, await keys_there(redis)


def groups(names: Iterable[str]) -> list[list[str]]:
    """Keys that are in one slot, together; `events` and `server`, by which all others are found,
    last."""
    found: dict[str, list[str]] = {}
    for key in sorted(names):
        found.setdefault(hash_tag(key), []).append(key)
    return sorted(found.values(), key=lambda group: (SERVER in group, EVENTS in group))


def _read(pipe: TextPipe, key: str) -> None:
    match shape_of(key):
        case "hash":
            pipe.hgetall(key)
        case "set":
            pipe.smembers(key)
        case "list":
            pipe.lrange(key, 0, -1)
        case _:
            pipe.get(key)


def _all_kept(keys: Sequence[str], said: Sequence[Any]) -> list[Kept]:
    """Args:
    said: when each ends by itself, and what stands under it, in turn.
    """
    values = iter(said)
    found = []
    for key, until_ms, value in zip(keys, values, values, strict=True):
        if value is not None and (value or isinstance(value, str)):  # or it has gone meanwhile
            ordered = sorted(value) if isinstance(value, set) else value
            shape: Any = shape_of(key)
            found.append(Kept(key, shape, max(until_ms, -1), ordered))
    return found


def parts(redis: TextRedis, change: KeyChange) -> list[KeyChange]:
    """What can each be written in one transaction: all of it, but on a cluster."""
    if not is_cluster(redis):
        return [change]
    put = {each.key: each for each in change.put}
    return [
        KeyChange(
            tuple(put[key] for key in group if key in put),
            tuple(key for key in group if key not in put),
        )
        for group in groups(put.keys() | set(change.delete))
    ]


def write(pipe: TextPipe, change: KeyChange) -> None:
    """Queue a change on a pipeline; what is put replaces what stood there."""
    doomed = [*change.delete, *(each.key for each in change.put)]
    for at in range(0, len(doomed), FIELDS_AT_ONCE):
        pipe.delete(*doomed[at : at + FIELDS_AT_ONCE])
    for each in change.put:
        match each.value:
            case dict() as fields:
                for some in _parts(fields.items()):
                    pipe.hset(each.key, mapping=dict(some))
            case list() as items:
                add = pipe.sadd if each.shape == "set" else pipe.rpush
                for some in _parts(items):
                    add(each.key, *some)
            case text:
                pipe.set(each.key, text)
        if each.until_ms >= 0:
            pipe.pexpireat(each.key, each.until_ms)


def _parts(items: Iterable[Any]) -> Iterable[list[Any]]:
    all_ = list(items)
    return (all_[at : at + FIELDS_AT_ONCE] for at in range(0, len(all_), FIELDS_AT_ONCE))
