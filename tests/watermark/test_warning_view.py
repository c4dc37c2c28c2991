"""The view in which the warning is read: upright, without what the screen showed."""

import functools

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.fakes.marked import marked
from tests.fakes.screens import screen
from tests.fakes.shots import jpeg, noisy, scaled, seen_through
from watermark.geometry import Geometry, shifting
from watermark.label import label_cover
from watermark.warning_view import warning_view

Picture = npt.NDArray[np.uint8]
Corners = list[tuple[float, float]]

_WHOLE: Corners = [(0, 0), (1599, 0), (1599, 899), (0, 899)]
_OBLIQUE: Corners = [(90, 60), (1500, 20), (1560, 850), (40, 800)]


def view_of(photo: Picture, corners: Corners) -> npt.NDArray[np.float64]:
    """The view's darkness."""
    return np.asarray(255.0 - warning_view(photo, Geometry.of_rectangle(1600, 900, corners), corners, 900), np.float64)


def likeness(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """Correlation of two pictures, as coarse as letters."""
    soft = [cv2.GaussianBlur(picture, (0, 0), 3.0).ravel() for picture in (one, other)]
    return float(np.corrcoef(soft[0], soft[1])[0, 1])


@functools.cache
def truth() -> npt.NDArray[np.float64]:
    """What the view of a plain white screen, as it left the office PC, shows."""
    return view_of(marked("blank"), _WHOLE)


@pytest.mark.parametrize("name", ["document", "spreadsheet", "terminal", "grey", "photograph", "desktop"])
def test_the_warning_comes_out_of_every_screen(name: str) -> None:
    """From an oblique, noisy, recompressed picture of any screen the same letters come out as from a white one."""
    photo = jpeg(noisy(seen_through(marked(name), _OBLIQUE), 3.0), 60)
    assert likeness(view_of(photo, _OBLIQUE), truth()) > 0.55


@pytest.mark.parametrize("name", ["document", "spreadsheet", "blank"])
def test_a_page_is_white_in_dark_bands_too(name: str) -> None:
    """Where a rolling shutter has banded the photo of a page, the letters that lighten nothing come out as well."""
    bands = 0.9 + 0.1 * np.sin(np.arange(900) / 40.0)[:, None, None]
    photo = jpeg(noisy(np.asarray(marked(name) * bands, np.uint8), 2.0), 80)
    assert likeness(view_of(photo, _WHOLE), truth()) > 0.7


@pytest.mark.parametrize("name", ["document", "photograph"])
def test_nothing_is_drawn_that_was_not_there(name: str) -> None:
    """From a screen without the warning come no letters."""
    photo = jpeg(noisy(seen_through(screen(name), _OBLIQUE), 3.0), 60)
    assert abs(likeness(view_of(photo, _OBLIQUE), truth())) < 0.2


def test_it_lies_level_in_the_middle() -> None:
    """The view's rows of strokes are in its middle; above and below the block nothing is written."""
    rows = truth().mean(axis=1)
    assert rows[len(rows) * 2 // 10 : len(rows) * 7 // 10].mean() > 5 * rows[-len(rows) // 10 :].mean()


def test_a_part_of_the_screen_is_enough() -> None:
    """Where whole blocks are seen only in pieces, the pieces are laid together."""
    left: Corners = [(300, 200), (1250, 200), (1250, 760), (300, 760)]
    geometry = Geometry.of_rectangle(1600, 900, _WHOLE)
    part = np.asarray(255.0 - warning_view(marked("document"), geometry, left, 900), np.float64)
    assert likeness(part, truth()) > 0.55


@pytest.mark.parametrize("tiles", [1, 2, 3])
def test_the_columns_are_found_where_only_the_tile_is_known(tiles: int) -> None:
    """A geometry that is off by whole tiles of the hidden pattern, as a reading's may be, shows the same letters."""
    photo = jpeg(seen_through(marked("document"), _OBLIQUE), 60)
    geometry = Geometry.of_rectangle(1600, 900, _OBLIQUE).after(shifting(-256.0 * tiles, 256.0))
    found = np.asarray(255.0 - warning_view(photo, geometry, _OBLIQUE, 900, anchored=False), np.float64)
    assert likeness(found, truth()) > 0.55


def test_a_halved_photo_serves() -> None:
    """A photo of half the screen's resolution shows the large letters still."""
    corners: Corners = [(x / 2, y / 2) for x, y in _OBLIQUE]
    photo = scaled(seen_through(marked("document"), _OBLIQUE), 0.5)
    assert likeness(view_of(photo, corners), truth()) > 0.5


def test_a_large_screen_has_large_letters() -> None:
    """On a screen twice as high all is twice as large, and comes out alike."""
    cover = label_cover(3200, 2160, "131016-0001").cover
    screenful = np.tile(cover, (5, 1))[:2160]
    plain = np.clip(200 + screenful * 11 // 255, 0, 255).astype(np.uint8)
    corners: Corners = [(0, 0), (3199, 0), (3199, 2159), (0, 2159)]
    picture = np.asarray(cv2.cvtColor(plain, cv2.COLOR_GRAY2BGR), np.uint8)
    rows = (255.0 - warning_view(picture, Geometry.of_rectangle(3200, 2160, corners), corners, 2160)).mean(axis=1)
    assert rows[len(rows) * 2 // 10 : len(rows) * 7 // 10].mean() > 5 * rows[-len(rows) // 10 :].mean()


def test_nothing_in_view_is_refused() -> None:
    """A screen that lies outside the photo raises ValueError."""
    with pytest.raises(ValueError, match="nothing"):
        view_of(np.zeros((300, 400, 3), np.uint8), [(1000, 1000), (1900, 1000), (1900, 1600), (1000, 1600)])
