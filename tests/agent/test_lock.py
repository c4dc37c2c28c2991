"""Locking the office desktop, with programs that a test puts in the way."""

from pathlib import Path

import pytest
import structlog.testing

from agent.lock import WAYS, lock_desktop


def offer(folder: Path, name: str, exit_code: int) -> None:
    """A program *name* that notes how it was called and ends with *exit_code*."""
    program = folder / name
    program.write_text(f'#!/bin/sh\necho "{name} $* $DISPLAY" >> "{folder}/calls"\nexit {exit_code}\n')
    program.chmod(0o755)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_the_first_way_that_works_is_taken(folder: Path) -> None:
    """A way that fails leads to the next; after one that works nothing more is tried."""
    offer(folder, "loginctl", 1)
    offer(folder, "xdg-screensaver", 0)
    offer(folder, "mate-screensaver-command", 0)
    with structlog.testing.capture_logs() as logs:
        lock_desktop(":7")
    assert (folder / "calls").read_text() == "loginctl lock-session :7\nxdg-screensaver lock :7\n"
    assert [(line["event"], line["by"]) for line in logs] == [("desktop_locked", "xdg-screensaver")]


@pytest.mark.usefixtures("folder")
def test_a_desktop_without_a_lock_is_logged() -> None:
    """Nothing is pretended."""
    with structlog.testing.capture_logs() as logs:
        lock_desktop(None)
    assert [line["event"] for line in logs] == ["desktop_not_locked"]


def test_each_way_is_a_program_with_arguments() -> None:
    """The table has no shell lines."""
    assert all(len(way) >= 2 and " " not in "".join(way) for way in WAYS)
