"""System V shared memory, which MIT-SHM needs, through libc: the standard library knows only the POSIX kind.

Readable and writable by this account alone; gone with the last process that has it.
"""

import ctypes
import ctypes.util
import os
import sys
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.errors import DesktopError

if sys.platform != "linux":
    raise ImportError("X11 is read on Linux alone")

_PRIVATE: Final = 0  # IPC_PRIVATE
_CREATE: Final = 0o1000  # IPC_CREAT
_REMOVE: Final = 0  # IPC_RMID
_MODE: Final = 0o600
_FAILED: Final = ctypes.c_void_p(-1).value

_libc = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
_libc.shmget.argtypes = (ctypes.c_int, ctypes.c_size_t, ctypes.c_int)
_libc.shmat.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_libc.shmat.restype = ctypes.c_void_p
_libc.shmdt.argtypes = (ctypes.c_void_p,)
_libc.shmctl.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_void_p)


class SharedMemory:
    """*size* bytes. `number` is the segment's identifier until `forget_name`; `buffer` its bytes until `close`."""

    def __init__(self, size: int) -> None:
        self.number: int = _libc.shmget(_PRIVATE, size, _CREATE | _MODE)
        if self.number < 0:
            raise _error()
        self._address: int | None = _libc.shmat(self.number, None, 0)
        if self._address == _FAILED or self._address is None:
            error = _error()
            self.forget_name()
            raise error
        raw = (ctypes.c_uint8 * size).from_address(self._address)
        self.buffer: NDArray[np.uint8] = np.ctypeslib.as_array(raw)

    def forget_name(self) -> None:
        """From now on the kernel frees the segment when its last user lets go, however that one ends."""
        _libc.shmctl(self.number, _REMOVE, None)

    def close(self) -> None:
        """Unmap. The buffer must not be touched afterwards; it is replaced so that it cannot be."""
        if self._address is not None:
            self.buffer = np.empty(0, np.uint8)
            _libc.shmdt(self._address)
            self._address = None


def _error() -> DesktopError:
    return DesktopError(f"No shared memory for the screen: {os.strerror(ctypes.get_errno())}.")
