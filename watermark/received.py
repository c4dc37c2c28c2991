"""A file as it was handed in: read once, whole, with its digest. Knows files; does not know pictures.

What is hashed is what is decoded: the same bytes, whatever happens to the file meanwhile.
"""

import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from watermark.errors import ImageError
from watermark.faults import Fault

MAX_BYTES: Final = 100_000_000  # of a file; 50 million pixels of JPEG have about 25, of PNG up to 150


@dataclass(frozen=True, slots=True)
class Received:
    """The bytes of one file."""

    data: bytes

    @property
    def sha256(self) -> str:
        """Hex SHA-256."""
        return hashlib.sha256(self.data).hexdigest()

    def __repr__(self) -> str:
        return f"<Received {len(self.data)} bytes, {self.sha256[:12]}>"


def receive(path: Path) -> Received:
    """The regular file *path*; raises `ImageError` for what is none, is too large, empty, or changes under our eyes."""
    try:
        with open(path, "rb", opener=_open_at_once) as file:  # Path.open takes no opener
            status = os.fstat(file.fileno())  # of the open file: the name could lead elsewhere a moment later
            if not stat.S_ISREG(status.st_mode):
                raise ImageError.of(Fault.IRREGULAR, path)
            if status.st_size > MAX_BYTES:
                raise ImageError.of(Fault.MANY_BYTES, path)
            data = file.read(status.st_size + 1)  # a byte more tells that it has grown
    except FileNotFoundError as error:
        raise ImageError.of(Fault.MISSING, path) from error
    except IsADirectoryError as error:
        raise ImageError.of(Fault.IRREGULAR, path) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise ImageError.of(Fault.IRREGULAR if path.is_dir() else Fault.UNREADABLE, path) from error
    if len(data) != status.st_size:
        raise ImageError.of(Fault.CHANGING, path)
    if not data:
        raise ImageError.of(Fault.EMPTY, path)
    return Received(data)


def _open_at_once(name: str, flags: int) -> int:
    """Open without waiting: a named pipe would hold the program up until somebody writes to it."""
    if sys.platform != "win32":
        flags |= os.O_NONBLOCK
    return os.open(name, flags)
