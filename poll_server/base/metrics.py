"""What `/metrics` says, for Prometheus. No label ever names a person, an address or a text."""

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
