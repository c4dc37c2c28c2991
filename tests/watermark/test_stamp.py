"""The stamper: faint, exact in place, and the only door to a StampedPicture."""

import copy
import dataclasses
import pickle
import time

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.marked import KEY, LABEL, MARK, stamper
from tests.fakes.screens import SCREENS, bgrx, black, screen
from watermark.label import label_mask
from watermark.pattern import pattern_for
from watermark.stamp import StampedPicture, Stamper

Pixels = npt.NDArray[np.uint8]

_NOISE = np.random.default_rng(2).integers(0, 256, (300, 500, 4), dtype=np.uint8)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_part_stamped_is_the_part_of_the_whole(data: st.DataObject) -> None:
    """Stamping any rectangle gives the same pixels as stamping the screen and cutting: tiles compose."""
    x, y = data.draw(st.integers(0, 499)), data.draw(st.integers(0, 299))
    width, height = data.draw(st.integers(1, 500 - x)), data.draw(st.integers(1, 300 - y))
    whole = stamper(500, 300).stamp(_NOISE, 0, 0).pixels
    part = stamper(500, 300).stamp(_NOISE[y : y + height, x : x + width], x, y)
    assert (part.x, part.y, part.width, part.height) == (x, y, width, height)
    assert np.array_equal(part.pixels, whole[y : y + height, x : x + width])


@pytest.mark.parametrize("name", [*SCREENS, "black"])
def test_the_mark_is_faint_on_every_screen(name: str) -> None:
    """Without the warning at least 42 dB, and no mid-tone changed by more than 3; with it, nothing by more than 14."""
    plain = bgrx(black() if name == "black" else screen(name))
    marked = stamper().stamp(plain, 0, 0).pixels
    change = marked[:, :, :3].astype(int) - plain[:, :, :3]
    assert np.abs(change).max() <= 14
    bare = label_mask(1600, 900, LABEL) < 12  # coverage that rounds to no grey level
    psnr = 10 * np.log10(255**2 / np.mean(np.square(change[bare])))
    assert psnr >= 42
    midtone = (plain[:, :, :3].min(axis=2) >= 8) & (plain[:, :, :3].max(axis=2) <= 247)
    if (bare & midtone).any():
        assert np.abs(change[bare & midtone]).max() <= 3


@pytest.mark.parametrize("level", [0, 40, 127, 128, 200, 255])
def test_the_warning_shows_on_every_shade(level: int) -> None:
    """Full strokes differ from the ground by about 11 levels: darker on light, lighter on dark."""
    plain = np.full((300, 500, 4), level, np.uint8)
    marked = stamper(500, 300).stamp(plain, 0, 0).pixels[:, :, 1].astype(float)
    mask = label_mask(500, 300, LABEL)
    difference = marked[mask == 255].mean() - marked[mask == 0].mean()
    assert 9 < (-difference if level > 127 else difference) < 13


def test_the_unused_byte_is_left_alone() -> None:
    """The fourth byte of each pixel passes unchanged."""
    assert np.array_equal(stamper(500, 300).stamp(_NOISE, 0, 0).pixels[:, :, 3], _NOISE[:, :, 3])


def test_views_are_taken_as_they_are() -> None:
    """A strided or read-only view gives the same as its copy, and is not written to."""
    before = _NOISE.copy()
    view = _NOISE[10:90, 20:120]
    view = view.view()
    view.flags.writeable = False
    assert np.array_equal(stamper(500, 300).stamp(view, 0, 0).pixels, stamper(500, 300).stamp(view.copy(), 0, 0).pixels)
    assert np.array_equal(_NOISE, before)


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((10, 10, 3), np.uint8),
        np.zeros((10, 10), np.uint8),
        np.zeros((0, 10, 4), np.uint8),
        np.zeros((10, 501, 4), np.uint8),
        np.zeros((301, 10, 4), np.uint8),
    ],
)
def test_what_does_not_fit_is_refused(pixels: Pixels) -> None:
    """Other shapes, and rectangles beyond the screen, raise ValueError."""
    with pytest.raises(ValueError, match=r"pixels|screen"):
        stamper(500, 300).stamp(pixels, 0, 0)


@pytest.mark.parametrize(("x", "y"), [(-1, 0), (0, -1), (491, 0), (0, 291)])
def test_places_beyond_the_screen_are_refused(x: int, y: int) -> None:
    """A rectangle that sticks out is refused, not cut."""
    with pytest.raises(ValueError, match="does not lie"):
        stamper(500, 300).stamp(np.zeros((10, 10, 4), np.uint8), x, y)


@pytest.mark.parametrize(("width", "height"), [(0, 1), (1, 0), (20000, 10), (-5, 5)])
def test_impossible_screens_are_refused(width: int, height: int) -> None:
    """A screen has between 1 and 16384 pixels a side."""
    with pytest.raises(ValueError, match="cannot be stamped"):
        Stamper(width, height, pattern_for(KEY, MARK), LABEL)


def _picture() -> StampedPicture:
    return stamper(500, 300).stamp(_NOISE, 0, 0)


def test_only_a_stamper_makes_a_stamped_picture() -> None:
    """Building, subclassing, copying, replacing, pickling and changing one all raise TypeError."""
    picture = _picture()
    with pytest.raises(TypeError):
        StampedPicture()
    with pytest.raises(TypeError):
        type("Forged", (StampedPicture,), {})
    for duplicate in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            duplicate(picture)
    with pytest.raises(TypeError):
        dataclasses.replace(picture, x=1)  # type: ignore[type-var]  # the attempt is the test
    with pytest.raises(TypeError):
        picture.x = 5  # type: ignore[misc]  # the attempt is the test
    with pytest.raises(TypeError):
        del picture._x


def test_its_pixels_cannot_be_changed() -> None:
    """The pixels are read-only and stay so."""
    picture = _picture()
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0, 0] = 0
    with pytest.raises(ValueError, match="WRITEABLE"):
        picture.pixels.flags.writeable = True


def test_a_hollow_one_holds_nothing() -> None:
    """Even object.__new__, past every door, makes no picture: there are no pixels in it to encode."""
    hollow = object.__new__(StampedPicture)
    with pytest.raises(AttributeError):
        _ = hollow.pixels


def test_stamping_is_quick() -> None:
    """A full screen within 20 ms and a line of text within 1 ms of processor time, even on a busy machine."""
    plain = bgrx(screen("document"))
    stamper().stamp(plain, 0, 0)
    for rectangle, limit in ((plain, 0.020), (plain[:32, :200], 0.001)):
        times = []
        for _ in range(5):
            start = time.process_time()
            stamper().stamp(rectangle, 0, 0)
            times.append(time.process_time() - start)
        assert min(times) < limit
