"""The addresses of this PC's network cards."""

import re

from client.posture.cards import addresses, chosen
from wire.limits import MAX_ADDRESSES


def test_only_real_cards_are_told() -> None:
    """Bridges, tunnels, containers, loops, groups and zeros are left out; each spelling becomes the one of the wire."""
    cards = [
        ("lo", "00:00:00:00:00:00"),
        ("docker0", "02:42:ac:11:00:02"),
        ("vethab12", "3e:52:82:1a:0b:4d"),
        ("eth0", "3C-52-82-1A-0B-4D"),
        ("wlan0", "10:02:b5:00:11:22"),
        ("ib0", "80:00:02:08:fe:80:00:00"),
        ("x", "01:00:5e:00:00:01"),
        ("y", ""),
    ]
    assert chosen(cards) == ("10:02:b5:00:11:22", "3c:52:82:1a:0b:4d")


def test_no_more_than_a_report_holds() -> None:
    """A PC with very many cards tells the first of them."""
    assert len(chosen((f"eth{n}", f"02:00:00:00:00:{n:02x}") for n in range(1, 40))) == MAX_ADDRESSES


def test_this_machines_cards_are_spelled_as_the_wire_wants_them() -> None:
    """Whatever cards this machine has, their addresses can be sent."""
    assert all(re.fullmatch(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", address) for address in addresses())
