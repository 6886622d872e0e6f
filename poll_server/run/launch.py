"""What stands before the server: a Redis, an address people can type, the links to hand out."""

import asyncio
import re
import socket
import sys
import time
import webbrowser
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from os import environ
from pathlib import Path
from sys import platform, stdout
from typing import Literal

import msgspec
import segno
from redis.exceptions import AuthenticationError, AuthorizationError, RedisError, ResponseError

from poll_server.base.codes import long_code
from poll_server.base.machine import open_files
from poll_server.base.secret_file import OtherSecret
from poll_server.base.settings import Settings
from poll_server.live.links import new_link
from poll_server.store.accounts import Accounts
from poll_server.store.events import Events, Listing, PollListing, format_code
from poll_server.store.reach import checked
from poll_server.store.reach.address import how_to_write, parse
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.redis.folder import holds_data, running_url
from poll_server.store.redis.keeper import kept_alive
from poll_server.store.store import Store
from poll_server.upkeep import data_version
from poll_server.upkeep.backup_folder import COPIES

OLDEST_REDIS = (7, 2)
"""The oldest the contract was proved with; a Valkey calls itself 7.2 or newer."""

AGAIN_SECONDS = 0.5
"""Between two looks for a Redis that is not there yet."""
SAY_SECONDS = 5.0
"""Between two sentences that say so."""


AN_ADDRESS = re.compile(r"https?://[^/?#@\s]+/?", re.IGNORECASE)
"""Of a server that has its host name to itself; with a path in front, no page would be found."""


class CannotStart(Exception):
    """One sentence: why the server does not start, and the cure."""


@contextmanager
def redis_for(
    settings: Settings, *, keep: bool = False, reading: bool = False
) -> Iterator[Settings]:
    """The settings with the URL of a Redis that answers: the one given, or a private one.

    Args:
        keep: for a server: wait for the one given, and start a private one again when it dies.
            Else a private one that a server runs here is used beside it.
        reading: there must be a data folder already; none is made.

    Raises:
        CannotStart: the one given does not answer or is too old; there is no data folder.
        EmbeddedRedisError: no private one can be had.
    """
    if settings.redis_url:
        asyncio.run(_until_there(settings.redis_url) if keep else _look(settings.redis_url))
        yield settings
        return
    folder = Path(settings.data_dir)
    if not keep and (url := running_url(folder)):
        asyncio.run(_look(url))
        yield _private(settings, url)
        return
    if reading and not holds_data(folder):
        raise CannotStart(
            f"There is no poll data in {folder}: name its folder with --data-dir, "
            "or a Redis with --redis-url."
        )
    with EmbeddedRedis(folder) as private, kept_alive(private) if keep else nullcontext():
        yield _private(settings, private.url)


def _private(settings: Settings, url: str) -> Settings:
    """`settings` on the private Redis of their folder: what signs cookies lies beside it."""
    file = settings.secret_file or str(Path(settings.data_dir).absolute() / "secret")
    return msgspec.structs.replace(settings, redis_url=url, secret_file=file)


class NotThere(CannotStart):
    """It does not answer, which may pass."""


async def _until_there(url: str) -> None:
    """Wait for a Redis that is started after us, and say so; what will not pass is refused."""
    said_at = float("-inf")
    while True:
        try:
            await _look(url)
        except NotThere as error:
            if time.monotonic() - said_at >= SAY_SECONDS:
                said_at = time.monotonic()
                print(f"{error} Waiting for it; Ctrl-C ends.", file=sys.stderr, flush=True)
            await asyncio.sleep(AGAIN_SECONDS)
        else:
            return


async def _look(url: str) -> None:
    shown = without_password(url)
    try:
        store = Store.connect(url)
    except ValueError as error:
        raise CannotStart(f"{shown} is no Redis address: {how_to_write(url, error)}.") from error
    try:
        found = str((await store.redis.info("server"))["redis_version"])
        if mistake := await checked.other_kind(store.redis, parse(url)):
            raise CannotStart(f"Redis at {shown} {mistake}.")
    except (AuthenticationError, AuthorizationError) as error:
        raise CannotStart(
            f"Redis at {shown} wants another user or password ({error}): "
            "write them into the address, redis://user:password@host:6379/0."
        ) from error
    except (ResponseError, OverflowError, UnicodeError) as error:
        raise CannotStart(
            f"Redis at {shown} refuses ({error}): mend --redis-url or this user's rights."
        ) from error
    except (RedisError, OSError) as error:
        raise NotThere(
            f"Redis at {shown} does not answer ({error}): start it, mend "
            "--redis-url, or leave --redis-url out for a private Redis."
        ) from error
    finally:
        await store.redis.aclose()
    if tuple(int(part) for part in found.split(".")[:2]) < OLDEST_REDIS:
        raise CannotStart(
            f"Redis at {shown} is version {found}: 7.2 or newer is needed; "
            "leave --redis-url out for a private Redis."
        )


async def say_risks(store: Store, settings: Settings) -> None:
    """Where Redis could lose votes, say what is wrong, what it means, and each cure."""
    if not (wrong := await store.wrong_settings()):
        return
    print("\n  Redis could lose acknowledged votes in a power cut:", file=sys.stderr)
    for each in wrong:
        print(f"    {each}", file=sys.stderr)
    if settings.accept_risk:
        print("  This risk was accepted (--accept-risk).\n", file=sys.stderr, flush=True)
    else:
        print("  Until that is mended, no vote can be opened.\n", file=sys.stderr, flush=True)


def without_password(url: str) -> str:
    """`url` as it may be printed."""
    scheme, _, rest = url.partition("://")
    return re.sub(r"(password=)[^&]*", r"\1…", f"{scheme}://{rest.rpartition('@')[2]}")


@asynccontextmanager
async def opened(
    settings: Settings, data: Literal["ours", "migrated", "any"] = "ours"
) -> AsyncIterator[Store]:
    """A store on the settings' Redis, for the length of the block.

    Args:
        data: of this program's version or not there yet; migrated to it first, which is for who
            serves it; or whatever version there is.

    Raises:
        WrongData: it is newer, older, or cannot be migrated.
    """
    store = Store.connect(settings.redis_url, settings.secret_file)
    try:
        if data == "ours":
            await data_version.begin(store)
        elif data == "migrated":
            copies = Path(settings.data_dir) / COPIES
            if copy := await data_version.settle(store, copies, settings.secret_file):
                print(f"The data was migrated; as it was before: {copy}", file=sys.stderr)
        yield store
    except ResponseError as error:
        raise CannotStart(f"Redis refuses to write ({error}).") from error
    except OtherSecret as error:
        raise CannotStart(str(error)) from error
    finally:
        await store.redis.aclose()


def lan_address() -> str:
    """This machine's address in the local network; 127.0.0.1 where it has none.

    Nothing is sent: connecting a datagram socket only asks the kernel which way it would go
    (192.0.2.1 is set aside for documentation, RFC 5737).
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def with_address(settings: Settings, port: int) -> Settings:
    """The settings with the address phones use filled in, and the port really listened on."""
    address = settings.public_url
    if address and not AN_ADDRESS.fullmatch(address):
        raise CannotStart(
            "--public-url must be scheme and host alone, such as https://poll.example.org, and is "
            f"“{address}”. Codes, links and QR codes lead to the top of an address: give the "
            "server a host name of its own, and have the proxy pass everything below it on."
        )
    if not address:
        everywhere = settings.host in ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound
        host = lan_address() if everywhere else settings.host
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    return msgspec.structs.replace(settings, port=port, public_url=address.rstrip("/"))


async def organiser_link(store: Store, settings: Settings) -> str:
    """The organisers' page; with a secret for making the first account where there is none yet."""
    accounts = Accounts(store)
    await accounts.take_over_password()
    if await accounts.there_are_any():
        return f"{settings.public_url}/organise"
    return f"{settings.public_url}/organise#{await accounts.new_setup_secret()}"


async def print_links(
    store: Store, settings: Settings, event: Listing | None, *, secret: bool
) -> tuple[str, ...]:
    """Say where everybody goes; for an event with the links of its first poll and a QR code.

    Args:
        secret: a person reads this, so links may carry their secrets; they are made now, since
            only hashes are kept. In a log they may not: the organiser's page makes links, and
            `poll-server organiser` the first account.

    Returns:
        The links to the first poll's stage and console; none where none were made.
    """
    if missing := open_files.shortage(open_files.limit(), settings.workers):
        print(missing, file=sys.stderr, flush=True)
    links = await stage_and_console(store, settings, event.polls[0]) if event and secret else ()
    organiser = (
        await organiser_link(store, settings) if secret else f"{settings.public_url}/organise"
    )
    lines = [("Organiser", organiser)]
    if event is not None:
        poll = event.polls[0]
        base = settings.public_url
        lines = [
            *zip(("Stage", "Moderator"), links, strict=False),
            *lines,
            ("Join", f"{base}   code {format_code(poll.code)}"),
        ]
    else:
        lines.append(("Join", settings.public_url))
    print()
    for name, address in lines:
        print(f"  {name:<10} {address}")
    print()
    if event is not None and stdout.isatty():
        code = long_code(await store.secret(), event.polls[0].code)
        segno.make(f"{settings.public_url}/{code}").terminal(compact=True)
    stdout.flush()
    return links


async def stage_and_console(store: Store, settings: Settings, poll: PollListing) -> tuple[str, ...]:
    """New links to a poll's stage and console. Their secrets are in the fragment, which no proxy or
    log sees."""
    base, of = settings.public_url, poll.poll_id
    return (
        f"{base}/stage/{of}#{await new_link(store, 'stage', of)}",
        f"{base}/moderate/{of}#{await new_link(store, 'moderator', of)}",
    )


async def first_event(store: Store) -> Listing | None:
    """The newest event that has a poll, if there is any; one that is still written has none."""
    return next((each for each in await Events(store).all() if each.polls), None)


def show_in_browser(*addresses: str) -> None:
    """Open the pages where there is a desktop to open them on."""
    if platform in ("darwin", "win32") or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        for address in addresses:
            webbrowser.open(address)
