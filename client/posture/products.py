"""Antivirus products that have no socket to ask: recognised by the names of their processes.

A process shows that a product runs, not how fresh its signatures are: where no database file is known the date is
None, and the checkpoint counts it as unsafe until a collector that can read it is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from wire.messages import Antivirus


@dataclass(frozen=True, slots=True)
class Product:
    """A row of the table: any of `processes` shows it running; any of `installed` shows it installed."""

    name: str
    processes: frozenset[str]
    installed: tuple[str, ...]
    databases: tuple[str, ...] = ()  # directories whose newest file dates the signatures


LINUX: Final = (
    Product(
        "Microsoft Defender for Endpoint",
        frozenset({"wdavdaemon"}),
        ("/opt/microsoft/mdatp",),
        ("/opt/microsoft/mdatp/definitions.noindex", "/var/opt/microsoft/mdatp/definitions.noindex"),
    ),
    Product("ESET", frozenset({"oaeventd", "scand", "odfeeder"}), ("/opt/eset",), ("/var/opt/eset/efs/lib",)),
    Product("Trend Micro", frozenset({"ds_am", "splxmain"}), ("/opt/ds_agent", "/opt/TrendMicro")),
    Product("CrowdStrike Falcon", frozenset({"falcon-sensor"}), ("/opt/CrowdStrike",)),
    Product("Sophos", frozenset({"savscand", "sophos_threat_detector"}), ("/opt/sophos-spl", "/opt/sophos-av")),
    Product("Kaspersky", frozenset({"kesl"}), ("/opt/kaspersky/kesl",), ("/var/opt/kaspersky/kesl/common/updates",)),
    Product("WithSecure", frozenset({"fsavd", "fsicd"}), ("/opt/f-secure",)),
)

MACOS: Final = (
    Product("Microsoft Defender", frozenset({"wdavdaemon"}), ("/Applications/Microsoft Defender.app",)),
    Product("ESET", frozenset({"esets_daemon", "eset_proxy"}), ("/Applications/ESET Endpoint Security.app",)),
    Product("Trend Micro", frozenset({"iCoreService"}), ("/Library/Application Support/TrendMicro",)),
    Product("CrowdStrike Falcon", frozenset({"com.crowdstrike.falcon.Agent"}), ("/Applications/Falcon.app",)),
    Product("Sophos", frozenset({"SophosScanD", "SophosAntiVirus"}), ("/Library/Sophos Anti-Virus",)),
)


def process_names() -> frozenset[str]:
    """The names of all processes that this account can see."""
    names = set()
    for process in psutil.process_iter():
        try:
            names.add(process.name())
        except psutil.Error:
            continue  # it ended while we looked
    return frozenset(names)


def recognise(table: Iterable[Product], running: frozenset[str], *, root: Path = Path("/")) -> tuple[Antivirus, ...]:
    """The products of *table* that are installed under *root* or *running*."""
    found = []
    for product in table:
        runs = bool(product.processes & running)
        if runs or any((root / place.lstrip("/")).exists() for place in product.installed):
            found.append(Antivirus(product.name, running=runs, signatures_at=_dated(product, root)))
    return tuple(found)


def _dated(product: Product, root: Path) -> int | None:
    times = [_newest(root / place.lstrip("/")) for place in product.databases]
    return max((t for t in times if t is not None), default=None)


def _newest(directory: Path) -> int | None:
    try:
        return max((int(file.stat().st_mtime) for file in directory.iterdir()), default=None)
    except OSError:
        return None
