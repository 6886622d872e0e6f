"""These tests do run in asyncio's debug mode: it sees what it is there for."""

import asyncio
import time

import pytest


async def test_a_call_from_another_thread_is_refused() -> None:
    loop = asyncio.get_running_loop()
    with pytest.raises(RuntimeError, match="Non-thread-safe"):
        await asyncio.to_thread(loop.call_soon, print)


async def test_a_coroutine_that_nobody_awaited_is_told_with_the_line_that_made_it() -> None:
    async def forgotten() -> None:
        pass

    with pytest.warns(RuntimeWarning, match="never awaited") as told:
        forgotten()  # type: ignore[unused-coroutine]
    assert f'{__file__}", line ' in str(told[0].message)


async def test_what_held_the_loop_is_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "slow_callback_duration", 0.0)  # seconds: any step is slow
    loop.call_soon(time.monotonic)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert "monotonic" in caplog.text
