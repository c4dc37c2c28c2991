"""The posture as a person reads it."""

import msgspec
import pytest

from client.posture.checks import CheckName, Result, checks_of
from tests.fakes.client_play import POSTURE
from wire.messages import Antivirus, Posture
from wire.reasons import Reason

NOW = 1_790_000_000.0


def with_(**changes: object) -> Posture:
    """A good posture with *changes*."""
    return msgspec.structs.replace(POSTURE, **changes)


def test_a_good_pc_passes_every_check() -> None:
    """Nothing to do, nothing advised; an unknown firewall is said to be unknown."""
    checks = checks_of(with_(firewall=True), NOW)
    assert [check.name for check in checks] == list(CheckName)
    assert all(check.result is Result.PASSED and check.advice is None for check in checks)
    assert checks_of(POSTURE, NOW)[-1].result is Result.UNKNOWN


@pytest.mark.parametrize(
    ("posture", "name", "reason"),
    [
        (with_(os_family="android"), CheckName.OS, Reason.OS_UNSUPPORTED),
        (with_(form="tablet"), CheckName.FORM, Reason.NOT_A_PC),
        (with_(antivirus=()), CheckName.ANTIVIRUS, Reason.ANTIVIRUS_MISSING),
        (with_(antivirus=(Antivirus("X", False, 1_790_000_000),)), CheckName.ANTIVIRUS, Reason.ANTIVIRUS_STOPPED),
        (with_(antivirus=(Antivirus("X", True, None),)), CheckName.SIGNATURES, Reason.ANTIVIRUS_STALE),
        (with_(antivirus=(Antivirus("X", True, 1_789_000_000),)), CheckName.SIGNATURES, Reason.ANTIVIRUS_STALE),
        (with_(firewall=False), CheckName.FIREWALL, Reason.FIREWALL_OFF),
    ],
)
def test_each_failure_says_what_to_do(posture: Posture, name: CheckName, reason: Reason) -> None:
    """The failing check has the reason that the gateway would give, and its advice."""
    check = next(check for check in checks_of(posture, NOW) if check.name is name)
    assert check.result is Result.FAILED
    assert check.reason is reason
    assert check.advice is not None


def test_a_stopped_product_does_not_vouch_for_its_signatures() -> None:
    """Fresh signatures of a product that does not run protect nobody."""
    posture = with_(antivirus=(Antivirus("X", False, 1_790_000_000),))
    check = next(check for check in checks_of(posture, NOW) if check.name is CheckName.SIGNATURES)
    assert check.result is Result.FAILED
