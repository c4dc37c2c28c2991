"""Small bar charts as SVG, drawn by the server so that they print and need no script. Pure.

Each chart is also given as a table by the page that shows it; the drawing itself is hidden from screen readers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 190
LEFT: Final = 40
BOTTOM: Final = 24
TOP: Final = 10
ROW: Final = 26  # of a horizontal bar
NAMES: Final = 260


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label and its value, which is not negative."""

    label: str
    value: int


def columns(bars: Sequence[Bar]) -> str:
    """Upright bars in time's order; about eight of them are labelled."""
    if not bars:
        return ""
    top = _round_up(max(bar.value for bar in bars))
    step = (WIDTH - LEFT) / len(bars)
    high = HEIGHT - BOTTOM - TOP
    parts = [_axis(HEIGHT - BOTTOM - share * high, f"{round(top * share)}") for share in (0, 0.5, 1)]
    every = max(1, round(len(bars) / 8))
    for place, bar in enumerate(bars):
        tall = bar.value / top * high
        x = LEFT + place * step
        parts.append(
            f'<rect class="bar" x="{x + step * 0.15:.1f}" y="{HEIGHT - BOTTOM - tall:.1f}" '
            f'width="{step * 0.7:.1f}" height="{tall:.1f}"/>'
        )
        if place % every == 0:
            middle = x + step / 2
            parts.append(f'<text x="{middle:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(bar.label)}</text>')
    return _svg(HEIGHT, parts)


def rows(bars: Sequence[Bar]) -> str:
    """Lying bars, each with its name and its value."""
    if not bars:
        return ""
    most = max(1, *(bar.value for bar in bars))
    parts: list[str] = []
    for place, bar in enumerate(bars):
        y = place * ROW
        long = bar.value / most * (WIDTH - NAMES - 50)
        parts.append(f'<text x="{NAMES - 8}" y="{y + 17}" text-anchor="end">{escape(bar.label)}</text>')
        parts.append(f'<rect class="bar stop" x="{NAMES}" y="{y + 4}" width="{long:.1f}" height="{ROW - 8}"/>')
        parts.append(f'<text x="{NAMES + long + 6:.1f}" y="{y + 17}">{bar.value}</text>')
    return _svg(ROW * len(bars), parts)


def _round_up(value: int) -> int:
    """The least of 2, 4, 10, 20, 40, 100 … that is not below *value*, so that the middle line is a whole number."""
    unit = 1
    while True:
        for step in (2, 4, 10):
            if step * unit >= value:
                return step * unit
        unit *= 10


def _axis(y: float, label: str) -> str:
    return (
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
    )


def _svg(height: int, parts: Sequence[str]) -> str:
    return f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" aria-hidden="true">{"".join(parts)}</svg>'
