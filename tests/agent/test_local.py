"""This PC's own desktop."""

import pytest

from agent import local
from agent.errors import DesktopError
from agent.local import LocalDesktop


def test_nobody_logged_in_is_an_error() -> None:
    """Without a display there is no desk."""
    with pytest.raises(DesktopError):
        LocalDesktop(":997").open()


def test_the_lock_is_that_of_the_same_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """The display that is shown is the one that is locked."""
    locked: list[str | None] = []
    monkeypatch.setattr(local, "lock_desktop", locked.append)
    LocalDesktop(":7").lock()
    assert locked == [":7"]
