"""The state directory: settings, the secret key, the authority's keys and the store, in one place on disk.

    config.toml   where to listen (readable)
    secret.key    32 random bytes, 0600: seals what is secret in the store and in keys/
    keys/         the authority's private keys, each sealed
    sekisho.db    the store

Knows files and their permissions. Does not know what the store or the keys are used for.
"""

import os
import secrets
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from certs.authority import Authority
from certs.errors import CertError
from certs.keystore import FileKeyStore
from gateway import config as settings
from gateway import sealing
from gateway.config import Config
from gateway.errors import StateError
from gateway.secret import Secret
from gateway.store import revision
from gateway.store.database import Database
from gateway.store.sql import SqlStore

CONFIG: Final = "config.toml"
SECRET: Final = "secret.key"  # noqa: S105 - a file's name
KEYS: Final = "keys"
DATABASE: Final = "sekisho.db"


@dataclass(frozen=True, slots=True)
class StateDirectory:
    """An opened state directory. Made by `create` once, by `open` ever after."""

    path: Path
    config: Config
    secret: Secret[bytes]

    @classmethod
    def create(cls, path: Path, config: Config) -> Self:
        """Make the directory with its keys and an empty store. Raises `StateError` when it is not empty.

        `config.toml` is written last: what has none is not a state directory, so half of one is never served.
        """
        _make(path)
        secret = Secret(secrets.token_bytes(sealing.KEY_BYTES))
        _write(path / SECRET, secret.reveal(), 0o600)
        state = cls(path, config, secret)
        try:
            Authority.create(state.keystore())
        except CertError as error:
            raise StateError(f"The authority's keys could not be made: {error}") from error
        update_store(state)
        _write(path / CONFIG, settings.to_toml(config).encode(), 0o644)
        return state

    @classmethod
    def open(cls, path: Path) -> Self:
        """The state directory at *path*. Raises `StateError` when it is missing, not ours, exposed or newer."""
        if not path.is_dir():
            raise StateError(f"There is no state directory {path}: make one with `sekisho-gateway init`.")
        text = _read(path / CONFIG, f"{path} is not a state directory of Sekisho: it has no {CONFIG}.")
        config = settings.from_toml(text.decode(errors="replace"))
        return cls(path, config, _read_secret(path / SECRET))

    @property
    def database(self) -> Path:
        """The store's file."""
        return self.path / DATABASE

    def keystore(self) -> FileKeyStore:
        """The authority's keys, sealed under a passphrase that only `secret.key` gives."""
        passphrase = sealing.derive(self.secret, "keys").reveal().hex().encode()
        return FileKeyStore(self.path / KEYS, passphrase)


def is_state_directory(path: Path) -> bool:
    """Whether `init` has finished here before."""
    return (path / CONFIG).is_file()


def update_store(state: StateDirectory) -> None:
    """Make the store, or bring it to this program's version. Raises `StateError` or `StoreError`."""
    from gateway.store import migrate  # noqa: PLC0415 - only `init` needs the migration tool, and it loads slowly

    migrate.upgrade(state.database)


def open_store(state: StateDirectory) -> SqlStore:
    """The store. Raises `StateError` when its file is missing, or of another version than this program's.

    Reads the file at once, so call it outside an event loop; the store itself never blocks one.
    """
    revision.check(state.database)
    return SqlStore(Database(state.database), sealing.Sealer(state.secret, "store"))


def authority(state: StateDirectory) -> Authority:
    """The authority. Raises `StateError` when its keys are missing, exposed or sealed under another secret."""
    try:
        return Authority.load(state.keystore())
    except CertError as error:
        raise StateError(f"The authority's keys cannot be used: {error}") from error


# --- files ----------------------------------------------------------------------------------------------------


def _make(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        entries = sorted(entry.name for entry in path.iterdir())
    except OSError as error:
        raise StateError(f"The state directory {path} cannot be made ({error.strerror}): choose another.") from error
    if CONFIG in entries:
        raise StateError(f"{path} is a state directory already.")
    if SECRET in entries:
        raise StateError(f"An earlier `init` of {path} did not finish: remove what it left there and try again.")
    if entries:
        raise StateError(f"{path} is not empty and not a state directory: choose another.")


def _write(path: Path, data: bytes, mode: int) -> None:
    """Write a new file and put it on disk; an old one is never overwritten."""
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StateError(f"{path} cannot be written: {error.strerror}.") from error


def _read(path: Path, when_missing: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise StateError(when_missing) from None
    except OSError as error:
        raise StateError(f"{path} cannot be read: {error.strerror}.") from error


def _read_secret(path: Path) -> Secret[bytes]:
    try:
        with path.open("rb") as file:
            # The open file is judged, not its name: the name could lead elsewhere a moment later.
            _check_private(path, os.fstat(file.fileno()))
            secret = Secret(file.read(sealing.KEY_BYTES + 1))
    except FileNotFoundError:
        raise StateError(f"{path} is missing: without it nothing secret in the store can be opened.") from None
    except OSError as error:
        raise StateError(f"{path} cannot be read: {error.strerror}.") from error
    if len(secret.reveal()) != sealing.KEY_BYTES:
        raise StateError(f"{path} is damaged: it does not hold {sealing.KEY_BYTES} bytes.")
    return secret


def _check_private(path: Path, status: os.stat_result) -> None:
    if sys.platform == "win32":
        return  # access is in ACLs there, of which these bits say nothing; the installer sets them
    if status.st_mode & 0o077:
        mode = stat.S_IMODE(status.st_mode)
        raise StateError(f"Others can read {path} (mode {mode:04o}): run `chmod 600` on it, and ask who may have.")
