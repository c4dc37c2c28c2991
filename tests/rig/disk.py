"""A disk small enough to fill: a tmpfs of its own. Needs root (or sudo without a password).

Does not know who writes.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.rig.process import RigError


class SmallDisk:
    """Mounted at *path*; `fill` leaves no block free, `make_room` gives all of them back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ballast = path / "ballast"

    def fill(self) -> None:
        """Write until there is no room for one byte more."""
        block = bytes(1 << 16)
        with self._ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(block)

    def make_room(self) -> None:
        """Take the ballast away."""
        self._ballast.unlink()


@contextlib.contextmanager
def small_disk(path: Path, megabytes: int) -> Iterator[SmallDisk]:
    """A disk of *megabytes* at *path*, unmounted at the end."""
    if sys.platform == "win32":
        raise RigError("the rig runs on Linux")
    sudo = () if os.geteuid() == 0 else ("sudo", "-n")
    path.mkdir()
    options = f"size={megabytes}m,mode=0700,uid={os.geteuid()}"
    subprocess.run([*sudo, "mount", "-t", "tmpfs", "-o", options, "sekisho-test", str(path)], check=True)  # noqa: S603
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run([*sudo, "umount", "--lazy", str(path)], check=True)  # noqa: S603
