"""The picture in memory."""

import numpy as np

from client.framebuffer import Framebuffer
from wire.geometry import Rect


def test_only_what_is_to_be_shown_is_drawn() -> None:
    """Of a decoded patch only the parts that it names are copied."""
    framebuffer = Framebuffer(40, 30)
    source = Rect(10, 10, 20, 10)
    framebuffer.draw(np.full((10, 20, 4), 200, np.uint8), source, (Rect(12, 12, 2, 2), Rect(28, 18, 2, 2)))
    assert int((framebuffer.pixels[:, :, 0] == 200).sum()) == 8
    assert (framebuffer.pixels[12:14, 12:14, :3] == 200).all()


def test_a_closed_picture_stays_black() -> None:
    """After the end the pixels are zero, and a decoder that is still at work cannot bring them back."""
    framebuffer = Framebuffer(8, 8)
    whole = Rect(0, 0, 8, 8)
    framebuffer.draw(np.full((8, 8, 4), 255, np.uint8), whole, (whole,))
    framebuffer.close()
    framebuffer.draw(np.full((8, 8, 4), 255, np.uint8), whole, (whole,))
    assert not framebuffer.pixels[:, :, :3].any()
