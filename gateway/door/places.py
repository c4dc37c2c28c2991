"""How many strangers may stand at a door at once, by source and in all. Pure: no socket, no clock.

A connection takes a `Place` when it is accepted and gives it back when it has proved itself or is gone.
"""

import ipaddress
from collections import Counter
from typing import Final

from gateway.errors import GatewayError

_V6_PREFIX: Final = 64  # bits; one home has at least a /64, so an address there costs nothing


class NoPlaceError(GatewayError):
    """The door is full, for this source or for all; `cause` is "source" or "total"."""

    def __init__(self, cause: str) -> None:
        super().__init__("Too many connections at once.")
        self.cause = cause


class Place:
    """One connection's place. `leave` may be called more than once."""

    __slots__ = ("_key", "_places")

    def __init__(self, places: "Places", key: str) -> None:
        self._places: Places | None = places
        self._key = key

    def leave(self) -> None:
        """Make room for another stranger."""
        places, self._places = self._places, None
        if places is not None:
            places.give_back(self._key)


class Places:
    """The places of one door."""

    def __init__(self, *, total: int, per_source: int) -> None:
        self._total = total
        self._per_source = per_source
        self._taken: Counter[str] = Counter()
        self._all = 0

    def __len__(self) -> int:
        return self._all

    def take(self, address: str) -> Place:
        """A place for a connection from *address*; raises `NoPlaceError`."""
        key = source_key(address)
        if self._all >= self._total:
            raise NoPlaceError("total")
        if self._taken[key] >= self._per_source:
            raise NoPlaceError("source")
        self._taken[key] += 1
        self._all += 1
        return Place(self, key)

    def give_back(self, key: str) -> None:
        """Called by `Place.leave`."""
        self._all -= 1
        self._taken[key] -= 1
        if not self._taken[key]:
            del self._taken[key]


def source_key(address: str) -> str:
    """What counts as one source: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, _V6_PREFIX), strict=False))
    return str(ip)
