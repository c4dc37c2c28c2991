"""Every notice keeps the same promises: X11's, and the one in memory for tests."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from agent.damage import part
from agent.notice.picture import drawn
from agent.notice.x11 import X11Notice
from tests.conformance.desk import NoticeConformance, Wall
from tests.fakes.desk_parts import FakeNotice
from tests.fakes.desktop import Painter
from tests.rig.display import Display
from wire.geometry import Rect

_LOOKS = 2000  # round trips to the server


@dataclass
class RealWall:
    """An X screen of 640 pixels' width."""

    notice: X11Notice
    painter: Painter

    def comes_to_show(self, text: str | None) -> bool:
        """Looks until it does."""
        return any(self._shows(text) for _ in range(_LOOKS))

    def _shows(self, text: str | None) -> bool:
        if text is None:
            return bool((self.painter.look()[:, :, :3] == 0x80).all())
        wanted = drawn(text, 640)
        height, width = wanted.shape[:2]
        place = Rect((640 - width) // 2, 0, width, height)
        return np.array_equal(part(self.painter.look(), place)[:, :, :3], wanted[:, :, :3])


class TestX11Notice(NoticeConformance):
    """On a real X screen."""

    @pytest.fixture
    def wall(self, display: Display, painter: Painter) -> Iterator[Wall]:
        """A bare screen."""
        notice = X11Notice(display.name)
        yield RealWall(notice, painter)
        notice.close()


@dataclass
class MemoryWall:
    """What was said is what shows."""

    notice: FakeNotice = field(default_factory=FakeNotice)

    def comes_to_show(self, text: str | None) -> bool:
        """It does at once."""
        return (None if self.notice.closed else self.notice.text) == text


class TestFakeNotice(NoticeConformance):
    """The one that the sessions' tests rely on."""

    @pytest.fixture
    def wall(self) -> Wall:
        """Nothing shown yet."""
        return MemoryWall()
