"""How soon the office PC obeys again after the home line was away, and what becomes of keys: `make bench-reconnect`.

Three networks on this machine, as in `tests/rig/networks.py`; the home's cable is pulled for 5, 30 and 120 seconds and
put back. From then on one letter is typed every fifth of a second at the home PC, until the first arrives at the
office PC's editor; what arrives from then on must be what was typed. Writes its part of docs/performance.md.
"""

import itertools
import statistics
import string
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.parts import PERFORMANCE, put
from tests.rig.display import Hands, focus
from tests.rig.networks import three_networks
from tests.rig.process import wait_until
from tests.rig.system import Host
from tests.rig.town import PC_NAME, Hosts, Town

OUTAGES: Final = (5, 30, 120)  # seconds
DIGITS: Final = "0123456789"
SAVE: Final = (29, 31)  # Ctrl+S
EVERY: Final = 0.2  # seconds between two letters
PATIENCE: Final = 30.0  # seconds
HEAD: Final = """## After the line was away

The home's cable is pulled and put back (three network namespaces, the real programs); then a letter is typed every
0.2 s until one arrives in the office PC's editor. Seconds from the cable to that letter; the target is 2 s. No code is
asked for, and the letters that follow must arrive once each and in order.

| line away, s | times | back after, s: median | longest | times that a letter was lost or doubled |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Return:
    """One outage's end."""

    seconds: float
    wrong: bool  # whether a letter was lost or doubled after the first that arrived


def cable(gateway: Host, state: str) -> None:
    """The home's cable at the gateway, *up* or *down*."""
    subprocess.run([*gateway.prefix, "ip", "link", "set", "home", state], check=True)  # noqa: S603


def written(hands: Hands, memo: Path) -> str:
    """Type the digits, save, and give what the file then holds, without the line's end."""
    hands.type(DIGITS)
    hands.tap(*SAVE)
    wait_until("the digits", lambda: memo.read_text().rstrip().endswith(DIGITS))
    return memo.read_text().rstrip()


def outage(gateway: Host, hands: Hands, memo: Path, seconds: float) -> Return:
    """Pull the cable for so long, put it back, and type."""
    before = memo.read_text().rstrip()
    cable(gateway, "down")
    time.sleep(seconds)
    cable(gateway, "up")
    began = time.monotonic()
    typed = ""
    for letter in itertools.cycle(string.ascii_lowercase):
        hands.type(letter)
        typed += letter
        hands.tap(*SAVE)
        time.sleep(EVERY)
        if memo.read_text().rstrip() != before:
            break
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError(f"after {seconds} s away nothing arrived within {PATIENCE} s")
    back = time.monotonic() - began - EVERY / 2
    came = written(hands, memo)[len(before) :].removesuffix(DIGITS)
    return Return(back, wrong=not came or not typed.endswith(came))


def main(times: int) -> None:
    """All outages, *times* over."""
    found: dict[int, list[Return]] = {seconds: [] for seconds in OUTAGES}
    with (
        three_networks() as networks,
        tempfile.TemporaryDirectory() as folder,
        Town.ready(Path(folder), "関所 花子", hosts=Hosts.across(networks)) as town,
        town.viewing(town.enrol(0), "away"),
        Hands(town.home.name) as hands,
    ):
        focus(town.home.name, PC_NAME)
        memo = town.office.memo
        written(hands, memo)
        for seconds in OUTAGES * times:
            found[seconds].append(outage(networks.gateway, hands, memo, seconds))
            print(seconds, found[seconds][-1], flush=True)
    lines = []
    for seconds, returns in found.items():
        backs = [each.seconds for each in returns]
        wrong = sum(each.wrong for each in returns)
        lines.append(f"| {seconds} | {len(backs)} | {statistics.median(backs):.1f} | {max(backs):.1f} | {wrong} |")
    put(PERFORMANCE, "bench-reconnect", HEAD + "\n".join(lines))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
