"""The authority signs what its profiles say, and nothing else."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from certs import checks, ssh
from certs.authority import Authority, Certificate, new_serial
from certs.errors import AuthorityExistsError, IssueError, KeyFormatError, KeyMissingError, VerificationError
from certs.keys import authority_fingerprint, fingerprint, new_key
from certs.keystore import MemoryKeyStore
from certs.profiles import Profile, SigningKey
from certs.verify import Verified, verify
from tests.fakes.certs import DEVICE_LINE, NOW, SUBJECT, authority


@given(
    profile=st.sampled_from(Profile),
    subject=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True),
    serial=st.integers(1, 2**63 - 1),
    now=st.floats(1.1e9, 9e9),
)
def test_what_is_issued_verifies_for_its_profile_alone(profile: Profile, subject: str, serial: int, now: float) -> None:
    """Each certificate passes verification as what it is, and as no other profile, whichever authority is asked."""
    issued = authority().issue(profile, DEVICE_LINE, subject, serial=serial, now=now)
    facts = as_profile(issued, profile, profile, now)
    assert (facts.serial, facts.subject, facts.fingerprint) == (serial, subject, fingerprint(DEVICE_LINE))
    assert facts.expires_at == issued.expires_at == int(now) + profile.lifetime
    for other in set(Profile) - {profile}:
        for signer in Profile:
            with pytest.raises(VerificationError):
                as_profile(issued, other, signer, now)


def as_profile(issued: Certificate, profile: Profile, signer: Profile, now: float) -> Verified:
    """Verify *issued* as *profile* against the key that signs *signer*."""
    line = authority().signer_line(signer)
    return verify(issued.line, profile=profile, authority=line, subject=issued.subject, now=now, public_key=DEVICE_LINE)


def test_the_result_tells_what_was_signed() -> None:
    """Serial, profile, subject, key fingerprint and expiry are handed back beside the line."""
    issued = authority().issue(Profile.SESSION, DEVICE_LINE, "session-00000000000a", serial=9, now=NOW)
    expected = Certificate(issued.line, 9, Profile.SESSION, "session-00000000000a", fingerprint(DEVICE_LINE), NOW + 60)
    assert issued == expected


def test_two_certificates_of_the_same_facts_differ() -> None:
    """Each carries its own nonce: a signature is never made twice over the same bytes."""
    first, second = (authority().issue(Profile.DEVICE, DEVICE_LINE, SUBJECT, serial=1, now=NOW) for _ in range(2))
    assert first.line != second.line


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH),
        b"ssh-rsa AAAAB3NzaC1yc2E",
        b"",
    ],
    ids=["ECDSA", "RSA", "empty"],
)
def test_only_ed25519_keys_are_certified(key: bytes) -> None:
    """A request for any other kind of key ends in KeyFormatError."""
    with pytest.raises(KeyFormatError):
        authority().issue(Profile.DEVICE, key.decode(), SUBJECT, serial=1, now=NOW)


def test_a_certificate_is_no_key_to_certify() -> None:
    """A certificate in a public key's place is refused."""
    issued = authority().issue(Profile.DEVICE, DEVICE_LINE, SUBJECT, serial=1, now=NOW)
    with pytest.raises(KeyFormatError):
        authority().issue(Profile.DEVICE, issued.line, SUBJECT, serial=2, now=NOW)


@pytest.mark.parametrize("signer", SigningKey)
def test_none_of_the_authoritys_keys_is_certified(signer: SigningKey) -> None:
    """No profile vouches for any of the four keys."""
    own: str = getattr(authority().public_keys(), signer.value)
    for profile in Profile:
        with pytest.raises(IssueError):
            authority().issue(profile, own, SUBJECT, serial=1, now=NOW)


@pytest.mark.parametrize(("subject", "serial", "now"), [("a,b", 1, NOW), (SUBJECT, 0, NOW), (SUBJECT, 1, 0.0)])
def test_the_request_checks_stand_at_the_door(subject: str, serial: int, now: float) -> None:
    """A bad subject, serial or time is refused before anything is drafted."""
    with pytest.raises(IssueError):
        authority().issue(Profile.DEVICE, DEVICE_LINE, subject, serial=serial, now=now)


def test_the_enforcers_stand_before_the_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the drafting goes wrong, nothing is signed."""
    honest_draft = checks.draft

    def for_ever(request: checks.Request) -> checks.Draft:
        return replace(honest_draft(request), valid_before=2**64 - 1)

    def sign(draft: checks.Draft, key: object) -> str:
        pytest.fail("it was signed")

    monkeypatch.setattr(checks, "draft", for_ever)
    monkeypatch.setattr(ssh, "sign", sign)
    with pytest.raises(IssueError, match="too long"):
        authority().issue(Profile.DEVICE, DEVICE_LINE, SUBJECT, serial=1, now=NOW)


def test_what_would_not_verify_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the signing goes wrong, the result is refused by our own verifier."""

    def sign(draft: checks.Draft, key: object) -> str:
        return DEVICE_LINE

    monkeypatch.setattr(ssh, "sign", sign)
    with pytest.raises(VerificationError):
        authority().issue(Profile.DEVICE, DEVICE_LINE, SUBJECT, serial=1, now=NOW)


def test_an_authority_is_loaded_as_it_was_created() -> None:
    """The same four keys, four different ones, come back."""
    keystore = MemoryKeyStore()
    created = Authority.create(keystore)
    assert Authority.load(keystore).public_keys() == created.public_keys()
    keys = created.public_keys()
    assert len({keys.gateway, keys.machine, keys.session, keys.user}) == 4


def test_an_authority_is_created_once() -> None:
    """A second creation is refused and leaves the first alone."""
    keystore = MemoryKeyStore()
    keys = Authority.create(keystore).public_keys()
    with pytest.raises(AuthorityExistsError):
        Authority.create(keystore)
    assert Authority.load(keystore).public_keys() == keys


def test_one_key_left_is_enough_to_refuse_creation() -> None:
    """Where any of the four keys is, certificates may exist: nothing is created beside it."""
    keystore = MemoryKeyStore()
    keystore.store("authority-user", new_key())
    with pytest.raises(AuthorityExistsError, match="user"):
        Authority.create(keystore)
    with pytest.raises(KeyMissingError):
        keystore.load("authority-gateway")


def test_a_missing_key_is_named() -> None:
    """Where there is no authority, loading says which key is missing."""
    with pytest.raises(KeyMissingError, match="authority-"):
        Authority.load(MemoryKeyStore())


def test_a_damaged_key_is_refused() -> None:
    """A key that is not one ends in an error of ours."""
    keystore = MemoryKeyStore()
    Authority.create(keystore)
    keystore.store("authority-session", b"damaged")
    with pytest.raises(KeyFormatError):
        Authority.load(keystore)


def test_the_fingerprint_is_of_the_gateways_key() -> None:
    """Invitations name the key that signs the gateway's host certificates."""
    assert authority().fingerprint() == authority_fingerprint(authority().public_keys().gateway)
    assert len(authority().fingerprint()) == 43


def test_printing_an_authority_shows_no_key() -> None:
    """The repr of an authority holds no key material."""
    assert "PRIVATE" not in repr(authority())


def test_serials_are_random_and_fit_the_ledger() -> None:
    """Serials are positive, below 2**63, and do not repeat."""
    serials = [new_serial() for _ in range(1000)]
    assert len(set(serials)) == 1000
    assert all(0 < serial < 1 << 63 for serial in serials)
    assert max(serials) > 1 << 60
