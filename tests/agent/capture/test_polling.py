"""Desktops that do not tell what changed: the same grabber as on Windows, over frames that a test hands out."""

import threading

import numpy as np
import pytest

from agent.capture import CursorShape, Happened
from agent.capture.polling import PollingGrabber
from agent.damage import Pixels
from tests.fakes.pipelines import Watched
from wire.geometry import Rect

ARROW = CursorShape(1, 1, 0, 0, b"\0\0\0\xff")
HAND = CursorShape(1, 1, 0, 0, b"\xff\xff\xff\xff")


class Frames:
    """Hands out each frame once."""

    def __init__(self) -> None:
        self.frame: Pixels | None = np.full((48, 64, 4), 9, np.uint8)
        self.shape = ARROW
        self.closed = False

    def newest(self) -> Pixels | None:
        """A frame that was put here, once."""
        found, self.frame = self.frame, None
        return found

    def close(self) -> None:
        """Let go."""
        self.closed = True


@pytest.fixture
def frames() -> Frames:
    """A screen."""
    return Frames()


@pytest.fixture
def grabber(frames: Frames) -> PollingGrabber:
    """Eyes on it."""
    return PollingGrabber(frames, lambda: frames.shape, lambda: ["起案文書"])


def test_a_new_frame_is_damage_of_the_whole_screen_once(grabber: PollingGrabber, frames: Frames) -> None:
    """What really changed is found later, by comparison."""
    assert grabber.damage() == [Rect(0, 0, 64, 48)]
    assert grabber.damage() == []
    frames.frame = np.full((48, 64, 4), 10, np.uint8)
    assert grabber.wait(5.0).damaged
    assert grabber.damage() == [Rect(0, 0, 64, 48)]
    assert (grabber.grab(Rect(1, 2, 3, 4)) == 10).all()


def test_another_size_and_another_cursor_are_told(grabber: PollingGrabber, frames: Frames) -> None:
    """As on every other grabber."""
    frames.frame = np.zeros((32, 32, 4), np.uint8)
    assert grabber.wait(5.0).resized
    assert grabber.size == (32, 32)
    frames.shape = HAND
    assert grabber.wait(5.0).pointer
    assert grabber.cursor() == HAND


def test_a_wait_ends_by_its_timeout_or_by_a_wake(grabber: PollingGrabber) -> None:
    """Nothing happened, and it says so."""
    assert grabber.wait(0.05) == Happened()
    timer = threading.Timer(0.02, grabber.wake)
    timer.start()
    assert grabber.wait(None) == Happened()
    timer.join()


def test_a_pipeline_runs_on_it(grabber: PollingGrabber, frames: Frames) -> None:
    """The whole pipeline works over whole frames as over damage."""
    with Watched(grabber) as watched:
        watched.until(lambda: bool(watched.viewer.pictures), "a picture")
        count = len(watched.viewer.pictures)
        frames.frame = np.full((48, 64, 4), 200, np.uint8)
        watched.until(lambda: len(watched.viewer.pictures) > count, "another")
    assert frames.closed


def test_titles_are_the_systems(grabber: PollingGrabber) -> None:
    """Asked anew each time."""
    assert grabber.window_titles() == ["起案文書"]
