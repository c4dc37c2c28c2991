"""What the person has chosen for this window, kept between two runs. Not one of them changes what is allowed.

Knows one small file in the state directory. A file that cannot be read or written costs a choice, never a session.
"""

from pathlib import Path
from typing import Final

import msgspec
import structlog

from certs.files import replace_file
from client.sentence import Language

_FILE: Final = "settings.json"
_MOST: Final = 4096  # bytes

_log = structlog.get_logger(__name__)


class Settings(msgspec.Struct, frozen=True):
    """The choices; None is what this PC says."""

    language: Language | None = None
    full_screen: bool = False  # an office PC is opened in full screen
    actual_size: bool = False  # one office pixel is one here; else the whole office screen is shown
    match_window: bool = False  # the office PC is asked for a resolution that fills the window


def load(folder: Path) -> Settings:
    """The settings kept in *folder*; the usual ones when there are none that can be read."""
    try:
        with (folder / _FILE).open("rb") as file:
            return msgspec.json.decode(file.read(_MOST), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.MsgspecError) as error:
        _log.warning("settings_not_read", error=str(error))
        return Settings()


def keep(folder: Path, settings: Settings) -> None:
    """Keep *settings* in *folder*, where that can be done."""
    try:
        replace_file(folder / _FILE, msgspec.json.encode(settings))
    except OSError as error:
        _log.warning("settings_not_kept", error=str(error))
