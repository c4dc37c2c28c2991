"""Names beside the points of a plot, none upon another. Knows matplotlib; not what is plotted."""

from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes

_APART: Final = 9.0  # points of the page from one line of text to the next
_WIDE: Final = 110.0  # points that a name may be long


def put(axis: Axes, points: Sequence[tuple[float, float, str]]) -> None:
    """Write the name of each of *points* (x, y, name) once the axis has its limits. Names that would meet move down."""
    axis.figure.canvas.draw()
    scale = 72 / axis.figure.dpi
    placed: list[tuple[float, float]] = []
    for x, y, name in sorted(points, key=lambda point: -point[1]):
        across, up = axis.transData.transform((x, y)) * scale
        at = up
        for other_across, other_at in sorted(placed, key=lambda place: -place[1]):
            if abs(across - other_across) < _WIDE and abs(at - other_at) < _APART:
                at = other_at - _APART
        placed.append((across, at))
        line = {"arrowstyle": "-", "color": "#999999", "linewidth": 0.5} if up - at > _APART else None
        axis.annotate(name, (x, y), xytext=(7, at - up - 2), textcoords="offset points", va="baseline", arrowprops=line)
