"""H.264 4:4:4 for what moves."""

import math
from itertools import islice

import numpy as np
import pytest

from agent.encode import H264Encoder
from agent.stamping import stamper_for
from tests.fakes.marked import KEY, MARK, stamper
from tests.fakes.marks import overlay
from tests.fakes.scenes import MOVING
from tests.fakes.screens import SCREENS, bgrx, document, screen
from tests.fakes.viewer import FakeViewer, whole
from watermark import StampedPicture, Status, read
from watermark.ground import Ground
from wire.geometry import Rect
from wire.kinds import Encoding
from wire.messages import Patch, Picture

SIZE = (800, 450)
STAMPER = stamper_for(overlay(), SIZE)
PAGE = np.ascontiguousarray(np.dstack([document(*SIZE), np.zeros(SIZE[::-1], np.uint8)]))


def scrolled(count: int) -> list[StampedPicture]:
    """A page that moves 12 pixels a picture, under a mark that stands still."""
    return [STAMPER.stamp(np.roll(PAGE, -12 * step, axis=0), 0, 0) for step in range(count)]


def shown(viewer: FakeViewer, number: int, rect: Rect, data: bytes, encoding: Encoding = Encoding.H264) -> None:
    """The viewer decodes and draws one picture."""
    viewer.take(Picture(number, (Patch(encoding, rect, (rect,), data),)))


def test_each_picture_comes_at_once_and_looks_right() -> None:
    """One access unit in, one picture out, without delay; colours and range agree (mean error under 3 levels)."""
    encoder, viewer, rect = H264Encoder(), FakeViewer(), Rect(0, 0, *SIZE)
    viewer.take(whole(rect))
    for number, stamped in enumerate(scrolled(6)):
        shown(viewer, number, rect, encoder.encode(stamped))
        error = np.abs(viewer.framebuffer.astype(int) - stamped.pixels[:, :, :3]).mean()
        assert error < 3.0


def test_coloured_text_keeps_its_colour() -> None:
    """4:4:4: a one-pixel red line stays red beside blue."""
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[:, ::2, 2] = 255
    pixels[:, 1::2, 0] = 255
    stamped = stamper_for(overlay(), (64, 64)).stamp(pixels, 0, 0)
    viewer, rect = FakeViewer(), Rect(0, 0, 64, 64)
    viewer.take(whole(rect))
    shown(viewer, 1, rect, H264Encoder().encode(stamped))
    red, blue = viewer.framebuffer[:, ::2], viewer.framebuffer[:, 1::2]
    assert red[:, :, 2].mean() - red[:, :, 0].mean() > 150
    assert blue[:, :, 0].mean() - blue[:, :, 2].mean() > 150


def test_a_moving_page_costs_little_after_the_first_picture() -> None:
    """Motion is found: a scrolled page takes far fewer bytes than a new one, and no key picture comes by itself."""
    encoder = H264Encoder()
    sizes = [len(encoder.encode(stamped)) for stamped in scrolled(40)]
    assert max(sizes[1:]) < sizes[0] / 3


def test_a_new_size_or_a_restart_begins_with_a_key_picture() -> None:
    """A decoder that has just begun can follow from there."""
    encoder, pictures = H264Encoder(), scrolled(3)
    encoder.encode(pictures[0])
    encoder.encode(pictures[1])
    encoder.restart()
    for stamped in (pictures[2], STAMPER.stamp(PAGE[:333, :401], 0, 0)):
        viewer, rect = FakeViewer(), Rect(0, 0, stamped.width, stamped.height)
        viewer.take(whole(rect))
        shown(viewer, 1, rect, encoder.encode(stamped))
        assert np.abs(viewer.framebuffer.astype(int) - stamped.pixels[:, :, :3]).mean() < 3.0


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (65, 17), (801, 63)])
def test_areas_of_any_size_are_coded(size: tuple[int, int]) -> None:
    """4:4:4 has no even sizes to keep to."""
    stamped = stamper_for(overlay(), size).stamp(np.full((size[1], size[0], 4), 90, np.uint8), 0, 0)
    viewer, rect = FakeViewer(), Rect(0, 0, *size)
    viewer.take(whole(rect))
    shown(viewer, 1, rect, H264Encoder().encode(stamped))
    assert np.abs(viewer.framebuffer.astype(int) - 90).mean() < 20


def test_a_slow_line_gets_a_rougher_picture_down_to_the_cap() -> None:
    """A first picture is as rough on a slow line as on a hopeless one, for it ends at `WORST`, and finer on a fast."""
    fast, slow, hopeless = (len(H264Encoder().encode(scrolled(1)[0], rate)) for rate in (math.inf, 125_000.0, 8_000.0))
    assert fast > slow * 1.1
    assert hopeless == pytest.approx(slow, rel=0.1)


def test_a_page_that_jumps_is_found_again() -> None:
    """A scroll by 96 pixels at once, as a slow line sees it, costs a fraction of a new page."""
    encoder = H264Encoder()
    sizes = [len(encoder.encode(STAMPER.stamp(np.roll(PAGE, -96 * step, axis=0), 0, 0))) for step in range(5)]
    assert max(sizes[1:]) < sizes[0] / 2


def test_on_a_poor_line_a_page_is_found_half_a_screen_on() -> None:
    """Where a picture takes most of a second, the page has moved far by the next one, and is not coded anew for it."""
    encoder = H264Encoder(halved=True)
    pages = (STAMPER.stamp(np.roll(PAGE, -321 * step, axis=0), 0, 0) for step in range(4))
    sizes = [len(encoder.encode(page, 125_000.0)) for page in pages]
    assert max(sizes[1:]) < sizes[0] * 0.6


@pytest.mark.parametrize("encoding", [Encoding.H264, Encoding.H264_HALF])
@pytest.mark.parametrize("name", SCREENS)
def test_the_mark_is_read_from_the_worst_picture_a_viewer_shows(name: str, encoding: Encoding) -> None:
    """On a line without hope the coarsest picture of every kind of screen, decoded, still names the session."""
    stamped = stamper().stamp(bgrx(screen(name)), 0, 0, Ground.GRAINY)
    viewer, rect = FakeViewer(), Rect(0, 0, 1600, 900)
    viewer.take(whole(rect))
    shown(viewer, 1, rect, H264Encoder(halved=encoding is Encoding.H264_HALF).encode(stamped, 8_000.0), encoding)
    reading = read(viewer.framebuffer, KEY)
    assert (reading.status, reading.mark) == (Status.IDENTIFIED, MARK)


@pytest.mark.parametrize(
    ("name", "rate", "encoding"),
    [
        ("scroll", 8_000.0, Encoding.H264),
        ("drag", 8_000.0, Encoding.H264),
        ("full film", 8_000.0, Encoding.H264),
        ("full film", math.inf, Encoding.H264),
        ("scroll", 8_000.0, Encoding.H264_HALF),
        ("drag", 8_000.0, Encoding.H264_HALF),
        ("full film", 8_000.0, Encoding.H264_HALF),
    ],
)
def test_the_mark_outlives_motion(name: str, rate: float, encoding: Encoding) -> None:
    """After half a second of motion the picture that a viewer sees then still names the session, on any line."""
    encoder = H264Encoder(halved=encoding is Encoding.H264_HALF)
    viewer, area = FakeViewer(), Rect(0, 0, 1600, 900)
    viewer.take(whole(area))
    for number, stamped in enumerate(islice(MOVING[name](), 12)):
        shown(viewer, number, area, encoder.encode(stamped, rate), encoding)
    reading = read(viewer.framebuffer, KEY)
    assert (reading.status, reading.mark) == (Status.IDENTIFIED, MARK)


def test_a_line_that_changes_a_little_keeps_its_stream() -> None:
    """A new stream costs a key picture, so the estimate's noise must not start one."""
    encoder, pictures = H264Encoder(), scrolled(10)
    sizes = [len(encoder.encode(stamped, 1e6 * (1 + step % 2))) for step, stamped in enumerate(pictures)]
    assert max(sizes[1:]) < sizes[0]
