"""Every injector keeps the same promises: XTEST's, and the one in memory for tests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from agent.inject.x11 import X11Injector
from tests.conformance.desk import Hands, InjectorConformance, Input
from tests.fakes.desk_parts import FakeInjector
from tests.fakes.desktop import Painter, Typist
from tests.rig.display import Display

_LOOKS = 2000  # round trips to the server


@dataclass
class RealHands:
    """A focused window on an X screen hears what is done."""

    injector: X11Injector
    painter: Painter
    typist: Typist
    heard: list[Input] = field(default_factory=list)

    def arrived(self, count: int) -> Sequence[Input]:
        """Looks until enough has come."""
        kinds = {"down": ("key", True), "up": ("key", False), "press": ("button", True), "release": ("button", False)}
        for _ in range(_LOOKS):
            self.heard += [(kinds[kind][0], code, kinds[kind][1]) for kind, code in self.typist.heard()]
            if len(self.heard) >= count:
                break
        return self.heard

    def pointer_is_at(self, x: int, y: int) -> bool:
        """Looks until it is."""
        return any(self.painter.pointer()[:2] == (x, y) for _ in range(_LOOKS))


class TestX11Injector(InjectorConformance):
    """On a real X screen."""

    @pytest.fixture
    def hands(self, display: Display, painter: Painter) -> Iterator[Hands]:
        """A window that has the keyboard and lies beneath the pointer."""
        injector, typist = X11Injector(display.name), Typist(painter)
        yield RealHands(injector, painter, typist)
        painter.close(typist.number)
        injector.close()


@dataclass
class MemoryHands:
    """What was done is what has arrived."""

    injector: FakeInjector = field(default_factory=FakeInjector)

    def arrived(self, count: int) -> Sequence[Input]:
        """It is there at once."""
        del count
        done = self.injector.done
        return [(str(kind), int(code), bool(down)) for kind, code, down in done if kind in {"key", "button"}]

    def pointer_is_at(self, x: int, y: int) -> bool:
        """Where it was last told to go."""
        return [act for act in self.injector.done if act[0] == "pointer"][-1] == ("pointer", x, y)


class TestFakeInjector(InjectorConformance):
    """The one that the sessions' tests rely on."""

    @pytest.fixture
    def hands(self) -> Hands:
        """Nothing done yet."""
        return MemoryHands()
