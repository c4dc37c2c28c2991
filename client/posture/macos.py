"""What a Mac shows of itself: XProtect and Gatekeeper, known products, its firewall, its last update.

Parsing is pure, so that it is tested with recorded output; the collector has not been run on a Mac by this project's
tests. What cannot be read is None or empty, and counts as unsafe.
"""

import datetime as dt
import plistlib
import subprocess
from pathlib import Path
from typing import Final

from client.posture import products
from wire.fields import plain
from wire.messages import Antivirus, Posture

TIMEOUT: Final = 10.0  # seconds for one command
_MOST_PRODUCTS: Final = 16
_XPROTECT: Final = (
    "Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Resources/XProtect.yara",
    "var/protected/xprotect/XProtect.bundle/Contents/Resources/XProtect.yara",
)
_UPDATES: Final = "Library/Preferences/com.apple.SoftwareUpdate.plist"
_SW_VERS: Final = ("/usr/bin/sw_vers",)
_SPCTL: Final = ("/usr/sbin/spctl", "--status")
_FIREWALL: Final = ("/usr/libexec/ApplicationFirewall/socketfilterfw", "--getglobalstate")


class MacCollector:
    """Reads below *root* and asks the system's own commands."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root

    def collect(self) -> Posture:
        """What is to be seen now."""
        gatekeeper = parse_gatekeeper(_output(_SPCTL))
        others = products.recognise(products.MACOS, products.process_names(), root=self._root)
        return Posture(
            os_family="macos",
            os_version=plain(parse_version(_output(_SW_VERS))),
            form="pc",  # no phone or tablet runs macOS
            antivirus=(*xprotect(self._root, gatekeeper=gatekeeper), *others)[:_MOST_PRODUCTS],
            firewall=parse_firewall(_output(_FIREWALL)),
            os_updated_at=self._updated_at(),
            age=0.0,
        )

    def _updated_at(self) -> int | None:
        try:
            return parse_updates((self._root / _UPDATES).read_bytes())
        except OSError:
            return None


def xprotect(root: Path, *, gatekeeper: bool | None) -> tuple[Antivirus, ...]:
    """The scanner of macOS itself: it runs while Gatekeeper does, and its rules are dated by their file."""
    times = []
    for name in _XPROTECT:
        try:
            times.append(int((root / name).stat().st_mtime))
        except OSError:
            continue
    if not times:
        return ()
    return (Antivirus("XProtect", running=gatekeeper is True, signatures_at=max(times)),)


def parse_version(output: str) -> str:
    """The name and version in the output of `sw_vers`; empty when they are not there."""
    values = dict(line.split(":", 1) for line in output.splitlines() if ":" in line)
    return f"{values.get('ProductName', '').strip()} {values.get('ProductVersion', '').strip()}".strip()


def parse_gatekeeper(output: str) -> bool | None:
    """What `spctl --status` says: on, off, or None."""
    return {"assessments enabled": True, "assessments disabled": False}.get(output.strip())


def parse_firewall(output: str) -> bool | None:
    """What `socketfilterfw --getglobalstate` says: on, off, or None."""
    if "State = 0" in output:
        return False
    return True if "State = 1" in output or "State = 2" in output else None


def parse_updates(data: bytes) -> int | None:
    """When the last update check succeeded (Unix seconds), by SoftwareUpdate's own record; None when unreadable."""
    try:
        record: object = plistlib.loads(data)
    except (plistlib.InvalidFileException, ValueError):
        return None
    at: object = record.get("LastFullSuccessfulDate") if isinstance(record, dict) else None
    return int(at.replace(tzinfo=dt.UTC).timestamp()) if isinstance(at, dt.datetime) else None


def _output(command: tuple[str, ...]) -> str:
    """What *command* prints; empty when it cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603 - fixed commands
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")
