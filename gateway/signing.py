"""The gateway's keys for what outlives it: one for reports, one for the audit's heads, each good for nothing else.

Each is made when it is first used. Its public half lies in the state directory in the form that `ssh-keygen -Y verify
-f` reads. Whoever will have to believe a signature must have got that file before, another way.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certs import sshsig
from certs.errors import CertError, KeyMissingError
from certs.files import replace_file
from certs.keys import line_of, new_key, parse_private
from gateway.audit import heads
from gateway.errors import StateError
from gateway.state import StateDirectory

SIGNER: Final = "sekisho-gateway"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a key is for: its name in the keystore, its namespace, and the file that publishes it."""

    key: str
    namespace: str
    signers: str
    called: str


REPORTS: Final = Purpose("report", "sekisho-report", "report-signers", "reports")
HEADS: Final = Purpose("audit-head", heads.NAMESPACE, "head-signers", "heads of the audit")
NAMESPACE: Final = REPORTS.namespace
SIGNERS: Final = REPORTS.signers


def sign_report(state: StateDirectory, data: bytes) -> str:
    """The armoured signature of a report's JSON. Raises `StateError` when the key cannot be used."""
    return Signing(state, REPORTS).sign(data)


class Signing:
    """A key that is held open: opening one takes a tenth of a second, on purpose."""

    def __init__(self, state: StateDirectory, purpose: Purpose) -> None:
        try:
            self._held = _key(state, purpose)
        except CertError as error:
            raise StateError(f"The key for {purpose.called} cannot be used: {error}") from error
        self._purpose = purpose
        _publish(state.path / purpose.signers, purpose, line_of(self._held.public_key()))

    def sign(self, data: bytes) -> str:
        """The armoured signature of *data*."""
        return sshsig.sign(self._held, self._purpose.namespace, data)


def _key(state: StateDirectory, purpose: Purpose) -> Ed25519PrivateKey:
    keystore = state.keystore()
    try:
        return parse_private(keystore.load(purpose.key))
    except KeyMissingError:
        keystore.store(purpose.key, new_key())
    return parse_private(keystore.load(purpose.key))  # what is kept, should two have made one at once


def _publish(path: Path, purpose: Purpose, public_line: str) -> None:
    line = sshsig.allowed_signer(SIGNER, purpose.namespace, public_line)
    try:
        if not path.exists() or path.read_text() != line:
            replace_file(path, line.encode())
            os.chmod(path, 0o644)  # noqa: PTH101 - public
    except OSError as error:
        raise StateError(f"{path} cannot be written: {error.strerror}.") from error
