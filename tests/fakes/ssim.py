"""How alike two pictures are to the eye: SSIM as Wang, Bovik, Sheikh and Simoncelli defined it (2004).

Luminance, Gaussian window of 11 x 11 with a standard deviation of 1.5, K1 = 0.01, K2 = 0.03, 255 levels.
"""

import cv2
import numpy as np
import numpy.typing as npt

WINDOW = 11
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2

Picture = npt.NDArray[np.uint8]
Values = npt.NDArray[np.float64]


def ssim_map(one: Picture, other: Picture) -> Values:
    """The index around each pixel of two BGR pictures."""
    x, y = (cv2.cvtColor(picture[:, :, :3], cv2.COLOR_BGR2GRAY).astype(np.float64) for picture in (one, other))
    mean_x, mean_y = _window(x), _window(y)
    variance_x, variance_y = _window(x * x) - mean_x**2, _window(y * y) - mean_y**2
    covariance = _window(x * y) - mean_x * mean_y
    alike = (2 * mean_x * mean_y + _C1) * (2 * covariance + _C2)
    return np.asarray(alike / ((mean_x**2 + mean_y**2 + _C1) * (variance_x + variance_y + _C2)))


def _window(plane: Values) -> Values:
    return np.asarray(cv2.GaussianBlur(plane, (WINDOW, WINDOW), 1.5))
