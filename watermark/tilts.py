"""Ways a phone may be tilted against a screen, and how the photo would look without the tilt. Pure geometry.

A tilt turns the screen's plane about the middle of the photo. With a phone's usual lens it fixes both the
foreshortening and the perspective, which is why a search over tilts is a search over two numbers and not over four.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from watermark.geometry import Matrix

# A phone's main camera sees about 65 degrees across: 24 to 28 mm at the size of a film of 36 x 24 mm. A photo that was
# cut or zoomed has a longer focal length; its perspective is the weaker, and a smaller tilt stands for it.
FOCAL: Final = 0.78  # of the photo's longer side


@dataclass(frozen=True, slots=True)
class Tilt:
    """The screen's normal leans by `angle` (radians) towards `direction` (radians, 0 to the right, clockwise)."""

    angle: float
    direction: float

    def to_photo(self, width: int, height: int) -> Matrix:
        """The homography from a view straight on to a photo of *width* x *height*; the middle stays where it is."""
        focal = FOCAL * max(width, height)
        cosine, sine = math.cos(self.direction), math.sin(self.direction)
        turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
        lean = np.array([[math.cos(self.angle), 0, 0], [0, 1, 0], [math.sin(self.angle) / focal, 0, 1]])
        x, y = (width - 1) / 2, (height - 1) / 2
        centre = np.array([[1.0, 0, x], [0, 1, y], [0, 0, 1]])
        back = np.array([[1.0, 0, -x], [0, 1, -y], [0, 0, 1]])
        return np.asarray(centre @ turn @ lean @ turn.T @ back, np.float64)


STRAIGHT: Final = Tilt(0.0, 0.0)


def tilts(step: float, most: float) -> list[Tilt]:
    """Tilts up to *most* (radians), *step* apart in every direction; the smallest first."""
    found = [STRAIGHT]
    for ring in range(1, math.floor(most / step + 1e-9) + 1):
        count = max(6, round(2 * math.pi * ring))
        offset = ring % 2 / 2  # rings are staggered, so that the gaps of one lie beside the tilts of the next
        found += [Tilt(ring * step, 2 * math.pi * (place + offset) / count) for place in range(count)]
    return found
