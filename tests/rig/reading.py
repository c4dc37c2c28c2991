"""What a program wrote, sorted by reader: sentences for the person, log lines for the operator, events for a program.

Knows the form of lines only: a JSON object with a level is a log line, one without is an event, the rest are sentences.
"""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.rig.process import Event


@dataclass(slots=True)
class Written:
    """The lines of one run, or of one stretch of a log."""

    sentences: list[str] = field(default_factory=list)
    log: list[Event] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    status: int | None = None  # the exit code, for a program that has ended

    @classmethod
    def sorted_from(cls, text: str, status: int | None = None) -> Self:
        """The lines of *text*, each to its reader."""
        written = cls(status=status)
        for line in filter(None, map(str.strip, text.splitlines())):
            try:
                found = json.loads(line)
            except json.JSONDecodeError:
                found = None
            if not isinstance(found, dict):
                written.sentences.append(line)
            elif "level" in found:
                written.log.append(found)
            else:
                written.events.append(found)
        return written


class Log:
    """A log file that grows; `new` is what has been added since `mark`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._from = 0

    def mark(self) -> None:
        """From here on."""
        self._from = self._path.stat().st_size if self._path.exists() else 0

    def new(self) -> list[Event]:
        """The log lines since the mark."""
        if not self._path.exists():
            return []
        return Written.sorted_from(self._path.read_bytes()[self._from :].decode(errors="replace")).log


def audited(database: Path) -> Counter[str]:
    """How often each event stands in the audit of the store in *database*."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return Counter(dict(connection.execute("select event, count(*) from audit group by event").fetchall()))
