"""How many wrong codes, how fast, and for how long."""

from dataclasses import replace

import pytest

from gateway.auth.lockout import LOCK_SECONDS, check_may_try, delay_after, lock_until
from gateway.errors import RefusedError
from tests.fakes.grants import LOGIN
from wire.reasons import Reason


def test_the_delay_grows() -> None:
    """Nothing before the first wrong code, then 1, 2, 4, 8 seconds."""
    assert [delay_after(failures) for failures in range(6)] == [0, 1, 2, 4, 8, 8]


def test_the_fifth_wrong_code_locks_for_half_an_hour() -> None:
    """Four do not."""
    assert lock_until(4, now=1000.0) == 0.0
    assert lock_until(5, now=1000.0) == 1000.0 + LOCK_SECONDS


def test_a_locked_login_says_how_long() -> None:
    """Refused until the lock ends, with the seconds that remain; not a moment longer."""
    locked = replace(LOGIN, locked_until=2000.0)
    with pytest.raises(RefusedError) as refusal:
        check_may_try(locked, now=1999.0)
    assert (refusal.value.reason, refusal.value.retry_after) == (Reason.LOCKED, 1.0)
    check_may_try(locked, now=2000.0)


def test_a_hasty_try_is_refused_without_looking_at_its_code() -> None:
    """After three wrong codes the next is heard four seconds later."""
    failed = replace(LOGIN, failures=3, last_failure_at=1000.0)
    with pytest.raises(RefusedError) as refusal:
        check_may_try(failed, now=1001.0)
    assert (refusal.value.reason, refusal.value.retry_after) == (Reason.TOO_FAST, 3.0)
    check_may_try(failed, now=1004.0)
