"""A real clamd with a signature file made on the spot.

Knows how to start and stop it. Does not know what makes a posture good.
"""

import os
import socket
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.rig.process import Program, RigError, wait_until


class Clamd:
    """An antivirus daemon answering on its own socket in *folder*."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.socket = folder / "clamd.sock"
        self.config = folder / "clamd.conf"
        database = folder / "db"
        database.mkdir(exist_ok=True)
        # One extended signature: the ASCII of a plain test sentence.
        (database / "sekisho.ndb").write_text(f"Sekisho.Test:0:*:{b'SEKISHO-ANTIVIRUS-TEST'.hex()}\n")
        self.database = database
        self.config.write_text(
            f"LocalSocket {self.socket}\nDatabaseDirectory {database}\nForeground yes\nTemporaryDirectory {folder}\n"
            "FixStaleSocket yes\nMaxThreads 2\nConcurrentDatabaseReload no\n"
        )
        self._program: Program | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def env(self) -> dict[str, str]:
        """What the client's posture check needs to find this daemon."""
        return {"SEKISHO_CLAMD_CONF": str(self.config)}

    def start(self) -> None:
        """Start the daemon and wait until it answers."""
        self._program = Program(["/usr/sbin/clamd", "-c", str(self.config)], log=self.folder / "clamd.log")
        wait_until("clamd to answer", self._answers, timeout=30)

    def stop(self) -> None:
        """Stop the daemon."""
        if self._program is not None:
            self._program.stop()
            self._program = None
        self.socket.unlink(missing_ok=True)

    def age(self, seconds: float) -> None:
        """Make the signatures *seconds* old."""
        then = time.time() - seconds
        for path in self.database.iterdir():
            os.utime(path, (then, then))

    def _answers(self) -> bool:
        if sys.platform == "win32":
            raise RigError("the rig runs on Linux")
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.settimeout(2)
                client.connect(str(self.socket))
                client.sendall(b"zPING\0")
                return client.recv(16).startswith(b"PONG")
            except OSError:
                return False
