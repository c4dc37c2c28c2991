"""The state directory: made whole, opened only when it is sound."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.errors import StateError
from gateway.state import StateDirectory, authority, is_state_directory, open_store
from tests.fakes.statedir import new_state, sample_config


def mode_of(path: Path) -> int:
    """The permission bits of *path*."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_state_directory_opens(tmp_path: Path) -> None:
    """What `create` made, `open` finds: settings, secret and authority are the same, and secrets are the owner's."""
    made = new_state(tmp_path / "state")
    opened = StateDirectory.open(tmp_path / "state")
    assert opened.config == sample_config()
    assert opened.secret.reveal() == made.secret.reveal()
    assert authority(opened).fingerprint() == authority(made).fingerprint()
    assert len(authority(opened).fingerprint()) == 43
    assert mode_of(opened.path) == 0o700
    private = [opened.path / "secret.key", opened.database, *(opened.path / "keys").iterdir()]
    assert {mode_of(path) for path in private} == {0o600}


def test_private_keys_are_sealed_on_disk(tmp_path: Path) -> None:
    """No private key lies open in keys/, and another secret does not open them."""
    state = new_state(tmp_path / "state")
    texts = [path.read_bytes() for path in (state.path / "keys").iterdir()]
    assert texts
    assert all(b"ENCRYPTED PRIVATE KEY" in text for text in texts)
    (state.path / "secret.key").write_bytes(b"x" * 32)
    with pytest.raises(StateError, match="authority's keys cannot be used"):
        authority(StateDirectory.open(state.path))


async def test_a_new_store_is_empty(tmp_path: Path) -> None:
    """The store of a new state directory opens and holds nobody."""
    store = open_store(new_state(tmp_path / "state"))
    assert not await store.organisations()
    await store.close()


def _remove(name: str) -> Callable[[Path], object]:
    return lambda path: (path / name).unlink()


def _expose(path: Path) -> None:
    (path / "secret.key").chmod(0o640)


def _shorten(path: Path) -> None:
    (path / "secret.key").write_bytes(b"short")


def _from_the_future(path: Path) -> None:
    config = path / "config.toml"
    config.write_text(config.read_text().replace("version = 1", "version = 99"))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_remove("config.toml"), "not a state directory"),
        (_remove("secret.key"), "is missing"),
        (_expose, "Others can read"),
        (_shorten, "damaged"),
        (_from_the_future, "newer than this program"),
    ],
)
def test_an_unsound_state_directory_is_refused(tmp_path: Path, spoil: Callable[[Path], object], words: str) -> None:
    """A directory that lost a file, exposes its secret, or is of a newer version is refused with a sentence."""
    path = new_state(tmp_path / "state").path
    spoil(path)
    with pytest.raises(StateError, match=words):
        StateDirectory.open(path)


def test_a_missing_store_is_refused(tmp_path: Path) -> None:
    """A state directory whose store is gone is not served with an empty one."""
    state = new_state(tmp_path / "state")
    state.database.unlink()
    with pytest.raises(StateError, match="is missing"):
        open_store(state)
    assert not state.database.exists()


def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    """A wrong path is an error that says how to make a state directory."""
    with pytest.raises(StateError, match="sekisho-gateway init"):
        StateDirectory.open(tmp_path / "nowhere")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A directory in use, one with other things in it, and one left half made are refused and stay as they are."""
    ours = new_state(tmp_path / "ours")
    secret = (ours.path / "secret.key").read_bytes()
    with pytest.raises(StateError, match="already"):
        new_state(ours.path)
    assert (ours.path / "secret.key").read_bytes() == secret
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("dear")
    with pytest.raises(StateError, match="not empty"):
        new_state(other)
    (ours.path / "config.toml").unlink()
    assert not is_state_directory(ours.path)
    with pytest.raises(StateError, match="did not finish"):
        new_state(ours.path)


def test_a_place_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """Where a file is in the way no directory can be made."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="cannot be made"):
        new_state(tmp_path / "file" / "state")
