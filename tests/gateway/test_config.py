"""The gateway's settings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config import Address, Config, Listener, from_toml, to_toml
from gateway.errors import StateError

HOSTS = st.one_of(st.ip_addresses().map(str), st.from_regex(r"[a-z][a-z0-9.-]{0,40}", fullmatch=True))
ADDRESSES = st.builds(Address, HOSTS, st.integers(0, 65535))


@given(ADDRESSES)
def test_an_address_is_read_as_it_is_written(address: Address) -> None:
    """IPv4, IPv6 and names come back from their text."""
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize(
    "text", ["", "8022", "host", "host:", ":8022", "host:65536", "::1:8022", "host:8022/", "a b:1", 'h":1']
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """Anything but HOST:PORT is refused with a sentence that shows how it is written."""
    with pytest.raises(ValueError, match="HOST:PORT"):
        Address.parse(text)


@given(ADDRESSES, ADDRESSES, ADDRESSES, ADDRESSES, ADDRESSES)
def test_settings_are_read_as_they_are_written(a: Address, b: Address, c: Address, d: Address, e: Address) -> None:
    """Settings come back from config.toml, whatever the addresses."""
    fixed = [address for address in (a, c, e) if address.port]
    if len(set(fixed)) == len(fixed):
        config = Config(Listener(a, b), Listener(c, d), Listener(e, b))
        assert from_toml(to_toml(config)) == config


def test_the_three_listeners_have_three_addresses() -> None:
    """One address for two listeners is refused: the Internet side would reach the inner one."""
    one, other = Address("127.0.0.1", 1), Address("127.0.0.1", 2)
    for places in ((one, one, other), (one, other, one), (other, one, one)):
        with pytest.raises(ValueError, match="address of their own"):
            Config(Listener(places[0], one), Listener(places[1], one), Listener(places[2], one))


def test_an_advertised_address_is_the_listening_one_unless_given() -> None:
    """`advertise` may be left out."""
    clients, agents = '[clients]\nlisten = "a:1"', '[agents]\nlisten = "b:2"\nadvertise = "c:3"'
    config = from_toml(f'version = 1\n{clients}\n{agents}\n[console]\nlisten = "d:4"\n')
    assert config.clients.advertise == Address("a", 1)
    assert config.agents.advertise == Address("c", 3)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("version = 2\nsomething = 'new'", "newer than this program"),
        ("version = ", "cannot be used"),
        ("", "version"),
        ("version = 1", "clients"),
        ('version = 1\n[clients]\nlisten = "a"\n[agents]\nlisten = "b:2"\n[console]\nlisten = "c:3"', "HOST:PORT"),
        (
            'version = 1\nextra = 1\n[clients]\nlisten = "a:1"\n[agents]\nlisten = "b:2"\n[console]\nlisten = "c:3"',
            "extra",
        ),
    ],
)
def test_unusable_settings_are_refused(text: str, words: str) -> None:
    """Newer, malformed, incomplete or unknown settings are refused with a sentence that names the trouble."""
    with pytest.raises(StateError, match=words):
        from_toml(text)
