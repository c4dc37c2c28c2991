"""What a Mac's commands print, recorded and damaged."""

import datetime as dt
import os
import plistlib
from pathlib import Path

import pytest

from client.posture.macos import parse_firewall, parse_gatekeeper, parse_updates, parse_version, xprotect

SW_VERS = "ProductName:\t\tmacOS\nProductVersion:\t\t15.1\nBuildVersion:\t\t24B83\n"
RULES = "Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Resources/XProtect.yara"


def test_the_version_is_read() -> None:
    """Name and version, without the build; nothing from nothing."""
    assert parse_version(SW_VERS) == "macOS 15.1"
    assert parse_version("") == ""


@pytest.mark.parametrize(
    ("output", "on"), [("assessments enabled\n", True), ("assessments disabled\n", False), ("", None), ("error", None)]
)
def test_gatekeeper_is_on_off_or_unknown(output: str, on: bool | None) -> None:  # noqa: FBT001 - a column
    """Only the two sentences of spctl count."""
    assert parse_gatekeeper(output) is on


@pytest.mark.parametrize(
    ("output", "on"),
    [
        ("Firewall is enabled. (State = 1)\n", True),
        ("Firewall is blocking all non-essential incoming connections. (State = 2)\n", True),
        ("Firewall is disabled. (State = 0)\n", False),
        ("", None),
    ],
)
def test_the_firewall_is_on_off_or_unknown(output: str, on: bool | None) -> None:  # noqa: FBT001 - a column
    """The state number decides."""
    assert parse_firewall(output) is on


def test_the_last_update_is_read_from_its_record() -> None:
    """The date of the last full successful check, in Unix seconds."""
    at = dt.datetime(2026, 9, 21, 12, 0, 0, tzinfo=dt.UTC)
    record = plistlib.dumps({"LastFullSuccessfulDate": at.replace(tzinfo=None)})
    assert parse_updates(record) == int(at.timestamp())


@pytest.mark.parametrize("data", [b"", b"not a plist", plistlib.dumps([]), plistlib.dumps({"LastResultCode": 2})])
def test_a_record_that_cannot_be_read_gives_no_date(data: bytes) -> None:
    """Nothing is made up."""
    assert parse_updates(data) is None


@pytest.mark.parametrize(("gatekeeper", "running"), [(True, True), (False, False), (None, False)])
def test_xprotect_runs_while_gatekeeper_does(tmp_path: Path, gatekeeper: bool | None, running: bool) -> None:  # noqa: FBT001 - columns
    """Its rules are dated by their file; unknown counts as stopped."""
    rules = tmp_path / RULES
    rules.parent.mkdir(parents=True)
    rules.touch()
    os.utime(rules, (1_790_000_000, 1_790_000_000))
    (found,) = xprotect(tmp_path, gatekeeper=gatekeeper)
    assert (found.running, found.signatures_at) == (running, 1_790_000_000)


def test_without_its_rules_there_is_no_xprotect(tmp_path: Path) -> None:
    """A system without the bundle has no scanner of its own."""
    assert xprotect(tmp_path, gatekeeper=True) == ()
