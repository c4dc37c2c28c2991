"""The shape of the Windows cursor through GetCursorInfo, GetIconInfo and GetDIBits. Has not been run on Windows yet."""

import sys

if sys.platform != "win32":
    raise ImportError("this cursor exists on Windows alone")

import ctypes
from ctypes import wintypes
from typing import ClassVar, Final

import numpy as np

from agent.capture import CursorShape
from agent.capture.cursor_bitmap import Bitmap, from_colour, from_masks

_SHOWING: Final = 1
_HIDDEN: Final = CursorShape(0, 0, 0, 0, b"")

_user32 = ctypes.WinDLL("user32", use_last_error=True)
_gdi32 = ctypes.WinDLL("gdi32", use_last_error=True)


class _CursorInfo(ctypes.Structure):
    _fields_: ClassVar = [
        ("size", wintypes.DWORD),
        ("flags", wintypes.DWORD),
        ("cursor", wintypes.HANDLE),
        ("at", wintypes.POINT),
    ]


class _IconInfo(ctypes.Structure):
    _fields_: ClassVar = [
        ("icon", wintypes.BOOL),
        ("hot_x", wintypes.DWORD),
        ("hot_y", wintypes.DWORD),
        ("mask", wintypes.HBITMAP),
        ("colour", wintypes.HBITMAP),
    ]


class _Bitmap(ctypes.Structure):
    _fields_: ClassVar = [
        ("kind", wintypes.LONG),
        ("width", wintypes.LONG),
        ("height", wintypes.LONG),
        ("stride", wintypes.LONG),
        ("planes", wintypes.WORD),
        ("depth", wintypes.WORD),
        ("bits", ctypes.c_void_p),
    ]


class _Header(ctypes.Structure):
    _fields_: ClassVar = [
        ("size", wintypes.DWORD),
        ("width", wintypes.LONG),
        ("height", wintypes.LONG),
        ("planes", wintypes.WORD),
        ("depth", wintypes.WORD),
        ("rest", wintypes.DWORD * 6),
    ]


def current_shape() -> CursorShape:
    """The shape shown now; hidden when there is none or it cannot be read."""
    info = _CursorInfo(size=ctypes.sizeof(_CursorInfo))
    if not _user32.GetCursorInfo(ctypes.byref(info)) or info.flags != _SHOWING:
        return _HIDDEN
    icon = _IconInfo()
    if not _user32.GetIconInfo(wintypes.HANDLE(info.cursor), ctypes.byref(icon)):
        return _HIDDEN
    try:
        return _read(icon)
    finally:
        for bitmap in (icon.mask, icon.colour):
            if bitmap:
                _gdi32.DeleteObject(wintypes.HBITMAP(bitmap))


def _read(icon: _IconInfo) -> CursorShape:
    mask = _pixels(icon.mask)[:, :, 0]
    hot = (int(icon.hot_x), int(icon.hot_y))
    return from_colour(_pixels(icon.colour), mask, hot) if icon.colour else from_masks(mask, hot)


def _pixels(bitmap: int) -> Bitmap:
    """A bitmap's pixels as (height, width, 4) BGRA, top row first."""
    shape = _Bitmap()
    _gdi32.GetObjectW(wintypes.HBITMAP(bitmap), ctypes.sizeof(shape), ctypes.byref(shape))
    pixels = np.zeros((shape.height, shape.width, 4), np.uint8)
    header = _Header(ctypes.sizeof(_Header), shape.width, -shape.height, 1, 32)
    context = _user32.GetDC(None)
    try:
        _gdi32.GetDIBits(
            wintypes.HDC(context),
            wintypes.HBITMAP(bitmap),
            0,
            shape.height,
            pixels.ctypes.data_as(ctypes.c_void_p),
            ctypes.byref(header),
            0,
        )
    finally:
        _user32.ReleaseDC(None, wintypes.HDC(context))
    return pixels
