"""The files of an enrolled home PC: who it is, where the gateway is, whom to trust. No secret, and no picture, ever.

Knows paths and atomic replacement. Does not know keys (`device_key`) or whether a certificate is good (`trust`).
"""

import contextlib
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
    generation: int = 0  # counts the enrolments of this directory; key and certificate are named after it


def key_name(generation: int) -> str:
    """What the key of an enrolment is called: the first `device`, later ones with their number."""
    return "device" if generation == 0 else f"device-{generation}"


class StateDirectory:
    """One directory, 0700; every file in it is replaced as a whole or not at all. Raises `StateError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._generation = 0  # of the enrolment that was loaded or kept last

    @property
    def _enrolment(self) -> Path:
        return self.path / "enrolment.json"

    @property
    def _certificate(self) -> Path:
        return self._certificate_of(self._generation)

    def _certificate_of(self, generation: int) -> Path:
        return self.path / f"{key_name(generation)}-cert.pub"

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
        enrolment = _parsed(data, self.path)
        self._generation = enrolment.generation
        return enrolment

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
        """Keep a completed enrolment: the certificate first, so that `enrolled` never promises too much.

        It takes an earlier one's place in one step, the replacement of `enrolment.json`; until then that one holds.
        """
        self.prepare()
        earlier = self._certificate if self.enrolled() else None
        fresh = self._certificate_of(enrolment.generation)
        self._replace(fresh, certificate.strip().encode("ascii") + b"\n")
        self._replace(self._enrolment, msgspec.json.format(msgspec.json.encode(enrolment)))
        self._generation = enrolment.generation
        if earlier is not None and earlier != fresh:
            with contextlib.suppress(OSError):
                earlier.unlink()

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
