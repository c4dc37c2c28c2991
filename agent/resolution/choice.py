"""Which of a screen's sizes suits a viewer's window. Pure; knows numbers only."""

from collections.abc import Iterable
from typing import Final

Size = tuple[int, int]  # width and height in pixels

LEAST: Final[Size] = (800, 600)  # below it, office programs cannot be worked with


def at_least(wanted: Size) -> Size:
    """*wanted*, but no side shorter than `LEAST`'s."""
    return max(wanted[0], LEAST[0]), max(wanted[1], LEAST[1])


def choose(sizes: Iterable[Size], wanted: Size) -> Size | None:
    """The largest of *sizes* that fits into *wanted*, none of them smaller than `LEAST`; None when there is none."""
    fitting = [size for size in sizes if LEAST[0] <= size[0] <= wanted[0] and LEAST[1] <= size[1] <= wanted[1]]
    return max(fitting, key=lambda size: (size[0] * size[1], size[0]), default=None)
