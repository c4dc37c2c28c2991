"""Keeping the window out of recordings: the calls that Windows and macOS would get, recorded."""

import sys

import pytest

from client.shield import BLACK, EXCLUDE, MacShield, NoShield, WindowsShield, shield_here


@pytest.mark.parametrize(
    ("known", "asked", "done"),
    [({EXCLUDE}, [EXCLUDE], True), ({BLACK}, [EXCLUDE, BLACK], True), (set(), [EXCLUDE, BLACK], False)],
)
def test_windows_is_asked_for_the_newer_flag_first(known: set[int], asked: list[int], done: bool) -> None:  # noqa: FBT001
    """Left out of captures where that is known, else black in them, else the truth: it cannot be done."""
    calls: list[tuple[int, int]] = []

    def affinity(window: int, flag: int) -> int:
        calls.append((window, flag))
        return int(flag in known)

    assert WindowsShield(affinity).cover(77) is done
    assert calls == [(77, flag) for flag in asked]


class Mac:
    """A view with a window, or without one, that does or does not what it is told."""

    def __init__(self, owner: int, *, obeys: bool) -> None:
        self.owner, self.obeys, self.sharing = owner, obeys, 1
        self.asked: list[str] = []

    def __call__(self, receiver: int, name: str, *arguments: int) -> int:
        """Objective-C's message."""
        self.asked.append(name)
        if name == "window":
            return self.owner if receiver == 5 else 0
        assert receiver == self.owner
        if name == "setSharingType:" and self.obeys:
            (self.sharing,) = arguments
        return self.sharing if name == "sharingType" else 0


@pytest.mark.parametrize(("owner", "obeys", "done"), [(9, True, True), (9, False, False), (0, True, False)])
def test_macos_is_believed_when_the_window_says_so(owner: int, obeys: bool, done: bool) -> None:  # noqa: FBT001
    """The view's window is set and asked again; without a window, or when it stays shared, nothing is claimed."""
    mac = Mac(owner, obeys=obeys)
    assert MacShield(mac).cover(5) is done


@pytest.mark.skipif(sys.platform != "linux", reason="says what Linux offers")
def test_linux_offers_nothing_and_says_so() -> None:
    """No claim is made where no system call backs it."""
    assert isinstance(shield_here(), NoShield)
    assert not shield_here().cover(1)
