"""Lossless coding."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from agent.encode import LosslessEncoder
from agent.stamping import stamper_for
from tests.fakes.marks import overlay
from tests.fakes.viewer import FakeViewer, whole
from wire.geometry import Rect
from wire.kinds import Encoding
from wire.messages import Patch, Picture

STAMPER = stamper_for(overlay(), (96, 96))
SHAPES = st.tuples(st.integers(1, 96), st.integers(1, 96), st.just(4))


@given(arrays(np.uint8, SHAPES), st.booleans())
def test_decoding_gives_back_the_stamped_pixels(
    pixels: np.ndarray[tuple[int, int, int], np.dtype[np.uint8]],
    quick: bool,  # noqa: FBT001 - drawn
) -> None:
    """Whatever the size, the content and the line, one pixel included, decoded equals stamped."""
    height, width = pixels.shape[:2]
    stamped = STAMPER.stamp(pixels, 96 - width, 96 - height)
    viewer, rect = FakeViewer(), Rect(0, 0, width, height)
    viewer.take(whole(rect))
    viewer.take(Picture(1, (Patch(Encoding.LOSSLESS, rect, (rect,), LosslessEncoder(quick=quick).encode(stamped)),)))
    assert np.array_equal(viewer.framebuffer, stamped.pixels[:, :, :3])
