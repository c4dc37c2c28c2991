"""Whether this PC still has the address that a line was dialled from: after sleep or a new router it may have another.

The other side's packets then go nowhere, and TCP says nothing until a keepalive has failed. Looks; decides nothing.
"""

import ipaddress
from collections.abc import Iterable

import psutil


def own() -> list[str]:
    """Every address of every network card, as the system writes it."""
    return [card.address for cards in psutil.net_if_addrs().values() for card in cards]


def is_among(address: str, addresses: Iterable[str]) -> bool:
    """Whether *address* is one of *addresses*, however they are written; one that is none is not missed."""
    wanted = _parsed(address)
    return wanted is None or any(_parsed(other) == wanted for other in addresses)


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None  # a card's hardware address
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
