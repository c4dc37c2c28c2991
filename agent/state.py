"""The state directory of an office PC: its key, and what the gateway gave it at enrolment.

    machine.pem       the private key, mode 0600 (`certs.keystore`)
    membership.json   address, identifier, certificates, authorities; nothing secret

Knows files. Does not know the network or who wrote the certificates; `verified` asks `certs.verify`.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from agent.errors import StateError
from certs.errors import CertError, KeyMissingError
from certs.files import replace_file
from certs.keys import new_key, public_line
from certs.keystore import FileKeyStore
from certs.profiles import Profile
from certs.verify import Verified, verify
from wire.messages import Authorities

STATE_VERSION: Final = 1
KEY_NAME: Final = "machine"
_MAX_BYTES: Final = 256 * 1024


def default_state(environment: Mapping[str, str] = os.environ, home: Path | None = None) -> Path:
    """Where this platform keeps a program's own data: the machine's on Windows, else the account's."""
    if sys.platform == "win32":
        return Path(environment.get("PROGRAMDATA", r"C:\ProgramData")) / "Sekisho"
    base = home or Path.home()
    return Path(environment.get("XDG_DATA_HOME", str(base / ".local" / "share"))) / "sekisho-agent"


class Membership(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where this office PC belongs."""

    version: int = STATE_VERSION
    host: str  # of the gateway's agents' listener
    port: int
    pc: str
    name: str
    dial_certificate: str
    host_certificate: str
    authorities: Authorities


def verified(membership: Membership, key_line: str, now: float) -> tuple[Verified, Verified]:
    """The facts of both certificates, to dial with and to be recognised by; raises `certs.errors.CertError`."""
    found = tuple(
        verify(
            line,
            profile=profile,
            authority=membership.authorities.machine,
            subject=membership.pc,
            now=now,
            public_key=key_line,
        )
        for line, profile in (
            (membership.dial_certificate, Profile.MACHINE_DIAL),
            (membership.host_certificate, Profile.MACHINE_HOST),
        )
    )
    return found[0], found[1]


class StateDirectory:
    """One directory; every method raises `StateError` with the path and the reason."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._keys = FileKeyStore(path, passphrase=None)
        self._membership = path / "membership.json"

    def make_key(self) -> bytes:
        """The private key (PEM), made at the first call: an enrolment whose answer was lost is tried with the same."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StateError(
                f"The state directory {self.path} cannot be made ({error.strerror}): choose another."
            ) from error
        try:
            return self._keys.load(KEY_NAME)
        except KeyMissingError:
            pass
        except CertError as error:
            raise StateError(str(error)) from error
        try:
            self._keys.store(KEY_NAME, new_key())
            return self._keys.load(KEY_NAME)
        except CertError as error:
            raise StateError(str(error)) from error

    def key(self) -> bytes:
        """The private key (PEM) of an enrolled PC."""
        try:
            return self._keys.load(KEY_NAME)
        except KeyMissingError as error:
            raise StateError(f"{self.path} holds no key: this PC is not enrolled.") from error
        except CertError as error:
            raise StateError(str(error)) from error

    def key_line(self) -> str:
        """The public key, as an OpenSSH line."""
        return public_line(self.key())

    @property
    def enrolled(self) -> bool:
        """Whether there is a membership here."""
        return self._membership.exists()

    def membership(self) -> Membership:
        """What the gateway gave at enrolment."""
        try:
            with self._membership.open("rb") as file:
                data = file.read(_MAX_BYTES + 1)
        except FileNotFoundError as error:
            raise StateError(f"{self.path} holds no enrolment: run `sekisho-agent enrol` first.") from error
        except OSError as error:
            raise StateError(f"{self._membership} cannot be read: {error.strerror}.") from error
        return _decoded(self._membership, data)

    def save(self, membership: Membership) -> None:
        """Keep *membership*: whole or not at all."""
        data = msgspec.json.format(msgspec.json.encode(membership), indent=2)
        try:
            replace_file(self._membership, data)
        except OSError as error:
            raise StateError(f"{self._membership} cannot be written: {error.strerror}.") from error


class _Versioned(msgspec.Struct):
    version: int


def _decoded(path: Path, data: bytes) -> Membership:
    try:
        version = msgspec.json.decode(data, type=_Versioned).version
        if version > STATE_VERSION:
            raise StateError(f"{path} was written by a newer version of this program: update the program.")
        return msgspec.json.decode(data, type=Membership)
    except msgspec.DecodeError as error:
        raise StateError(f"{path} is damaged; enrol this PC again.") from error
