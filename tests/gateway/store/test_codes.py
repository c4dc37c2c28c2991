"""Names, numbers and codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.store import codes
from wire.ssh import session_principal


@given(st.from_regex(r"[0-9]{6}", fullmatch=True), st.integers(1, 99_999))
def test_the_organisation_is_found_in_a_name(organisation: str, number: int) -> None:
    """The names of an ID and of an office PC tell their organisation, also past 9,999 of them."""
    assert codes.organisation_of(codes.identity_name(organisation, number)) == organisation
    assert codes.organisation_of(codes.pc_name(organisation, number)) == organisation


@given(st.integers(1, (1 << 48) - 1))
def test_a_session_is_found_in_its_principal(number: int) -> None:
    """A session certificate's subject leads back to the session."""
    assert codes.session_of(session_principal(number)) == number


@pytest.mark.parametrize(
    "subject", ["", "sekisho-gateway", "131016", "pc-131016", "session-12", "131016-1", "x131016-0001"]
)
def test_other_subjects_lead_nowhere(subject: str) -> None:
    """A subject of another form belongs to no organisation and no session."""
    assert codes.organisation_of(subject) is None
    assert codes.session_of(subject) is None


def test_session_numbers_are_spread_over_48_bits() -> None:
    """Numbers are never 0, fit 48 bits, use the high ones, and do not repeat."""
    numbers = [codes.new_session_number() for _ in range(200)]
    assert all(0 < number < 1 << 48 for number in numbers)
    assert len(set(numbers)) == 200
    assert max(numbers) > 1 << 46
