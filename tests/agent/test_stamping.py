"""From an overlay to a stamper."""

import numpy as np
import pytest

from agent.stamping import stamper_for
from tests.fakes.marks import overlay
from watermark import PatternError
from wire.messages import Overlay


def test_an_overlay_becomes_a_stamp_of_the_screens_size() -> None:
    """Width and height are not exchanged, and the stamp changes what it stamps."""
    stamped = stamper_for(overlay(), (320, 100)).stamp(np.full((100, 320, 4), 128, np.uint8), 0, 0)
    assert (stamped.width, stamped.height) == (320, 100)
    assert (stamped.pixels[:, :, :3] != 128).any()


def test_a_pattern_that_is_none_is_refused() -> None:
    """Nothing is stamped with nonsense."""
    with pytest.raises(PatternError):
        stamper_for(Overlay(0, b"nonsense", "x"), (320, 100))
