"""A backup of a running server, and back again: on this machine or another.

Restoring gives every poll a new epoch, as after a Redis that went back in time: phones, stages and
consoles start afresh, and a vote that came after the backup and is still kept on its phone is sent
again while its round is open. Results and checksums are those of the backup, and are checked.
Nobody outside is told anything before an organiser wants it again: see `outgoing`.
"""

import asyncio
import contextlib
import hashlib
import re
import secrets
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from redis.exceptions import RedisError, WatchError

from poll_server.base.secret_file import fingerprint
from poll_server.deck import deck
from poll_server.live.polls import Polls
from poll_server.store.keys import (
    DATA,
    DATA_BY,
    EVENTS,
    HOOKS,
    HOOKS_DUE,
    REWRITE_DUE,
    SECRET,
    SECRET_SHA256,
    SERVER,
    PollKeys,
    event_key,
)
from poll_server.store.reach.clients import every_server, is_cluster
from poll_server.store.records import UnknownEvent, now_ms
from poll_server.store.store import Store
from poll_server.store.text_redis import TextPipe

from . import cut, data_version
from .backup_file import Backup, CannotRestore, packed
from .backup_folder import put_file
from .outgoing import kept_in

SERVING = "poll-server"
"""By this name a server that runs is known to Redis."""
LIVE = re.compile(re.escape(PollKeys("?").live).replace(r"\?", r"[\w-]+"))


class Holdings(NamedTuple):
    """What a backup holds, or what was restored."""

    events: int
    rounds: int
    votes: int


async def backup(store: Store, secret_file: str = "") -> Backup:
    """All that is kept, at one moment; the server that runs goes on.

    Raises:
        CannotRestore: there is no data.
        WrongData: it is of a newer version, and may have keys that we do not know.
        TooBusy, RedisError: no moment was found; Redis is away.
    """
    version = await data_version.found(store)
    if version > data_version.current():
        raise await data_version.too_new(store, version)
    if not version:
        raise CannotRestore("There is nothing to back up here: no event, and no account.")
    secret = await asyncio.to_thread(data_version.read_secret, secret_file)
    kept = await cut.taken(store.redis)
    server = next((each.fields for each in kept if each.key == SERVER), {})
    if (known := server.get(SECRET_SHA256)) and (not secret or fingerprint(secret) != known):
        raise CannotRestore(
            "What signs cookies is in a file that is not here: name it with --secret-file. Without "
            "it, phones would count as new ones after a restore."
        )
    return Backup(data_version.head(version, secret), kept)


def held(kept: Sequence[cut.Kept]) -> Holdings:
    """How much there is, for a person to compare."""
    rounds = [each for each in kept if re.search(r":round:\d+$", each.key)]
    votes = [each for each in kept if each.key.endswith(":votes") and ":round:" in each.key]
    events = sum(len(each.value) for each in kept if each.key == EVENTS)
    return Holdings(events, len(rounds), sum(len(each.fields) for each in votes))


async def restore(
    store: Store, backup: Backup, copies: Path, secret_file: str = "", *, replace: bool = False
) -> Path | None:
    """Put a backup in place of what is there, in one step; no server may run.

    Args:
        copies: folder for a copy of what is replaced.
        secret_file: where what signs cookies is to be; '' for Redis.
        replace: also where there is something.

    Returns:
        The copy of what was there; None where nothing was.

    Raises:
        CannotRestore: a server runs, there is something already, or the backup is too new.
        OSError: copy or secret cannot be written.
    """
    await _refuse_running(store)
    _refuse_unreadable(backup)
    names = await cut.keys_there(store.redis)
    secret = await asyncio.to_thread(data_version.read_secret, secret_file)
    new = _secret_of(backup)
    other_secret = bool(secret) and secret != new
    await _refuse_place(store, backup, may_be_full=replace, other_secret=other_secret)
    async with store.redis.pipeline(transaction=True) as pipe:
        if names and not is_cluster(store.redis):
            await pipe.watch(*names)
        copy = await _copied(store, copies, secret) if names else None
        if secret_file and new:
            # Before Redis: where power is cut in between, the next start names the file, and the
            # same restore can be done again.
            await asyncio.to_thread(put_file, Path(secret_file), f"{new}\n".encode())
        inward, _ = kept_in(backup.kept)
        kept = (placed(each, bool(secret_file), new, backup.head.data) for each in inward)
        await _put(pipe, cut.parts(store.redis, cut.KeyChange(tuple(kept), tuple(names))))
    return copy


async def _put(pipe: TextPipe, parts: Sequence[cut.KeyChange]) -> None:
    """What is to be written, in as few steps as can be: in one, but on a cluster."""
    try:
        for part in parts:
            pipe.multi()
            cut.write(pipe, part)
            await pipe.execute()
    except WatchError:
        raise CannotRestore(
            "Somebody wrote meanwhile: stop every server on this Redis. Nothing was changed."
        ) from None


async def _refuse_running(store: Store) -> None:
    clients: list[dict[str, str]] = []
    async with every_server(store.redis) as servers:
        for server in servers:
            with contextlib.suppress(RedisError):  # some hosts forbid it
                for each in ("pubsub", "normal"):
                    clients += await server.client_list(_type=each)
    if any(client.get("name") == SERVING for client in clients):
        raise CannotRestore(
            "A server is running on this data: stop it, restore, and start it again. Nothing was "
            "changed."
        )


async def _refuse_place(
    store: Store, backup: Backup, *, may_be_full: bool, other_secret: bool
) -> None:
    if backup.head.data > data_version.current():
        raise CannotRestore(
            f"This backup is of data version {backup.head.data}, written by poll-server "
            f"{backup.head.program}: install that version or a newer one."
        )
    if not may_be_full and (await data_version.found(store) or other_secret):
        raise CannotRestore(
            "There is poll data here already: name an empty folder or Redis, or write --replace; "
            "a copy of what is there is then kept. Nothing was changed."
        )


def _refuse_unreadable(backup: Backup) -> None:
    """What no page could be made of; older data is read by its migration."""
    if backup.head.data != data_version.current():
        return
    for each in backup.kept:
        try:
            if LIVE.fullmatch(each.key):
                numbers = (each.fields.get(name, "0") for name in ("version", "control", "rounds"))
                unreadable = not all(n.isascii() and n.isdigit() for n in numbers)
            elif each.key.startswith(event_key("")) and "deck" in each.value:
                msgspec.json.decode(each.fields["deck"], type=deck.Event)
                unreadable = False
            elif each.key.endswith(":about"):
                msgspec.json.decode(each.fields["poll"], type=deck.Poll)
                unreadable = not each.fields.get("code")
            elif each.key in (HOOKS, HOOKS_DUE):
                kept_in([each])
                unreadable = False
            else:
                unreadable = False
        except (msgspec.MsgspecError, KeyError):
            unreadable = True
        if unreadable:
            raise CannotRestore(
                f"This backup is damaged (“{each.key}” cannot be read): nothing was changed; take "
                "another one."
            )


async def _copied(store: Store, folder: Path, secret: str) -> Path:
    kept = await cut.taken(store.redis)
    there = Backup(
        data_version.head(await data_version.found(store) or data_version.OLDEST, secret), kept
    )
    mark = hashlib.sha256(msgspec.json.encode(kept, order="sorted")).hexdigest()[:12]
    path = folder / f"before-restore-{mark}.backup"
    await asyncio.to_thread(put_file, path, packed(there))
    return path


def _secret_of(backup: Backup) -> str:
    """What signs cookies, wherever the machine kept it."""
    server = next((each.fields for each in backup.kept if each.key == SERVER), {})
    return backup.head.secret or server.get(SECRET, "")


def placed(each: cut.Kept, in_file: bool, secret: str, version: int) -> cut.Kept:
    """A key as it is restored: polls in a new epoch, and the secret where it belongs here.

    Args:
        in_file: what signs cookies is in a file, and not in Redis.
        secret: that.
        version: of the data.
    """
    if LIVE.fullmatch(each.key):
        live = each.fields
        moved = {
            "epoch": secrets.token_hex(8),
            "version": str(int(live.get("version", "0")) + 1),
            "set_back_ms": str(now_ms()),
        }
        return msgspec.structs.replace(each, value={**live, **moved})
    if each.key == SERVER:
        fields: dict[str, Any] = {
            name: value
            for name, value in each.fields.items()
            if name not in (SECRET, SECRET_SHA256, REWRITE_DUE, DATA)
        }
        if secret and in_file:
            fields[SECRET_SHA256] = fingerprint(secret)
        elif secret:
            fields[SECRET] = secret
        fields[DATA] = str(version)
        return msgspec.structs.replace(each, value={DATA_BY: "0.1.0", **fields})
    return each


async def differences(store: Store) -> list[str]:
    """What is not as it was when it was frozen, over all closed rounds, in sentences."""
    polls, wrong = Polls.reading(store), []
    for event_id in await store.events.all():
        try:
            poll_ids = (await store.events.polls(event_id)).values()
        except UnknownEvent:
            continue
        for poll_id in poll_ids:
            try:
                said = [each async for each in _unlike(store, polls, poll_id)]
            except (ValueError, KeyError, TypeError):  # of votes that nobody could have sent
                said = ["its votes cannot be read"]
            wrong += [f"{event_id}, {each}." for each in said]
    return wrong


async def _unlike(store: Store, polls: Polls, poll_id: str) -> AsyncIterator[str]:
    """What is wrong with a poll's closed rounds."""
    for number in await store.polls.numbers(poll_id):
        round_ = await store.rounds.round(poll_id, number)
        if round_ and round_.frozen and (said := await polls.audit(poll_id, number)):
            yield said
