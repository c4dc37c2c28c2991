"""Every resolution keeps the same promises: RandR's, and the one in memory for tests."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from agent.resolution.x11 import X11Resolution
from tests.conformance.resolution import OWN, Monitor, ResolutionConformance
from tests.fakes.desk_parts import FakeResolution
from tests.fakes.desktop import Painter
from tests.rig.display import Display

_LOOKS = 200  # round trips to the server


@dataclass
class RealMonitor:
    """An X screen of its own."""

    resolution: X11Resolution
    painter: Painter

    def has(self, size: tuple[int, int]) -> bool:
        """Looks until it has."""
        for _ in range(_LOOKS):
            found = self.painter.core.GetGeometry(self.painter.root).reply()
            if (found.width, found.height) == size:
                return True
        return False


class TestX11Resolution(ResolutionConformance):
    """On a real X screen."""

    @pytest.fixture
    def monitor(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monitor]:
        """A virtual screen."""
        log = tmp_path_factory.mktemp("x") / "xvfb.log"
        with Display(log, width=OWN[0], height=OWN[1]) as display, Painter(display.name) as painter:
            resolution = X11Resolution(display.name)
            yield RealMonitor(resolution, painter)
            resolution.close()


@dataclass
class MemoryMonitor:
    """A number in memory."""

    resolution: FakeResolution = field(default_factory=lambda: FakeResolution(OWN, OWN))

    def has(self, size: tuple[int, int]) -> bool:
        """At once."""
        return self.resolution.size == size


class TestFakeResolution(ResolutionConformance):
    """In memory."""

    @pytest.fixture
    def monitor(self) -> Monitor:
        """A new one."""
        return MemoryMonitor()
