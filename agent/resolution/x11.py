"""The resolution on X11 through RandR 1.2: modes of the one output, and new modes where the output is a virtual one.

The mode that was found is kept as a property of the root window, so that it can be restored after a kill.
"""

import contextlib
import sys
from collections.abc import Iterator
from typing import Final

import structlog
import xcffib
import xcffib.randr
import xcffib.xproto

from agent.errors import DesktopError
from agent.resolution.choice import Size, at_least, choose
from agent.x11 import XConnection

if sys.platform != "linux":
    raise ImportError("X11 runs on Linux alone")

_log = structlog.get_logger()

_BEFORE: Final = "_SEKISHO_MODE_BEFORE"  # CARDINAL: the mode that the first change found
_OURS: Final = "sekisho-"  # what the modes that are made here are called
_CONNECTED: Final = 0
_UPRIGHT: Final = 1  # rotation by 0 degrees
_DPI: Final = 96.0
_INCH: Final = 25.4  # millimetres


class X11Resolution:
    """See `agent.resolution.Resolution`. Has a connection of its own."""

    def __init__(self, display: str | None) -> None:
        self._x = XConnection(display)
        self._randr: xcffib.randr.randrExtension | None = None
        # A server that cannot change is shown as it is.
        with contextlib.suppress(xcffib.XcffibException, DesktopError):
            randr = self._x.extension(xcffib.randr.randrExtension, xcffib.randr.key, "RANDR")
            randr.QueryVersion(1, 3).reply()
            self._randr = randr
        self._closed = False

    @property
    def may_follow(self) -> bool:
        """One output is connected and drives the screen."""
        with contextlib.suppress(xcffib.XcffibException, DesktopError):
            return self._randr is not None and len(self._outputs()) == 1
        return False

    def follow(self, width: int, height: int) -> None:
        """Exactly so large on a virtual output; on a real one, the largest of its modes that fits."""
        wanted = at_least((width, height))
        with self._told(wanted):
            outputs = self._outputs()
            if len(outputs) != 1:
                return
            number, output = outputs[0]
            sizes = {self._size(mode): mode for mode in reversed(self._modes(output.modes))}
            best = choose(sizes, wanted)
            if best != wanted and not output.mm_width:
                best = self._limited(wanted)
                if best not in sizes:
                    sizes[best] = self._made(number, best)
            if best is None or self._size(self._current(output)) == best:
                return
            self._remember(output)
            self._switch(number, output.crtc, sizes[best])
            _log.info("resolution_changed", width=best[0], height=best[1])

    def restore(self) -> None:
        """By the property of the root window."""
        if self._randr is None:
            return
        with self._told(None):
            before = self._remembered()
            outputs = self._outputs()
            if before is not None and len(outputs) == 1:
                number, output = outputs[0]
                found = [mode for mode in self._modes(output.modes) if mode.id == before]
                if found and self._current(output).id != before:
                    self._switch(number, output.crtc, found[0])
                    _log.info("resolution_restored", width=found[0].width, height=found[0].height)
                self._forget(number)

    def close(self) -> None:
        """Restore and disconnect."""
        if not self._closed:
            self._closed = True
            self.restore()
            self._x.finish()
            self._x.close()

    @contextlib.contextmanager
    def _told(self, wanted: Size | None) -> Iterator[None]:
        """A refusal of the server is logged."""
        try:
            yield
        except (xcffib.XcffibException, DesktopError) as error:
            _log.warning("resolution_not_changed", wanted=wanted, cause=type(error).__name__)

    # --- what there is --------------------------------------------------------------------------------------

    def _extension(self) -> xcffib.randr.randrExtension:
        if self._randr is None:
            raise DesktopError("The X server lacks RANDR.")
        return self._randr

    def _resources(self) -> xcffib.randr.GetScreenResourcesCurrentReply:
        found: xcffib.randr.GetScreenResourcesCurrentReply
        found = self._extension().GetScreenResourcesCurrent(self._x.root).reply()
        return found

    def _outputs(self) -> list[tuple[int, xcffib.randr.GetOutputInfoReply]]:
        """The outputs that show something, each with its number."""
        found = [(number, self._extension().GetOutputInfo(number, 0).reply()) for number in self._resources().outputs]
        return [(number, output) for number, output in found if output.connection == _CONNECTED and output.crtc]

    def _modes(self, numbers: xcffib.List) -> list[xcffib.randr.ModeInfo]:
        wanted = set(numbers)
        return [mode for mode in self._resources().modes if mode.id in wanted]

    def _current(self, output: xcffib.randr.GetOutputInfoReply) -> xcffib.randr.ModeInfo:
        number = self._extension().GetCrtcInfo(output.crtc, 0).reply().mode
        return self._mode(number)

    def _mode(self, number: int) -> xcffib.randr.ModeInfo:
        found: list[xcffib.randr.ModeInfo] = [mode for mode in self._resources().modes if mode.id == number]
        if not found:
            raise DesktopError("The screen shows nothing.")
        return found[0]

    @staticmethod
    def _size(mode: xcffib.randr.ModeInfo) -> Size:
        return int(mode.width), int(mode.height)

    def _limited(self, size: Size) -> Size:
        """*size*, but no larger than the server can be."""
        most = self._extension().GetScreenSizeRange(self._x.root).reply()
        return min(size[0], most.max_width), min(size[1], most.max_height)

    # --- what is changed ------------------------------------------------------------------------------------

    def _made(self, output: int, size: Size) -> xcffib.randr.ModeInfo:
        """A new mode of the virtual *output*."""
        name = f"{_OURS}{size[0]}x{size[1]}".encode()
        plain = xcffib.randr.ModeInfo.synthetic(0, *size, 0, 0, 0, 0, 0, 0, 0, 0, len(name), 0)
        number = self._extension().CreateMode(self._x.root, plain, len(name), [bytes([c]) for c in name]).reply().mode
        self._extension().AddOutputModeChecked(output, number).check()
        return self._mode(number)

    def _switch(self, output: int, crtc: int, mode: xcffib.randr.ModeInfo) -> None:
        """Dark, another size, lit again: a screen may at no time be smaller than what is shown of it."""
        width, height = self._size(mode)
        millimetres = (round(width * _INCH / _DPI), round(height * _INCH / _DPI))
        self._x.core.GrabServer()
        try:
            self._set(crtc, 0, [])
            self._extension().SetScreenSizeChecked(self._x.root, width, height, *millimetres).check()
            self._set(crtc, mode.id, [output])
        finally:
            self._x.core.UngrabServer()
            self._x.finish()

    def _set(self, crtc: int, mode: int, outputs: list[int]) -> None:
        now = xcffib.xproto.Time.CurrentTime
        stamp = self._resources().config_timestamp
        self._extension().SetCrtcConfig(crtc, now, stamp, 0, 0, mode, _UPRIGHT, len(outputs), outputs).reply()

    def _remember(self, output: xcffib.randr.GetOutputInfoReply) -> None:
        if self._remembered() is None:
            name, kind = self._x.atom(_BEFORE), xcffib.xproto.Atom.CARDINAL
            number = [self._current(output).id]
            self._x.core.ChangeProperty(xcffib.xproto.PropMode.Replace, self._x.root, name, kind, 32, 1, number)

    def _remembered(self) -> int | None:
        numbers = self._x.window_property(self._x.root, _BEFORE)
        return numbers[0] if numbers else None

    def _forget(self, output: int) -> None:
        """The property and the modes that were made."""
        self._x.core.DeleteProperty(self._x.root, self._x.atom(_BEFORE))
        resources = self._resources()
        names = bytes(resources.names.buf())
        start = 0
        for mode in resources.modes:
            name, start = names[start : start + mode.name_len], start + mode.name_len
            if name.startswith(_OURS.encode()):
                self._extension().DeleteOutputModeChecked(output, mode.id).check()
                self._extension().DestroyModeChecked(mode.id).check()
