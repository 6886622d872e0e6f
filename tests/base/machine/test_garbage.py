"""A hall that joins at once is no reason to look through the whole memory."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from poll_server.base.machine import garbage

PHONES = 1000
EACH = 200
"""Objects that a phone leaves on the server, measured: as many as are watched by the collector."""


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leaves the collector as it was found."""
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def whole_looks() -> int:
    """How often everything is looked at while so many phones arrive."""
    looks = 0

    def count(phase: str, info: dict[str, Any]) -> None:
        nonlocal looks
        looks += phase == "start" and info["generation"] == 2

    gc.callbacks.append(count)
    try:
        here = [[[n] for _ in range(EACH)] for n in range(PHONES)]
    finally:
        gc.callbacks.remove(count)
    assert len(here) == PHONES
    return looks


def test_while_phones_arrive_nothing_is_looked_through() -> None:
    gc.set_threshold(700, 10, 10)  # Python's own, and all that was there before them left out
    gc.collect()
    gc.freeze()
    gc.collect()
    assert whole_looks() >= 2
    garbage.fit()
    gc.collect()
    assert whole_looks() == 0


def test_circles_are_found_all_the_same() -> None:
    """Younger ones at once; nobody calls the collector here."""
    garbage.fit()
    gone = 0

    class Circle:
        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            nonlocal gone
            gone += 1

    for _ in range(3 * garbage.YOUNG):
        Circle()
    assert gone >= garbage.YOUNG
