"""The table of profiles, row by row against the design."""

import pytest
from cryptography.hazmat.primitives.serialization import SSHCertificateType

from certs.profiles import DAY, RULES, Profile, SigningKey

USER, HOST = SSHCertificateType.USER, SSHCertificateType.HOST


@pytest.mark.parametrize(
    ("profile", "kind", "signer", "lifetime", "leeway"),
    [
        (Profile.DEVICE, USER, SigningKey.USER, 90 * DAY, 300),
        (Profile.MACHINE_DIAL, USER, SigningKey.MACHINE, 90 * DAY, 300),
        (Profile.MACHINE_HOST, HOST, SigningKey.MACHINE, 90 * DAY, 300),
        (Profile.SESSION, USER, SigningKey.SESSION, 60, 30),
        (Profile.GATEWAY, HOST, SigningKey.GATEWAY, 90 * DAY, 300),
    ],
)
def test_each_row_is_the_designs(
    profile: Profile, kind: SSHCertificateType, signer: SigningKey, lifetime: int, leeway: int
) -> None:
    """Type, signer, lifetime and leeway are those that the design states."""
    rules = profile.rules
    assert (rules.type, rules.signer, rules.lifetime, rules.leeway) == (kind, signer, lifetime, leeway)
    assert profile.lifetime == lifetime


def test_every_profile_has_its_row() -> None:
    """No profile is without rules, and no rules without a profile."""
    assert set(RULES) == set(Profile)


def test_no_two_profiles_share_signer_and_type() -> None:
    """What one profile's certificates open, another's never do, even to a reader that ignores key ids."""
    assert len({(rules.signer, rules.type) for rules in RULES.values()}) == len(Profile)


def test_no_key_id_begins_another() -> None:
    """A key id names one profile only."""
    heads = [profile.key_id("") for profile in Profile]
    assert not [(a, b) for a in heads for b in heads if a != b and b.startswith(a)]
