"""The files of an enrolled PC."""

import os
import stat
from pathlib import Path

import msgspec
import pytest

from client.errors import StateError
from client.state import VERSION, Enrolment, StateDirectory
from wire.messages import Authorities

ENROLMENT = Enrolment(
    version=VERSION,
    identity="131016-0001",
    name="関所 花子",
    host="gateway.example",
    port=8022,
    authorities=Authorities("a", "b", "c", "d"),
    key="file",
)


def test_what_is_kept_is_loaded_again(tmp_path: Path) -> None:
    """An enrolment and its certificate come back as they were, in files for this account alone."""
    state = StateDirectory(tmp_path / "deep" / "state")
    assert not state.enrolled()
    state.keep(ENROLMENT, "ssh-ed25519-cert-v01@openssh.com AAAA")
    assert state.enrolled()
    assert state.load() == ENROLMENT
    assert state.certificate() == "ssh-ed25519-cert-v01@openssh.com AAAA"
    modes = {stat.S_IMODE(path.stat().st_mode) for path in state.path.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(state.path.stat().st_mode) == 0o700


def test_a_certificate_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """The new certificate stands in the old one's place, and nothing is left beside it."""
    state = StateDirectory(tmp_path)
    state.keep(ENROLMENT, "old")
    state.replace_certificate("new")
    assert state.certificate() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["device-cert.pub", "enrolment.json"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "damaged"),
        (b"not json", "damaged"),
        (b'{"version": 1}', "damaged"),
        (b'{"version": 2, "whatever": []}', "newer version"),
    ],
)
def test_a_state_that_cannot_be_used_says_why(tmp_path: Path, text: bytes, sentence: str) -> None:
    """Damaged or of a newer version: one sentence, and nothing is overwritten."""
    (tmp_path / "enrolment.json").write_bytes(text)
    with pytest.raises(StateError, match=sentence):
        StateDirectory(tmp_path).load()
    assert (tmp_path / "enrolment.json").read_bytes() == text


def test_a_pc_that_has_not_enrolled_says_so(tmp_path: Path) -> None:
    """Without an enrolment the sentence tells what to do."""
    with pytest.raises(StateError, match="not enrolled"):
        StateDirectory(tmp_path).load()
    with pytest.raises(StateError, match="cannot be read"):
        StateDirectory(tmp_path).certificate()


def test_a_directory_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    """A path through a file cannot hold a state."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="cannot be written"):
        StateDirectory(tmp_path / "file" / "state").keep(ENROLMENT, "line")


def test_a_failed_replacement_leaves_the_old_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full the old certificate still stands."""
    state = StateDirectory(tmp_path)
    state.keep(ENROLMENT, "old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StateError, match="free space"):
        state.replace_certificate("new")
    assert state.certificate() == "old"


def test_the_state_holds_no_more_than_it_says(tmp_path: Path) -> None:
    """The enrolment's file has the documented fields and no secret."""
    StateDirectory(tmp_path).keep(ENROLMENT, "line")
    fields = msgspec.json.decode((tmp_path / "enrolment.json").read_bytes(), type=dict[str, object])
    assert set(fields) == {"version", "identity", "name", "host", "port", "authorities", "key", "generation"}
