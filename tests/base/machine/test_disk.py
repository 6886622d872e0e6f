"""F6: little room is said before there is none."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from poll_server.base.machine import disk
from poll_server.base.machine.disk import AMPLE, Disk

GB = 10**9


@pytest.mark.parametrize(
    ("free", "total", "scarce"),
    [
        (2 * GB, 10 * GB, False),
        (2 * GB - 1, 10 * GB, True),
        (0, 10 * GB, True),
        (AMPLE, 1000 * GB, False),  # a hundredth of a large disk is room enough
        (AMPLE - 1, 1000 * GB, True),
    ],
)
def test_a_fifth_is_little_unless_it_is_much(free: int, total: int, scarce: bool) -> None:
    assert Disk(free, total).scarce is scarce
    assert ("make some room" in disk.said(Disk(free, total))) is scarce


def test_a_folder_that_is_not_made_yet_has_a_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def usage(path: Path) -> SimpleNamespace:
        asked.append(path)
        return SimpleNamespace(free=3, total=7)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    assert disk.look(tmp_path / "not" / "made") == (3, 7)
    assert asked == [tmp_path]
