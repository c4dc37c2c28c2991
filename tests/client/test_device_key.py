"""Where the device key lives."""

import stat
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest

from certs.keys import parse_private
from client import device_key
from client.device_key import KeyPlace
from client.errors import StateError
from client.state import StateDirectory


class Keystore(keyring.backend.KeyringBackend):  # type: ignore[misc,unused-ignore]  # the library's base is untyped
    """An OS keystore in memory; `broken` makes it refuse like a locked one."""

    priority = 5

    def __init__(self, *, broken: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call,unused-ignore]  # the library's gap
        self.kept: dict[tuple[str, str], str] = {}
        self.broken = broken

    def get_password(self, service: str, username: str) -> str | None:
        """What was kept."""
        if self.broken:
            raise keyring.errors.KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        if self.broken:
            raise keyring.errors.KeyringLocked
        self.kept[service, username] = password


def test_without_a_keystore_the_key_is_a_file_for_this_account(tmp_path: Path) -> None:
    """The fallback is a 0600 file, and the same key comes back for an enrolment that is tried again."""
    state = StateDirectory(tmp_path)
    place, key = device_key.make(state)
    assert place is KeyPlace.FILE
    parse_private(key)
    assert stat.S_IMODE((tmp_path / "device.pem").stat().st_mode) == 0o600
    assert device_key.make(state) == (place, key)
    assert device_key.load(place, state) == key


def test_a_real_keystore_is_used_and_nothing_lies_in_a_file(tmp_path: Path) -> None:
    """With an OS keystore the key is there and nowhere else."""
    keystore = Keystore()
    keyring.set_keyring(keystore)
    place, key = device_key.make(StateDirectory(tmp_path))
    assert place is KeyPlace.KEYRING
    assert list(keystore.kept.values()) == [key.decode()]
    assert list(tmp_path.iterdir()) == []
    assert device_key.load(place, StateDirectory(tmp_path)) == key


def test_two_states_of_one_account_have_two_keys(tmp_path: Path) -> None:
    """A second state directory does not find the first one's key."""
    keyring.set_keyring(Keystore())
    _, one = device_key.make(StateDirectory(tmp_path / "one"))
    _, two = device_key.make(StateDirectory(tmp_path / "two"))
    assert one != two


def test_a_locked_keystore_falls_back_to_the_file(tmp_path: Path) -> None:
    """A keystore that refuses does not stop an enrolment."""
    keyring.set_keyring(Keystore(broken=True))
    place, _ = device_key.make(StateDirectory(tmp_path))
    assert place is KeyPlace.FILE


def test_a_missing_or_exposed_key_is_a_sentence(tmp_path: Path) -> None:
    """A key that is gone, or that others may read, is refused with what to do."""
    state = StateDirectory(tmp_path)
    with pytest.raises(StateError, match="key is missing"):
        device_key.load(KeyPlace.FILE, state)
    device_key.make(state)
    (tmp_path / "device.pem").chmod(0o644)
    with pytest.raises(StateError, match="0600"):
        device_key.load(KeyPlace.FILE, state)


def test_a_keystore_locked_later_is_a_sentence(tmp_path: Path) -> None:
    """When the keystore refuses at the next start the person is told that it cannot be read."""
    keyring.set_keyring(Keystore(broken=True))
    with pytest.raises(StateError, match="cannot be read"):
        device_key.load(KeyPlace.KEYRING, StateDirectory(tmp_path))
