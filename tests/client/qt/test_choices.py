"""The settings: told at once, and used for the next office PC."""

from client import labels, pages
from client.framebuffer import Framebuffer
from client.qt.choices import ChoicesDialog
from client.qt.window import Window
from client.settings import Settings
from client.viewport import Zoom
from tests.client.qt.conftest import Listening, button, texts
from tests.fakes.client_play import PC
from wire.geometry import Rect
from wire.messages import Screen

ONE = Screen(Rect(0, 0, 320, 200), (Rect(0, 0, 320, 200),), resizable=True)


def test_what_is_chosen_in_the_settings_is_told_and_used(window: Window, bridge: Listening) -> None:
    """Each tick is told at once, and the next office PC is opened so."""
    chosen: list[Settings] = []
    window.settings_chosen.connect(chosen.append)
    window.turn_to(pages.PcList("関所 花子", (PC,), ""))
    button(window.pcs, labels.SETTINGS.ja).click()
    dialog = window.findChild(ChoicesDialog)
    assert dialog is not None
    dialog.actual_size.click()
    dialog.match_window.click()
    assert chosen[-1] == Settings(actual_size=True, match_window=True)
    assert "Ctrl+Alt+PageDown" in texts(dialog)
    dialog.close_button.click()
    window.turn_to(pages.Viewing(PC, 7))
    bridge.arranged(ONE)
    bridge.picture_of(Framebuffer(320, 200))
    assert window.office.screen_widget._zoom is Zoom.ACTUAL
    assert window.office.bar.matching
