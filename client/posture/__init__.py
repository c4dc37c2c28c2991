"""How safe this home PC is: one collector for each platform, all with the same verb.

A collector reports what it saw and nothing else; whether that is good enough is the gateway's to say.
"""

import sys
import time
from importlib import metadata
from typing import Final, Protocol

import msgspec

from client.posture import cards, products, programs
from client.posture.checks import Check, checks_of
from wire.messages import Posture

PROGRAM: Final = metadata.version("sekisho")


class Collector(Protocol):
    """Looks at this PC. Takes up to some seconds, so never on the window's thread; never raises."""

    def collect(self) -> Posture:
        """What is to be seen now. What cannot be read is None or empty, and counts as unsafe."""
        ...


class Whole:
    """What a platform's own collector sees, and what is looked for in the same way on each."""

    def __init__(self, platform: Collector) -> None:
        self._platform = platform

    def collect(self) -> Posture:
        """What is to be seen now."""
        return msgspec.structs.replace(
            self._platform.collect(),
            addresses=cards.addresses(),
            programs=programs.recognised(products.process_names()),
            client=PROGRAM,
        )


def collector() -> Collector:
    """The collector for this platform."""
    return Whole(_platform())


def _platform() -> Collector:
    if sys.platform == "win32":
        from client.posture.windows import WindowsCollector  # noqa: PLC0415 - a platform's own modules stay apart

        return WindowsCollector()
    if sys.platform == "darwin":
        from client.posture.macos import MacCollector  # noqa: PLC0415 - as above

        return MacCollector()
    from client.posture.linux import LinuxCollector  # noqa: PLC0415 - as above

    return LinuxCollector()


def examined() -> tuple[Posture, tuple[Check, ...]]:
    """This PC as it is now: what would be reported, and the same as checks for a person."""
    taken = collector().collect()
    return taken, checks_of(taken, time.time())
