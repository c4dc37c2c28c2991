"""Where the client's log lines go: standard error, one JSON object a line. Standard output is for answers.

A line is written in one piece, so that a file that takes both streams holds whole lines.
"""

import sys
from typing import Final

import structlog

from client.errors import ClientError

MAX_DETAIL: Final = 400  # characters of what went wrong


def to_stderr() -> None:
    """Send every log line of this process to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def note_refusal(event: str, error: ClientError, **facts: str | int) -> None:
    """One line for the operator about *error*, in English, with what it was about."""
    cause = error.__cause__
    detail = str(error) if cause is None else f"{error} ({type(cause).__name__}: {cause})"
    structlog.get_logger(__name__).warning(event, reason=error.name, detail=detail[:MAX_DETAIL], **facts)
