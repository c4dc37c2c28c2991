"""A one-time code that a program, not a person, brings: the first line of a file or FIFO, once it appears or changes.

Knows files and patience. Cannot compute a code: the secret is not on this PC.
"""

import asyncio
import os
import re
import stat
import time
from pathlib import Path
from typing import Final

from client.errors import StateError
from client.text import NO_CODE_FILE

FRESH: Final = 60.0  # seconds; an older file holds a code that no gateway takes any more
_CODE: Final = re.compile(rb"\s*([0-9]{6}|[0-9]{10})\s*(?:\n|\Z)")  # one-time, or for an emergency
_LOOK_EVERY: Final = 0.05  # seconds
_MOST: Final = 64  # bytes read of one line


class CodeFile:
    """Gives each code that appears in *path* once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: tuple[int, bytes] | None = None
        self._pipe: int | None = None

    def look(self, now: float) -> str | None:
        """The code that has appeared since the last look, if any; *now* in Unix seconds. Never blocks."""
        try:
            status = self._path.stat()
            data = self._read_pipe() if stat.S_ISFIFO(status.st_mode) else self._read_file(status, now)
        except FileNotFoundError:
            return None
        found = _CODE.match(data)
        return found[1].decode("ascii") if found else None

    def _read_file(self, status: os.stat_result, now: float) -> bytes:
        if now - status.st_mtime > FRESH:
            return b""
        data = self._path.read_bytes()[:_MOST]
        seen = (status.st_mtime_ns, data)
        if seen == self._last or _CODE.match(data) is None:
            return b""
        self._last = seen
        return data

    def _read_pipe(self) -> bytes:
        if self._pipe is None:
            self._pipe = os.open(self._path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            return os.read(self._pipe, _MOST)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        """Let go of the FIFO, if it was one."""
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None

    async def next(self, *, within: float) -> str:
        """The next code. Raises `StateError` when none has come after *within* seconds."""
        try:
            async with asyncio.timeout(within):
                while (code := self.look(time.time())) is None:  # noqa: ASYNC110 - a file cannot be awaited
                    await asyncio.sleep(_LOOK_EVERY)
                return code
        except TimeoutError as error:
            raise StateError(NO_CODE_FILE.filled(str(self._path))) from error
        finally:
            self.close()
