"""What is looked at on this machine and in its Redis: whether votes are safe, and enough room."""

import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from babel.numbers import format_decimal

from poll_server import __version__
from poll_server.base.machine import disk, open_files
from poll_server.base.settings import Settings
from poll_server.locale import Speech
from poll_server.store.keys import PROBE
from poll_server.store.store import Store

from . import data_version
from .findings import Finding, Level

WRITES = 15
"""Each is one fsync; the middle one of them counts."""
SLOW_MS, FAR_TOO_SLOW_MS = 20.0, 500.0
"""A spinning disk takes 10 ms. Votes of one moment share a write, so 20 are felt by nobody; with
500 a vote waits for a second, and 3,000 are Redis given up."""
CLOCK_S, CLOCK_FAR_S = 2.0, 60.0
"""Countdowns are Redis's; times in reports and of passes are this machine's."""
MEMORY_SCARCE, MEMORY_OUT = 500 * 2**20, 150 * 2**20
"""Bytes free: a process takes 90 MB, a report 200 more for as long as it is made."""
MB = 2**20
REDIS_FULL = 0.8
"""Of `maxmemory`: above, the next congress day may not fit."""
MEMINFO, CGROUP = Path("/proc/meminfo"), Path("/sys/fs/cgroup")


async def versions(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """What runs here."""
    redis = await store.redis.info("server")
    said = _(
        "poll-server %(ours)s, Python %(python)s, Redis %(redis)s.",
        ours=__version__,
        python=sys.version.split()[0],
        redis=redis["redis_version"],
    )
    return [Finding(_("Versions"), "good", said)]


async def settings_of_redis(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """Settings of Redis."""
    if wrong := await store.wrong_settings():
        level: Level = "care" if settings.accept_risk else "wrong"
        lost = _("Redis could lose acknowledged votes in a power cut.")
        return [Finding("Redis", level, lost, each) for each in wrong]
    well = Finding("Redis", "good", _("Its settings keep every acknowledged vote."))
    care = _("A failover could hold up polls for longer than it must.")
    return [well, *(Finding("Redis", "care", care, each) for each in await store.warnings())]


async def memory_of_redis(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """Memory of Redis."""
    info = await store.redis.info("memory")
    used, most = int(info["used_memory"]), int(info.get("maxmemory", 0))
    name = _("Memory of Redis")
    if not most:
        return [Finding(name, "good", _("%(n)s MB in use, without a limit.", n=used // MB))]
    said = _("%(n)s MB of %(most)s MB are in use.", n=used // MB, most=most // MB)
    if used < REDIS_FULL * most:
        return [Finding(name, "good", said)]
    return [Finding(name, "care", said, "redis-cli CONFIG SET maxmemory 0")]


async def data(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """Version of the data."""
    there, ours, name = await data_version.found(store), data_version.current(), _("Data")
    if not there:
        return [Finding(name, "good", _("There is none yet."))]
    if there == ours:
        return [Finding(name, "good", _("Version %(n)s, this program’s.", n=there))]
    said = _("Version %(n)s; this program’s is %(ours)s.", n=there, ours=ours)
    if there < ours:
        return [Finding(name, "care", said, _("The next start migrates it, after a copy."))]
    return [Finding(name, "wrong", said, _("Start the newer version again, or restore a backup."))]


async def writing(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """Time to disk."""
    taken = []
    for _turn in range(WRITES):
        began = time.perf_counter()
        await store.redis.set(PROBE, "check")
        taken.append(1000 * (time.perf_counter() - began))
    ms = statistics.median(taken)
    said = _("A vote is on disk after %(ms)s ms.", ms=format_decimal(ms, "0.0", _.language))
    level: Level = "wrong" if ms > FAR_TOO_SLOW_MS else "care" if ms > SLOW_MS else "good"
    cure = _("Put the data folder (or Redis) on a faster disk: an SSD of this machine.")
    return [Finding(_("Time to disk"), level, said, "" if level == "good" else cure)]


async def clock(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """Clock."""
    before = time.time()
    seconds, micro = await store.redis.time()
    after = time.time()
    apart = abs(seconds + micro / 1e6 - (before + after) / 2)
    if apart < CLOCK_S:
        return [Finding(_("Clock"), "good", _("Server and Redis have the same time."))]
    level: Level = "wrong" if apart > CLOCK_FAR_S else "care"
    said = _("The clocks of server and Redis are %(s)s s apart.", s=round(apart))
    cure = _("Let both machines follow a time server (chrony, systemd-timesyncd).")
    return [Finding(_("Clock"), level, said, cure)]


async def room(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """Disk."""
    found = await asyncio.to_thread(disk.look, Path(settings.data_dir))
    said = _(
        "%(free)s MB of %(total)s MB are free on the disk with the data folder.",
        free=found.free_mb,
        total=found.total // disk.MB,
    )
    if not found.scarce:
        return [Finding(_("Disk"), "good", said)]
    cure = _("Make some room before the event: while it is full, no vote can be stored.")
    return [Finding(_("Disk"), "care", said, cure)]


async def memory(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """Memory."""
    free = await asyncio.to_thread(free_memory)
    if free is None:
        return []
    said = _("%(n)s MB are free.", n=free // MB)
    level: Level = "wrong" if free < MEMORY_OUT else "care" if free < MEMORY_SCARCE else "good"
    cure = _("End other programs, or give this machine or container more memory.")
    return [Finding(_("Memory"), level, said, "" if level == "good" else cure)]


def free_memory() -> int | None:
    """Bytes that programs here may still take; None where the system does not say.

    The smaller one of what the machine has and what the container is allowed.
    """
    found = []
    if MEMINFO.exists():
        lines = (line.split() for line in MEMINFO.read_text().splitlines())
        found += [int(words[1]) * 1024 for words in lines if words[0] == "MemAvailable:"]
    most, used = CGROUP / "memory.max", CGROUP / "memory.current"
    if most.exists() and used.exists() and (limit := most.read_text().strip()).isdigit():
        found.append(max(0, int(limit) - int(used.read_text())))
    return min(found, default=None)


async def files(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """Open files."""
    limit = open_files.limit()
    phones = open_files.phones(limit, settings.workers)
    said = _("%(n)s at most, enough for about %(phones)s phones.", n=limit, phones=phones)
    if phones >= open_files.HALL:
        return [Finding(_("Open files"), "good", said)]
    wanted = open_files.needed(open_files.HALL, settings.workers)
    cure = _(
        "For %(hall)s phones: ulimit -n %(n)s, LimitNOFILE=%(n)s in the systemd unit, or --ulimit "
        "nofile=%(n)s for a container.",
        hall=open_files.HALL,
        n=wanted,
    )
    return [Finding(_("Open files"), "care", said, cure)]


LOOKS = (versions, settings_of_redis, writing, data, memory_of_redis, room, memory, files, clock)
