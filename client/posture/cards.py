"""The MAC addresses of this PC's network cards.

A home PC says them of itself, so they are a help against mistakes, not a proof: the device key is the proof.
"""

from collections.abc import Iterable
from typing import Final

import psutil

from wire.limits import MAX_ADDRESSES

# Cards that programs make: bridges, tunnels and the far ends of containers.
_MADE: Final = ("br-", "docker", "lo", "tap", "tun", "utun", "veth", "vethernet", "virbr", "vmnet", "vboxnet", "wg")


def addresses() -> tuple[str, ...]:
    """The addresses, lower case with colons, in order."""
    cards = ((name, entry) for name, entries in psutil.net_if_addrs().items() for entry in entries)
    return chosen((name, entry.address) for name, entry in cards if entry.family == psutil.AF_LINK)


def chosen(cards: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The addresses among (name, address) that may belong to a real card, each once, as many as a report holds."""
    usable: set[str] = set()
    for name, address in cards:
        spelled = address.strip().lower().replace("-", ":")
        parts = spelled.split(":")
        if name.casefold().startswith(_MADE) or len(parts) != 6 or not all(_is_byte(part) for part in parts):
            continue
        if not int(parts[0], 16) & 1 and any(int(part, 16) for part in parts):
            usable.add(spelled)
    return tuple(sorted(usable)[:MAX_ADDRESSES])


def _is_byte(text: str) -> bool:
    return len(text) == 2 and all(character in "0123456789abcdef" for character in text)
