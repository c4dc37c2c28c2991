"""What light reaches the photosites."""

import numpy as np

from tests.camera.optics import Sampler, in_view, shading
from tests.camera.panel import light, stripes
from tests.camera.pose import Pose, view

SCREEN, SENSOR = (1600, 900), (504, 378)


def white(share: float, disc: float = 0.0) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """The middle of a white screen as green photosites see it, without any processing."""
    seen = view(Pose(share, yaw=2, roll=2), SCREEN, SENSOR)
    cutout = in_view(seen, SENSOR, SCREEN)
    fine = stripes(light(np.full((900, 1600, 3), 255, np.uint8)), (0.0, 1.0, 0.0), cutout)
    plane = Sampler(seen, SENSOR, cutout, 0.4, disc)(fine)
    return plane[170:210, 200:300]


def test_the_light_of_a_flat_screen_is_kept() -> None:
    """White is 1 on average, from near and from far, in focus and out of focus."""
    for share in (0.5, 4.0, 20.0):
        for disc in (0.0, 4.0):
            assert abs(white(share, disc).mean() - 1) < 0.02


def test_stripes_are_seen_from_near_only() -> None:
    """Four photosites a screen pixel show the stripes; half a photosite a pixel does not, nor any false pattern."""
    assert white(4 * 1600 / 504).std() > 0.4
    assert white(0.5 * 1600 / 504).std() < 0.005


def test_defocus_blurs() -> None:
    """A disc as wide as two screen pixels makes the stripes nearly invisible."""
    assert white(4 * 1600 / 504, disc=8).std() < 0.1


def test_corners_are_a_little_darker() -> None:
    """The lens's shade falls from the centre to the corners."""
    shade = shading((400, 300))
    assert shade[150, 200] > 0.999
    assert 0.8 < shade[0, 0] < 0.95


def test_only_what_is_in_view_is_drawn() -> None:
    """From near only a part of the screen is asked for, from far all of it."""
    far, near = (in_view(view(Pose(share), SCREEN, SENSOR), SENSOR, SCREEN) for share in (0.5, 4.0))
    assert (far.left, far.top, far.right, far.bottom) == (0, 0, *SCREEN)
    assert near.right - near.left < 450
