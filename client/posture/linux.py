"""What a Linux PC shows of itself: its release, its chassis, its antivirus, its firewall, its last update."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from client.posture import clamd, products
from wire.fields import plain
from wire.messages import Antivirus, Posture

# SMBIOS 3.7, table 17: the chassis types that are held in a hand. Convertibles (31, 32) are PCs.
_TABLETS: Final = frozenset({30})
_HANDHELDS: Final = frozenset({11})
_ANDROID: Final = ("system/build.prop", "system/app", "data/dalvik-cache")
_BUILD_PROPERTIES: Final = ("system/build.prop", "vendor/build.prop", "default.prop")
# The Android emulator's channel to its host, and what its build says of itself: goldfish and ranchu are its two boards,
# vbox86 is Genymotion's.
_EMULATOR_PIPES: Final = ("dev/goldfish_pipe", "dev/qemu_pipe")
_EMULATOR_PROPERTIES: Final = re.compile(
    r"^(ro\.kernel\.qemu=1|ro\.boot\.qemu=1|ro\.(boot\.)?hardware=(goldfish|ranchu|vbox86))\s*$", re.MULTILINE
)
# Windows' subsystem for Linux sees nothing of the PC that it runs on: neither its antivirus nor its firewall.
_SUBSYSTEM: Final = "microsoft"
# Written whenever packages are installed or upgraded.
_PACKAGE_LISTS: Final = ("var/lib/dpkg/status", "var/lib/rpm/rpmdb.sqlite", "var/lib/pacman/local")
_MOST_PRODUCTS: Final = 16


@dataclass(frozen=True, slots=True)
class LinuxCollector:
    """Reads below *root*; a test gives it another root and another environment."""

    root: Path = Path("/")
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def collect(self) -> Posture:
        """What is to be seen now."""
        running = products.process_names()
        return Posture(
            os_family="linux",
            os_version=plain(os_version(self._read("etc/os-release"))),
            form=self._form(),
            antivirus=self._antivirus(running)[:_MOST_PRODUCTS],
            firewall=firewall_of(self._read("etc/ufw/ufw.conf"), running),
            os_updated_at=self._updated_at(),
            age=0.0,
        )

    def _read(self, name: str) -> str:
        try:
            return (self.root / name).read_text("utf-8", "replace")
        except OSError:
            return ""

    def _form(self) -> str:
        if self._emulated():
            return "emulator"
        android = "ANDROID_ROOT" in self.environment or any((self.root / sign).exists() for sign in _ANDROID)
        return form_of(self._read("sys/class/dmi/id/chassis_type"), android=android)

    def _emulated(self) -> bool:
        """Whether this system shows itself, and not the machine that it runs on."""
        if _SUBSYSTEM in self._read("proc/sys/kernel/osrelease").lower():
            return True
        build = "\n".join(self._read(name) for name in _BUILD_PROPERTIES)
        pipes = any((self.root / pipe).exists() for pipe in _EMULATOR_PIPES)
        return pipes or _EMULATOR_PROPERTIES.search(build) is not None

    def _antivirus(self, running: frozenset[str]) -> tuple[Antivirus, ...]:
        daemon = clamd.find(self.environment)
        others = products.recognise(products.LINUX, running, root=self.root)
        return others if daemon is None else (daemon, *others)

    def _updated_at(self) -> int | None:
        times = []
        for name in _PACKAGE_LISTS:
            try:
                times.append(int((self.root / name).stat().st_mtime))
            except OSError:
                continue
        return max(times, default=None)


def os_version(release: str) -> str:
    """The name that an os-release file gives; empty when it gives none."""
    values = dict(line.split("=", 1) for line in release.splitlines() if "=" in line)
    return values.get("PRETTY_NAME", values.get("NAME", "")).strip().strip('"')


def form_of(chassis: str, *, android: bool) -> str:
    """What kind of machine it is. Without a readable chassis type (a virtual PC, a board) it is a PC."""
    number = int(chassis) if chassis.strip().isdigit() else 0
    if android or number in _HANDHELDS:
        return "phone"
    return "tablet" if number in _TABLETS else "pc"


def firewall_of(ufw: str, running: frozenset[str]) -> bool | None:
    """Whether a firewall is on; None when neither ufw nor firewalld is there to be asked."""
    if "firewalld" in running:
        return True
    for line in ufw.splitlines():
        name, _, value = line.strip().partition("=")
        if name == "ENABLED":
            return value.strip().lower() == "yes"
    return None
