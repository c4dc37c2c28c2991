"""The gateway's key for reports: one of its own, made when the first report is signed. It can sign nothing else.

Its public half lies in the state directory as `report-signers`, in the form that `ssh-keygen -Y verify -f` reads.
Whoever will have to believe a report must have got that file before, another way.
"""

import os
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certs import sshsig
from certs.errors import CertError, KeyMissingError
from certs.files import replace_file
from certs.keys import line_of, new_key, parse_private
from gateway.errors import StateError
from gateway.state import StateDirectory

NAMESPACE: Final = "sekisho-report"
SIGNER: Final = "sekisho-gateway"
SIGNERS: Final = "report-signers"
_KEY: Final = "report"


def sign_report(state: StateDirectory, data: bytes) -> str:
    """The armoured signature of a report's JSON. Raises `StateError` when the key cannot be used."""
    try:
        key = _key(state)
    except CertError as error:
        raise StateError(f"The key for reports cannot be used: {error}") from error
    _publish(state.path / SIGNERS, line_of(key.public_key()))
    return sshsig.sign(key, NAMESPACE, data)


def _key(state: StateDirectory) -> Ed25519PrivateKey:
    keystore = state.keystore()
    try:
        return parse_private(keystore.load(_KEY))
    except KeyMissingError:
        keystore.store(_KEY, new_key())
    return parse_private(keystore.load(_KEY))  # what is kept, should two have made one at once


def _publish(path: Path, public_line: str) -> None:
    line = sshsig.allowed_signer(SIGNER, NAMESPACE, public_line)
    try:
        if not path.exists() or path.read_text() != line:
            replace_file(path, line.encode())
            os.chmod(path, 0o644)  # noqa: PTH101 - public
    except OSError as error:
        raise StateError(f"{path} cannot be written: {error.strerror}.") from error
