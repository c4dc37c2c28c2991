"""A screen in memory whose pictures are made and seen at once: no desktop, no line and no clock of its own."""

import itertools
from typing import Self

import numpy as np

from agent.damage import Pixels, part
from agent.pacing import Allowance
from agent.pictures import Pictures
from agent.plan import QUIET
from agent.stamping import stamper_for
from tests.fakes.marks import overlay
from tests.fakes.viewer import FakeViewer, whole
from wire.geometry import Rect
from wire.messages import Patch, Picture

SIZE = (330, 200)  # no multiple of a tile, and video areas of odd sizes
PLENTY = Allowance(2e6, 1 << 30)  # 16 Mbit/s, and room for all repairs


class Stage:
    """A screen in memory, its pictures, and a viewer that gets them."""

    def __init__(self, size: tuple[int, int] = SIZE) -> None:
        self.pixels: Pixels = np.zeros((size[1], size[0], 4), np.uint8)
        self.overlay = overlay()
        self.stamper = stamper_for(self.overlay, size)
        self.pictures = Pictures(size, self.stamper)
        self.viewer = FakeViewer()
        self.viewer.take(whole(Rect(0, 0, *size)))
        self.now = 0.0
        self.number = 0

    @classmethod
    def settled(cls, size: tuple[int, int] = SIZE) -> Self:
        """A black one, whose first picture has become exact."""
        stage = cls(size)
        stage.show()
        stage.settle()
        return stage

    def grab(self, rect: Rect) -> Pixels:
        """What a grabber does."""
        return part(self.pixels, rect)

    def show(self, *damage: Rect, after: float = 0.05, allowance: Allowance = PLENTY) -> tuple[Patch, ...]:
        """One look at the screen: all its patches, in order."""
        self.now += after
        pictures = self.pictures.paint(damage, self.grab, self.now, allowance)
        for patches in pictures:
            self.number += 1
            self.viewer.take(Picture(self.number, patches))
        return tuple(itertools.chain.from_iterable(pictures))

    def settle(self, allowance: Allowance = PLENTY) -> None:
        """Let everything go quiet."""
        for _ in range(1000):
            if self.pictures.planner.repair_wait(self.now) is None:
                return
            self.show(after=QUIET, allowance=allowance)
        raise AssertionError("the screen never settles")

    @property
    def exact(self) -> bool:
        """Whether the viewer sees the stamped screen, pixel for pixel."""
        wanted = self.stamper.stamp(self.pixels, 0, 0, self.pictures.grounds).pixels[:, :, :3]
        return np.array_equal(self.viewer.framebuffer, wanted)
