"""Known screen recorders and remote-control programs, by the names of their processes.

A list, and a look at what runs. A program that is not on the list, or that has another name, is not seen: this stops
the careless, not the determined. What is forbidden is the organisation's to say.
"""

from collections.abc import Iterable
from typing import Final

# What people call it, and the names of its processes without `.exe`, in lower case.
KNOWN: Final[dict[str, frozenset[str]]] = {
    "AnyDesk": frozenset({"anydesk"}),
    "Bandicam": frozenset({"bdcam", "bandicam"}),
    "Camtasia": frozenset({"camtasia", "camtasiastudio", "camrecorder"}),
    "Chrome Remote Desktop": frozenset({"remoting_host", "remoting_desktop", "chrome-remote-desktop-host"}),
    "DameWare": frozenset({"dwrcs"}),
    "FFmpeg": frozenset({"ffmpeg"}),
    "GNOME Screen Recorder": frozenset({"gnome-screen-recorder", "kooha", "peek"}),
    "LogMeIn": frozenset({"logmein", "lmiguardiansvc"}),
    "OBS Studio": frozenset({"obs", "obs64", "obs32"}),
    "Parsec": frozenset({"parsecd", "parsec"}),
    "RustDesk": frozenset({"rustdesk"}),
    "ShareX": frozenset({"sharex"}),
    "SimpleScreenRecorder": frozenset({"simplescreenrecorder"}),
    "Snagit": frozenset({"snagit32", "snagiteditor", "snagitcapture"}),
    "Splashtop": frozenset({"srserver", "splashtopstreamer", "srmanager"}),
    "Steps Recorder": frozenset({"psr"}),
    "Sunshine": frozenset({"sunshine"}),
    "TeamViewer": frozenset({"teamviewer", "teamviewerd", "teamviewer_service", "teamviewer_desktop"}),
    "TightVNC": frozenset({"tvnserver"}),
    "TigerVNC": frozenset({"x0vncserver", "xvnc", "winvnc4"}),
    "UltraVNC": frozenset({"winvnc"}),
    "VNC Server": frozenset({"vncserver", "vncserverui", "vncagent"}),
    "vokoscreenNG": frozenset({"vokoscreenng"}),
    "wf-recorder": frozenset({"wf-recorder"}),
    "x11vnc": frozenset({"x11vnc"}),
    "xpra": frozenset({"xpra"}),
    "xrdp": frozenset({"xrdp", "xrdp-sesman"}),
}


def recognised(names: Iterable[str]) -> tuple[str, ...]:
    """The known programs among the process names *names*, in order."""
    folded = {name.casefold().removesuffix(".exe") for name in names}
    return tuple(program for program, processes in KNOWN.items() if processes & folded)
