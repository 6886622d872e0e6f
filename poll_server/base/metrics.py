"""What `/metrics` says, for Prometheus. No label ever names a person, an address or a text."""

import asyncio

from prometheus_client import Counter, Gauge, Histogram

OUTCOMES = Counter("poll_votes_total", "votes by what the script decided", ["outcome"])
BATCH_VOTES = Histogram(
    "poll_batch_votes",
    "votes in one call to Redis",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512),
)
BATCH_SECONDS = Histogram(
    "poll_batch_seconds", "seconds from sending a batch to its reply, on disk"
)
SCREENS = Gauge("poll_screens", "sockets connected to this process", ["role"])
FRAMES = Counter("poll_frames_total", "snapshots put into mailboxes", ["role"])
SLOW_SCREENS = Counter("poll_slow_screens_total", "screens dropped because they took no frame")
CODES = Counter(
    "poll_codes_total", "join codes typed without proof: right, wrong, not looked up", ["outcome"]
)
ROLLBACKS = Counter("poll_rollbacks_total", "times Redis was seen to go back in time")
FILES_USED = Gauge("poll_files_used", "files that this process has open")
FILES_LIMIT = Gauge("poll_files_limit", "files that this process may have open")
DISK_FREE = Gauge("poll_disk_free_bytes", "bytes free on the disk with the data folder")
DISK_SIZE = Gauge("poll_disk_size_bytes", "bytes of the disk with the data folder")
PHONES_FIT = Gauge("poll_phones_that_fit", "phones that this process has files for")
SENT_AWAY = Counter(
    "poll_sent_away_total", "screens told to come back later: all places were taken", ["role"]
)
TO_REPEAT = Counter(
    "poll_votes_to_repeat_total",
    "votes that phones were told to send again: too many waited, or Redis did not answer",
    ["why"],
)
VOTES_WAITING = Gauge("poll_votes_waiting", "votes that wait for Redis or are under way")
LATE_SECONDS = Histogram(
    "poll_late_seconds",
    "how much later than it was due this process does what is due: its own load, and the machine's",
    buckets=(0.005, 0.02, 0.1, 0.25, 0.5, 1, 2, 5),
)

LOOK_EVERY = 0.25
"""Seconds between two looks at how late the process is."""


async def watch_lateness() -> None:
    """Note how late this process is, for as long as it runs."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LOOK_EVERY
        await asyncio.sleep(LOOK_EVERY)
        LATE_SECONDS.observe(max(0.0, loop.time() - due))
