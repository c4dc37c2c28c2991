"""One connection to an X server."""

from typing import Final

import pytest
import xcffib.xproto
import xcffib.xtest
from xcffib.xproto import CW, EventMask

from agent.errors import DesktopError
from agent.x11 import XConnection
from tests.fakes.desktop import Painter
from tests.rig.display import Display

_MAP_NOTIFY: Final = 19  # the number of this event in the protocol


def test_properties_of_a_window_are_read_and_missing_ones_are_empty(display: Display, painter: Painter) -> None:
    """A window that has gone has no properties."""
    connection = XConnection(display.name)
    number = painter.window("起案 文書")
    assert connection.text_property(number, "_NET_WM_NAME") == "起案 文書"
    assert connection.text_property(number, "WM_CLASS") == ""
    assert connection.window_property(number, "_NET_CLIENT_LIST") == []
    painter.close(number)
    assert connection.text_property(number, "_NET_WM_NAME") == ""
    connection.close()


def test_late_errors_are_passed_over(display: Display) -> None:
    """A request about a window that is not there breaks nothing."""
    connection = XConnection(display.name)
    connection.core.MapWindow(0x1FFFFFFF)
    connection.finish()
    assert list(connection.events()) == []
    connection.check()
    connection.close()


def test_events_of_one_number_come_bare(display: Display, painter: Painter) -> None:
    """Those with another number are read, also between them."""
    connection = XConnection(display.name)
    connection.core.ChangeWindowAttributes(connection.root, CW.EventMask, [EventMask.SubstructureNotify])
    connection.finish()
    number = painter.window("起案 文書")
    painter.core.UnmapWindow(number)
    painter.core.MapWindow(number)
    painter.sync()
    connection.finish()
    kinds = [type(event) for event in connection.events(_MAP_NOTIFY)]
    assert kinds[-2:] == [xcffib.xproto.UnmapNotifyEvent, type(None)]
    assert xcffib.xproto.MapNotifyEvent not in kinds
    connection.close()


def test_a_closed_connection_says_that_the_desktop_has_gone(display: Display) -> None:
    """Closing twice is once; asking afterwards is an error."""
    connection = XConnection(display.name)
    connection.close()
    connection.close()
    connection.finish()
    with pytest.raises(DesktopError, match="gone"):
        connection.check()
    with pytest.raises(DesktopError, match="gone"):
        list(connection.events())


def test_a_missing_extension_is_a_sentence(display: Display) -> None:
    """The extension is named."""
    connection = XConnection(display.name)
    with pytest.raises(DesktopError, match="NO-SUCH"):
        connection.extension(xcffib.xtest.xtestExtension, xcffib.ExtensionKey("NO-SUCH"), "NO-SUCH")
    connection.close()
