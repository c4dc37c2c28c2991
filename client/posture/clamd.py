"""A running clamd, asked over its own socket. Knows its configuration file and its two-word protocol.

Does not start, stop or configure it.
"""

import re
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wire.fields import plain
from wire.messages import Antivirus

CONFIGURATIONS: Final = (
    "/etc/clamav/clamd.conf",  # Debian, Ubuntu
    "/etc/clamd.d/scan.conf",  # Fedora, RHEL
    "/etc/clamd.conf",
    "/usr/local/etc/clamav/clamd.conf",
    "/opt/homebrew/etc/clamav/clamd.conf",
)
ENVIRONMENT: Final = "SEKISHO_CLAMD_CONF"  # names another configuration file
TIMEOUT: Final = 3.0  # seconds; it answers in under a millisecond unless it is reloading its database
DATABASES: Final = (".cvd", ".cld", ".cud", ".hdb", ".hsb", ".ndb", ".ldb", ".mdb", ".cdb", ".yar", ".yara")
DEFAULT_DIRECTORY: Final = "/var/lib/clamav"
_MOST: Final = 4096  # bytes of an answer
# "ClamAV 1.4.6/27450/Mon Nov 10 09:00:00 2025"; without an official database only "ClamAV 1.4.6".
_VERSION: Final = re.compile(r"ClamAV (?P<version>[0-9][^/\s]*)(?:/\d+/(?P<made>\w{3} \w{3} +\d+ [\d:]{8} \d{4}))?")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a clamd listens and keeps its signatures."""

    path: str | None  # a Unix socket
    address: tuple[str, int] | None  # TCP
    directory: Path


def parse_settings(text: str) -> Settings:
    """The settings in the text of a clamd.conf."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        name, _, value = line.strip().partition(" ")
        if name and not name.startswith("#"):
            values.setdefault(name, value.strip().strip('"'))
    port = values.get("TCPSocket", "")
    address = (values.get("TCPAddr", "127.0.0.1"), int(port)) if port.isdigit() else None
    return Settings(values.get("LocalSocket"), address, Path(values.get("DatabaseDirectory", DEFAULT_DIRECTORY)))


def parse_version(answer: str) -> tuple[str, int | None]:
    """The version and the time (Unix seconds) of the official signatures in an answer to VERSION.

    The time is None when only other signatures are loaded. Raises `ValueError` when it is no such answer.
    """
    match = _VERSION.match(answer.strip())
    if match is None:
        raise ValueError("not an answer to VERSION")
    if match["made"] is None:
        return match["version"], None
    made = time.mktime(time.strptime(match["made"], "%a %b %d %H:%M:%S %Y"))  # clamd writes local time
    return match["version"], int(made)


def newest_database(directory: Path) -> int | None:
    """When the newest signature file in *directory* was written (Unix seconds); None when there is none."""
    try:
        times = [file.stat().st_mtime for file in directory.iterdir() if file.suffix in DATABASES]
    except OSError:
        return None
    return int(max(times)) if times else None


def find(environment: Mapping[str, str]) -> Antivirus | None:
    """The clamd of this PC; None when none is configured. One that does not answer is not running."""
    for settings in _configured(environment):
        return _ask(settings)
    return None


def _configured(environment: Mapping[str, str]) -> Iterator[Settings]:
    named = environment.get(ENVIRONMENT)
    for name in (named,) if named else CONFIGURATIONS:
        try:
            yield parse_settings(Path(name).read_text("utf-8", "replace"))
        except OSError:
            continue


def _ask(settings: Settings) -> Antivirus:
    try:
        if _command(settings, b"zPING\0") != "PONG":
            raise ValueError("no PONG")
        version, made = parse_version(_command(settings, b"zVERSION\0"))
    except (OSError, ValueError):
        return Antivirus("ClamAV", running=False, signatures_at=newest_database(settings.directory))
    return Antivirus(
        plain(f"ClamAV {version}"), running=True, signatures_at=made or newest_database(settings.directory)
    )


def _command(settings: Settings, command: bytes) -> str:
    with _connect(settings) as connection:
        connection.sendall(command)
        answer = bytearray()
        while len(answer) < _MOST and not answer.endswith(b"\0"):
            more = connection.recv(_MOST)
            if not more:
                break
            answer += more
    return bytes(answer).rstrip(b"\0\n").decode("utf-8", "replace")


def _connect(settings: Settings) -> socket.socket:
    if settings.path is not None and sys.platform != "win32":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(settings.path)
        except OSError:
            connection.close()
            raise
        return connection
    if settings.address is None:
        raise OSError("no socket is configured")
    return socket.create_connection(settings.address, TIMEOUT)
