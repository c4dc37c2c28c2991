r"""The agent as a Windows service: started at boot, it keeps one agent alive in the console's desktop session.

    sc create SekishoAgent binPath= "python -m agent.windows_service C:\ProgramData\Sekisho" start= auto

Thin: when to start and stop is `supervision`'s. Has not been run on Windows yet.
"""

import sys

if sys.platform != "win32":
    raise ImportError("Windows services exist on Windows alone")

import ctypes
import subprocess
import threading
import time
from ctypes import wintypes
from typing import ClassVar, Final

from agent.supervision import Start, StopAgent, Supervisor

NAME: Final = "SekishoAgent"
_LOOK_EVERY: Final = 1.0  # seconds
_OWN_PROCESS: Final = 0x10
_RUNNING, _STOPPED = 4, 1
_ACCEPT_STOP: Final = 0x1 | 0x4  # stop and shutdown
_CONTROL_STOP, _CONTROL_SHUTDOWN = 1, 5
_NO_WINDOW: Final = 0x08000000
_STILL_ACTIVE: Final = 259

_advapi32 = ctypes.WinDLL("advapi32", use_last_error=True)
_kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
_wtsapi32 = ctypes.WinDLL("wtsapi32", use_last_error=True)


class _Status(ctypes.Structure):
    _fields_: ClassVar = [
        (name, wintypes.DWORD) for name in ("kind", "state", "accepted", "exit", "specific", "checkpoint", "hint")
    ]


class _StartupInfo(ctypes.Structure):
    _fields_: ClassVar = [
        ("size", wintypes.DWORD),
        ("reserved", wintypes.LPWSTR),
        ("desktop", wintypes.LPWSTR),
        ("title", wintypes.LPWSTR),
        ("numbers", wintypes.DWORD * 8),
        ("show", wintypes.WORD),
        ("more", wintypes.WORD),
        ("pointers", ctypes.c_void_p * 4),
    ]


class _Process(ctypes.Structure):
    _fields_: ClassVar = [
        ("process", wintypes.HANDLE),
        ("thread", wintypes.HANDLE),
        ("process_id", wintypes.DWORD),
        ("thread_id", wintypes.DWORD),
    ]


_ServiceMain = ctypes.WINFUNCTYPE(None, wintypes.DWORD, ctypes.POINTER(wintypes.LPWSTR))
_Handler = ctypes.WINFUNCTYPE(wintypes.DWORD, wintypes.DWORD, wintypes.DWORD, ctypes.c_void_p, ctypes.c_void_p)


class _Entry(ctypes.Structure):
    _fields_: ClassVar = [("name", wintypes.LPWSTR), ("main", _ServiceMain)]


class DesktopAgent:
    """The agent's process in another desktop session."""

    def __init__(self, state: str) -> None:
        self._command = subprocess.list2cmdline([sys.executable, "-m", "agent", "run", "--state", state])
        self._handle: int | None = None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        if self._handle is None:
            return False
        code = wintypes.DWORD()
        _kernel32.GetExitCodeProcess(wintypes.HANDLE(self._handle), ctypes.byref(code))
        return code.value == _STILL_ACTIVE

    def start(self, session: int) -> None:
        """Start it as the person logged in there; nobody logged in yet means: not now."""
        token = wintypes.HANDLE()
        if not _wtsapi32.WTSQueryUserToken(session, ctypes.byref(token)):
            return
        startup = _StartupInfo(size=ctypes.sizeof(_StartupInfo), desktop="winsta0\\default")
        process = _Process()
        try:
            if _advapi32.CreateProcessAsUserW(
                token,
                None,
                ctypes.create_unicode_buffer(self._command),
                None,
                None,
                False,
                _NO_WINDOW,
                None,
                None,
                ctypes.byref(startup),
                ctypes.byref(process),
            ):
                _kernel32.CloseHandle(wintypes.HANDLE(process.thread))
                self._handle = process.process
        finally:
            _kernel32.CloseHandle(token)

    def stop(self) -> None:
        """End it."""
        if self._handle is not None:
            _kernel32.TerminateProcess(wintypes.HANDLE(self._handle), 0)
            _kernel32.CloseHandle(wintypes.HANDLE(self._handle))
            self._handle = None


def keep_alive(state: str, stopping: threading.Event) -> None:
    """Look every second until *stopping*."""
    agent, supervisor = DesktopAgent(state), Supervisor()
    try:
        while not stopping.wait(_LOOK_EVERY):
            console = _kernel32.WTSGetActiveConsoleSessionId()
            match supervisor.look(console, alive=agent.alive, now=time.monotonic()):
                case Start(session):
                    agent.start(session)
                case StopAgent():
                    agent.stop()
                case None:
                    pass
    finally:
        agent.stop()


def main() -> None:
    """Hand the process over to the service manager; *state* is the only argument."""
    state, stopping = sys.argv[1], threading.Event()

    def control(code: int, _kind: int, _data: int, _context: int) -> int:
        if code in (_CONTROL_STOP, _CONTROL_SHUTDOWN):
            stopping.set()
        return 0

    def serve(_count: int, _arguments: object) -> None:
        handle = _advapi32.RegisterServiceCtrlHandlerExW(NAME, handler, None)

        def report(now: int) -> None:
            status = _Status(_OWN_PROCESS, now, _ACCEPT_STOP if now == _RUNNING else 0)
            _advapi32.SetServiceStatus(wintypes.HANDLE(handle), ctypes.byref(status))

        report(_RUNNING)
        keep_alive(state, stopping)
        report(_STOPPED)

    handler = _Handler(control)  # kept: Windows calls it for as long as the service lives
    table = (_Entry * 2)(_Entry(NAME, _ServiceMain(serve)), _Entry())
    _advapi32.StartServiceCtrlDispatcherW(table)


if __name__ == "__main__":
    main()
