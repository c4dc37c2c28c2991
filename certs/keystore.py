"""Where private keys are kept: a Protocol, files that only their owner can read, and memory for tests.

Knows names and PEM bytes, and how to close a private key with a passphrase. Does not know what the keys are for.
"""

import os
import re
import stat
import sys
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_ssh_private_key,
)

from certs.errors import KeyExposedError, KeyLockedError, KeyMissingError, KeyStoreError
from certs.files import replace_file
from certs.keys import private_pem

MAX_BYTES: Final = 64 * 1024  # of one file; a key has 400, a chain of certificates 2,000
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")  # it becomes a file name: no dot, no slash
_PRIVATE: Final = b"PRIVATE KEY-----"
_OPENSSH: Final = b"-----BEGIN OPENSSH PRIVATE KEY-----"


class KeyStore(Protocol):
    """Keeps PEM data under names of lower-case letters, digits, dashes and underscores."""

    def load(self, name: str) -> bytes:
        """The data kept under *name*, its key open. Raises `KeyMissingError`, or another `KeyStoreError`."""
        ...

    def store(self, name: str, data: bytes) -> None:
        """Keep *data* under *name*, in place of what was there. Whole or not at all. Raises `KeyStoreError`."""
        ...


class MemoryKeyStore:
    """Keeps keys as long as the process lasts."""

    def __init__(self) -> None:
        self._data: dict[str, bytes] = {}

    def __repr__(self) -> str:
        return f"<MemoryKeyStore of {len(self._data)}>"

    def load(self, name: str) -> bytes:
        """The data kept under *name*."""
        try:
            return self._data[_checked(name)]
        except KeyError:
            raise KeyMissingError(name) from None

    def store(self, name: str, data: bytes) -> None:
        """Keep *data* under *name*."""
        self._data[_checked(name)] = _bounded(name, data)


class FileKeyStore:
    """Keeps each key in `<directory>/<name>.pem`, mode 0600.

    With a *passphrase*, private keys are encrypted on disk as PKCS #8 (`openssl pkey` reads them); certificates are
    not secret and stay as they are. The passphrase must be random bytes from a key file, not a word: PKCS #8 as the
    library writes it slows guessing little. A key that should be encrypted and is not is refused.
    """

    def __init__(self, directory: Path, passphrase: bytes | None) -> None:
        if passphrase is not None and not passphrase:
            raise KeyStoreError("The key store's passphrase is empty.")
        self._directory = directory
        self._passphrase = passphrase

    def __repr__(self) -> str:
        return f"<FileKeyStore {self._directory}>"

    def load(self, name: str) -> bytes:
        """The data kept under *name*; refuses a file that others can read."""
        path = self._path(name)
        try:
            data = _read_private(path)
        except FileNotFoundError:
            raise KeyMissingError(name) from None
        except OSError as error:
            raise KeyStoreError(f"The key file {path} cannot be read: {error.strerror}.") from error
        return data if self._passphrase is None else _opened(name, data, self._passphrase)

    def store(self, name: str, data: bytes) -> None:
        """Keep *data* under *name*; after a crash there is the old file or the new one, never half of one."""
        path = self._path(name)
        data = _bounded(name, data)
        if self._passphrase is not None:
            data = _sealed(name, data, self._passphrase)
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(path, data)
        except OSError as error:
            raise KeyStoreError(f"The key file {path} cannot be written: {error.strerror}.") from error

    def _path(self, name: str) -> Path:
        return self._directory / f"{_checked(name)}.pem"


def _checked(name: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise KeyStoreError(f"{name!r} cannot name a key.")
    return name


def _bounded(name: str, data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise KeyStoreError(f"The key {name} is larger than {MAX_BYTES} bytes.")
    return data


# --- files ----------------------------------------------------------------------------------------------------


def _read_private(path: Path) -> bytes:
    with open(path, "rb", opener=_open_at_once) as file:  # Path.open takes no opener
        # The open file is judged, not its name: the name could lead elsewhere a moment later.
        _require_private(path, os.fstat(file.fileno()))
        return _bounded(path.stem, file.read(MAX_BYTES + 1))


def _open_at_once(name: str, flags: int) -> int:
    """Open without waiting: a named pipe in a key's place would hold the program up until somebody writes to it."""
    if sys.platform != "win32":
        flags |= os.O_NONBLOCK
    return os.open(name, flags)


def _require_private(path: Path, status: os.stat_result) -> None:
    if sys.platform == "win32":
        # Windows keeps access in ACLs, of which these mode bits say nothing. The installer gives the directory to
        # the service's account alone; that cannot be checked here.
        return
    if not stat.S_ISREG(status.st_mode):
        raise KeyExposedError(str(path), "it is not a regular file")
    if status.st_uid != os.geteuid():
        raise KeyExposedError(str(path), "it belongs to another account")
    if status.st_mode & 0o077:
        raise KeyExposedError(str(path), f"other accounts have access to it (mode {stat.S_IMODE(status.st_mode):04o})")


# --- passphrase -----------------------------------------------------------------------------------------------


def _sealed(name: str, data: bytes, passphrase: bytes) -> bytes:
    """*data* with its private key encrypted; data without one as it is."""
    if _PRIVATE not in data:
        return data
    load = load_ssh_private_key if data.startswith(_OPENSSH) else load_pem_private_key
    try:
        key = load(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyLockedError(name, "it is not an open private key") from error
    if not isinstance(key, Ed25519PrivateKey | EllipticCurvePrivateKey):
        raise KeyLockedError(name, "it is neither an Ed25519 nor an ECDSA key")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))


def _opened(name: str, data: bytes, passphrase: bytes) -> bytes:
    """*data* with its private key open again, in the form its users read: OpenSSH for Ed25519, PKCS #8 for ECDSA."""
    if _PRIVATE not in data:
        return data
    if data.startswith(_OPENSSH):
        raise KeyLockedError(name, "it is not encrypted, although this store has a passphrase")
    try:
        key = load_pem_private_key(data, passphrase)
    except TypeError:
        raise KeyLockedError(name, "it is not encrypted, although this store has a passphrase") from None
    except (ValueError, UnsupportedAlgorithm):
        raise KeyLockedError(name, "the passphrase is wrong, or the file is damaged") from None
    if isinstance(key, Ed25519PrivateKey):
        return private_pem(key)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
