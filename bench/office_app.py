"""What stands on the office screen while it is measured: a page of text and a 16-bit counter in large squares.

    python -m bench.office_app            (on $DISPLAY; counts each key press; ends with the display)
    python -m bench.office_app --caret    (only a small window with a caret that blinks every half second)

The counter lies at the top left: 16 squares of 16 pixels, black or white, so that a viewer's screen can be read for it
whatever lies on the picture. Draws with plain X requests, so that its own share of the latency is a fraction of a ms.
"""

import itertools
import sys
import time
from typing import Any, Final

import xcffib
import xcffib.xproto

SQUARE: Final = 16
BITS: Final = 16
WHITE: Final = 0xFFFFFF
LINE: Final = "municipal telework evaluation 0123456789 the quick brown fox jumps over the lazy dog "


def main() -> None:
    """Draw, then count keys until the display goes away."""
    connection: Any = xcffib.connect()
    screen = connection.get_setup().roots[0]
    core, window = connection.core, connection.generate_id()
    mask = xcffib.xproto.EventMask
    core.CreateWindow(
        screen.root_depth,
        window,
        screen.root,
        0,
        0,
        screen.width_in_pixels,
        screen.height_in_pixels,
        0,
        xcffib.xproto.WindowClass.InputOutput,
        screen.root_visual,
        xcffib.xproto.CW.BackPixel | xcffib.xproto.CW.OverrideRedirect | xcffib.xproto.CW.EventMask,
        [WHITE, 1, mask.KeyPress | mask.Exposure],
    )
    black, white = connection.generate_id(), connection.generate_id()
    core.CreateGC(black, window, xcffib.xproto.GC.Foreground, [0])
    core.CreateGC(white, window, xcffib.xproto.GC.Foreground, [WHITE])
    core.MapWindow(window)
    core.SetInputFocus(xcffib.xproto.InputFocus.PointerRoot, window, 0)
    connection.flush()
    count = 0
    while True:
        event = connection.wait_for_event()
        if isinstance(event, xcffib.xproto.ExposeEvent) and event.count == 0:
            for row in range(3, screen.height_in_pixels // 18):
                text = f"{row:04d} {LINE}"
                core.ImageText8(len(text), window, black, 24, row * 18, text)
            core.SetInputFocus(xcffib.xproto.InputFocus.PointerRoot, window, 0)
        elif isinstance(event, xcffib.xproto.KeyPressEvent):
            count = (count + 1) & 0xFFFF
        else:
            continue
        for bit in range(BITS):
            square = xcffib.xproto.RECTANGLE.synthetic(bit * SQUARE, 0, SQUARE, SQUARE)
            core.PolyFillRectangle(window, white if count >> bit & 1 else black, 1, [square])
        connection.flush()


def blink() -> None:
    """A caret, until the display goes away."""
    connection: Any = xcffib.connect()
    screen = connection.get_setup().roots[0]
    core, window = connection.core, connection.generate_id()
    values = [WHITE, 1]
    attributes = xcffib.xproto.CW.BackPixel | xcffib.xproto.CW.OverrideRedirect
    output = xcffib.xproto.WindowClass.InputOutput
    core.CreateWindow(
        screen.root_depth, window, screen.root, 300, 300, 200, 40, 0, output, screen.root_visual, attributes, values
    )
    shown, hidden = connection.generate_id(), connection.generate_id()
    core.CreateGC(shown, window, xcffib.xproto.GC.Foreground, [0])
    core.CreateGC(hidden, window, xcffib.xproto.GC.Foreground, [WHITE])
    core.MapWindow(window)
    caret = xcffib.xproto.RECTANGLE.synthetic(20, 8, 2, 20)
    for gc in itertools.cycle((shown, hidden)):
        core.PolyFillRectangle(window, gc, 1, [caret])
        connection.flush()
        time.sleep(0.5)


if __name__ == "__main__":
    try:
        blink() if "--caret" in sys.argv else main()
    except xcffib.XcffibException:
        sys.exit(0)
