"""Where things are and what was asked for, settled once at the start."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CODE_FILE_WAIT: Final = 60.0  # seconds to wait for a code to appear in a file


@dataclass(frozen=True, slots=True)
class Config:
    """How the window behaves. `code_from` is a file that a code appears in, for machines that watch the client."""

    state: Path
    pc: str | None = None
    code_from: Path | None = None
    fullscreen: bool = False
    json: bool = False


def default_state(environment: Mapping[str, str] = os.environ, home: Path | None = None) -> Path:
    """The state directory where this platform keeps a program's own data."""
    base = home or Path.home()
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", str(base / "AppData" / "Local"))) / "Sekisho"
    if sys.platform == "darwin":
        return base / "Library" / "Application Support" / "Sekisho"
    return Path(environment.get("XDG_DATA_HOME", str(base / ".local" / "share"))) / "sekisho"
