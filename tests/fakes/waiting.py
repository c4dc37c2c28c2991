"""Waiting for a condition in a test: with a deadline, and never for luck."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Returns as soon as *condition* is true; raises `TimeoutError` after *seconds*."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for belongs to others and sets no event
            await asyncio.sleep(0.005)
