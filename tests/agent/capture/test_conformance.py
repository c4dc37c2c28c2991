"""Every grabber keeps the same promises: X11's, the one over whole frames, and the one in memory for tests."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from agent.capture import CursorShape, Happened
from agent.capture import polling as polling_module
from agent.capture.polling import PollingGrabber
from agent.capture.x11 import X11Grabber
from agent.damage import Pixels, part
from tests.conformance.grabber import GrabberConformance, Stage
from tests.fakes.desktop import FakeGrabber, Painter
from tests.rig.display import Display
from wire.geometry import Rect

ARROW = CursorShape(1, 1, 0, 0, b"\0\0\0\xff")


@dataclass
class RealStage:
    """An X screen."""

    grabber: X11Grabber
    painter: Painter
    size: tuple[int, int] = (640, 480)
    windows: dict[str, int] = field(default_factory=dict)

    def draw(self, rect: Rect, colour: tuple[int, int, int]) -> None:
        """Through the server."""
        blue, green, red = colour
        self.painter.fill(rect, red << 16 | green << 8 | blue)
        self.painter.sync()

    def open(self, title: str) -> None:
        """A mapped window."""
        self.windows[title] = self.painter.window(title)

    def shut(self, title: str) -> None:
        """Destroy it."""
        self.painter.close(self.windows.pop(title))


class TestX11Grabber(GrabberConformance):
    """On a real X screen."""

    @pytest.fixture
    def stage(self, display: Display, painter: Painter) -> Iterator[Stage]:
        """An X screen where nothing happens."""
        grabber = X11Grabber(display.name)
        while grabber.wait(0.05) != Happened():
            grabber.damage()
        stage = RealStage(grabber, painter)
        yield stage
        for title in [*stage.windows]:
            stage.shut(title)
        grabber.close()


@dataclass
class FrameStage:
    """Whole frames, as on Windows."""

    size: tuple[int, int] = (64, 48)
    titles: list[str] = field(default_factory=list)
    fresh: bool = True

    def __post_init__(self) -> None:
        self.pixels: Pixels = np.zeros((self.size[1], self.size[0], 4), np.uint8)
        self.grabber = PollingGrabber(self, lambda: ARROW, lambda: self.titles)
        self.grabber.wait(0.0)
        self.grabber.damage()

    def newest(self) -> Pixels | None:
        """A frame of its own for each change."""
        fresh, self.fresh = self.fresh, False
        return self.pixels.copy() if fresh else None

    def close(self) -> None:
        """The source has nothing to let go of."""

    def draw(self, rect: Rect, colour: tuple[int, int, int]) -> None:
        """In the next frame."""
        part(self.pixels, rect)[:, :, :3] = colour
        self.fresh = True

    def open(self, title: str) -> None:
        """In the list."""
        self.titles.append(title)

    def shut(self, title: str) -> None:
        """Not in the list."""
        self.titles.remove(title)


class TestPollingGrabber(GrabberConformance):
    """Over frames that a test hands out."""

    @pytest.fixture
    def stage(self, monkeypatch: pytest.MonkeyPatch) -> Stage:
        """A still screen; its windows are looked at more often than in earnest."""
        monkeypatch.setattr(polling_module, "TITLES_EVERY", 0.3)
        return FrameStage()


class MemoryStage(FakeGrabber):
    """The desktop in memory is its own stage."""

    def __init__(self) -> None:
        super().__init__()
        self.titles.append("起案文書")

    @property
    def grabber(self) -> FakeGrabber:
        """Itself."""
        return self


class TestFakeGrabber(GrabberConformance):
    """The one that the pipeline's tests rely on."""

    @pytest.fixture
    def stage(self) -> Stage:
        """A still screen."""
        return MemoryStage()
