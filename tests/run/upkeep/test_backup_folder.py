"""Files of backups: whole or not there, for their owner alone; copies go in their time."""

import os
import time
from pathlib import Path

import pytest

from poll_server.upkeep.backup_folder import COPIES, forget_copies, put_file


def test_a_file_that_cannot_be_written_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_file(tmp_path / "new" / "a.backup", b"first")
    assert (tmp_path / "new" / "a.backup").stat().st_mode & 0o777 == 0o600

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        put_file(tmp_path / "new" / "a.backup", b"second")
    assert [path.read_bytes() for path in (tmp_path / "new").iterdir()] == [b"first"]


def test_copies_hold_single_votes_no_longer_than_promised(tmp_path: Path) -> None:
    old, new, other = (
        tmp_path / COPIES / name
        for name in ("version-1-abc.backup", "before-restore-abc.backup", "mine.backup")
    )
    for path in (old, new, other):
        put_file(path, b"")
    for path in (old, other):
        os.utime(path, (time.time() - 25 * 3600,) * 2)
    assert forget_copies(tmp_path, 24) == [old]
    assert new.exists()
    assert other.exists()
    assert forget_copies(tmp_path / "none", 24) == []
