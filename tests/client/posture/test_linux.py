"""A Linux PC, on a root directory made by the test."""

import os
from pathlib import Path

import pytest

from client.posture.clamd import ENVIRONMENT
from client.posture.linux import LinuxCollector, firewall_of, form_of, os_version

RELEASE = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n'


def collector(root: Path, **environment: str) -> LinuxCollector:
    """A collector that looks at *root* only."""
    return LinuxCollector(root, {ENVIRONMENT: str(root / "no-clamd"), **environment})


def write(root: Path, name: str, text: str) -> Path:
    """A file below *root*."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_pc_is_read_as_it_is(tmp_path: Path) -> None:
    """Release, chassis, firewall and the time of the last update come from their files."""
    write(tmp_path, "etc/os-release", RELEASE)
    write(tmp_path, "sys/class/dmi/id/chassis_type", "10\n")
    write(tmp_path, "etc/ufw/ufw.conf", "# comment\nENABLED=yes\nLOGLEVEL=low\n")
    status = write(tmp_path, "var/lib/dpkg/status", "")
    os.utime(status, (1_790_000_000, 1_790_000_000))
    posture = collector(tmp_path).collect()
    assert posture.os_family == "linux"
    assert posture.os_version == "Debian GNU/Linux 12 (bookworm)"
    assert (posture.form, posture.firewall, posture.os_updated_at) == ("pc", True, 1_790_000_000)


def test_what_cannot_be_read_is_empty(tmp_path: Path) -> None:
    """On an empty root nothing is made up: no antivirus, no firewall, no date, no name."""
    posture = collector(tmp_path).collect()
    assert posture.os_version == ""
    assert posture.firewall is None
    assert posture.os_updated_at is None
    assert not any(product.running for product in posture.antivirus)


@pytest.mark.parametrize(
    ("chassis", "android", "form"),
    [
        ("3", False, "pc"),
        ("31", False, "pc"),
        ("30", False, "tablet"),
        ("11", False, "phone"),
        ("", False, "pc"),
        ("nonsense", False, "pc"),
        ("10", True, "phone"),
    ],
)
def test_the_chassis_tells_what_kind_of_machine_it_is(chassis: str, android: bool, form: str) -> None:  # noqa: FBT001 - a column
    """Tablets, handhelds and Android are told from PCs."""
    assert form_of(chassis, android=android) == form


def test_android_is_recognised_by_its_signs(tmp_path: Path) -> None:
    """A Linux that is Android underneath is no PC, by its files or by its environment."""
    assert collector(tmp_path, ANDROID_ROOT="/system").collect().form == "phone"
    write(tmp_path, "system/build.prop", "")
    assert collector(tmp_path).collect().form == "phone"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("system/build.prop", "ro.product.model=Android SDK\nro.kernel.qemu=1\n"),
        ("vendor/build.prop", "ro.hardware=ranchu\n"),
        ("default.prop", "ro.boot.hardware=vbox86\n"),
        ("dev/goldfish_pipe", ""),
        ("proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2\n"),
    ],
)
def test_an_emulator_is_told_from_the_machine_beneath(tmp_path: Path, name: str, text: str) -> None:
    """Android's emulators and Windows' subsystem call themselves neither PC nor phone."""
    write(tmp_path, "sys/class/dmi/id/chassis_type", "10\n")
    write(tmp_path, name, text)
    assert collector(tmp_path).collect().form == "emulator"


def test_a_pc_in_a_virtual_machine_is_a_pc(tmp_path: Path) -> None:
    """A server's or a Chromebook's virtual PC shows its own antivirus and firewall, and may be used."""
    write(tmp_path, "proc/sys/kernel/osrelease", "6.1.0-21-cloud-amd64\n")
    write(tmp_path, "sys/class/dmi/id/sys_vendor", "QEMU\n")
    assert collector(tmp_path).collect().form == "pc"


@pytest.mark.parametrize(
    ("ufw", "running", "on"),
    [
        ("ENABLED=yes\n", frozenset(), True),
        ("ENABLED=no\n", frozenset(), False),
        ("", frozenset({"firewalld"}), True),
        ("", frozenset(), None),
    ],
)
def test_the_firewall_is_on_off_or_unknown(ufw: str, running: frozenset[str], on: bool | None) -> None:  # noqa: FBT001 - a column
    """Both common firewalls are asked; without either nobody knows."""
    assert firewall_of(ufw, running) is on


def test_a_release_without_a_pretty_name_gives_its_name() -> None:
    """The plain name is better than none."""
    assert os_version("NAME=Arch\n") == "Arch"
    assert os_version("garbage") == ""
