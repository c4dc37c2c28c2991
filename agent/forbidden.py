"""Whether something on the office PC must not be seen from home: window titles and process names. Pure.

An entry matches a title that contains it, or a process of that name, whatever the case. Does not know how windows
and processes are listed.
"""

from collections.abc import Iterable
from typing import Final

LOOK_EVERY: Final = 1.0  # seconds between two looks at the processes; windows tell of themselves


class Forbidden:
    """An organisation's list. An empty list forbids nothing and costs nothing."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = tuple(entry.casefold() for entry in entries if entry.strip())

    def __bool__(self) -> bool:
        return bool(self._entries)

    def among_titles(self, titles: Iterable[str]) -> str | None:
        """The first entry that some title contains."""
        folded = [title.casefold() for title in titles]
        return next((entry for entry in self._entries if any(entry in title for title in folded)), None)

    def among_processes(self, names: Iterable[str]) -> str | None:
        """The first entry that is a process's name, with or without `.exe`."""
        folded = {name.casefold().removesuffix(".exe") for name in names}
        return next((entry for entry in self._entries if entry.removesuffix(".exe") in folded), None)
