"""No encoder takes what the stamper has not made: tried on each of them."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from agent.encode import Encoder, H264Encoder, LosslessEncoder, stamped_pixels
from agent.stamping import stamper_for
from tests.fakes.marks import overlay
from watermark import StampedPicture

PIXELS = np.zeros((64, 64, 4), np.uint8)
ENCODERS = pytest.mark.parametrize(
    "encoder", [LosslessEncoder(), H264Encoder()], ids=lambda found: type(found).__name__
)


@ENCODERS
@pytest.mark.parametrize(
    "unstamped",
    [PIXELS, SimpleNamespace(pixels=PIXELS, x=0, y=0, width=64, height=64), None, PIXELS.tobytes()],
    ids=["array", "look-alike", "nothing", "bytes"],
)
def test_an_unstamped_picture_is_refused(encoder: Encoder, unstamped: object) -> None:
    """Arrays, bytes and look-alikes raise TypeError before a byte is coded."""
    with pytest.raises(TypeError, match="stamped"):
        encoder.encode(cast("Any", unstamped))


@ENCODERS
def test_a_stamped_picture_is_coded(encoder: Encoder) -> None:
    """What the stamper made is taken."""
    assert encoder.encode(stamper_for(overlay(), (64, 64)).stamp(PIXELS, 0, 0))


def test_a_stamped_picture_cannot_be_made_by_hand() -> None:
    """There is no way round the stamper: not by calling, not by inheriting, not by writing into its pixels."""
    with pytest.raises(TypeError):
        StampedPicture()
    with pytest.raises(TypeError):
        type("Forged", (StampedPicture,), {})
    stamped = stamper_for(overlay(), (64, 64)).stamp(PIXELS, 0, 0)
    with pytest.raises(ValueError, match="read-only"):
        stamped_pixels(stamped)[0, 0, 0] = 1
