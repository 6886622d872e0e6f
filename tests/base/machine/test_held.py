"""A lock says that its process lives."""

import fcntl
from pathlib import Path

from poll_server.base.machine.held import is_held


def test_a_file_is_held_for_as_long_as_somebody_has_it_locked(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    assert not is_held(file), "there is none"
    with file.open("w") as mine:
        assert not is_held(file)
        fcntl.flock(mine, fcntl.LOCK_EX)
        assert is_held(file)
        assert is_held(file), "to look changes nothing"
    assert not is_held(file)


def test_two_who_look_do_not_take_each_other_for_the_holder(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with file.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        assert not is_held(file)
