"""How many cores there are, for who may have only some of them."""

import os
import sys
from pathlib import Path

import pytest

from poll_server.base.machine import cores as module
from poll_server.base.machine.cores import cores


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ("max 100000\n", 8),
        ("250000 100000\n", 2),
        ("50000 100000\n", 1),
        ("1600000 100000\n", 8),
        ("", 8),
    ],
)
def test_a_container_counts_what_it_may_use(
    quota: str, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    monkeypatch.setattr(module, "QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    if sys.platform == "linux":
        monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(8)))
    assert cores() == expected


def test_where_nothing_limits_it_all_cores_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUOTA", tmp_path / "none")
    assert 1 <= cores() <= (os.cpu_count() or 1)
