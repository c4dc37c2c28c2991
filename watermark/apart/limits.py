"""What a child process may use: memory, processor time, nothing to write, no crash dump, no new descriptor.

Numbers and the system calls that set them; does not know what the child does. On Windows a job object bounds memory
and time; the wall clock of `parent` bounds everything everywhere.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

if sys.platform == "win32":
    from watermark.apart import limits_windows
else:
    import resource

GIB: Final = 1024**3


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one child process."""

    memory: int  # bytes of address space: libraries, heap and stack together
    processor: int  # seconds
    clock: float  # seconds from its start, kept by the parent

    def words(self) -> tuple[str, str]:
        """What the child process is told on its command line."""
        return str(self.memory), str(self.processor)


def told(words: Sequence[str]) -> Limits:
    """The limits in a child's command line; the clock is not its own."""
    memory, processor = words
    return Limits(int(memory), int(processor), 0.0)


DECODER: Final = Limits(memory=5 * GIB // 4, processor=30, clock=60.0)
READER: Final = Limits(memory=2 * GIB, processor=300, clock=600.0)


def confine(limits: Limits) -> None:
    """Bind this process to *limits*, for good: neither it nor what it might start can lift them."""
    if sys.platform == "win32":
        limits_windows.confine(limits.memory, limits.processor)
    else:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        # A second between the signal that tells why and the one that cannot be caught.
        resource.setrlimit(resource.RLIMIT_CPU, (limits.processor, limits.processor + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold the photo, or keys


def seal() -> None:
    """Open nothing more: no file, no socket, no pipe. All libraries must have been loaded."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
