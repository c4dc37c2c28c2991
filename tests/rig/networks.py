"""Three networks on one machine: a home, a gateway with two legs, and LGWAN.

    home 198.51.100.2 ── 198.51.100.1 gateway 203.0.113.1 ── 203.0.113.2 office

Made of network namespaces and veth pairs; the gateway does not route between its legs. Root makes them as it is, an
ordinary user in a user namespace, where the kernel allows that. Addresses are those reserved for documentation
(RFC 5737).
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from tests.rig.process import RigError, wait_until
from tests.rig.system import Host

HOME: Final = "198.51.100.2"
MOVED: Final = "198.51.100.77"  # the home after its router has given it another address
PUBLIC: Final = "198.51.100.1"
INNER: Final = "203.0.113.1"
OFFICE: Final = "203.0.113.2"

_NOT_ALLOWED: Final = "this machine lets only root make network namespaces; run these tests as root"


@dataclass(frozen=True, slots=True)
class Networks:
    """The three places to run programs in."""

    home: Host
    gateway: Host
    office: Host


def _is_root() -> bool:
    if sys.platform == "win32":
        raise RigError("the rig runs on Linux")
    return os.geteuid() == 0


class _Namespace:
    """A network namespace, kept by a `cat` that reads from us: it ends with us, whatever becomes of us."""

    def __init__(self, *unshare: str, within: "_Namespace | None" = None) -> None:
        self._user = not _is_root()
        before = within.prefix(net=False) if within is not None else ()
        self._keeper = subprocess.Popen(  # noqa: S603
            [*before, "unshare", *unshare, "--net", "cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        try:
            wait_until("a network namespace", self._kept)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._keeper.kill()
        self._keeper.communicate()

    def _kept(self) -> bool:
        if self._keeper.poll() is not None:
            said = self._keeper.communicate()[1].decode(errors="replace").strip()
            raise RigError(f"{said} ({_NOT_ALLOWED})")
        return Path(f"/proc/{self._keeper.pid}/comm").read_text().strip() == "cat"

    @property
    def pid(self) -> str:
        """The keeper's process number, which names the namespace."""
        return str(self._keeper.pid)

    def prefix(self, *, net: bool = True) -> tuple[str, ...]:
        """The words before a command that is to run here; without *net* as this user, on the machine's own network."""
        words = (*(["--user", "--preserve-credentials"] if self._user else []), *(["--net"] if net else []))
        return ("nsenter", "--target", self.pid, *words) if words else ()

    def ip(self, *words: str) -> None:
        """One `ip` command."""
        done = subprocess.run([*self.prefix(), "ip", *words], capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            raise RigError(f"ip {' '.join(words)}: {done.stderr.strip()} ({_NOT_ALLOWED})")


def move_home(networks: Networks) -> None:
    """The home's line goes, and comes back with another address, as a router's does after a night."""
    for words in (
        ("link", "set", "uplink", "down"),
        ("address", "flush", "dev", "uplink"),
        ("address", "add", f"{MOVED}/24", "dev", "uplink"),
        ("link", "set", "uplink", "up"),
        ("route", "add", "default", "via", PUBLIC),
    ):
        subprocess.run([*networks.home.prefix, "ip", *words], check=True)  # noqa: S603


@contextlib.contextmanager
def three_networks() -> Iterator[Networks]:
    """Make the networks; they go at the end. Raises `RigError` on a machine that does not allow them."""
    user = () if _is_root() else ("--user", "--map-root-user")
    with (
        _Namespace(*user) as gateway,
        _Namespace(within=gateway) as home,
        _Namespace(within=gateway) as office,
    ):
        for namespace in (gateway, home, office):
            namespace.ip("link", "set", "lo", "up")
        _cable(home, HOME, gateway, PUBLIC, "home")
        _cable(office, OFFICE, gateway, INNER, "lgwan")
        yield Networks(*(Host(namespace.prefix()) for namespace in (home, gateway, office)))


def _cable(inner: _Namespace, inner_address: str, outer: _Namespace, outer_address: str, name: str) -> None:
    """A veth pair between two namespaces, and a default route through the gateway for the inner one."""
    outer.ip("link", "add", name, "type", "veth", "peer", "name", "uplink", "netns", inner.pid)
    for namespace, link, address in ((inner, "uplink", inner_address), (outer, name, outer_address)):
        namespace.ip("address", "add", f"{address}/24", "dev", link)
        namespace.ip("link", "set", link, "up")
    inner.ip("route", "add", "default", "via", outer_address)
