"""The limits that Windows offers: a job object with the process in it. Typed, not yet run there."""

import sys

if sys.platform != "win32":
    raise ImportError("job objects exist on Windows alone")

import ctypes
from ctypes import wintypes
from typing import ClassVar, Final

_PROCESS_TIME: Final = 0x2
_ACTIVE_PROCESS: Final = 0x8
_PROCESS_MEMORY: Final = 0x100
_EXTENDED: Final = 9  # JobObjectExtendedLimitInformation
_TICKS: Final = 10_000_000  # a second

_kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel32.CreateJobObjectW.restype = wintypes.HANDLE
_kernel32.GetCurrentProcess.restype = wintypes.HANDLE
_kernel32.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
_kernel32.SetInformationJobObject.argtypes = [wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD]


class _Basic(ctypes.Structure):
    _fields_: ClassVar = [
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", wintypes.DWORD),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("processes", wintypes.DWORD),
        ("affinity", ctypes.c_size_t),
        ("priority", wintypes.DWORD),
        ("scheduling", wintypes.DWORD),
    ]


class _Extended(ctypes.Structure):
    _fields_: ClassVar = [
        ("basic", _Basic),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    ]


def confine(memory: int, processor: int) -> None:
    """Put this process into a job that may use *memory* bytes and *processor* seconds, and start no other process."""
    job = _kernel32.CreateJobObjectW(None, None)
    limits = _Extended()
    limits.basic.flags = _PROCESS_TIME | _ACTIVE_PROCESS | _PROCESS_MEMORY
    limits.basic.process_time = processor * _TICKS
    limits.basic.processes = 1
    limits.process_memory = memory
    if (
        not job
        or not _kernel32.SetInformationJobObject(job, _EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits))
        or not _kernel32.AssignProcessToJobObject(job, _kernel32.GetCurrentProcess())
    ):
        raise OSError(ctypes.get_last_error(), "this process cannot be confined")
