"""What a report draws: photos with the found outline, the map of soft cells, the score on its scale. No text layout.

Each is a flowable of a size that is known beforehand. Colours are blue and orange: told apart by everybody.
"""

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from watermark.apart.messages import View
from watermark.evidence.facts import Figures
from watermark.evidence.fonts import TEXT

INK: Final = HexColor(0x1F2A37)
QUIET: Final = HexColor(0x6B7280)
LINE: Final = HexColor(0xC9CED6)
FOUND: Final = HexColor(0xD9480F)
_POSITIVE: Final = (0.10, 0.32, 0.60)  # blue
_NEGATIVE: Final = (0.85, 0.38, 0.05)  # orange
_FULL: Final = 2.0  # deviations at which a cell has its full colour
_LABEL: Final = 60  # points of the threshold's name
_QUALITY: Final = 88  # of JPEG; a view is for eyes


class Picture(Flowable):
    """A view at most *width* x *height* points, its outline drawn on it."""

    def __init__(self, view: View, width: float, height: float) -> None:
        super().__init__()
        self._view = view
        self._scale = min(width / view.width, height / view.height)
        self.width, self.height = view.width * self._scale, view.height * self._scale

    def draw(self) -> None:
        """The picture, then the outline."""
        canvas = self.canv
        canvas.drawImage(ImageReader(jpeg(self._view)), 0, 0, self.width, self.height)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.rect(0, 0, self.width, self.height)
        if self._view.outline:
            path = canvas.beginPath()
            points = [(x * self._scale, self.height - y * self._scale) for x, y in self._view.outline]
            path.moveTo(*points[0])
            for point in points[1:]:
                path.lineTo(*point)
            path.close()
            canvas.setStrokeColor(FOUND)
            canvas.setLineWidth(1.4)
            canvas.drawPath(path)


class CellMap(Flowable):
    """Square cells, blue where positive and orange where negative, paler towards nothing."""

    def __init__(self, rows: Sequence[Sequence[float]], side: float) -> None:
        super().__init__()
        self._rows = rows
        self.width = self.height = side

    def draw(self) -> None:
        """Row by row from the top."""
        canvas = self.canv
        pitch = self.width / len(self._rows)
        for y, row in enumerate(self._rows):
            for x, value in enumerate(row):
                canvas.setFillColor(colour(value))
                # A little larger than the cell, or viewers show hairlines between neighbours.
                canvas.rect(x * pitch, self.height - (y + 1) * pitch, pitch + 0.15, pitch + 0.15, stroke=0, fill=1)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.rect(0, 0, self.width, self.height)


class Scale(Flowable):
    """The score, the threshold and what chance reached, on one axis from 0."""

    def __init__(self, figures: Figures, width: float) -> None:
        super().__init__()
        self._figures = figures
        self.width, self.height = width, 54.0

    def draw(self) -> None:
        """A bar as long as the score, a line at the threshold, another at what unrelated keys reached."""
        figures, canvas = self._figures, self.canv
        most = 5 * (int(max(figures.score, figures.threshold) / 5) + 1)
        unit = self.width / most
        reached = figures.score >= figures.threshold
        canvas.setFillColor(Color(*_POSITIVE) if reached else HexColor(0x9AA3AF))
        canvas.rect(0, 18, max(0.5, figures.score * unit), 10, stroke=0, fill=1)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.line(0, 18, self.width, 18)
        canvas.setFont(TEXT, 6.5)
        canvas.setFillColor(QUIET)
        for value in range(0, most + 1, 5):
            canvas.line(value * unit, 18, value * unit, 15)
            canvas.drawCentredString(min(max(value * unit, 3), self.width - 4), 8, str(value))
        canvas.setStrokeColor(FOUND)
        canvas.setLineWidth(1.2)
        canvas.line(figures.threshold * unit, 15, figures.threshold * unit, 43)
        canvas.setFillColor(FOUND)
        self._label(figures.threshold * unit, 41, "しきい値 threshold")
        if figures.strangers_best is not None:
            canvas.setStrokeColor(INK)
            canvas.setLineWidth(0.9)
            canvas.line(figures.strangers_best * unit, 15, figures.strangers_best * unit, 33)
            canvas.setFillColor(INK)
            self._label(figures.strangers_best * unit, 31, "無関係の鍵の最高 unrelated keys, best")

    def _label(self, at: float, up: float, text: str) -> None:
        """*text* beside the line *at*, each label on a row of its own: the lines may stand anywhere."""
        if at < self.width - _LABEL:
            self.canv.drawString(at + 2, up, text)
        else:
            self.canv.drawRightString(at - 2, up, text)


def colour(value: float) -> Color:
    """The colour of a soft cell: white at 0."""
    full = _POSITIVE if value > 0 else _NEGATIVE
    strength = min(1.0, abs(value) / _FULL)
    red, green, blue = (round(1 - strength * (1 - part), 3) for part in full)
    return Color(red, green, blue)


def jpeg(view: View) -> io.BytesIO:
    """The pixels of *view* as a JPEG file."""
    target = io.BytesIO()
    picture = Image.frombytes("RGB", (view.width, view.height), view.pixels)
    picture.save(target, "JPEG", quality=_QUALITY, subsampling=0)
    target.seek(0)
    return target
