"""Logging: one JSON line for each event, on standard error. Configures; writes nothing itself."""

import logging
import sys
from collections.abc import Awaitable, Callable

import structlog

Forever = Callable[[], Awaitable[None]]


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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
