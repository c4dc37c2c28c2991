"""The opened desktop."""

import pytest

from agent import desk as desk_module
from agent.desk import Desk, open_desk
from agent.errors import DesktopError
from tests.fakes.desk_parts import FakeInjector, FakeNotice, FakeResolution
from tests.fakes.desktop import FakeGrabber
from tests.rig.display import Display
from wire import messages as m


def test_each_input_has_its_act() -> None:
    """Keys, pointer, buttons and wheel go to the injector as they are, another size to the screen."""
    injector, resolution = FakeInjector(), FakeResolution()
    desk = Desk(FakeGrabber(), injector, FakeNotice(), resolution)
    for event in (m.Key(30, True), m.Pointer(1, 2), m.Button(3, False), m.Wheel(-1, 1), m.Resize(1300, 777)):
        desk.inject(event)
    assert resolution.size == (1300, 777)
    assert injector.done == [("key", 30, True), ("pointer", 1, 2), ("button", 3, False), ("wheel", -1, 1)]


def test_a_desk_is_opened_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the notice cannot be shown, the eyes and hands that were open are closed again."""
    grabber, injector = FakeGrabber(), FakeInjector()

    def fail(_: str | None) -> FakeNotice:
        raise DesktopError("no notice")

    monkeypatch.setattr(desk_module, "open_grabber", lambda _: grabber)
    monkeypatch.setattr(desk_module, "open_injector", lambda _: injector)
    monkeypatch.setattr(desk_module, "open_notice", fail)
    with pytest.raises(DesktopError, match="no notice"):
        open_desk(None)
    assert grabber.closed
    assert injector.closed


def test_a_real_desk_opens_and_closes(display: Display) -> None:
    """All four on a real screen."""
    desk = open_desk(display.name)
    assert desk.grabber.size == (640, 480)
    desk.grabber.close()
    desk.close()
