"""The thread that owns the screen, on a real X screen and on one in memory."""

import itertools
import os
import time
from collections.abc import Callable, Iterator

import numpy as np
import psutil
import pytest

from agent import pipeline, processes
from agent.capture import CursorShape
from agent.capture.x11 import X11Grabber
from agent.damage import Pixels
from agent.pacing import MOST
from agent.session import Redraw, Shown
from agent.stamping import stamper_for
from tests.fakes.desktop import FakeGrabber, Painter
from tests.fakes.marks import overlay
from tests.fakes.pipelines import Watched
from tests.rig.display import Display
from wire import limits
from wire.geometry import Rect
from wire.messages import Blanked, Overlay, Picture, Screen
from wire.reasons import Reason

SIZE = (640, 480)


class InterruptedGrabber(FakeGrabber):
    """Calls `interrupt` once, in the midst of reading the screen."""

    interrupt: Callable[[], None] | None = None

    def grab(self, rect: Rect) -> Pixels:
        """As the desktop's, after the interruption."""
        interrupt, self.interrupt = self.interrupt, None
        if interrupt is not None:
            interrupt()
        return super().grab(rect)


@pytest.fixture
def watched(display: Display, painter: Painter) -> Iterator[Watched]:
    """A pipeline on the real screen."""
    with Watched(X11Grabber(display.name)) as found:
        yield found


def exact(watched: Watched, painter: Painter, mark: Overlay | None = None) -> bool:
    """Whether the viewer's framebuffer is the stamped screen, pixel for pixel."""
    wanted = stamper_for(mark or overlay(), SIZE).stamp_screen(painter.look()).pixels[:, :, :3]
    return np.array_equal(watched.viewer.framebuffer, wanted)


@pytest.mark.parametrize("seed", range(6))
def test_a_settled_screen_is_exact(watched: Watched, painter: Painter, seed: int) -> None:
    """After arbitrary drawing of all sizes and paces, the decoded pictures equal the stamped screen once it rests."""
    rng = np.random.default_rng(seed)
    for _ in range(40):
        x, y = int(rng.integers(0, 600)), int(rng.integers(0, 440))
        width, height = int(rng.integers(1, 640 - x)), int(rng.integers(1, 480 - y))
        if rng.random() < 0.6:
            painter.fill(Rect(x, y, width, height), int(rng.integers(0, 1 << 24)))
        else:
            painter.put(x, y, rng.integers(0, 256, (height, width, 4)).astype(np.uint8))
        painter.sync()
        if rng.random() < 0.3:
            watched.until(watched.pipeline_is_quiet, "quiet")
    watched.until(lambda: exact(watched, painter), "exactness")
    assert watched.most_unacknowledged <= limits.UNACKNOWLEDGED_PICTURES


def test_a_blinking_caret_does_not_keep_the_rest_from_being_exact(watched: Watched, painter: Painter) -> None:
    """While something small changes without rest, everything else becomes exact."""
    painter.put(0, 0, np.random.default_rng(1).integers(0, 256, (480, 640, 4)).astype(np.uint8))
    end = time.monotonic() + 10.0
    blink, away = 0, np.ones((480, 640), bool)
    away[0:20, 0:20] = False
    while time.monotonic() < end:
        blink += 1
        before = len(watched.viewer.pictures)
        painter.fill(Rect(2, 2, 2, 16), 0xFFFFFF * (blink % 2))
        watched.until(lambda count=before: len(watched.viewer.pictures) > count, "a blink")  # type: ignore[misc]
        wanted = stamper_for(overlay(), SIZE).stamp_screen(painter.look()).pixels[:, :, :3]
        if (watched.viewer.framebuffer == wanted).all(axis=2)[away].all():
            return
    raise AssertionError("the rest was never exact")


def test_a_viewer_that_stalls_gets_the_newest_picture_and_nothing_old(watched: Watched, painter: Painter) -> None:
    """While nothing is acknowledged a few letters go and no more; then the next shows the screen as it is *then*."""
    watched.until(lambda: exact(watched, painter), "exactness")
    watched.acknowledge = False
    end = time.monotonic() + 10.0
    for step in itertools.count():
        painter.fill(Rect(10, 10, 30, 30), 0x010203 * (step % 80 + 1))
        painter.sync()
        if watched.unacknowledged == MOST or time.monotonic() > end:
            break
        watched.until(lambda: True, "a look")
    watched.until(lambda: watched.unacknowledged == MOST, "as many as may be under way")
    painter.fill(Rect(10, 10, 30, 30), 0x336699)
    painter.sync()
    count = len(watched.viewer.pictures)
    watched.catch_up()
    watched.until(lambda: exact(watched, painter), "exactness")
    assert len(watched.viewer.pictures) <= count + 3
    assert watched.most_unacknowledged == MOST


def test_while_nothing_changes_nothing_is_looked_at() -> None:
    """On a still screen the pipeline sleeps: no grab, no picture, no wait that ends by itself."""
    grabber = FakeGrabber()
    with Watched(grabber) as watched:
        watched.until(lambda: watched.pipeline_is_quiet() and grabber.asleep, "sleep")
        grabs, waits, pictures = grabber.grabs, grabber.waits, len(watched.viewer.pictures)
        assert not grabber.stirs_within(0.6)
        assert (grabber.grabs, grabber.waits, len(watched.viewer.pictures)) == (grabs, waits, pictures)


def test_an_idle_screen_costs_no_processor_time(watched: Watched, painter: Painter) -> None:
    """On a real still screen this process uses under one hundredth of a core."""
    watched.until(lambda: exact(watched, painter), "exactness")
    watched.until(watched.pipeline_is_quiet, "quiet")
    thread = next(t for t in psutil.Process(os.getpid()).threads() if t.id == watched.pipeline.thread_id)
    before, began = thread.user_time + thread.system_time, time.monotonic()
    count = len(watched.viewer.pictures)
    with pytest.raises(AssertionError, match="another picture"):
        watched.until(lambda: len(watched.viewer.pictures) > count, "another picture", deadline=1.5)
    thread = next(t for t in psutil.Process(os.getpid()).threads() if t.id == watched.pipeline.thread_id)
    assert (thread.user_time + thread.system_time - before) / (time.monotonic() - began) < 0.01


def test_the_size_comes_first_and_at_each_change() -> None:
    """The first message is the size; after a change the new size, then a picture of the whole new screen."""
    grabber = FakeGrabber()
    with Watched(grabber) as watched:
        watched.until(lambda: bool(watched.viewer.pictures), "a picture")
        grabber.resize(320, 200)
        watched.until(lambda: watched.viewer.framebuffer.shape == (200, 320, 3), "the new size")
        watched.until(
            lambda: np.array_equal(
                watched.viewer.framebuffer,
                stamper_for(overlay(), (320, 200)).stamp_screen(grabber.pixels).pixels[:, :, :3],
            ),
            "exactness",
        )
        assert isinstance(watched.messages[0], Screen)
        assert watched.viewer.sizes == [Rect(0, 0, 640, 480), Rect(0, 0, 320, 200)]


def test_another_division_into_monitors_is_told_with_a_whole_picture() -> None:
    """The size stays, the monitors are named anew."""
    grabber = FakeGrabber()
    with Watched(grabber) as watched:
        watched.until(lambda: bool(watched.viewer.pictures), "a picture")
        grabber.divide(2)
        watched.until(lambda: len(watched.viewer.sizes) == 2, "the monitors")
        told = [message.monitors for message in watched.messages if isinstance(message, Screen)]
        assert told == [(Rect(0, 0, 640, 480),), (Rect(0, 0, 320, 480), Rect(320, 0, 320, 480))]


def test_a_new_slot_is_stamped_into_the_whole_picture(
    watched: Watched, painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A screen on which nothing happens carries a new overlay everywhere when the patience with the old one ends."""
    monkeypatch.setattr(limits, "OVERLAY_KEPT", 0.3)
    watched.until(lambda: exact(watched, painter), "exactness")
    mark = overlay(slot=1)
    watched.pipeline.order(mark)
    watched.until(lambda: exact(watched, painter, mark), "exactness with the new mark")


def test_a_forbidden_window_blanks_the_picture() -> None:
    """While such a window shows nothing but one blank picture is sent; when it has gone the screen comes back."""
    grabber = FakeGrabber()
    grabber.draw(Rect(0, 0, 640, 480), (200, 200, 200))
    stamper = stamper_for(overlay(), SIZE)
    with Watched(grabber, forbidden=("住基",)) as watched:
        watched.until(lambda: watched.shows(stamper, grabber.pixels), "the screen")
        grabber.open("住基照会 - 千代田区")
        black = np.zeros_like(grabber.pixels)
        watched.until(lambda: watched.shows(stamper, black), "a blank picture")
        count = len(watched.viewer.pictures)
        for step in range(20):
            grabber.draw(Rect(step * 20, 0, 20, 20), (255, 0, 0))
        watched.pipeline.order(Redraw())
        watched.until(lambda: len(watched.viewer.pictures) > count, "a blank picture again")
        assert watched.shows(stamper, black)
        grabber.shut("住基照会 - 千代田区")
        watched.until(lambda: watched.shows(stamper, grabber.pixels), "the screen again")
        assert watched.viewer.blanked == [Blanked(Reason.FORBIDDEN_WINDOW), Blanked(None)]


def test_a_screen_with_a_forbidden_window_is_never_shown_at_all() -> None:
    """When the window is there already, the first picture is blank."""
    grabber = FakeGrabber()
    grabber.draw(Rect(0, 0, 640, 480), (200, 200, 200))
    grabber.open("住基照会")
    with Watched(grabber, forbidden=("住基",)) as watched:
        watched.until(lambda: bool(watched.viewer.pictures), "a picture")
        kinds = [type(message) for message in watched.messages]
        assert kinds.index(Blanked) < kinds.index(Picture)
        assert grabber.grabs == 0


def test_a_forbidden_process_blanks_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are looked at once a second when there is a list, and never without one."""
    looks: list[list[str]] = []

    def listed() -> list[str]:
        looks.append(["juki.exe"])
        return looks[-1]

    monkeypatch.setattr(processes, "running", listed)
    with Watched(FakeGrabber(), forbidden=("juki",)) as watched:
        watched.until(lambda: bool(watched.viewer.blanked), "blank")
    count = len(looks)
    with Watched(FakeGrabber()) as watched:
        watched.until(lambda: bool(watched.viewer.pictures), "a picture")
    assert len(looks) == count


def test_a_forbidden_window_that_stays_costs_one_look_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the picture is withheld the pipeline waits between two looks at the processes, as it does otherwise."""
    looks: list[int] = []
    grabber = FakeGrabber(titles=["住基照会"])

    def listed() -> list[str]:
        looks.append(grabber.waits)
        return []

    monkeypatch.setattr(pipeline, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(processes, "running", listed)
    with Watched(grabber, forbidden=("住基",)) as watched:
        watched.until(lambda: bool(watched.viewer.pictures) and not watched.unacknowledged, "the blank picture")
        first = len(looks)
        watched.until(lambda: len(looks) >= first + 6, "six looks")
        assert looks[first + 5] - looks[first] <= 2 * 5


def test_an_order_that_comes_during_a_second_look_at_the_windows_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look before a picture leaves takes the order's wake; the order itself is obeyed at once all the same."""
    monkeypatch.setattr(pipeline, "LOOK_EVERY", 3600.0)
    monkeypatch.setattr(limits, "OVERLAY_KEPT", 0.0)
    grabber = InterruptedGrabber()
    with Watched(grabber, forbidden=("住基",)) as watched:
        old, new = stamper_for(overlay(), SIZE), stamper_for(overlay(slot=1), SIZE)
        watched.until(lambda: watched.shows(old, grabber.pixels) and watched.pipeline_is_quiet(), "the screen")
        grabber.interrupt = lambda: watched.pipeline.order(overlay(slot=1))
        grabber.draw(Rect(0, 0, 32, 32), (0, 0, 0))  # as it is already: no picture, no acknowledgement, no other wake
        watched.until(lambda: watched.shows(new, grabber.pixels), "the new mark")


def test_the_cursor_travels_apart_from_the_picture() -> None:
    """Its shape is sent at the beginning; the picture is of the screen without it."""
    grabber = FakeGrabber(shape=CursorShape(2, 1, 1, 0, bytes(8)))
    with Watched(grabber) as watched:
        watched.until(lambda: bool(watched.viewer.cursors), "a cursor")
        assert (watched.viewer.cursors[0].width, watched.viewer.cursors[0].hot_x) == (2, 1)


def test_a_false_acknowledgement_ends_the_session_as_a_breach() -> None:
    """A viewer that acknowledges what it was never sent has broken the protocol."""
    grabber = FakeGrabber()
    with Watched(grabber) as watched:
        watched.pipeline.order(Shown(77, 0.0, 0.0))
        watched.until(lambda: watched.ended == [Reason.PROTOCOL], "the end")
        assert grabber.closed


def test_a_false_acknowledgement_is_noticed_on_a_screen_that_rests() -> None:
    """With nothing under way an acknowledgement wakes the thread, and ends the session without any other event."""
    grabber = FakeGrabber()
    with Watched(grabber) as watched:
        watched.until(watched.pipeline_is_quiet, "quiet")
        watched.until(lambda: not watched.pipeline._held, "rest")
        watched.pipeline.order(Shown(77, 0.0, 0.0))
        watched.until(lambda: watched.ended == [Reason.PROTOCOL], "the end")


def test_a_key_wakes_nobody_and_is_known_by_the_next_picture() -> None:
    """A key on a screen that rests costs no turn of the thread; the picture after it knows when it was pressed."""
    grabber = FakeGrabber()
    with Watched(grabber) as watched:
        watched.until(lambda: watched.pipeline_is_quiet() and grabber.asleep, "sleep")
        pressed = time.monotonic()
        watched.pipeline.touched(pressed)
        assert not grabber.stirs_within(0.2)
        grabber.draw(Rect(0, 0, 8, 8), (1, 2, 3))
        watched.until(lambda: watched.pipeline._pacer._touched_at == pressed, "a picture")


def test_a_desktop_that_goes_ends_the_session(tmp_path_factory: pytest.TempPathFactory) -> None:
    """When the X server ends in mid-session the pipeline ends by itself and says why."""
    display = Display(tmp_path_factory.mktemp("gone") / "xvfb.log", width=320, height=240)
    with Watched(X11Grabber(display.name)) as watched:
        watched.until(lambda: bool(watched.viewer.pictures), "a picture")
        display.stop()
        watched.until(lambda: watched.ended == [Reason.PC_NO_SCREEN], "the end")
