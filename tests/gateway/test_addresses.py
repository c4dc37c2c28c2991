"""MAC addresses in every usual spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.addresses import normal, normal_list
from gateway.errors import MalformedError

BYTES = st.binary(min_size=6, max_size=6).filter(lambda raw: any(raw) and not raw[0] & 1)


@given(raw=BYTES, upper=st.booleans())
def test_every_spelling_is_the_same_address(raw: bytes, upper: bool) -> None:  # noqa: FBT001 - drawn
    """Colons, hyphens, dots in Cisco's way or nothing at all between the digits, in either case."""
    plain = raw.hex()
    spellings = (raw.hex(":"), raw.hex("-"), plain, ".".join(plain[at : at + 4] for at in (0, 4, 8)))
    written = [spelling.upper() if upper else spelling for spelling in spellings]
    assert {normal(text) for text in written} == {raw.hex(":")}
    assert normal_list(written) == (raw.hex(":"),)


@pytest.mark.parametrize(
    "text", ["", "3c:52", "zz:52:82:1a:0b:4d", "3c:52:82:1a:0b:4d:00", "ff:ff:ff:ff:ff:ff", "0" * 12]
)
def test_what_is_no_network_cards_address_is_refused(text: str) -> None:
    """Too short, too long, other letters, a group's address, zeros."""
    with pytest.raises(MalformedError):
        normal(text)
