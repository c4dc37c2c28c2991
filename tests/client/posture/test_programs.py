"""Known recorders and remote-control programs."""

from client.posture.programs import KNOWN, recognised
from wire.fields import plain
from wire.limits import MAX_PROGRAMS


def test_programs_are_known_by_their_processes() -> None:
    """Each system's spelling of a process names the program, once, and an ordinary PC has none."""
    assert recognised(["OBS64.exe", "obs", "explorer.exe", "TeamViewer_Service.exe"]) == ("OBS Studio", "TeamViewer")
    assert recognised(["explorer.exe", "firefox", "zoom", "sshd", "bash"]) == ()


def test_the_whole_list_fits_into_a_report() -> None:
    """Were all of them running, the report could still be sent, and no process stands for two programs."""
    assert len(KNOWN) <= MAX_PROGRAMS
    assert all(plain(name) == name for name in KNOWN)
    processes = [process for names in KNOWN.values() for process in names]
    assert len(processes) == len(set(processes))
    assert all(process == process.casefold().removesuffix(".exe") for process in processes)
