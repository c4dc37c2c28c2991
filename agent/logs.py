"""Logging: one JSON line for each event, on standard error.

A line that cannot be written (the disk is full, the terminal has gone) is lost, and the agent goes on.
"""

import contextlib
import logging
import sys
from typing import TextIO

import structlog


class _Lines:
    """Writes finished lines, one for each call, whatever the level's name."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        """Write one line, if it can be written."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(line + "\n")
            self._stream.flush()

    debug = info = warning = error = critical = exception = msg


def configure() -> None:
    """Structured lines with time and level; asyncssh's own chatter only when it is an error."""
    logging.getLogger("asyncssh").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: _Lines(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
