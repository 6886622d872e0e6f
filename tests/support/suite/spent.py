"""What each test file costs: processor seconds of the worker and of every process under it.

Processor seconds stay nearly the same on a busy machine, where the clock tells nothing. The end of
a run names the files above `DEAR`, so that a test that burns too much is seen by who wrote it. It
fails nothing: what is too much, only a reader of the test can say.

A plugin for pytest, alone or with xdist; `conftest.py` loads it.
"""

import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

DEAR = 4.0
"""Processor seconds: one in a hundred of what the whole suite may take on two cores."""
MOST_NAMES = 40
PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK")


class Spent:
    """The bill of one worker, or of a whole run that has gathered its workers' bills."""

    def __init__(self, workers_output: dict[str, Any] | None) -> None:
        """Args:
        workers_output: what xdist hands from a worker to the run; None in the run itself.
        """
        self.files: dict[str, float] = defaultdict(float)
        self._output = workers_output
        self._file: Path | None = None
        self._before = 0.0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """With the first test of a file its bill begins."""
        if item.path != self._file:
            self._file, self._before = item.path, seconds()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """After the last test, and before its fixtures end: Chromium waits for none of its
        processes when it ends, and then nobody can tell what they used."""
        if nextitem is None or nextitem.path != item.path:
            used = seconds() - self._before  # below 0 where a Chromium of files before has ended
            self.files[item.nodeid.partition("::")[0]] += max(0.0, used)
            self._file = None

    def pytest_sessionfinish(self) -> None:
        """A worker hands its bill over."""
        if self._output is not None:
            self._output["spent"] = dict(self.files)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """The run takes a worker's; one that crashed has left none."""
        for file, cost in getattr(node, "workeroutput", {}).get("spent", {}).items():
            self.files[file] += cost

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The dearest files first."""
        for line in bill(self.files):
            terminalreporter.write_line(line)


def bill(files: Mapping[str, float]) -> list[str]:
    """What a run says of its costs; nothing where no file was dear."""
    dear = sorted(((cost, name) for name, cost in files.items() if cost >= DEAR), reverse=True)
    if not dear:
        return []
    head = f"Processor time {sum(files.values()):.0f} s, by files above {DEAR:.0f} s:"
    return [head, *(f"{cost:6.1f} s  {name}" for cost, name in dear[:MOST_NAMES])]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Spent(getattr(config, "workeroutput", None)), "spent")


def seconds() -> float:
    """Processor seconds of this process and of all under it, those that have ended too.

    Where there is no `/proc`, without those that still run.
    """
    if not PROC.is_dir():
        return sum(os.times()[:4])
    parents: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for name in os.listdir(PROC):  # noqa: PTH208 - twice for each file: paths took most of it
        if name.isdigit() and (fields := _stat(name)):
            process = int(name)
            # proc(5): ppid is the second after the name; utime, stime and those of ended children
            # are the 12th to 15th.
            parents.setdefault(int(fields[1]), []).append(process)
            ticks[process] = sum(map(int, fields[11:15]))
    total, waiting = 0, [os.getpid()]
    while waiting:
        process = waiting.pop()
        total += ticks.get(process, 0)
        waiting += parents.get(process, [])
    return total / TICK


def _stat(process: str) -> list[bytes]:
    """What follows the name, which may hold blanks and brackets; nothing of one that has ended."""
    try:
        with open(f"{PROC}/{process}/stat", "rb", buffering=0) as file:  # noqa: PTH123
            return file.read().rpartition(b")")[2].split()
    except OSError:
        return []
