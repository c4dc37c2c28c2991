"""Certificates that the authority would never sign, for those who must refuse them.

Every field of `Forgery` begins as the good one; a test changes what it is about.
"""

import functools
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import SSHCertificateBuilder, SSHCertificateType

from certs.authority import Authority
from certs.errors import VerificationError
from certs.keys import new_key, parse_private, parse_public, public_line
from certs.keystore import MemoryKeyStore

NOW = 1_790_000_000.0  # Unix seconds: September 2026
SUBJECT = "131016-0001"
DEVICE_KEY = new_key()
DEVICE_LINE = public_line(DEVICE_KEY)


@dataclass(frozen=True, slots=True)
class Forgery:
    """What to write into a certificate; the defaults are those of a device certificate issued at `NOW`."""

    key: Ed25519PublicKey | EllipticCurvePublicKey = field(default_factory=lambda: parse_public(DEVICE_LINE))
    type: SSHCertificateType = SSHCertificateType.USER
    serial: int = 7
    key_id: bytes = b"device:131016-0001"
    principals: tuple[bytes, ...] = (SUBJECT.encode(),)
    valid_after: int = int(NOW) - 300
    valid_before: int = int(NOW) + 90 * 86400
    critical_options: tuple[tuple[bytes, bytes], ...] = ()
    extensions: tuple[tuple[bytes, bytes], ...] = ()

    def signed(self, private: bytes) -> str:
        """The certificate line, signed with the key in the PEM *private*."""
        builder = (
            SSHCertificateBuilder()
            .public_key(self.key)
            .type(self.type)
            .serial(self.serial)
            .key_id(self.key_id)
            .valid_after(self.valid_after)
            .valid_before(self.valid_before)
        )
        if self.principals:
            builder = builder.valid_principals(list(self.principals))
        else:
            builder = builder.valid_for_all_principals()  # type: ignore[no-untyped-call]  # the library's gap
        for name, value in self.critical_options:
            builder = builder.add_critical_option(name, value)
        for name, value in self.extensions:
            builder = builder.add_extension(name, value)
        return builder.sign(parse_private(private)).public_bytes().decode("ascii")


@functools.cache
def authority() -> Authority:
    """One authority for tests that only need some."""
    return Authority.create(MemoryKeyStore())


class MemoryLedger:
    """A `certs.ledger.Ledger` that remembers serials."""

    def __init__(self) -> None:
        self._good: dict[int, bool] = {}

    async def record_certificate(
        self,
        serial: int,
        profile: str,  # noqa: ARG002 - of the Protocol
        subject: str,  # noqa: ARG002 - of the Protocol
        fingerprint: str,  # noqa: ARG002 - of the Protocol
        expires_at: float,  # noqa: ARG002 - of the Protocol
        *,
        now: float,  # noqa: ARG002 - of the Protocol
    ) -> None:
        """Remember *serial*."""
        self._good[serial] = True

    def revoke(self, serial: int) -> None:
        """From now on *serial* is refused."""
        self._good[serial] = False

    async def check_certificate(self, serial: int) -> None:
        """Raises `VerificationError` when the serial was revoked or never recorded."""
        if not self._good.get(serial):
            raise VerificationError(9, f"No certificate with serial {serial} is in force.")
