"""Where the client's log lines go: standard error, one structured line each. Standard output is for answers."""

import sys

import structlog


def to_stderr() -> None:
    """Send every log line of this process to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
