"""How far it goes: the share of screens that are read as one thing gets worse and the rest stays at its best."""

import zlib
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from bench.corpus.pool import each
from bench.corpus.trial import both_ways
from tests.camera.delivery import Delivery
from tests.camera.phone import Shot, photograph
from tests.camera.pose import Pose
from tests.fakes.marked import marked
from tests.fakes.screens import SCREENS

_BEST: Final = Shot()
_AIM: Final = (0.43, 0.53)

AXES: Final[dict[str, tuple[float, ...]]] = {
    "share of the photo's width": (0.88, 0.65, 0.5, 0.42, 0.33, 0.27, 0.22),
    "yaw, degrees": (0, 10, 20, 30, 40, 50, 60),
    "fraction of the screen in view": (0.5, 0.25, 0.15, 0.1, 0.07, 0.05),
    "JPEG quality": (95, 80, 60, 40, 25, 15, 8),
    "defocus, radius in pixels": (0, 1, 2, 3, 4, 6),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One screen at one value of one axis."""

    axis: str
    value: float
    screen: str


def shot(axis: str, value: float) -> Shot:
    """The best shot, but for *axis*."""
    if axis == "share of the photo's width":
        return replace(_BEST, pose=replace(_BEST.pose, share=value))
    if axis == "yaw, degrees":
        return replace(_BEST, pose=Pose(share=0.62, yaw=value, aim=(0.55, 0.5)))
    if axis == "fraction of the screen in view":
        # A photo of 4:3 shows w x 0.75 w of 1600 x 900 pixels.
        return replace(_BEST, pose=Pose(share=1600 / (value * 1600 * 900 / 0.75) ** 0.5, aim=_AIM))
    if axis == "JPEG quality":
        return replace(_BEST, delivery=Delivery(quality=int(value)))
    return replace(_BEST, defocus=2 * value)


def attempt(point: Point) -> dict[str, Any]:
    """One photo, read both ways."""
    seed = zlib.crc32(repr(point).encode())
    made = photograph(marked(point.screen), shot(point.axis, point.value), seed)
    return {**asdict(point), **both_ways(made)}


def run(every: int = 1) -> list[dict[str, Any]]:
    """All axes, values and screens."""
    jobs = [Point(axis, value, name) for axis, values in AXES.items() for value in values for name in SCREENS]
    return each("how far it goes", attempt, jobs[::every])
