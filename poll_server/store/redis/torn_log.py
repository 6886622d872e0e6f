"""What a power cut leaves at the end of Redis's append-only file, put right before Redis reads it.

What one script writes stands between MULTI and EXEC. Where a cut goes through a command in between,
Redis (8.2 too; Valkey before its pull request 4342) takes away that command alone and leaves the
transaction open. What is written next joins it, and the start after that carries out the half
transaction as well: votes would be stored and never counted. So the whole of an unfinished
transaction is cut off. Nothing in it was acknowledged: an answer waits for the sync of the whole.

What is damaged in the middle is another thing. A length that points past the end of the file looks
like a cut, and Redis would drop all that was written after it, acknowledged or not. So such a file
is left as it is, Redis starts by `AS_IT_IS` and refuses it, and a person is told the cure.
"""

import os
from pathlib import Path

FOLDER, MANIFEST = "appendonlydir", "appendonly.aof.manifest"
"""Redis's own default names, which the private Redis keeps."""
AS_IT_IS = {"aof-load-truncated": "no"}
"""For the start alone: after `mend` no file ends in the middle of something that was cut."""
DAMAGE = (
    "reading the append only file",
    "RDB preamble",
    "Wrong RDB checksum",
    "Internal error in RDB",
    "Short read or OOM loading DB",
)
"""How Redis speaks of a file that it will not load."""
MULTI, EXEC = b"*1\r\n$5\r\nMULTI\r\n", b"*1\r\n$4\r\nEXEC\r\n"


def mend(data_dir: Path) -> int:
    """Cut what is unfinished off the end of the log; no Redis may be running on it.

    Returns:
        Bytes that were cut off.

    Raises:
        OSError: the file cannot be read or written.
    """
    path = _last_file(data_dir / FOLDER)
    if path is None or not path.exists():
        return 0
    size = path.stat().st_size
    with path.open("rb+") as file:
        file.seek(max(0, size - len(EXEC)))
        if file.read() == EXEC:
            return 0  # nearly always: almost all that is written is a transaction
        file.seek(0)
        log = file.read()
        finished = finished_length(log)
        if finished is None or finished == size or EXEC in log[finished:]:
            return 0  # whole, or damaged in the middle: a transaction was finished after it
        file.truncate(finished)
        os.fsync(file.fileno())
    return size - finished


def damaged(data_dir: Path, said: str) -> str:
    """What to do where Redis refuses the votes in `data_dir`; '' where it `said` nothing of them.

    Args:
        said: lines of its log since it was started.
    """
    if not any(words in said for words in DAMAGE):
        return ""
    manifest = data_dir / FOLDER / MANIFEST
    return (
        f"the file with the votes in {data_dir / FOLDER} is damaged in the middle; nothing in it "
        "was changed: copy the folder away, restore it from a backup, or let redis-check-aof --fix "
        f"{manifest} cut off all that was written after the damage, and start again"
    )


def finished_length(log: bytes) -> int | None:
    """Bytes of `log` up to its last finished command or transaction.

    Returns:
        None where the log is no list of commands: that is for Redis to judge.
    """
    at = finished = 0
    inside = False
    while at < len(log):
        end = _end_of_command(log, at)
        if end is None:
            return None
        if end > len(log):
            break
        command = log[at:end] if end - at <= len(MULTI) else b""
        inside = command == MULTI or (inside and command != EXEC)
        at = end
        if not inside:
            finished = end
    return finished


def _end_of_command(log: bytes, at: int) -> int | None:
    """Where the command that starts at `at` ends, past the log's end where it is cut off there."""
    beyond = len(log) + 1
    line = log.find(b"\r\n", at)
    if log[at : at + 1] == b"#":  # a remark of Redis's own
        return line + 2 if line >= 0 else beyond
    if log[at : at + 1] != b"*":
        return None
    if line < 0:
        return beyond
    try:
        arguments, at = int(log[at + 1 : line]), line + 2
        for _ in range(arguments):
            line = log.find(b"\r\n", at)
            if line < 0 or at >= len(log):
                return beyond
            if log[at : at + 1] != b"$":
                return None
            at = line + 2 + int(log[at + 1 : line]) + 2
    except ValueError:
        return None
    return at


def _last_file(folder: Path) -> Path | None:
    """The file that Redis writes to: of type `i`, with the highest number in the manifest."""
    try:
        lines = (folder / MANIFEST).read_text().splitlines()
    except FileNotFoundError:
        return None
    found: dict[int, str] = {}
    for line in lines:
        words = line.split()
        about = dict(zip(words[::2], words[1::2], strict=False))
        if about.get("type") == "i":
            found[int(about["seq"])] = about["file"]
    return folder / found[max(found)] if found else None
