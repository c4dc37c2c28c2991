"""What a pipeline relies on in every grabber: on a real screen, over whole frames, and in memory."""

import threading
from typing import Protocol

import numpy as np

from agent.capture import Grabber, Happened
from wire.geometry import Rect

SQUARE = Rect(32, 16, 20, 10)
RED = (0, 0, 255)  # BGR


class Stage(Protocol):
    """A screen that a test changes, and the grabber that looks at it. Nothing has happened on it yet."""

    @property
    def grabber(self) -> Grabber:
        """The one under test."""
        ...

    @property
    def size(self) -> tuple[int, int]:
        """The screen's width and height, at least 64 x 48."""
        ...

    def draw(self, rect: Rect, colour: tuple[int, int, int]) -> None:
        """Fill *rect*; it is there when this returns."""
        ...

    def open(self, title: str) -> None:
        """A window comes up."""
        ...

    def shut(self, title: str) -> None:
        """It goes."""
        ...


def until(grabber: Grabber, kind: str) -> None:
    """Wait for an event of one kind."""
    for _ in range(300):
        if getattr(grabber.wait(0.1), kind):
            return
    raise AssertionError(f"never {kind}")


class GrabberConformance:
    """Every claim about an `agent.capture.Grabber`; a test class inherits them and makes a `stage`."""

    def test_its_size_is_the_screens(self, stage: Stage) -> None:
        """A grab of the whole screen has that many rows and columns, of four bytes."""
        assert stage.grabber.size == stage.size
        width, height = stage.size
        assert stage.grabber.grab(Rect(0, 0, width, height)).shape == (height, width, 4)

    def test_its_monitors_are_parts_of_the_screen(self, stage: Stage) -> None:
        """At least one, none reaching beyond the edge, and together they are the screen."""
        width, height = stage.size
        monitors = stage.grabber.monitors
        assert all(monitor.within(width, height) for monitor in monitors)
        assert sum(monitor.area for monitor in monitors) == width * height

    def test_what_is_drawn_is_damage_and_is_grabbed(self, stage: Stage) -> None:
        """A drawing is told of, its damage covers it, and its pixels are the drawn ones."""
        stage.draw(SQUARE, RED)
        until(stage.grabber, "damaged")
        assert any(rect.union(SQUARE) == rect for rect in stage.grabber.damage())
        assert (stage.grabber.grab(SQUARE)[:, :, :3] == RED).all()

    def test_damage_is_told_once(self, stage: Stage) -> None:
        """Asked again, there is none."""
        stage.draw(SQUARE, RED)
        until(stage.grabber, "damaged")
        stage.grabber.damage()
        assert stage.grabber.damage() == []

    def test_damage_lies_on_the_screen(self, stage: Stage) -> None:
        """No rectangle reaches beyond the edge, for the planner's tiles end there."""
        width, height = stage.size
        stage.draw(Rect(width - 4, height - 4, 4, 4), RED)
        until(stage.grabber, "damaged")
        assert all(rect.right <= width and rect.bottom <= height for rect in stage.grabber.damage())

    def test_what_happens_between_two_waits_is_not_lost(self, stage: Stage) -> None:
        """The next wait tells of it at once."""
        stage.grabber.wait(0.0)
        stage.draw(SQUARE, RED)
        until(stage.grabber, "damaged")

    def test_a_grab_may_be_kept_until_the_next(self, stage: Stage) -> None:
        """What is drawn afterwards does not change it."""
        before = stage.grabber.grab(SQUARE)
        copy = before.copy()
        stage.draw(SQUARE, RED)
        assert np.array_equal(before, copy)

    def test_a_wait_on_a_still_screen_ends_by_its_timeout(self, stage: Stage) -> None:
        """And has nothing to tell."""
        assert stage.grabber.wait(0.05) == Happened()

    def test_a_wake_ends_a_wait_and_is_not_lost_before_it(self, stage: Stage) -> None:
        """From another thread, while it waits or earlier; a wait without a timeout ends."""
        timer = threading.Timer(0.05, stage.grabber.wake)
        timer.start()
        stage.grabber.wait(None)
        timer.join()
        stage.grabber.wake()
        stage.grabber.wait(None)

    def test_a_window_that_comes_or_goes_is_told_and_listed(self, stage: Stage) -> None:
        """Its title is in the list while it is there."""
        stage.open("住基照会")
        until(stage.grabber, "windows")
        assert "住基照会" in stage.grabber.window_titles()
        stage.shut("住基照会")
        until(stage.grabber, "windows")
        assert "住基照会" not in stage.grabber.window_titles()

    def test_the_pointer_has_a_shape_of_its_size(self, stage: Stage) -> None:
        """Four bytes a pixel, and its hot spot within."""
        shape = stage.grabber.cursor()
        assert len(shape.pixels) == shape.width * shape.height * 4
        assert 0 <= shape.hot_x <= shape.width
        assert 0 <= shape.hot_y <= shape.height

    def test_closing_twice_is_once(self, stage: Stage) -> None:
        """And a wake afterwards does nothing."""
        stage.grabber.close()
        stage.grabber.close()
        stage.grabber.wake()
