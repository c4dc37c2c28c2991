"""The state directory."""

import stat
import sys
from pathlib import Path

import msgspec
import pytest

from agent.errors import StateError
from agent.state import STATE_VERSION, Membership, StateDirectory, default_state
from wire.messages import Authorities

MEMBERSHIP = Membership(
    host="gateway.example",
    port=8023,
    pc="pc-131016-0001",
    name="総務課-012",
    dial_certificate="a",
    host_certificate="b",
    authorities=Authorities("g", "m", "s", "u"),
)


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "/home/h/.local/share/sekisho-agent"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/sekisho-agent"),
        ("win32", {"PROGRAMDATA": "/programdata"}, "/programdata/Sekisho"),
    ],
)
def test_the_state_is_where_the_platform_keeps_such_things(
    platform: str, environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account's data on Linux, the machine's on Windows; never the client's own directory."""
    monkeypatch.setattr(sys, "platform", platform)
    assert default_state(environment, Path("/home/h")).as_posix() == expected


@pytest.fixture
def directory(tmp_path: Path) -> StateDirectory:
    """One with a key."""
    found = StateDirectory(tmp_path / "state")
    found.make_key()
    return found


def test_the_key_is_made_once_and_is_ours_alone(directory: StateDirectory) -> None:
    """Mode 0600, and the same key at the second call."""
    first = directory.make_key()
    assert directory.make_key() == first == directory.key()
    assert stat.S_IMODE((directory.path / "machine.pem").stat().st_mode) == 0o600


def test_a_key_that_others_can_read_is_refused(directory: StateDirectory) -> None:
    """Whoever could have read it could be this PC."""
    (directory.path / "machine.pem").chmod(0o644)
    with pytest.raises(StateError, match="0600"):
        directory.key()
    with pytest.raises(StateError, match="0600"):
        directory.make_key()


def test_a_membership_comes_back_as_it_was(directory: StateDirectory) -> None:
    """Saved and read; a half-written file is never left in its place."""
    assert not directory.enrolled
    directory.save(MEMBERSHIP)
    assert directory.membership() == MEMBERSHIP
    assert sorted(path.name for path in directory.path.iterdir()) == ["machine.pem", "membership.json"]


def test_no_enrolment_says_what_to_do(tmp_path: Path) -> None:
    """The sentence names the command."""
    with pytest.raises(StateError, match="sekisho-agent enrol"):
        StateDirectory(tmp_path).membership()
    with pytest.raises(StateError, match="not enrolled"):
        StateDirectory(tmp_path).key()


def test_a_newer_format_is_not_guessed_at(directory: StateDirectory) -> None:
    """A directory of a newer program is refused, whatever else is in it."""
    data = {"version": STATE_VERSION + 1, "something": "else"}
    (directory.path / "membership.json").write_bytes(msgspec.json.encode(data))
    with pytest.raises(StateError, match="newer version"):
        directory.membership()


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"version": 1}', b"\xff\xfe"])
def test_a_damaged_file_is_a_sentence(directory: StateDirectory, data: bytes) -> None:
    """Not a traceback."""
    (directory.path / "membership.json").write_bytes(data)
    with pytest.raises(StateError, match="damaged"):
        directory.membership()


def test_a_directory_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    """A file in the way, or a place that may not be written."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="cannot be made"):
        StateDirectory(tmp_path / "file" / "state").make_key()
    with pytest.raises(StateError, match="cannot be written"):
        StateDirectory(tmp_path / "nowhere").save(MEMBERSHIP)


def test_an_unreadable_file_is_a_sentence(directory: StateDirectory) -> None:
    """What cannot be read is told as such."""
    (directory.path / "membership.json").mkdir()
    with pytest.raises(StateError, match="cannot be read"):
        directory.membership()
