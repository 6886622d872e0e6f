"""These tests do run in asyncio's debug mode."""

import asyncio


async def test_the_loop_looks_closely() -> None:
    assert asyncio.get_running_loop().get_debug()
