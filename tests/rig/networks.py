"""Three networks on one machine: a home, a gateway with two legs, and LGWAN.

    home 198.51.100.2 ── 198.51.100.1 gateway 203.0.113.1 ── 203.0.113.2 office

Made of network namespaces and veth pairs; the gateway does not route between its legs. Needs root (or sudo without a
password). Addresses are those reserved for documentation (RFC 5737).
"""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.rig.system import Host

HOME: Final = "198.51.100.2"
PUBLIC: Final = "198.51.100.1"
INNER: Final = "203.0.113.1"
OFFICE: Final = "203.0.113.2"


def _ip(*words: str, check: bool = True) -> str:
    sudo = () if os.geteuid() == 0 else ("sudo", "-n")
    done = subprocess.run([*sudo, "ip", *words], capture_output=True, text=True, check=False)  # noqa: S603
    if check and done.returncode != 0:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr.strip()} (network namespaces need root or sudo -n)")
    return done.stdout


@dataclass(frozen=True, slots=True)
class Networks:
    """The three places to run programs in."""

    home: Host
    gateway: Host
    office: Host


@contextlib.contextmanager
def three_networks() -> Iterator[Networks]:
    """Make the networks; take them away at the end."""
    tag = f"sk{os.getpid() % 100000}"
    names = {place: f"{tag}-{place}" for place in ("home", "gateway", "office")}
    made: list[str] = []
    try:
        for name in names.values():
            _ip("netns", "add", name)
            made.append(name)
            _ip("-n", name, "link", "set", "lo", "up")
        _cable(names["home"], HOME, names["gateway"], PUBLIC, f"{tag}h")
        _cable(names["office"], OFFICE, names["gateway"], INNER, f"{tag}o")
        yield Networks(*(_host(names[place]) for place in ("home", "gateway", "office")))
    finally:
        for name in made:
            _ip("netns", "del", name, check=False)


def _cable(inner: str, inner_address: str, outer: str, outer_address: str, name: str) -> None:
    """A veth pair between two namespaces, and a default route through the gateway for the inner one."""
    _ip("link", "add", f"{name}0", "netns", inner, "type", "veth", "peer", "name", f"{name}1", "netns", outer)
    for namespace, link, address in ((inner, f"{name}0", inner_address), (outer, f"{name}1", outer_address)):
        _ip("-n", namespace, "address", "add", f"{address}/24", "dev", link)
        _ip("-n", namespace, "link", "set", link, "up")
    _ip("-n", inner, "route", "add", "default", "via", outer_address)


def _host(namespace: str) -> Host:
    sudo = () if os.geteuid() == 0 else ("sudo", "-n", "-E")
    return Host((*sudo, "ip", "netns", "exec", namespace))
