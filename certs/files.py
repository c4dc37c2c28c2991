"""A file that is there whole, the old or the new one, whatever happens meanwhile. Does not know what is in it."""

import os
import sys
import tempfile
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Put *data* in the place of *path*, for this account alone (0600), and on disk. Raises `OSError`."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")  # mkstemp makes it 0600
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    if sys.platform == "win32":
        return  # NTFS journals the rename; a directory cannot be opened there
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
