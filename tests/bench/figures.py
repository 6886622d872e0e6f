"""What is measured, and how much of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    phones: int = 600
    bursts: int = 5
    changes: int = 15
    """votes of each phone in the throughput run; under `pace.BURST`, or the server slows it down"""
    pin: bool = True
    """give the server a core of its own"""
    share: bool = False
    """let it have all cores instead, as people run it: what it starts may use them, too"""


SHORT = Size(phones=30, bursts=2, changes=5, pin=False)
"""For the tests: it must run, its figures say little."""


@dataclass
class Burst:
    """Seconds from the beginning of a burst to each phone's acknowledgement."""

    waits: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """Milliseconds within which `share` of all were acknowledged."""
        ordered = sorted(self.waits)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass
class Figures:
    """What one run found; times in ms where not said otherwise."""

    phones: int
    join_seconds: float = 0.0
    page_bytes: float = 0.0
    page_time: float = 0.0
    """µs of the server's own processor time for one first page"""
    question_bytes: float = 0.0
    stage_lag: float = 0.0
    starved: float = 0.0
    """the most that a server, ours or bare, waited in a burst while others had its core (Linux)"""
    sync: float = 0.0
    """the disk itself: one small write with fsync, median"""
    ours: Burst = field(default_factory=Burst)
    bare: Burst = field(default_factory=Burst)
    our_rate: float = 0.0
    """votes a second"""
    bare_rate: float = 0.0
    ours_slow: Burst | None = None
    bare_slow: Burst | None = None
