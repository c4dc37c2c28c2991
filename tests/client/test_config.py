"""Where this platform keeps a program's data."""

import sys
from pathlib import Path

import pytest

from client.config import default_state


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "/home/h/.local/share/sekisho"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/sekisho"),
        ("darwin", {}, "/home/h/Library/Application Support/Sekisho"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/Sekisho"),
    ],
)
def test_the_state_is_where_the_platform_keeps_such_things(
    platform: str, environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each platform's own place, and the environment's word where it has one."""
    monkeypatch.setattr(sys, "platform", platform)
    assert default_state(environment, Path("/home/h")).as_posix() == expected
