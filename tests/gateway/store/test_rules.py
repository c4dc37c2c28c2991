"""The decisions that every store takes alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import GatewayError, RefusedError, UnknownError
from gateway.records import IdentityState, OfficePc, PcState, Segment
from gateway.store import rules
from wire.reasons import Reason

TIMES = st.floats(0, 1e6)


def reason_of(state: rules.SpentState | None, key: str, now: float) -> Reason | None:
    """Why the invitation is refused, None when it is good."""
    try:
        rules.check_invitation(state, "client", key, now)
    except RefusedError as error:
        return error.reason
    return None


@given(TIMES, TIMES)
def test_an_unspent_invitation_is_good_until_its_end(expires_at: float, now: float) -> None:
    """Before its end it is good for any key, from its end on for none."""
    state = rules.SpentState("client", expires_at, None, None)
    assert reason_of(state, "any", now) is (None if now < expires_at else Reason.INVITATION)


@given(spent_at=TIMES, now=TIMES, same=st.booleans())
def test_a_spent_invitation_is_good_only_for_its_key_and_a_while(spent_at: float, now: float, *, same: bool) -> None:
    """Whatever its end, it is good for the key that spent it, for ten minutes, and for no other."""
    state = rules.SpentState("client", 0.0, "mine", spent_at)
    good = same and now - spent_at <= rules.RESPEND_WITHIN
    assert reason_of(state, "mine" if same else "other", now) is (None if good else Reason.INVITATION_SPENT)


def test_a_row_that_contradicts_itself_is_refused() -> None:
    """Spent by somebody, but never: refused."""
    assert reason_of(rules.SpentState("client", 9.0, "mine", None), "mine", 1.0) is Reason.INVITATION_SPENT
    assert reason_of(None, "mine", 1.0) is Reason.INVITATION


@pytest.mark.parametrize("state", list(IdentityState))
@pytest.mark.parametrize("suspended", [False, True])
def test_only_an_enrolled_id_of_a_working_organisation_may_log_in(state: IdentityState, *, suspended: bool) -> None:
    """Of all states, one may pass, and a revoked ID is told so even when its organisation rests."""
    expected: dict[IdentityState, type[GatewayError] | None] = dict.fromkeys(IdentityState, RefusedError)
    expected[IdentityState.ISSUED] = RefusedError if suspended else UnknownError
    expected[IdentityState.ENROLLED] = RefusedError if suspended else None
    error = expected[state]
    if error is None:
        rules.check_may_log_in("131016-0001", state, organisation_suspended=suspended)
        return
    with pytest.raises(error):
        rules.check_may_log_in("131016-0001", state, organisation_suspended=suspended)


@pytest.mark.parametrize("segment", list(Segment))
@pytest.mark.parametrize("state", list(PcState))
@pytest.mark.parametrize("mine", [False, True])
def test_only_an_enrolled_pc_of_ones_own_may_be_viewed(segment: Segment, state: PcState, *, mine: bool) -> None:
    """Of all office PCs, those may be viewed that are one's own, enrolled, and outside the My Number segment."""
    pc = OfficePc("pc-131016-0001", "131016", "総務課-012", segment, state, ("131016-0001",) if mine else ())
    if mine and state is PcState.ENROLLED and segment is not Segment.MY_NUMBER:
        rules.check_may_view("131016-0001", pc)
        return
    with pytest.raises(RefusedError):
        rules.check_may_view("131016-0001", pc)
