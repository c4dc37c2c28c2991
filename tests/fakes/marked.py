"""Screens as an office PC sends them: `tests.fakes.screens`, stamped with a fixed key and mark."""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from tests.fakes.screens import bgrx, screen
from watermark import Mark, MarkKey, Stamper, pattern_for

KEY: Final = MarkKey.from_bytes(bytes(range(32)))
MARK: Final = Mark.from_hex("0123456789abcdef")
LABEL: Final = "131016-0001 関所 花子 総務課-012 2026-11-23 14:05"


@lru_cache(maxsize=8)
def stamper(width: int = 1600, height: int = 900) -> Stamper:
    """The stamper of the session MARK."""
    return Stamper(width, height, pattern_for(KEY, MARK), LABEL)


@lru_cache(maxsize=16)
def marked(name: str, width: int = 1600, height: int = 900) -> npt.NDArray[np.uint8]:
    """The named screen with mark and warning, (height, width, 3) BGR."""
    return stamper(width, height).stamp_screen(bgrx(screen(name, width, height))).pixels[:, :, :3]
