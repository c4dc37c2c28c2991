"""JPEG for what looks like a photograph."""

import cv2
import numpy as np
import pytest

from agent.encode import LosslessEncoder, PhotographEncoder
from agent.encode.photograph import looks_like_one
from agent.stamping import stamper_for
from tests.fakes.marked import KEY, MARK, stamper
from tests.fakes.marks import overlay
from tests.fakes.screens import SCREENS, bgrx, screen
from watermark import Status, read


@pytest.mark.parametrize("name", ["photograph", "desktop"])
def test_the_mark_is_read_from_it(name: str) -> None:
    """What is sent so, as rough as a photograph goes, names the session."""
    data = PhotographEncoder().encode(stamper().stamp(bgrx(screen(name)), 0, 0))
    shown = np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)
    reading = read(shown, KEY)
    assert (reading.status, reading.mark) == (Status.IDENTIFIED, MARK)


@pytest.mark.parametrize("name", SCREENS)
def test_only_pictures_look_like_photographs(name: str) -> None:
    """Of the office screens, with the mark on them, the photograph and the desktop that is mostly one do."""
    size = len(LosslessEncoder().encode(stamper().stamp(bgrx(screen(name)), 0, 0)))
    assert looks_like_one(size, 1600 * 900, 40_000) == (name in {"photograph", "desktop"})


def test_what_the_line_takes_at_once_is_never_one() -> None:
    """However rich a picture is."""
    assert not looks_like_one(3000, 1000, 40_000)
    assert looks_like_one(50_000, 20_000, 40_000)


@pytest.mark.parametrize("size", [(16384, 4), (1, 1), (3, 700)])
def test_every_shape_that_a_screen_has_is_coded(size: tuple[int, int]) -> None:
    """From one pixel to the widest screen."""
    stamped = stamper_for(overlay(), size).stamp(np.zeros((size[1], size[0], 4), np.uint8), 0, 0)
    shown = cv2.imdecode(np.frombuffer(PhotographEncoder().encode(stamped), np.uint8), cv2.IMREAD_COLOR)
    assert np.asarray(shown).shape == (size[1], size[0], 3)


def test_only_what_was_stamped_is_coded() -> None:
    """Plain pixels are refused, as by every encoder."""
    with pytest.raises(TypeError):
        PhotographEncoder().encode(np.zeros((4, 4, 4), np.uint8))  # type: ignore[arg-type]
