"""The table of one run, and the book that keeps every run's."""

import os
import platform
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .asked import Congress
from .congress import CongressFigures
from .figures import Burst, Figures, Size
from .halls import CORES
from .run import SLOW_SYNC
from .soak import Plan as SoakPlan
from .sockets.transports import Plan as TransportsPlan

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
        ("a first page, of the server's core", f"{figures.page_time:.0f} µs", "≤ 667 µs", "", ""),
        ("bytes to a phone: page", f"{figures.page_bytes:.0f}", "≤ 30 kB", "", ""),
        ("bytes to a phone: frames of one question", f"{figures.question_bytes:.0f}", "", "", ""),
        ("the disk: one write with fsync", f"{figures.sync:.2f} ms", "", "", ""),
    ]
    head = ("what", "found", "goal", "bare loop", "ratio")
    lines = ["| " + " | ".join(row) + " |" for row in (head, ("---",) * 5, *rows)]
    return "\n".join(lines)


def congress_table(figures: CongressFigures, congress: Congress) -> str:
    """What a report costs, and what votes notice of it, as a Markdown table."""
    formats, of = len(congress.formats), congress.size.phones
    alone, together = map(statistics.median, (figures.alone_seconds, figures.seconds))
    rows: list[tuple[str, str, str, str]] = [
        (
            f"the report in {formats} formats; then while bursts of votes go on",
            f"{alone:.1f} s",
            f"{together:.1f} s",
            f"{together / alone:.2f}",
        )
    ]
    for name, share in (("p50", 0.50), ("p95", 0.95), ("p99", 0.99)):
        quiet, beside = figures.quiet.percentile(share), figures.beside.percentile(share)
        found = (f"{quiet:.0f} ms", f"{beside:.0f} ms", f"{beside / quiet:.2f}")
        rows.append((f"a burst of votes, ack {name}", *found))
    bursts = (len(figures.quiet.waits) // of, len(figures.beside.waits) // of)
    before, after = figures.server_before, figures.server_after
    rows += [
        ("bursts", str(bursts[0]), str(bursts[1]), ""),
        (
            "most memory of the server process",
            f"{before:.0f} MB",
            f"{after:.0f} MB",
            f"{after / before:.2f}" if before else "",
        ),
        ("most memory of the processes beside it, in all", "", f"{figures.worker:.0f} MB", ""),
    ]
    sizes = ", ".join(f"{name} {size / 1e6:.1f}" for name, size in figures.files.items())
    head = ("what", "by itself", "together", "ratio")
    lines = ["| " + " | ".join(row) + " |" for row in (head, ("---",) * 4, *rows)]
    return "\n".join([*lines, "", f"Files in MB: {sizes}."])


def transports_heading(plan: TransportsPlan) -> str:
    """What was measured, when, and where."""
    what = f"phones' sockets, lean, through Starlette, and bare, {plan.size.phones:,} phones"
    found = _heading(what, ("uvicorn", "starlette", "websockets", "redis"))
    return (
        f"{found} Medians of {plan.rounds} runs of each, in turns; µs are the server's own "
        "processor time, all else is ms. *minimal* is a plain Starlette endpoint with one script "
        "call a vote, *spike* as little as Python can do, both without any rule."
    )


def congress_heading(congress: Congress) -> str:
    """Date, machine and versions, and how big the congress is."""
    what = (
        f"the report of {congress.forums} forums with {congress.questions} questions of "
        f"{congress.votes} votes, {congress.size.phones} phones"
    )
    return _heading(what, ("typst", "python-docx", "python-pptx", "xlsxwriter"))


def moods_heading(size: Size) -> str:
    """Date, machine and versions, and what went on beside the votes."""
    found = f"reactions, questions and support beside votes, {size.phones} phones"
    return _heading(found, ("uvicorn", "starlette", "websockets", "redis"))


def soak_heading(plan: SoakPlan) -> str:
    """Date, machine and versions, and how long an evening it is."""
    found = f"a long evening, {plan.phones:,} phones, {plan.questions} questions"
    return _heading(found, ("uvicorn", "starlette", "websockets", "redis"))


def heading(size: Size) -> str:
    """Date, machine and versions; nothing that names the machine or its owner."""
    return _heading(f"{size.phones} phones", ("uvicorn", "starlette", "websockets", "redis"))


def _heading(what: str, libraries: Sequence[str]) -> str:
    parts = [f"{name} {version(name)}" for name in libraries]
    cores = len(CORES) or os.cpu_count() or 1
    beside = f", load {os.getloadavg()[0]:.1f} before it began"
    if priority := os.nice(0):
        beside += f", run at nice {priority}"
    return (
        f"## {datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {what}\n\n"
        f"{platform.system()} {platform.machine()}, {cores} cores{beside}; "
        f"Python {platform.python_version()}, {', '.join(parts)}."
    )


def enter(book: Path, entry: str) -> None:
    """Put `entry` on top of the book's entries."""
    text = book.read_text(encoding="utf-8")
    before, mark, after = text.partition(NEWEST)
    assert mark, f"{book.name} has lost its line “{NEWEST}”"
    book.write_text(f"{before}{mark}\n\n{entry}\n{after}", encoding="utf-8")
