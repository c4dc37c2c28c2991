"""A mark key in a JSON file, for tests and for an officer's own PC. The gateway keeps its keys encrypted instead."""

import base64
import os
import stat
import sys
from pathlib import Path
from typing import Final

import msgspec

from watermark.errors import MarkKeyError
from watermark.key import MarkKey

_VERSION: Final = 1
_MAX_BYTES: Final = 4096


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    key_id: str
    key: str  # base64

    def __repr__(self) -> str:
        return f"_File({self.key_id}, <secret>)"


def save_key(path: Path, key: MarkKey) -> None:
    """Write *key* to a new file that only its owner can read; raises `MarkKeyError` when that cannot be done."""
    text = msgspec.json.encode(_File(_VERSION, key.key_id, base64.b64encode(key.to_bytes()).decode()))
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text + b"\n")
    except FileExistsError as error:
        raise MarkKeyError(f"{path} exists already; a mark key is never overwritten.") from error
    except OSError as error:
        raise MarkKeyError(f"{path} cannot be written: {error.strerror}.") from error


def load_key(path: Path) -> MarkKey:
    """The key in *path*; raises `MarkKeyError` unless the file is whole and nobody but its owner can read it."""
    try:
        with path.open("rb") as file:
            if sys.platform != "win32" and os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise MarkKeyError(f"Others can read {path}: set its permissions to 0600.")
            kept = msgspec.json.decode(file.read(_MAX_BYTES), type=_File)
        key = MarkKey.from_bytes(base64.b64decode(kept.key, validate=True))
    except OSError as error:
        raise MarkKeyError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:  # of JSON, of msgspec's schema and of base64 alike
        raise MarkKeyError(f"{path} is no mark key file.") from error
    if kept.version != _VERSION or kept.key_id != key.key_id:
        raise MarkKeyError(f"{path} is of another version, or its key id does not belong to its key.")
    return key
