"""Each step of verification refuses what it is there to refuse, and nothing that should pass."""

import base64
import math
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import SSHCertificateType
from hypothesis import given
from hypothesis import strategies as st

from certs.errors import CertError, KeyFormatError, VerificationError
from certs.keys import fingerprint, new_key, public_line
from certs.profiles import Profile
from certs.verify import Verified, verify, verify_current
from tests.fakes.certs import DEVICE_LINE, NOW, SUBJECT, Forgery, MemoryLedger

SIGNER = new_key()
SIGNER_LINE = public_line(SIGNER)
OTHER = new_key()
GOOD = Forgery()
GOOD_LINE = GOOD.signed(SIGNER)
GOOD_BLOB = base64.b64decode(GOOD_LINE.split(" ")[1])
DAY = 86400


def check(
    line: str,
    *,
    profile: Profile = Profile.DEVICE,
    authority: str = SIGNER_LINE,
    subject: str = SUBJECT,
    now: float = NOW,
    public_key: str | None = DEVICE_LINE,
) -> Verified:
    """Verify as the checkpoint would."""
    return verify(line, profile=profile, authority=authority, subject=subject, now=now, public_key=public_key)


def failed_step(line: str, **changed: str | float | Profile) -> int:
    """The step at which *line* is refused."""
    with pytest.raises(VerificationError) as caught:
        check(line, **changed)  # type: ignore[arg-type]  # each test names one of check's own arguments
    assert str(caught.value).endswith((".", "?"))
    return caught.value.step


def flipped(line: str, position: int) -> str:
    """*line* with one bit of the byte at *position* of its blob changed."""
    kind, text = line.split(" ")
    blob = bytearray(base64.b64decode(text))
    blob[position] ^= 1
    return f"{kind} {base64.b64encode(blob).decode()}"


def test_a_good_certificate_yields_what_it_says() -> None:
    """All steps pass, and the facts are the certificate's."""
    assert check(GOOD_LINE) == Verified(7, SUBJECT, fingerprint(DEVICE_LINE), NOW + 90 * DAY, DEVICE_LINE)


def test_a_line_end_is_no_part_of_the_certificate() -> None:
    """A line read from a file, with its line end, verifies like the bare one."""
    assert check(GOOD_LINE + "\n") == check(GOOD_LINE)


UNREADABLE = {
    "empty": "",
    "one word": "nonsense",
    "no blob": "ssh-ed25519-cert-v01@openssh.com",
    "short blob": "ssh-ed25519-cert-v01@openssh.com AAAA",
    "not ASCII": "関所 関所",
    "cut": GOOD_LINE[:-8],
    "comment": GOOD_LINE + " comment",
    "leading space": " " + GOOD_LINE,
    "tab": GOOD_LINE.replace(" ", "\t"),
    "two lines": GOOD_LINE + "\n" + GOOD_LINE,
    "two line ends": GOOD_LINE + "\n\n",
    "sign outside base64": GOOD_LINE[:60] + "!" + GOOD_LINE[60:],
    "too long": GOOD_LINE + "A" * 5000,
}


@pytest.mark.parametrize("line", UNREADABLE.values(), ids=UNREADABLE)
def test_step_1_refuses_what_does_not_parse(line: str) -> None:
    """Text that is no certificate, cut, doubled, or spelt otherwise than we spell it, fails the first step."""
    assert failed_step(line) == 1


def test_step_2_refuses_a_bare_public_key() -> None:
    """A public key alone is no certificate, be it the right key."""
    assert failed_step(DEVICE_LINE) == 2


def test_step_2_refuses_a_host_certificate_for_a_user() -> None:
    """A host certificate does not log anybody in."""
    assert failed_step(replace(GOOD, type=SSHCertificateType.HOST).signed(SIGNER)) == 2


def test_step_2_refuses_a_user_certificate_for_a_host() -> None:
    """A user certificate does not make a gateway."""
    line = replace(GOOD, key_id=Profile.GATEWAY.key_id(SUBJECT).encode()).signed(SIGNER)
    assert failed_step(line, profile=Profile.GATEWAY) == 2


def test_step_2_refuses_other_kinds_of_key() -> None:
    """A certificate for an ECDSA key is refused although its signer is right."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    assert failed_step(replace(GOOD, key=key).signed(SIGNER)) == 2


def test_step_3_refuses_another_authority() -> None:
    """A certificate that differs only in who signed it is refused."""
    assert failed_step(GOOD.signed(OTHER)) == 3


def test_step_3_refuses_a_changed_signature() -> None:
    """One bit of the signature changed, and nothing else, is refused."""
    assert failed_step(flipped(GOOD_LINE, len(GOOD_BLOB) - 64)) == 3
    assert failed_step(flipped(GOOD_LINE, len(GOOD_BLOB) - 1)) == 3


def test_step_3_comes_before_anything_the_certificate_says() -> None:
    """A stranger's certificate is refused for its signer, whatever else is wrong with it: it learns nothing more."""
    line = replace(GOOD, key_id=b"x", principals=(), valid_before=int(NOW) - 1).signed(OTHER)
    assert failed_step(line) == 3


@pytest.mark.parametrize("key_id", [b"", b"device", b"devices:131016-0001", b"machine_dial:131016-0001", b"\xff:\xff"])
def test_step_4_refuses_another_profile(key_id: bytes) -> None:
    """The right signer and type do not help a certificate made for something else."""
    assert failed_step(replace(GOOD, key_id=key_id).signed(SIGNER)) == 4


@pytest.mark.parametrize("principals", [(), (b"131016-0002",), (SUBJECT.encode(), b"131016-0002"), (b"131016-*",)])
def test_step_5_refuses_any_other_list_of_principals(principals: tuple[bytes, ...]) -> None:
    """None (which means everybody), another, two and a pattern are all refused."""
    assert failed_step(replace(GOOD, principals=principals).signed(SIGNER)) == 5


def test_step_5_refuses_a_key_id_for_somebody_else() -> None:
    """What the logs would show and what the certificate allows must be the same."""
    assert failed_step(replace(GOOD, key_id=b"device:131016-0002").signed(SIGNER)) == 5


def test_step_5_refuses_an_empty_expectation() -> None:
    """A caller that expects nobody in particular is refused, even when the certificate agrees."""
    line = replace(GOOD, principals=(b"",), key_id=b"device:").signed(SIGNER)
    assert failed_step(line, subject="") == 5


@pytest.mark.parametrize("name", [b"permit-pty", b"permit-port-forwarding", b"unknown@example.com"])
def test_step_6_refuses_every_extension(name: bytes) -> None:
    """A certificate that permits anything beyond being somebody is refused."""
    assert failed_step(replace(GOOD, extensions=((name, b""),)).signed(SIGNER)) == 6


@pytest.mark.parametrize("option", [(b"force-command", b"/bin/sh"), (b"source-address", b"10.0.0.0/8")])
def test_step_6_refuses_every_critical_option(option: tuple[bytes, bytes]) -> None:
    """A critical option must be understood or refused; none is understood."""
    assert failed_step(replace(GOOD, critical_options=(option,)).signed(SIGNER)) == 6


@pytest.mark.parametrize(
    "now", [NOW - 301, NOW + 90 * DAY, NOW + 91 * DAY, math.nan, math.inf, -math.inf], ids=lambda now: f"{now}"
)
def test_step_7_refuses_outside_the_validity(now: float) -> None:
    """Too early, at the very end, after it, and at no time at all."""
    assert failed_step(GOOD_LINE, now=now) == 7


@pytest.mark.parametrize("now", [NOW - 300, NOW, NOW + 90 * DAY - 0.001])
def test_step_7_accepts_the_whole_validity(now: float) -> None:
    """From its first second to just before its end the certificate is good."""
    assert check(GOOD_LINE, now=now).subject == SUBJECT


def test_step_8_refuses_another_key() -> None:
    """Somebody's good certificate does not serve the holder of another key."""
    assert failed_step(GOOD_LINE, public_key=public_line(OTHER)) == 8


def test_step_8_is_for_callers_that_know_the_key() -> None:
    """Without an expected key the first seven steps decide, and the result names the key."""
    assert check(GOOD_LINE, public_key=None).fingerprint == fingerprint(DEVICE_LINE)


def test_a_bad_authority_is_not_the_certificates_fault() -> None:
    """An unreadable authority raises another error than a refused certificate, and accepts nothing."""
    with pytest.raises(KeyFormatError):
        check(GOOD_LINE, authority="ssh-rsa AAAA")


async def test_step_9_refuses_a_revoked_certificate() -> None:
    """A serial revoked in the ledger is refused from then on."""
    ledger = MemoryLedger()
    await ledger.record_certificate(7, "device", SUBJECT, fingerprint(DEVICE_LINE), NOW + 90 * DAY, now=NOW)
    await current(ledger)
    ledger.revoke(7)
    with pytest.raises(VerificationError) as caught:
        await current(ledger)
    assert caught.value.step == 9


async def test_step_9_refuses_a_certificate_that_was_never_recorded() -> None:
    """A good signature under a serial the ledger does not know means a stolen key: refused."""
    with pytest.raises(VerificationError) as caught:
        await current(MemoryLedger())
    assert caught.value.step == 9


async def test_step_9_refuses_when_the_ledger_cannot_answer() -> None:
    """A ledger that fails is an error for the caller, never an acceptance."""
    with pytest.raises(ConnectionError):
        await current(DeadLedger())


async def current(ledger: MemoryLedger) -> Verified:
    """All nine steps on the good certificate."""
    return await verify_current(
        GOOD_LINE, profile=Profile.DEVICE, authority=SIGNER_LINE, subject=SUBJECT, now=NOW, ledger=ledger
    )


class DeadLedger(MemoryLedger):
    """A ledger whose database has gone."""

    async def check_certificate(self, serial: int) -> None:  # noqa: ARG002  # named as the Protocol names it
        """Fail as a lost database does."""
        raise ConnectionError


@given(position=st.integers(0, len(GOOD_BLOB) - 1), change=st.integers(1, 255))
def test_no_change_of_one_byte_verifies(position: int, change: int) -> None:
    """Whatever byte of the blob is changed to whatever other value, the certificate is refused by a numbered step."""
    blob = bytearray(GOOD_BLOB)
    blob[position] ^= change
    assert failed_step(f"{GOOD_LINE.split(' ')[0]} {base64.b64encode(blob).decode()}") in {1, 2, 3}


def test_no_single_flipped_bit_verifies() -> None:
    """Every byte of the blob is covered by the signature or by the parser: no position is missed."""
    assert {failed_step(flipped(GOOD_LINE, position)) for position in range(len(GOOD_BLOB))} <= {1, 2, 3}


@given(position=st.integers(0, len(GOOD_LINE) - 1), character=st.characters(max_codepoint=0x2FF))
def test_no_change_of_one_character_verifies(position: int, character: str) -> None:
    """The line itself has one spelling: no other character anywhere gives the same certificate."""
    line = GOOD_LINE[:position] + character + GOOD_LINE[position + 1 :]
    if line != GOOD_LINE:
        assert failed_step(line) in {1, 2, 3}


@given(data=st.binary(max_size=400))
def test_arbitrary_bytes_are_refused_with_an_error_of_ours(data: bytes) -> None:
    """Random bytes dressed as a certificate end in a VerificationError, never in another exception."""
    with pytest.raises(CertError):
        check(f"ssh-ed25519-cert-v01@openssh.com {base64.b64encode(data).decode()}")


@given(cut=st.integers(0, len(GOOD_BLOB) - 1), tail=st.binary(max_size=64))
def test_a_cut_or_grown_certificate_is_refused(cut: int, tail: bytes) -> None:
    """Another ending, shorter or longer, is refused."""
    blob = GOOD_BLOB[:cut] + tail
    if blob != GOOD_BLOB:
        assert failed_step(f"ssh-ed25519-cert-v01@openssh.com {base64.b64encode(blob).decode()}") in {1, 2, 3}
