"""A platform that is told to stop stops, whatever it is at."""

from __future__ import annotations

import asyncio

import pytest

from tests.harness.server import DEADLINE, RunningPlatform


@pytest.mark.parametrize("turns", range(8))
def test_what_becomes_due_just_before_a_stop_does_not_keep_it_from_stopping(
    platform: RunningPlatform, turns: int
) -> None:
    background = platform.server.platform.background
    assert background is not None

    async def stop() -> None:
        background.wake()
        for _ in range(turns):  # of the event loop, so that the stop meets each step of waking up
            await asyncio.sleep(0)
        await background.stop()

    asyncio.run_coroutine_threadsafe(stop(), background.loop).result(DEADLINE)
