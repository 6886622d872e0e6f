"""Which version the data has: an older one is migrated once, a newer one refused.

The number stands in Redis beside the data (`server`, field `data`). It moves only when a program
cannot read what an earlier one wrote, and has nothing to do with the program's own version. Where
none is written, there is either no data yet, or that of 0.1.0, which is version 1.

A migration takes every key and gives every key; it knows no Redis. What it changes is written in
one MULTI together with the new number: a cut of power leaves all of it or none, and the next start
begins anew. A copy of all that was there lies in the data folder before anything is changed. On a
cluster it goes slot by slot, the number last: there a migration must bear being done again, and
every other server must be stopped.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from redis.exceptions import RedisError, WatchError

from poll_server import __version__
from poll_server.store.keys import (
    ACCOUNTS,
    BEFORE_ACCOUNTS,
    DATA,
    DATA_BY,
    EVENTS,
    INVITATIONS,
    SECRET,
    SERVER,
    SETUP,
)
from poll_server.store.reach.clients import is_cluster
from poll_server.store.records import now_ms
from poll_server.store.store import Store

from . import cut
from .backup_file import Backup, Head, packed
from .backup_folder import put_file

Keys = Mapping[str, cut.Kept]
Migration = Callable[[Keys], Keys]


def as_it_is(keys: Keys) -> Keys:
    """Version 1 is read by what reads version 2.

    Links' secrets in plain text, the one password and the cookies' secret in Redis are taken over
    where they are met, as before there were versions; a copy of them is made here first.
    """
    return keys


MIGRATIONS: Mapping[int, Migration] = {1: as_it_is}
"""From each version to the next. One that was released is never changed any more."""
OLDEST = 1
"""That of 0.1.0, which wrote no number."""
LOOK_EVERY = 2.0
"""Seconds between two looks at the version: a few votes of a hall, at most, are written late."""
TRIES = 5
"""Another process that starts may migrate, too; and one that still runs may write meanwhile."""


class WrongData(Exception):
    """The data is not for this program, or cannot be migrated; a sentence."""


def current() -> int:
    """The version that this program writes."""
    return max(MIGRATIONS) + 1


async def found(store: Store) -> int:
    """The version of the data that is there; 0 where there is none.

    Raises:
        RedisError: Redis is away.
    """
    said = await store.redis.hget(SERVER, DATA)
    if said is not None:
        return int(said) if said.isascii() and said.isdigit() else 0
    for key in (EVENTS, ACCOUNTS, INVITATIONS, SETUP, BEFORE_ACCOUNTS):
        if await store.redis.exists(key):
            return OLDEST
    return OLDEST if await store.redis.hexists(SERVER, SECRET) else 0


async def begin(store: Store) -> None:
    """For whoever works beside a server, or before the first: data of our version, or none yet.

    Raises:
        WrongData: it is newer, or older.
    """
    there = await found(store)
    if there > current():
        raise await too_new(store, there)
    if 0 < there < current():
        raise WrongData(
            f"The data is of version {there} and this program's is {current()}: start "
            "poll-server serve once, which makes a copy and migrates it."
        )
    if not there:
        await store.redis.hset(SERVER, mapping=_mark())


async def settle(store: Store, folder: Path, secret_file: str = "") -> Path | None:
    """Make the data that of this program's version; every process that serves does, at its start.

    Args:
        folder: where the copy is put before anything is changed; deleted later by `copies`.
        secret_file: what signs cookies, if in a file; it goes into the copy.

    Returns:
        The copy; None where nothing was migrated.

    Raises:
        WrongData: the data is newer, or could not be migrated; it is as it was.
    """
    for _ in range(TRIES):
        there = await found(store)
        if there == current():
            return None
        if there > current():
            raise await too_new(store, there)
        if not there:
            await store.redis.hset(SERVER, mapping=_mark())
            return None
        if copy := await _migrated(store, there, folder, secret_file):
            return copy
    raise WrongData(
        "The data could not be migrated, because somebody writes all the time: stop every other "
        "server on this Redis and start again. Nothing was changed."
    )


async def watch(store: Store) -> None:
    """Look now and then, for as long as the server runs, whether a newer program has come.

    Raises:
        WrongData: it has, and has migrated the data: what this one writes would be wrong there.
    """
    while True:
        await asyncio.sleep(LOOK_EVERY)
        with contextlib.suppress(RedisError, OSError):
            if (there := await found(store)) > current():
                raise await too_new(store, there)


async def _migrated(store: Store, there: int, folder: Path, secret_file: str) -> Path | None:
    """Migrate once; None where somebody wrote meanwhile, and nothing was changed."""
    if is_cluster(store.redis):
        if not (prepared := await _prepared(store, there, folder, secret_file)):
            return None
        copy, change = prepared
        for part in cut.parts(store.redis, change):
            async with store.redis.pipeline(transaction=True) as pipe:
                cut.write(pipe, part)
                await pipe.execute()
        await store.redis.hset(SERVER, mapping=_mark())
        return copy
    async with store.redis.pipeline(transaction=True) as pipe:
        await pipe.watch(SERVER, *await cut.keys_there(store.redis))
        if not (prepared := await _prepared(store, there, folder, secret_file)):
            return None
        copy, change = prepared
        pipe.multi()
        cut.write(pipe, change)
        pipe.hset(SERVER, mapping=_mark())
        try:
            await pipe.execute()
        except WatchError:
            return None
    return copy


async def _prepared(
    store: Store, there: int, folder: Path, secret_file: str
) -> tuple[Path, cut.KeyChange] | None:
    """The copy, and what is to be written; None where another process was faster."""
    kept = await cut.taken(store.redis)
    said = next((each.fields.get(DATA) for each in kept if each.key == SERVER), None)
    if said is not None and said != str(there):
        return None
    secret = await asyncio.to_thread(read_secret, secret_file)
    before = {each.key: each for each in kept}
    after = before
    for step in range(there, current()):
        after = dict(MIGRATIONS[step](after))
    copy = await asyncio.to_thread(_keep_copy, folder, head(there, secret), kept)
    put = tuple(each for key, each in after.items() if before.get(key) != each)
    return copy, cut.KeyChange(put, tuple(before.keys() - after.keys()))


def _keep_copy(folder: Path, of: Head, kept: list[cut.Kept]) -> Path:
    """Named after what is in it: a start that is tried again and again makes no heap of copies."""
    mark = hashlib.sha256(msgspec.json.encode(kept, order="sorted")).hexdigest()[:12]
    path = folder / f"version-{of.data}-{mark}.backup"
    try:
        if not path.exists():
            put_file(path, packed(Backup(of, kept)))
    except OSError as error:
        raise WrongData(
            f"The data is of version {of.data} and would be migrated, but no copy of it can be "
            f"written first ({error}): make room, or name a folder with --data-dir. Nothing was "
            "changed."
        ) from None
    return path


def head(version: int, secret: str) -> Head:
    """The first line of a backup that is made now."""
    return Head(program=__version__, data=version, made_ms=now_ms(), secret=secret)


def read_secret(file: str) -> str:
    """What signs cookies; '' where it is in no file."""
    try:
        return Path(file).read_text().strip() if file else ""
    except FileNotFoundError:
        return ""


def _mark() -> dict[str, str | int]:
    return {DATA: current(), DATA_BY: __version__}


async def too_new(store: Store, there: int) -> WrongData:
    """What is said of data that a newer version wrote."""
    by = await store.redis.hget(SERVER, DATA_BY) or "a newer version"
    return WrongData(
        f"The data is of version {there}, written by poll-server {by}; this is {__version__}, "
        f"which knows versions up to {current()}: start that version again, or restore a backup "
        "from before the update. Nothing was changed."
    )
