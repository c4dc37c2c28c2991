"""Photos that were handed in, and what was made of them: each in a file of its own, sealed, for the gateway alone.

Blocks: call it in a thread. Knows files and keys. Does not know what a photo shows.
"""

import re
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from certs.files import replace_file
from gateway.errors import StateError, UnknownError
from gateway.sealing import derive
from gateway.secret import Secret

_NAME: Final = re.compile(r"[0-9a-z][0-9a-z.-]{1,120}")
_NONCE: Final = 12  # bytes


class PhotoSafe:
    """A folder of sealed files. A name is bound to its content: a file that was moved does not open."""

    def __init__(self, folder: Path, root: Secret[bytes]) -> None:
        self._folder = folder
        self._cipher = AESGCM(derive(root, "photos").reveal())

    def keep(self, name: str, data: bytes) -> None:
        """Keep *data* as *name*, in place of what it held. Raises `StateError`."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, data, name.encode())
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            replace_file(self._path(name), sealed)
        except OSError as error:
            raise StateError(f"{self._folder} cannot be written: {error.strerror}.") from error

    def open(self, name: str) -> bytes:
        """What was kept as *name*. Raises `UnknownError`, and `StateError` when it does not open."""
        try:
            sealed = self._path(name).read_bytes()
        except FileNotFoundError:
            raise UnknownError("The photo is not kept any more.") from None
        except OSError as error:
            raise StateError(f"{self._folder} cannot be read: {error.strerror}.") from error
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
        except InvalidTag:
            raise StateError(f"{self._path(name)} is damaged: it does not open.") from None

    def names(self) -> frozenset[str]:
        """What is kept."""
        return frozenset(path.name for path in self._folder.iterdir()) if self._folder.is_dir() else frozenset()

    def discard(self, name: str) -> None:
        """Keep *name* no longer. Discarding what is not there changes nothing."""
        path = self._path(name)
        path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if _NAME.fullmatch(name) is None or ".." in name:
            raise UnknownError("The photo is not kept any more.")
        return self._folder / name
