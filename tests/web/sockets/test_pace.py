"""How fast one phone may speak: slowed down, never refused."""

from types import SimpleNamespace

import pytest

from poll_server.web.sockets import pace
from poll_server.web.sockets.pace import BURST, PER_SECOND, Pace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that were slept, on a clock that nothing else moves."""
    slept = [0.0]

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(pace, "asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(pace, "monotonic", lambda: sum(slept))
    return slept


async def test_a_burst_passes_at_once(clock: list[float]) -> None:
    one = Pace()
    for _ in range(BURST):
        await one.keep()
    assert clock == [0.0]


async def test_after_that_a_person_taps_no_faster(clock: list[float]) -> None:
    one = Pace()
    for _ in range(BURST + 50):
        await one.keep()
    assert sum(clock) == pytest.approx(50 / PER_SECOND)


async def test_a_pause_gives_the_burst_back_but_no_more(clock: list[float]) -> None:
    one = Pace()
    for _ in range(BURST):
        await one.keep()
    clock.append(3600.0)
    for _ in range(BURST):
        await one.keep()
    assert sum(clock) == 3600.0
    await one.keep()
    assert sum(clock) > 3600.0
