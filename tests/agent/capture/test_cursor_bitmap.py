"""Windows' cursor bitmaps, from recorded ones."""

import numpy as np

from agent.capture import CursorShape
from agent.capture.cursor_bitmap import from_colour, from_masks


def test_a_cursor_with_alpha_is_premultiplied() -> None:
    """Half-transparent white becomes half as bright."""
    colour = np.full((2, 2, 4), 255, np.uint8)
    colour[0, 0, 3] = 128
    colour[1, 1, 3] = 0
    shape = from_colour(colour, np.zeros((2, 2), np.uint8), (1, 1))
    assert shape == CursorShape(2, 2, 1, 1, bytes([128] * 4) + b"\xff" * 8 + bytes(4))


def test_a_cursor_without_alpha_is_cut_by_its_mask() -> None:
    """Where the mask is set the cursor is transparent."""
    colour = np.zeros((1, 2, 4), np.uint8)
    colour[:, :, 2] = 200
    shape = from_colour(colour, np.array([[0, 255]], np.uint8), (0, 0))
    assert shape.pixels == bytes([0, 0, 200, 255]) + bytes(4)


def test_a_black_and_white_cursor_has_four_kinds_of_pixels() -> None:
    """AND over XOR: black, white, transparent, and inverting, which is drawn black."""
    masks = np.array([[0, 0, 255, 255], [0, 255, 0, 255]], np.uint8)
    black, white = bytes([0, 0, 0, 255]), bytes([255] * 4)
    assert from_masks(masks, (0, 0)).pixels == black + white + bytes(4) + black


def test_a_cursor_of_nothing_is_hidden_and_one_too_large_is_cut() -> None:
    """Bounds of the wire hold whatever Windows says."""
    assert from_masks(np.array([[255], [0]], np.uint8), (0, 0)) == CursorShape(0, 0, 0, 0, b"")
    large = from_colour(np.full((300, 400, 4), 255, np.uint8), np.zeros((300, 400), np.uint8), (399, 299))
    assert (large.width, large.height, large.hot_x, large.hot_y) == (256, 256, 256, 256)
