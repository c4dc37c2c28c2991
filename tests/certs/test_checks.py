"""What the authority refuses to sign, check by check."""

import math
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import SSHCertificateType
from hypothesis import given
from hypothesis import strategies as st

from certs import checks
from certs.errors import IssueError
from certs.keys import new_key, parse_public, public_line
from certs.profiles import Profile
from tests.fakes.certs import DEVICE_LINE, NOW, SUBJECT

GOOD = checks.Request(Profile.DEVICE, parse_public(DEVICE_LINE), SUBJECT, 7, NOW)
DRAFT = checks.draft(GOOD)


@pytest.mark.parametrize(
    "subject", [SUBJECT, "pc-131016-0001", "session-0123456789ab", "sekisho-gateway", "gateway.example.jp", "a" * 64]
)
def test_plain_subjects_pass(subject: str) -> None:
    """Every form of name that Sekisho uses is plain."""
    checks.SubjectIsPlain().check(replace(GOOD, subject=subject))


@pytest.mark.parametrize(
    "subject", ["", "a,b", "*", "131016-*", "a b", "!a", "-a", "a\n", "a\0", "関所", "a" * 65, "a:b", "a/b", "a@b"]
)
def test_other_subjects_are_refused(subject: str) -> None:
    """Lists, patterns, negations, options, line ends and long names are refused."""
    with pytest.raises(IssueError):
        checks.SubjectIsPlain().check(replace(GOOD, subject=subject))


@pytest.mark.parametrize("serial", [0, -1, 1 << 63, 1 << 64])
def test_a_serial_outside_the_ledgers_range_is_refused(serial: int) -> None:
    """0 would be a certificate without a serial, and 64 bits do not fit the ledger."""
    with pytest.raises(IssueError):
        checks.SerialIsInRange().check(replace(GOOD, serial=serial))


@pytest.mark.parametrize("serial", [1, (1 << 63) - 1])
def test_the_ends_of_the_serials_range_pass(serial: int) -> None:
    """1 and 2**63 - 1 are serials."""
    checks.SerialIsInRange().check(replace(GOOD, serial=serial))


@pytest.mark.parametrize("now", [0.0, -1.0, 86400.0, math.nan, math.inf, 1e12])
def test_a_clock_that_is_not_set_is_refused(now: float) -> None:
    """1970, milliseconds taken for seconds, and no number at all are not times."""
    with pytest.raises(IssueError):
        checks.TimeIsReal().check(replace(GOOD, now=now))


def test_an_authoritys_own_key_is_refused() -> None:
    """A certificate for its signer's key is refused, one for another key is not."""
    other = parse_public(public_line(new_key()))
    checks.KeyIsNotOurs((other,)).check(GOOD)
    with pytest.raises(IssueError):
        checks.KeyIsNotOurs((other, GOOD.key)).check(GOOD)


@pytest.mark.parametrize(
    "draft",
    [
        replace(DRAFT, type=SSHCertificateType.HOST),
        replace(DRAFT, key_id="device:131016-0002"),
        replace(DRAFT, key_id="session:131016-0001"),
        replace(DRAFT, principal="131016-0002"),
    ],
)
def test_a_draft_that_names_something_else_is_refused(draft: checks.Draft) -> None:
    """A profile that drafted another type, key id or principal is caught before the signature."""
    with pytest.raises(IssueError):
        checks.NamesItsProfile().enforce(draft, GOOD)


@pytest.mark.parametrize(
    "draft",
    [
        replace(DRAFT, valid_before=DRAFT.valid_before + 1),
        replace(DRAFT, valid_after=DRAFT.valid_after - 1),
        replace(DRAFT, valid_before=2**64 - 1),
        replace(DRAFT, valid_after=0),
        replace(DRAFT, valid_after=int(NOW) + 1),
        replace(DRAFT, valid_before=int(NOW)),
    ],
)
def test_a_draft_of_another_length_is_refused(draft: checks.Draft) -> None:
    """Longer than the profile by a second, for ever, not yet or no longer valid: caught before the signature."""
    with pytest.raises(IssueError):
        checks.LivesWithinBounds().enforce(draft, GOOD)


@given(profile=st.sampled_from(Profile), now=st.floats(1.1e9, 9e9), serial=st.integers(1, 2**63 - 1))
def test_every_profiles_draft_passes_the_enforcers(profile: Profile, now: float, serial: int) -> None:
    """What the profiles draft, the enforcers accept, at any time."""
    request = replace(GOOD, profile=profile, now=now, serial=serial)
    draft = checks.draft(request)
    checks.NamesItsProfile().enforce(draft, request)
    checks.LivesWithinBounds().enforce(draft, request)
