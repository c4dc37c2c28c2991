"""Looking at pictures over time: has it changed, has it come to rest. Does not know what they show."""

import time

import numpy as np
from numpy.typing import NDArray

from tests.rig.display import Eyes


def alike(one: NDArray[np.uint8], other: NDArray[np.uint8], share: float = 0.5) -> bool:
    """Whether at least *share* of the pixels of two (height, width, 3) pictures are equal."""
    return float(np.mean(np.all(one == other, axis=2))) >= share


def settled(eyes: Eyes, quiet: float = 0.5, timeout: float = 10.0) -> NDArray[np.uint8]:
    """The screen once it has stayed the same for *quiet* seconds (a blinking caret aside)."""
    last, since = eyes.look(), time.monotonic()
    deadline = since + timeout
    while time.monotonic() < deadline and time.monotonic() - since < quiet:
        time.sleep(0.05)
        now = eyes.look()
        if not alike(last, now, share=0.999):
            since = time.monotonic()
        last = now
    return last
