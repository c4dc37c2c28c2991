"""Which addresses this PC has."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.addresses import is_among, own

addresses = st.lists(st.ip_addresses().map(str), max_size=6)


@given(st.ip_addresses(v=4).map(str), addresses)
def test_an_address_is_found_among_others(address: str, others: list[str]) -> None:
    """Where it stands in the list it is found, and where it does not it is missed."""
    assert is_among(address, [*others, address])
    assert is_among(address, [other for other in others if other.rpartition(":")[2] != address]) is False


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fe80::1%eth0", "fe80::1"),
        ("fe80::1", "fe80::1%12"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:0db8:0:0::1"),
    ],
)
def test_one_address_has_several_spellings(one: str, other: str) -> None:
    """A card's number, a mapped address and zeros left out make no other address of it."""
    assert is_among(one, [other])


@pytest.mark.parametrize("text", ["", "a name", "00:11:22:33:44:55"])
def test_what_is_no_address_is_not_missed(text: str) -> None:
    """A line that was not dialled from an address cannot lose it."""
    assert is_among(text, ["192.0.2.1"])


def test_the_address_of_a_line_is_one_of_ours() -> None:
    """What a connected socket calls its own name is in the system's list."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as line:
        assert is_among(line.getsockname()[0], own())
    assert not is_among(str(ipaddress.ip_address("192.0.2.1")), own())
