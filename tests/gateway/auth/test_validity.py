"""Whether an ID is within its dates."""

import pytest

from gateway.auth.validity import check_valid
from gateway.errors import RefusedError
from gateway.records import Identity, IdentityState
from wire.reasons import Reason


def test_an_id_is_valid_until_its_moment_and_not_at_it() -> None:
    """The last good moment is the one before its date; an ID without a date is always valid."""
    dated = Identity("131016-0001", "131016", "関所 花子", IdentityState.ENROLLED, 0.0, expires_at=100.0)
    check_valid(dated, 99.999)
    with pytest.raises(RefusedError) as refused:
        check_valid(dated, 100.0)
    assert refused.value.reason is Reason.EXPIRED
    check_valid(Identity("131016-0001", "131016", "関所 花子", IdentityState.ENROLLED, 0.0), 1e12)
