"""Listening sockets, each held to the network leg that owns its address.

Linux accepts a packet for any of its addresses on any leg, so a listener on the inner address alone would still
answer the Internet side; a socket bound to the leg's device does not. A connection from the gateway itself comes over
the loopback and is refused as well: ask the console from the inner network. Knows addresses and devices only.
"""

import errno
import ipaddress
import socket
import sys
from typing import Final

import psutil

from gateway import log
from gateway.config import Address
from gateway.errors import StateError

BACKLOG: Final = 1024  # connections the kernel keeps for us; after a restart everybody comes at once

_log = log.get("listening")


def listen(address: Address) -> socket.socket:
    """A listening socket on *address*. Raises `StateError` with one sentence when it cannot be had."""
    try:
        family, kind, proto, _, place = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        sock = socket.socket(family, kind, proto)
    except OSError as error:
        raise StateError(f"{address} is not an address of this machine: {error.strerror}.") from error
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(place)
        _hold_to_its_leg(sock, str(place[0]))
        sock.listen(BACKLOG)
        sock.setblocking(False)
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise StateError(f"{address} is taken: another program listens there already.") from error
        raise StateError(f"The gateway cannot listen on {address}: {error.strerror}.") from error
    return sock


def bound_to(sock: socket.socket) -> Address:
    """Where a listening socket really listens: its port is known even when 0 was asked for."""
    host, port = sock.getsockname()[:2]
    return Address(host, port)


def _hold_to_its_leg(sock: socket.socket, host: str) -> None:
    """Bind *sock* to the device that owns *host*. Linux only; raises `OSError` when the kernel refuses."""
    if sys.platform != "linux":
        return
    address = ipaddress.ip_address(host)
    if address.is_loopback:
        return  # the kernel itself drops loopback addresses that come from outside
    device = _device_of(address)
    if device is None:
        _log.warning("listens_on_every_leg", address=host)
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode() + b"\0")


def _device_of(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str | None:
    """The network device that has *address*; None when no single one has (the wildcard address)."""
    for device, entries in psutil.net_if_addrs().items():
        for entry in entries:
            if entry.family in (socket.AF_INET, socket.AF_INET6):
                found = ipaddress.ip_address(entry.address.partition("%")[0])
                if found == address:
                    return device
    return None
