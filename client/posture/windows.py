"""What a Windows PC shows of itself, through one PowerShell script that prints JSON.

The script only reads. Parsing is pure, so that it is tested with recorded output; the collector has not been run on
Windows by this project's tests. What the script could not read is missing from its output, and counts as unsafe.
"""

import subprocess
import sys
import time
from typing import Final

import msgspec

from wire.fields import plain
from wire.messages import Antivirus, Posture

TIMEOUT: Final = 20.0  # seconds; a cold PowerShell takes three
_MOST_PRODUCTS: Final = 16
_NO_WINDOW: Final = 0x08000000  # CREATE_NO_WINDOW: nothing flashes up

# productState, 0x00SSRRDD: RR's 0x10 bit says that real-time protection is on, DD other than 0 that the signatures
# are out of date.
_RUNNING: Final = 0x1000
_OUTDATED: Final = 0x00FF

# SMBIOS chassis types: see client/posture/linux.py.
_TABLETS: Final = frozenset({30})
_HANDHELDS: Final = frozenset({11})

SCRIPT: Final = r"""
$ErrorActionPreference = 'SilentlyContinue'
[Console]::OutputEncoding = [Text.Encoding]::UTF8
function Seconds($t) { if ($t) { [int64]([DateTimeOffset]$t).ToUnixTimeSeconds() } else { $null } }
$os = Get-CimInstance Win32_OperatingSystem
$updates = Get-HotFix | Where-Object InstalledOn | Sort-Object InstalledOn | Select-Object -Last 1
[ordered]@{
  caption = "$($os.Caption) $($os.Version)"
  product_type = $os.ProductType
  chassis = @((Get-CimInstance Win32_SystemEnclosure).ChassisTypes)
  products = @(Get-CimInstance -Namespace root\SecurityCenter2 -ClassName AntiVirusProduct |
    ForEach-Object { @{ name = $_.displayName; state = [int64]$_.productState } })
  defender_signatures = Seconds (Get-MpComputerStatus).AntivirusSignatureLastUpdated
  firewall = @(Get-NetFirewallProfile | ForEach-Object { [bool]($_.Enabled -eq 'True') })
  updated = Seconds $updates.InstalledOn
} | ConvertTo-Json -Depth 4 -Compress
"""


class Product(msgspec.Struct, frozen=True):
    """One row of SecurityCenter2's AntiVirusProduct."""

    name: str
    state: int


class Seen(msgspec.Struct, frozen=True):
    """What the script prints; times in Unix seconds."""

    caption: str = ""
    chassis: list[int | None] = []  # PowerShell makes [null] of nothing
    products: list[Product] = []
    defender_signatures: int | None = None
    firewall: list[bool] = []
    updated: int | None = None


def parse(output: bytes, now: float) -> Posture:
    """The posture in the script's *output*; what is missing or makes no sense is None or empty. *now*: Unix seconds."""
    try:
        seen = msgspec.json.decode(output.strip().removeprefix(b"\xef\xbb\xbf"), type=Seen)
    except msgspec.MsgspecError:
        seen = Seen()
    return Posture(
        os_family="windows",
        os_version=plain(seen.caption.strip()),
        form=form_of(seen.chassis),
        antivirus=tuple(product_of(row, seen.defender_signatures, now) for row in seen.products)[:_MOST_PRODUCTS],
        firewall=all(seen.firewall) if seen.firewall else None,
        os_updated_at=seen.updated,
        age=0.0,
    )


def product_of(row: Product, defender_signatures: int | None, now: float) -> Antivirus:
    """One product by its state.

    Windows says of a product only whether it calls its signatures current. Defender's own date is known; for another
    product that is current the date is *now*, on Windows' word, and for one that is not it is None.
    """
    current = row.state & _OUTDATED == 0
    signatures = int(now) if current else None
    if "Defender" in row.name and defender_signatures is not None:
        signatures = defender_signatures
    return Antivirus(plain(row.name), running=bool(row.state & _RUNNING), signatures_at=signatures)


def form_of(chassis: list[int | None]) -> str:
    """What kind of machine it is, by the first chassis type; without one it is a PC."""
    first = chassis[0] if chassis else None
    if first in _HANDHELDS:
        return "phone"
    return "tablet" if first in _TABLETS else "pc"


class WindowsCollector:
    """Runs the script and reads what it prints."""

    def collect(self) -> Posture:
        """What is to be seen now."""
        return parse(_output(), time.time())


def _output() -> bytes:
    """What the script prints; empty when it cannot be run."""
    command = ["powershell.exe", "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", SCRIPT]
    flags = _NO_WINDOW if sys.platform == "win32" else 0
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            command, capture_output=True, timeout=TIMEOUT, check=False, creationflags=flags
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout
