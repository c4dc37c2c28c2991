"""Names that are made of records."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.records import session_name


@given(st.integers(1, (1 << 48) - 1))
def test_a_sessions_name_is_its_number_in_twelve_digits(number: int) -> None:
    """The name has one length and leads back to the number."""
    assert len(session_name(number)) == 12
    assert int(session_name(number), 16) == number
