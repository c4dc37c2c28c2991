"""Structured log lines: one JSON object a line, each written in one piece, to stderr.

Knows the form only. What is logged is names, addresses and reasons; secrets are wrapped in `gateway.secret.Secret`
and messages hide theirs, so that a careless log call shows a placeholder.
"""

import logging
import sys
from collections import Counter
from collections.abc import Callable
from typing import Final

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

from gateway.clock import SystemClock
from wire.fields import escaped
from wire.rate import TokenBucket

# What anybody on the Internet can make us say, as often as connections can be made.
OF_STRANGERS: Final = frozenset(
    {"turned_away", "dialler_sent_away", "login_refused", "connection_failed", "enrolment_refused"}
)
STRANGERS_RATE: Final = 5.0  # lines a second of each such event; beyond it they are counted
STRANGERS_BURST: Final = 200.0

_json: Final = structlog.processors.JSONRenderer(ensure_ascii=False)


class Calm:
    """A structlog processor that keeps strangers from filling the disk; the next line tells how many were left out."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets = {event: TokenBucket(STRANGERS_RATE, STRANGERS_BURST, clock()) for event in OF_STRANGERS}
        self._left_out: Counter[str] = Counter()

    def __call__(self, _logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        """Raises `structlog.DropEvent` for a line too many."""
        event = line["event"]
        bucket = self._buckets.get(event)
        if bucket is None:
            return line
        if not bucket.allow(self._clock()):
            self._left_out[event] += 1
            raise structlog.DropEvent
        left_out = self._left_out.pop(event, 0)
        return {**line, "left_out": left_out} if left_out else line


def _rendered(logger: WrappedLogger, method: str, line: EventDict) -> str:
    """The line as JSON. A terminal that shows it obeys nobody who chose their own name."""
    text = _json(logger, method, line)
    return escaped(text if isinstance(text, str) else text.decode())


def set_up() -> None:
    """Send every log line of this process to stderr as JSON. Called once, by the composition root."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            Calm(SystemClock().monotonic),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            _rendered,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
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
