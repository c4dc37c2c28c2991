"""Three colour channels to one grey plane: what all of them show stays, what they do not share goes."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watermark.channels import grey, weights

Plane = npt.NDArray[np.float32]


def _mark(seed: int = 1) -> Plane:
    """Cells of 8 pixels, one level lighter or darker."""
    signs = np.random.default_rng(seed).integers(0, 2, (60, 80)) * 2 - 1
    return np.kron(signs, np.ones((8, 8))).astype(np.float32)


def _colour(noise: tuple[float, float, float]) -> npt.NDArray[np.float32]:
    """The mark on grey, under noise of its own in each channel, as coarse as the mark."""
    random = np.random.default_rng(2)
    planes = []
    for deviation in noise:
        grain = cv2.GaussianBlur(random.normal(0, 1, (480, 640)).astype(np.float32), (0, 0), 3.0)
        planes.append(128 + _mark() + deviation * grain / grain.std())
    return np.dstack(planes).astype(np.float32)


@pytest.mark.parametrize("noise", [(1, 1, 8), (8, 1, 1), (1, 6, 2)])
def test_a_channel_with_more_noise_counts_for_less(noise: tuple[float, float, float]) -> None:
    """The noisiest has the least share, and the mark stands out more than in a plain mean or in brightness."""
    colour = _colour(noise)
    shares = weights(colour)
    assert shares[int(np.argmax(noise))] == shares.min()

    def contrast(plane: Plane) -> float:
        rest = plane - plane.mean()
        return float((rest * _mark()).sum() / np.sqrt(np.square(rest).sum()))

    brightness = cv2.cvtColor(np.clip(np.rint(colour), 0, 255).astype(np.uint8), cv2.COLOR_BGR2GRAY)
    assert contrast(grey(colour)) > contrast(colour.mean(axis=2))
    assert contrast(grey(colour)) > contrast(brightness.astype(np.float32))


def test_moire_that_turns_from_channel_to_channel_cancels() -> None:
    """A third of a turn between the channels, as stripes give it: in the mixture hardly anything is left of it."""
    across = np.arange(640) * 2 * np.pi / 24
    waves = [5 * np.cos(across + turn * 2 * np.pi / 3) for turn in range(3)]
    colour = np.dstack([np.tile(128 + wave, (480, 1)) for wave in waves]).astype(np.float32)
    assert grey(colour).std() < 0.3


def test_moire_among_text_is_left_out_too() -> None:
    """Text is the same in all channels and stronger than any moire; two channels full of moire count for little."""
    random = np.random.default_rng(3)
    strokes = cv2.GaussianBlur((random.random((480, 640)) < 0.2).astype(np.float32), (0, 0), 1.0) * 150
    strokes[:, ::80] = strokes[:, 1::80] = 0
    strokes[np.arange(480) % 40 < 20] = 0  # lines of text with their gaps
    x, y = np.meshgrid(np.arange(640), np.arange(480))
    moire = 20 * np.sign(np.cos(2 * np.pi * x / 10)) * np.cos(2 * np.pi * y / 11)
    colour = 200 + _mark()[..., None] - strokes[..., None] + np.dstack([moire, 0 * moire, -np.roll(moire, 3, axis=1)])
    assert weights(colour.astype(np.float32))[1] > 0.6


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 255))
def test_a_grey_photo_is_its_own_plane(width: int, height: int, level: int) -> None:
    """Where all channels are the same the plane is any of them, down to a photo of one pixel."""
    colour = np.full((height, width, 3), level, np.float32)
    assert np.allclose(weights(colour), 1 / 3, atol=0.02)
    assert np.allclose(grey(colour), level, atol=0.01)
