"""The table of one run, and the book that keeps every run's."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .figures import Burst, Figures, Size
from .halls import CORES
from .run import SLOW_SYNC

BOOK = Path(__file__).parents[2] / "docs" / "benchmarks.md"
NEWEST = "<!-- newest first -->"


def table(figures: Figures) -> str:
    """The figures as a Markdown table: what, found, goal, the bare loop, ratio."""
    ours, bare = figures.ours, figures.bare
    rows: list[tuple[str, str, str, str, str]] = [
        (f"{figures.phones} phones join", f"{figures.join_seconds:.1f} s", "≤ 10 s", "", ""),
    ]

    def waits(name: str, share: float, goal: str, one: Burst, other: Burst) -> None:
        a, b = one.percentile(share), other.percentile(share)
        rows.append((name, f"{a:.0f} ms", goal, f"{b:.0f} ms", f"{a / b:.2f}"))

    waits("a burst of votes, ack p50", 0.50, "", ours, bare)
    waits("a burst of votes, ack p95", 0.95, "< 300 ms", ours, bare)
    waits("a burst of votes, ack p99", 0.99, "< 1000 ms", ours, bare)
    if figures.ours_slow and figures.bare_slow:
        slow = f"the same, each fsync {SLOW_SYNC * 1000:.0f} ms slower, ack p95"
        waits(slow, 0.95, "", figures.ours_slow, figures.bare_slow)
    rows += [
        (
            "votes a second, each phone again once answered",
            f"{figures.our_rate:.0f}",
            "",
            f"{figures.bare_rate:.0f}",
            f"{figures.our_rate / figures.bare_rate:.2f}",
        ),
        ("stage behind the truth, at most", f"{figures.stage_lag:.0f} ms", "≤ 500 ms", "", ""),
        (
            "in a burst, other programs on the server's core",
            f"{figures.starved:.0f} ms",
            "",
            "",
            "",
        ),
        ("bytes to a phone: page", f"{figures.page_bytes:.0f}", "≤ 30 kB", "", ""),
        ("bytes to a phone: frames of one question", f"{figures.question_bytes:.0f}", "", "", ""),
        ("the disk: one write with fsync", f"{figures.sync:.2f} ms", "", "", ""),
    ]
    head = ("what", "found", "goal", "bare loop", "ratio")
    lines = ["| " + " | ".join(row) + " |" for row in (head, ("---",) * 5, *rows)]
    return "\n".join(lines)


def heading(size: Size) -> str:
    """Date, machine and versions; nothing that names the machine or its owner."""
    parts = [f"{name} {version(name)}" for name in ("uvicorn", "starlette", "websockets", "redis")]
    cores = len(CORES) or os.cpu_count() or 1
    beside = f", load {os.getloadavg()[0]:.1f} before it began"
    if priority := os.nice(0):
        beside += f", run at nice {priority}"
    return (
        f"## {datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {size.phones} phones\n\n"
        f"{platform.system()} {platform.machine()}, {cores} cores{beside}; "
        f"Python {platform.python_version()}, {', '.join(parts)}."
    )


def enter(book: Path, entry: str) -> None:
    """Put `entry` on top of the book's entries."""
    text = book.read_text(encoding="utf-8")
    before, mark, after = text.partition(NEWEST)
    assert mark, f"{book.name} has lost its line “{NEWEST}”"
    book.write_text(f"{before}{mark}\n\n{entry}\n{after}", encoding="utf-8")
