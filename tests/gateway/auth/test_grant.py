"""A Grant is made by authorize() only, and only when no rule says no."""

from dataclasses import replace

import pytest

from gateway.auth.grant import Grant, Request, authorize
from gateway.errors import RefusedError
from gateway.records import IdentityState, PcState, Segment
from tests.fakes.grants import IDENTITY, OFFICE, ORGANISATION, REQUEST
from wire.limits import POSTURE_MAX_AGE
from wire.reasons import Reason


def test_a_good_request_is_granted() -> None:
    """The grant names who, what and until when."""
    grant = authorize(REQUEST, now=1000.0)
    assert (grant.identity, grant.pc, grant.device) == (IDENTITY, OFFICE, "SHA256:device")
    assert grant.until == 1000.0 + ORGANISATION.policy.session_max


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (replace(REQUEST, identity=replace(IDENTITY, state=IdentityState.REVOKED)), Reason.REVOKED),
        (replace(REQUEST, identity=replace(IDENTITY, state=IdentityState.SUSPENDED)), Reason.SUSPENDED),
        (replace(REQUEST, identity=replace(IDENTITY, state=IdentityState.ISSUED)), Reason.SUSPENDED),
        (replace(REQUEST, organisation=replace(ORGANISATION, suspended=True)), Reason.SUSPENDED),
        (replace(REQUEST, pc=replace(OFFICE, users=("131016-0002",))), Reason.PC_UNKNOWN),
        (replace(REQUEST, pc=replace(OFFICE, users=())), Reason.PC_UNKNOWN),
        (replace(REQUEST, pc=replace(OFFICE, organisation="131024")), Reason.PC_UNKNOWN),
        (replace(REQUEST, identity=replace(IDENTITY, organisation="131024")), Reason.PC_UNKNOWN),
        (replace(REQUEST, pc=replace(OFFICE, segment=Segment.MY_NUMBER)), Reason.MY_NUMBER),
        (replace(REQUEST, pc=replace(OFFICE, state=PcState.RETIRED)), Reason.PC_RETIRED),
        (replace(REQUEST, pc=replace(OFFICE, state=PcState.INVITED)), Reason.PC_OFF),
        (replace(REQUEST, posture_age=POSTURE_MAX_AGE + 1), Reason.POSTURE_STALE),
        (replace(REQUEST, posture_age=float("nan")), Reason.POSTURE_STALE),
        (replace(REQUEST, attending=False), Reason.PC_OFF),
        (replace(REQUEST, busy=True), Reason.PC_BUSY),
    ],
)
def test_each_rule_says_no_by_its_own_reason(request_: Request, reason: Reason) -> None:
    """One thing wrong is enough, and the reason names it."""
    with pytest.raises(RefusedError) as refusal:
        authorize(request_, now=1000.0)
    assert refusal.value.reason is reason


def test_nobody_else_can_make_a_grant() -> None:
    """The class cannot be called from outside, and a grant takes no further fields."""
    with pytest.raises(TypeError):
        Grant(object(), identity=IDENTITY, organisation=ORGANISATION, pc=OFFICE, device="d", until=1e12)
    with pytest.raises(AttributeError):
        authorize(REQUEST, now=0.0).note = "more"  # type: ignore[attr-defined] # the point of the test
