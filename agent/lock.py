"""Locking the office desktop when its viewer has left: by table, the first way that works.

Knows commands; does not know why. Where a desktop offers no lock, that is logged and nothing is pretended.
"""

import os
import shutil
import subprocess
import sys
from typing import Final

import structlog

_log = structlog.get_logger()
_PATIENCE: Final = 5.0  # seconds for a command to answer

# In this order: the session manager first, because it also locks Wayland and virtual consoles.
WAYS: Final[tuple[tuple[str, ...], ...]] = (
    ("loginctl", "lock-session"),
    ("xdg-screensaver", "lock"),
    ("xfce4-screensaver-command", "--lock"),
    ("mate-screensaver-command", "--lock"),
    ("cinnamon-screensaver-command", "--lock"),
)


def lock_desktop(display: str | None) -> None:
    """Lock it, or log that it cannot be locked."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only where it exists, or when it is needed

        if not ctypes.windll.user32.LockWorkStation():
            _log.warning("desktop_not_locked", cause="LockWorkStation refused")
        return
    for way in WAYS:
        if _works(way, display):
            _log.info("desktop_locked", by=way[0])
            return
    _log.warning("desktop_not_locked", cause="this desktop offers no lock")


def _works(way: tuple[str, ...], display: str | None) -> bool:
    program = shutil.which(way[0])
    if program is None:
        return False
    environment = dict(os.environ) if display is None else {**os.environ, "DISPLAY": display}
    try:
        done = subprocess.run((program, *way[1:]), env=environment, timeout=_PATIENCE, capture_output=True, check=False)  # noqa: S603 - a fixed table of programs, no outside text
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
