"""The verbs that keep an installation well: check, backup and restore."""

import argparse
import asyncio
import getpass
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from redis.exceptions import RedisError

from poll_server.base.settings import Settings
from poll_server.run.launch import CannotStart, opened, redis_for, with_address
from poll_server.store.events import Events
from poll_server.store.redis.binary import EmbeddedRedisError
from poll_server.upkeep import backups, on_this_machine, reach
from poll_server.upkeep.backup_file import LARGEST, CannotRestore, is_encrypted, packed, unpacked
from poll_server.upkeep.backup_folder import COPIES, name_now, put_file, rotate
from poll_server.upkeep.cut import TooBusy
from poll_server.upkeep.findings import Finding, findings
from poll_server.upkeep.outgoing import kept_in
from poll_server.web.access import provider_check

from .mistakes import CannotRead, fail
from .setting_options import settings_from

PASSPHRASE = "POLL_BACKUP_PASSPHRASE"  # noqa: S105 - the variable's name
UNITS = {"m": 60, "h": 3600, "d": 86400}
FAILS = (CannotRestore, CannotStart, EmbeddedRedisError, OSError, RedisError, TooBusy)
"""What may be otherwise the next time: a schedule says it and goes on."""
LOOKS = (*on_this_machine.LOOKS, *reach.LOOKS, *provider_check.LOOKS)


def check(options: argparse.Namespace) -> int:
    """Say whether votes are safe here and phones get in, and list events with their codes.

    The exit code is 1 where something is wrong; with --strict also where something wants care.
    """

    async def look(settings: Settings) -> int:
        async with opened(settings, data="any") as store:
            found = await findings(LOOKS, settings, store, "en")
            if options.json:
                told = [each._asdict() for each in found]
                print(msgspec.json.format(msgspec.json.encode(told), indent=1).decode())
            else:
                _say(found)
                for listing in await Events(store).all():
                    print(f"\n{listing.id}")
                    for poll in listing.polls:
                        print(f"  {poll.code}  {poll.slug}  {poll.votes} votes")
        bad = {"wrong", "care"} if options.strict else {"wrong"}
        return int(any(each.level in bad for each in found))

    with redis_for(settings_from(options), reading=True) as settings:
        return asyncio.run(look(with_address(settings, settings.port)))


def _say(found: Sequence[Finding]) -> None:
    """A line for each, and its cure below."""
    wide = max(len(each.what) for each in found)
    for each in found:
        print(f"{each.level:<5}  {each.what:<{wide}}  {each.said}")
        if each.cure:
            print(f"{'':<5}  {'':<{wide}}  → {each.cure}")


def backup(options: argparse.Namespace) -> int:
    """Write everything that is kept to a file, also of a running server.

    With --every it goes on until Ctrl-C or SIGTERM. A passphrase comes from --passphrase-file or
    the variable POLL_BACKUP_PASSPHRASE, or is asked for with --encrypt.
    """
    settings = settings_from(options)
    scheduled = hasattr(options, "every") or hasattr(options, "keep")
    phrase = _passphrase(options)
    if not phrase and options.encrypt:
        phrase = _asked("Passphrase of the backup: ", twice=True)
    if not scheduled:
        if (path := Path(options.to)).exists():
            raise CannotRead(f"{path} exists already: name another file, or a folder with --keep.")
        _write(settings, path, phrase)
        return 0
    every, keep = getattr(options, "every", 0), getattr(options, "keep", 14)
    if not every:
        _one_more(settings, Path(options.to), keep, phrase)
        return 0
    while True:
        try:
            _one_more(settings, Path(options.to), keep, phrase)
        except FAILS as error:
            print(f"No backup this time: {error}", file=sys.stderr, flush=True)
        time.sleep(every)


def _one_more(settings: Settings, folder: Path, keep: int, phrase: str) -> None:
    _write(settings, folder / name_now(), phrase)
    for path in rotate(folder, keep):
        print(f"Deleted: {path}", flush=True)


def _write(settings: Settings, path: Path, phrase: str) -> None:
    async def take(settings: Settings) -> None:
        async with opened(settings, data="any") as store:
            made = await backups.backup(store, settings.secret_file)
        held = backups.held(made.kept)
        put_file(path, packed(made, phrase))
        print(
            f"{path}: {held.events} events, {held.rounds} rounds, {held.votes} votes"
            f"{'' if phrase else '; not encrypted'}.",
            flush=True,
        )

    with redis_for(settings, reading=True) as there:
        asyncio.run(take(there))


def restore(options: argparse.Namespace) -> int:
    """Put a backup in place of an empty data folder or Redis, or of what is there."""
    path = Path(options.file)
    if path.stat().st_size > LARGEST:
        raise CannotRestore(
            f"{path} is larger than {LARGEST // 2**20} MB: it is no backup of ours."
        )
    data = path.read_bytes()
    phrase = _passphrase(options)
    if not phrase and is_encrypted(data):
        phrase = _asked("Passphrase of the backup: ")
    made = unpacked(data, phrase)

    async def put(settings: Settings) -> int:
        async with opened(settings, data="any") as store:
            copy = await backups.restore(
                store,
                made,
                Path(settings.data_dir) / COPIES,
                settings.secret_file,
                replace=options.replace,
            )
            held = backups.held(made.kept)
            wrong = await backups.differences(store)
        if copy:
            print(f"What was there before: {copy}")
        when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(made.head.made_ms / 1000))
        print(
            f"Restored as of {when}: {held.events} events, {held.rounds} rounds, "
            f"{held.votes} votes."
        )
        if outgoing := str(kept_in(made.kept)[1]):
            print(outgoing)
        if wrong:
            return fail("\n".join(["These are not as they were frozen:", *wrong]))
        print("Every closed round agrees with its checksums.")
        return 0

    with redis_for(settings_from(options)) as settings:
        return asyncio.run(put(settings))


def seconds(text: str) -> int:
    """How long “6h”, “30m” or “1d” is; for argparse."""
    number, unit = text[:-1], text[-1:]
    if unit not in UNITS or not number.isascii() or not number.isdigit() or not int(number):
        raise argparse.ArgumentTypeError("a number and m, h or d, such as 6h")
    return int(number) * UNITS[unit]


def most(text: str) -> int:
    """How many backups are kept; for argparse."""
    if not text.isascii() or not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError("a whole number from 1 on")
    return int(text)


def _passphrase(options: argparse.Namespace) -> str:
    if file := getattr(options, "passphrase_file", ""):
        if not (phrase := Path(file).read_text().strip("\r\n")):
            raise CannotRead(f"{file} is empty: write the passphrase of the backup into it.")
        return phrase
    return os.environ.get(PASSPHRASE, "")


def _asked(prompt: str, *, twice: bool = False) -> str:
    try:
        phrase = getpass.getpass(prompt)
        again = getpass.getpass("Once more: ") if twice else phrase
    except EOFError:
        phrase = again = ""
    if not phrase:
        raise CannotRead(f"No passphrase was typed: type one, or set the variable {PASSPHRASE}.")
    if phrase != again:
        raise CannotRead("The two passphrases differ: please try again.")
    return phrase
