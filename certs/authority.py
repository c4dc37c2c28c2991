"""The authority: four Ed25519 keys, and the one place where they sign.

Signing goes in the order request checks -> profile -> enforcers -> sign -> read back as a verifier would. Does not
record or revoke what it signs (`issuing`, `ledger`), does not know who asks, and does not read a clock.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certs import checks, ssh
from certs.errors import AuthorityExistsError, KeyMissingError
from certs.keys import authority_fingerprint, line_of, new_key, parse_private, parse_public
from certs.keystore import KeyStore
from certs.profiles import Profile, SigningKey
from certs.verify import verify


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What the others must trust: OpenSSH public key lines, one for each of the authority's keys."""

    gateway: str
    machine: str
    session: str
    user: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """A signed certificate: its one OpenSSH `line`, and what it says. `expires_at` is in Unix seconds."""

    line: str
    serial: int
    profile: Profile
    subject: str
    fingerprint: str  # of the subject's key, OpenSSH's SHA256:… form
    expires_at: float


def new_serial() -> int:
    """A random positive serial of 63 bits: unguessable, and two nodes need not agree on a counter."""
    return 1 + secrets.randbelow((1 << checks.SERIAL_BITS) - 1)


class Authority:
    """Signs certificates. Made by `create` once, by `load` ever after."""

    def __init__(self, keys: Mapping[SigningKey, Ed25519PrivateKey]) -> None:
        self._keys = dict(keys)
        self._lines = {name: line_of(key.public_key()) for name, key in keys.items()}
        own = tuple(key.public_key() for key in keys.values())
        self._checks: tuple[checks.RequestCheck, ...] = (
            checks.SubjectIsPlain(),
            checks.SerialIsInRange(),
            checks.TimeIsReal(),
            checks.KeyIsNotOurs(own),
        )
        self._enforcers: tuple[checks.Enforcer, ...] = (checks.NamesItsProfile(), checks.LivesWithinBounds())

    @classmethod
    def create(cls, keystore: KeyStore) -> "Authority":
        """Make the four keys and keep them. Raises `AuthorityExistsError` when even one is there already."""
        for name in SigningKey:
            _require_absent(keystore, name)
        for name in SigningKey:
            keystore.store(_stored_as(name), new_key())
        return cls.load(keystore)

    @classmethod
    def load(cls, keystore: KeyStore) -> "Authority":
        """The authority kept in *keystore*. Raises `KeyStoreError` or `KeyFormatError`."""
        return cls({name: parse_private(keystore.load(_stored_as(name))) for name in SigningKey})

    def public_keys(self) -> PublicKeys:
        """The four public keys."""
        lines = self._lines
        return PublicKeys(
            gateway=lines[SigningKey.GATEWAY],
            machine=lines[SigningKey.MACHINE],
            session=lines[SigningKey.SESSION],
            user=lines[SigningKey.USER],
        )

    def signer_line(self, profile: Profile) -> str:
        """The public key line of the key that signs *profile*."""
        return self._lines[profile.rules.signer]

    def fingerprint(self) -> str:
        """The fingerprint of the gateway key, as invitations carry it: 43 characters of base64url."""
        return authority_fingerprint(self._lines[SigningKey.GATEWAY])

    def issue(self, profile: Profile, public_key: str, subject: str, *, serial: int, now: float) -> Certificate:
        """Sign a certificate for the holder of *public_key* (an OpenSSH line). *now* is in Unix seconds.

        Raises `KeyFormatError` for a key that is not Ed25519 and `IssueError` when a rule forbids it.
        """
        request = checks.Request(profile, parse_public(public_key), subject, serial, now)
        for check in self._checks:
            check.check(request)
        draft = checks.draft(request)
        for enforcer in self._enforcers:
            enforcer.enforce(draft, request)
        line = ssh.sign(draft, self._keys[profile.rules.signer])
        return self._read_back(line, request)

    def _read_back(self, line: str, request: checks.Request) -> Certificate:
        """Verify what was just signed: a certificate that our own verifier refuses never leaves."""
        verified = verify(
            line,
            profile=request.profile,
            authority=self.signer_line(request.profile),
            subject=request.subject,
            now=request.now,
        )
        return Certificate(
            line=line,
            serial=verified.serial,
            profile=request.profile,
            subject=verified.subject,
            fingerprint=verified.fingerprint,
            expires_at=verified.expires_at,
        )


def _stored_as(name: SigningKey) -> str:
    return f"authority-{name.value}"


def _require_absent(keystore: KeyStore, name: SigningKey) -> None:
    try:
        keystore.load(_stored_as(name))
    except KeyMissingError:
        return
    raise AuthorityExistsError(name.value)
