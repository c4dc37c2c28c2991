"""Secrets at rest: AES-256-GCM under keys derived from the state directory's `secret.key`.

Each purpose has its own key, and each ciphertext is bound to its table and row, so that a sealed value copied to
another row does not open there. Does not know files or tables.
"""

import hmac
import secrets
from typing import Final, final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.errors import StoreError
from gateway.secret import Secret

KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_NONCE: Final = 12  # bytes; 2^32 random nonces under one key are safe, and rows are fewer
_TAG: Final = 16  # bytes


def derive(root: Secret[bytes], purpose: str) -> Secret[bytes]:
    """32 bytes for one *purpose*, from which neither *root* nor another purpose's bytes can be found (HKDF-SHA256)."""
    hkdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"sekisho gateway: {purpose}".encode())
    return Secret(hkdf.derive(root.reveal()))


@final
class Sealer:
    """Seals and opens short secrets of the store."""

    def __init__(self, root: Secret[bytes], purpose: str) -> None:
        self._cipher = AESGCM(derive(root, purpose).reveal())
        self._digests = derive(root, f"{purpose} digests").reveal()

    def digest(self, plain: Secret[str], *, table: str, row: str) -> bytes:
        """32 bytes by which *plain* is known again in this row, and that nobody can try out without the key."""
        return hmac.digest(self._digests, _place(table, row) + b"\0" + plain.reveal().encode(), "sha256")

    def seal(self, plain: Secret[bytes], *, table: str, row: str) -> bytes:
        """The ciphertext of *plain* for this row: 1 byte version, 12 bytes nonce, the rest with a 16-byte tag."""
        nonce = secrets.token_bytes(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, plain.reveal(), _place(table, row))

    def open(self, sealed: bytes, *, table: str, row: str) -> Secret[bytes]:
        """What `seal` sealed for this very row. Raises `StoreError` when it is of another row, key or version."""
        nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        if sealed[:1] != _VERSION or len(body) < _TAG:
            raise StoreError(f"A sealed secret in {table} is damaged.")
        try:
            return Secret(self._cipher.decrypt(nonce, body, _place(table, row)))
        except InvalidTag:
            raise StoreError(f"A secret in {table} does not open: secret.key and the store do not match.") from None


def _place(table: str, row: str) -> bytes:
    """The associated data: where the ciphertext belongs. A table's name has no NUL, so the two cannot be confused."""
    return f"{table}\0{row}".encode()
