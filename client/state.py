"""The files of an enrolled home PC: who it is, where the gateway is, whom to trust. No secret, and no picture, ever.

Knows paths and atomic replacement. Does not know keys (`device_key`) or whether a certificate is good (`trust`).
"""

from pathlib import Path
from typing import Final

import msgspec

from certs.files import replace_file
from client.errors import StateError
from client.text import NOT_ENROLLED, STATE_DAMAGED, STATE_NEWER, STATE_UNREADABLE, STATE_UNWRITABLE
from wire.messages import Authorities

VERSION: Final = 1


class Enrolment(msgspec.Struct, frozen=True):
    """What an enrolment leaves behind, beside the key and its certificate."""

    version: int
    identity: str
    name: str
    host: str
    port: int
    authorities: Authorities
    key: str  # where the device key is: see `device_key.KeyPlace`


class StateDirectory:
    """One directory, 0700; every file in it is replaced as a whole or not at all. Raises `StateError`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def _enrolment(self) -> Path:
        return self.path / "enrolment.json"

    @property
    def _certificate(self) -> Path:
        return self.path / "device-cert.pub"

    def prepare(self) -> None:
        """Make the directory, for this account alone."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StateError(STATE_UNWRITABLE.filled(str(self.path))) from error

    def enrolled(self) -> bool:
        """Whether an enrolment has been completed here."""
        return self._enrolment.exists()

    def load(self) -> Enrolment:
        """The enrolment of this PC."""
        try:
            data = self._enrolment.read_bytes()
        except FileNotFoundError as error:
            raise StateError(NOT_ENROLLED) from error
        except OSError as error:
            raise self._unreadable() from error
        return _parsed(data, self.path)

    def certificate(self) -> str:
        """The device certificate, one OpenSSH line."""
        try:
            return self._certificate.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise self._unreadable() from error

    def _unreadable(self) -> StateError:
        return StateError(STATE_UNREADABLE.filled(str(self.path)))

    def replace_certificate(self, line: str) -> None:
        """Put *line* in the old certificate's place, atomically."""
        self._replace(self._certificate, line.strip().encode("ascii") + b"\n")

    def keep(self, enrolment: Enrolment, certificate: str) -> None:
        """Keep a completed enrolment: the certificate first, so that `enrolled` never promises too much."""
        self.prepare()
        self.replace_certificate(certificate)
        self._replace(self._enrolment, msgspec.json.format(msgspec.json.encode(enrolment)))

    def _replace(self, path: Path, data: bytes) -> None:
        try:
            replace_file(path, data)
        except OSError as error:
            raise StateError(STATE_UNWRITABLE.filled(str(self.path))) from error


def _parsed(data: bytes, path: Path) -> Enrolment:
    try:
        version = msgspec.json.decode(data, type=dict[str, msgspec.Raw]).get("version", msgspec.Raw(b"0"))
        if msgspec.json.decode(version, type=int) > VERSION:
            raise StateError(STATE_NEWER)
        return msgspec.json.decode(data, type=Enrolment)
    except msgspec.MsgspecError as error:
        raise StateError(STATE_DAMAGED.filled(str(path))) from error
