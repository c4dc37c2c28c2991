"""Signatures of files as OpenSSH makes them (PROTOCOL.sshsig): `ssh-keygen -Y verify` checks them, years later too.

Knows the encoding. Does not know which key may sign what, or whether to believe one: the verifier's list of allowed
signers says that. The namespace keeps a signature made for one purpose from serving another.
"""

import base64
import hashlib
import textwrap
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certs.keys import line_of

_MAGIC: Final = b"SSHSIG"
_VERSION: Final = (1).to_bytes(4, "big")
_HASH: Final = b"sha512"
_COLUMNS: Final = 70


def sign(key: Ed25519PrivateKey, namespace: str, data: bytes) -> str:
    """The armoured signature of *data* by *key* in *namespace*. The same three give the same text."""
    if not namespace:
        raise ValueError("a signature needs a namespace")
    names = _string(namespace.encode()) + _string(b"") + _string(_HASH)
    signed = key.sign(_MAGIC + names + _string(hashlib.sha512(data).digest()))
    public = base64.b64decode(line_of(key.public_key()).split(" ")[1])
    blob = _MAGIC + _VERSION + _string(public) + names + _string(_string(b"ssh-ed25519") + _string(signed))
    lines = textwrap.wrap(base64.b64encode(blob).decode("ascii"), _COLUMNS)
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def allowed_signer(name: str, namespace: str, public_line: str) -> str:
    """The line of an allowed-signers file that lets the key of *public_line* sign as *name* in *namespace* only."""
    return f'{name} namespaces="{namespace}" {public_line}\n'


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data
