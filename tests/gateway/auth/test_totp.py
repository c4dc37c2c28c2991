"""One-time codes belong to the current step or the one before, and to no other."""

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.auth.totp import PERIOD, enrolment_uri, new_secret, step_of
from gateway.errors import RefusedError
from gateway.secret import Secret

SECRET = Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")  # RFC 6238's "12345678901234567890"


@pytest.mark.parametrize(("now", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_the_codes_are_those_of_rfc_6238(now: int, code: str) -> None:
    """The last six digits of the vectors in appendix B."""
    assert step_of(SECRET, code, now) == now // PERIOD


@given(st.integers(10, 1 << 32), st.integers(-3, 3))
def test_only_this_step_and_the_one_before_are_good(step: int, shift: int) -> None:
    """A code names its own step, and a code of the future or of long ago is wrong."""
    now = step * PERIOD + 7.5
    code = pyotp.TOTP(SECRET.reveal()).at((step + shift) * PERIOD)
    try:
        found = step_of(SECRET, code, now)
    except RefusedError:
        assert shift not in {-1, 0}
    else:
        assert found in {step - 1, step}
        assert pyotp.TOTP(SECRET.reveal()).at(found * PERIOD) == code


def test_the_uri_names_the_issuer_and_the_id() -> None:
    """An authenticator shows 関所 and the ID, and the URI fits its message."""
    uri = enrolment_uri(SECRET, "131016-0001")
    parsed = pyotp.parse_uri(uri)
    assert isinstance(parsed, pyotp.TOTP)
    assert (parsed.issuer, parsed.name, parsed.secret) == ("関所", "131016-0001", SECRET.reveal())
    assert len(uri) <= 256


def test_secrets_are_new_each_time() -> None:
    """160 bits, never the same twice, and not printed."""
    secrets = {new_secret().reveal() for _ in range(100)}
    assert len(secrets) == 100
    assert all(len(secret) == 32 for secret in secrets)
    assert "secret" in repr(new_secret())
