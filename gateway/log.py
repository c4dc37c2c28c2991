"""Structured log lines: one JSON object a line, to stderr.

Knows the form only. What is logged is names, addresses and reasons; secrets are wrapped in `gateway.secret.Secret`
and messages hide theirs, so that a careless log call shows a placeholder.
"""

import logging
import sys

import structlog
from structlog.typing import FilteringBoundLogger


def set_up() -> None:
    """Send every log line of this process to stderr as JSON. Called once, by the composition root."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # asyncssh tells each key exchange at INFO; what matters of it is logged by `gateway.ssh`.
    logging.getLogger("asyncssh").setLevel(logging.CRITICAL)
    library = '{"level": "warning", "event": "library", "logger": "%(name)s"}'  # its text might quote a secret
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format=library)


def get(room: str) -> FilteringBoundLogger:
    """The logger of a room of the gateway ("door", "relay", "join" …)."""
    logger: FilteringBoundLogger = structlog.get_logger(room=room)
    return logger
