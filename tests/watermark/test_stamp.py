"""The stamper: faint, exact in place, and the only door to a StampedPicture."""

import copy
import dataclasses
import pickle
import tracemalloc

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.fakes.marked import KEY, LABEL, MARK, marked, stamper
from tests.fakes.screens import SCREENS, bgrx, black, screen
from tests.fakes.ssim import WINDOW, ssim_map
from watermark.ground import Ground
from watermark.label import label_cover
from watermark.pattern import STRENGTHS, pattern_for
from watermark.stamp import StampedPicture, Stamper
from watermark.tiles import TILE

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


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_each_tile_is_stamped_for_its_ground(data: st.DataObject) -> None:
    """Of any rectangle each tile is as a picture has it that is all of that ground."""
    x, y = data.draw(st.integers(0, 499)), data.draw(st.integers(0, 299))
    width, height = data.draw(st.integers(1, 500 - x)), data.draw(st.integers(1, 300 - y))
    grounds = data.draw(arrays(np.uint8, (-(-300 // TILE), -(-500 // TILE)), elements=st.sampled_from(Ground)))
    touched = grounds[y // TILE : -(-(y + height) // TILE), x // TILE : -(-(x + width) // TILE)]
    part = stamper(500, 300).stamp(_NOISE[y : y + height, x : x + width], x, y, touched)
    wholes = [stamper(500, 300).stamp(_NOISE, 0, 0, ground).pixels for ground in Ground]
    which = np.kron(grounds, np.ones((TILE, TILE), np.uint8))[:300, :500, None]
    assert np.array_equal(part.pixels, np.choose(which, wholes)[y : y + height, x : x + width])


def cover(width: int, height: int) -> npt.NDArray[np.int16]:
    """How much of the warning covers each pixel of the screen, with its sign."""
    part = label_cover(width, height, LABEL).cover
    return np.tile(part, (-(-height // len(part)), 1))[:height]


@pytest.mark.parametrize("name", [*SCREENS, "black"])
def test_the_mark_is_faint_on_every_screen(name: str) -> None:
    """Without the warning at least 42 dB, and no mid-tone changed by more than 3; with it, nothing by more than 14."""
    plain = bgrx(black() if name == "black" else screen(name))
    stamped = stamper().stamp_screen(plain).pixels
    change = stamped[:, :, :3].astype(int) - plain[:, :, :3]
    assert np.abs(change).max() <= 14
    bare = np.abs(cover(1600, 900)) < 12  # coverage that rounds to no grey level
    psnr = 10 * np.log10(255**2 / np.mean(np.square(change[bare])))
    assert psnr >= 42
    assert np.abs(change[bare]).max() <= 4  # white gives way by one level and takes three
    midtone = (plain[:, :, :3].min(axis=2) >= 8) & (plain[:, :, :3].max(axis=2) <= 247)
    if (bare & midtone).any():
        assert np.abs(change[bare & midtone]).max() <= 3


@pytest.mark.parametrize("name", ["blank", "grey", "document"])
def test_the_strongest_mark_is_faint_too(name: str) -> None:
    """At the most that an organisation can set still 42 dB without the warning, and no pixel changed by more than 4."""
    stamp = Stamper(1600, 900, pattern_for(KEY, MARK, STRENGTHS[-1]), LABEL).stamp
    change = stamp(bgrx(screen(name)), 0, 0).pixels[:, :, :3].astype(int) - screen(name)
    bare = np.abs(cover(1600, 900)) < 12
    assert 10 * np.log10(255**2 / np.mean(np.square(change[bare]))) >= 42
    assert np.abs(change[bare]).max() <= 4


@pytest.mark.parametrize(
    ("name", "least"),
    [("document", 0.98), ("spreadsheet", 0.98), ("terminal", 0.98), ("blank", 0.98), ("desktop", 0.98), ("grey", 0.93)],
)
def test_the_mark_leaves_the_picture_alike(name: str, least: float) -> None:
    """SSIM without the warning: at least 0.98 on text pages, white and a desktop, and 0.93 on flat mid-grey."""
    alike = ssim_map(screen(name), marked(name))
    near = cv2.dilate((cover(1600, 900) != 0).astype(np.uint8), np.ones((WINDOW, WINDOW), np.uint8))
    assert alike[near == 0].mean() >= least


@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("level", [*range(16), 40, 127, 128, 200, *range(228, 256)])
def test_every_shade_is_stamped_as_stated(level: int, ground: Ground) -> None:
    """Mid-tones change by pattern and warning; white gives way by one level or by the warning; black only rises."""
    plain = np.full((300, 1300, 4), level, np.uint8)
    stamped = stamper(1300, 300).stamp(plain, 0, 0, ground).pixels[:, :, 1].astype(int)
    covered = cover(1300, 300).astype(int)
    warning = np.sign(covered) * ((np.abs(covered) * 11 + 127) // 255)
    made = pattern_for(KEY, MARK)
    tiles = [np.tile(tile, (2, 6))[:300, :1300].astype(int) for tile in (made.tile, made.dark, made.white)]
    pattern, white = tiles[ground], tiles[Ground.GRAINY]
    gives_way = np.maximum(0, np.maximum(1, np.abs(warning)) - white)
    highest = 255 - np.maximum(gives_way, -(pattern + warning))  # where nothing can be added, all is subtracted
    assert (stamped == np.clip(np.minimum(level + pattern + warning, highest), 0, 255)).all()


@pytest.mark.parametrize("level", range(0, 256, 5))
def test_the_warning_shows_on_every_shade(level: int) -> None:
    """Full strokes of every other block at least differ from the ground by about 11 levels."""
    plain = np.full((256, 1024, 4), level, np.uint8)
    stamped = stamper(1024, 256).stamp(plain, 0, 0).pixels[:, :, 1].astype(float)
    strokes = cover(1024, 256)
    ground = stamped[strokes == 0].mean()
    lighter, darker = (abs(stamped[strokes == full].mean() - ground) for full in (255, -255))
    assert 9 < max(lighter, darker) < 13


def test_memory_is_taken_once() -> None:
    """A warm stamper takes no memory for a picture's pixels, whatever its size."""
    stamp = stamper(500, 300).stamp
    stamp(_NOISE, 0, 0)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(20):
            stamp(_NOISE, 0, 0)
            stamp(_NOISE[:32, :200], 40, 50)
        assert tracemalloc.get_traced_memory()[1] - before < 8192
    finally:
        tracemalloc.stop()


def test_a_picture_that_is_held_does_not_change() -> None:
    """Pictures, and mere views of their pixels, keep what was stamped however many are stamped after them."""
    stamp = stamper(500, 300).stamp
    held = [stamp(np.full_like(_NOISE, level), 0, 0) for level in range(6)]
    corner = stamp(_NOISE, 0, 0).pixels[5:9, 5:9, :3]
    lent = stamp(_NOISE[::-1], 0, 0).pixels.data
    copies = [picture.pixels.copy() for picture in held], corner.copy(), bytes(lent)
    for level in range(20, 40):
        stamp(np.full_like(_NOISE, level), 0, 0)
    assert all(np.array_equal(picture.pixels, copy) for picture, copy in zip(held, copies[0], strict=True))
    assert np.array_equal(corner, copies[1])
    assert bytes(lent) == copies[2]


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
