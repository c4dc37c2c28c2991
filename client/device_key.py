"""Where this PC's device key lives: the OS keystore when there is a real one, else a file for this account alone.

The key is made here and never leaves. Does not know what it is used for.
"""

import contextlib
import enum
from typing import Final

import keyring
import keyring.errors
from keyring.backends import fail, null

from certs.errors import KeyExposedError, KeyMissingError, KeyStoreError
from certs.keys import new_key
from certs.keystore import FileKeyStore, KeyStore
from client.errors import StateError
from client.state import StateDirectory, key_name
from client.text import KEY_EXPOSED, KEY_MISSING, STATE_UNREADABLE, STATE_UNWRITABLE

_SERVICE: Final = "sekisho-client"


class KeyPlace(enum.StrEnum):
    """Which keystore holds the key."""

    KEYRING = "keyring"
    FILE = "file"


class KeyringKeyStore:
    """The OS keystore, through `keyring`. *owner* keeps two state directories of one account apart."""

    def __init__(self, owner: str) -> None:
        self._owner = owner

    def load(self, name: str) -> bytes:
        """The data kept under *name*. Raises `KeyMissingError` or `KeyStoreError`."""
        try:
            data = keyring.get_password(_SERVICE, f"{self._owner}#{name}")
        except keyring.errors.KeyringError as error:
            raise KeyStoreError("The keystore of this account cannot be read.") from error
        if data is None:
            raise KeyMissingError(name)
        return data.encode("ascii")

    def store(self, name: str, data: bytes) -> None:
        """Keep *data* under *name*. Raises `KeyStoreError`."""
        try:
            keyring.set_password(_SERVICE, f"{self._owner}#{name}", data.decode("ascii"))
        except keyring.errors.KeyringError as error:
            raise KeyStoreError("The keystore of this account cannot be written.") from error


def has_real_keyring() -> bool:
    """Whether this account has a keystore that keeps secrets (not a placeholder that fails or forgets)."""
    backend = keyring.get_keyring()
    return not isinstance(backend, fail.Keyring | null.Keyring) and backend.priority >= 1


def store_in(place: KeyPlace, state: StateDirectory) -> KeyStore:
    """The keystore at *place*."""
    if place is KeyPlace.KEYRING:
        return KeyringKeyStore(str(state.path.resolve()))
    return FileKeyStore(state.path, None)


def load(place: KeyPlace, state: StateDirectory, generation: int = 0) -> bytes:
    """The device key (OpenSSH PEM) of the directory's enrolment number *generation*. Raises `StateError`."""
    try:
        return store_in(place, state).load(key_name(generation))
    except KeyMissingError as error:
        raise StateError(KEY_MISSING) from error
    except KeyExposedError as error:
        raise StateError(KEY_EXPOSED.filled(str(state.path))) from error
    except KeyStoreError as error:
        raise StateError(STATE_UNREADABLE.filled(str(state.path))) from error


def make(state: StateDirectory, generation: int = 0) -> tuple[KeyPlace, bytes]:
    """This PC's key for enrolment number *generation*: that of an enrolment that broke off, or a new one.

    The same key must come back, because an invitation whose answer was lost may be spent again by that key alone.
    Raises `StateError`.
    """
    state.prepare()
    places = [KeyPlace.KEYRING, KeyPlace.FILE] if has_real_keyring() else [KeyPlace.FILE]
    for place in places:
        with contextlib.suppress(KeyMissingError, KeyStoreError):
            return place, store_in(place, state).load(key_name(generation))
    key = new_key()
    for place in places:
        with contextlib.suppress(KeyStoreError):
            store_in(place, state).store(key_name(generation), key)
            return place, key
    raise StateError(STATE_UNWRITABLE.filled(str(state.path)))
