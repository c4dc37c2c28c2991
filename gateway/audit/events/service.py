"""Facts about the gateway itself. See `gateway.audit.events` for what holds for all."""

from typing import Final

from gateway.audit.events.event import Event


class StoreCreated(Event, frozen=True):
    """The state directory was made; `authority` is the fingerprint that invitations carry."""

    authority: str


class ServiceStarted(Event, frozen=True):
    """The gateway began to listen."""

    program: str
    orphans: int = 0  # sessions that an earlier run had left open


class ServiceStopped(Event, frozen=True):
    """The gateway stopped in good order."""

    program: str


class AuditRead(Event, frozen=True):
    """Somebody read, verified or exported a chain."""

    chain: str
    how: str
    what: str


class SiemFailed(Event, frozen=True):
    """A destination of the audit cannot be reached; rows wait until it can."""

    destination: str
    error: str


class SiemResumed(Event, frozen=True):
    """A destination of the audit was reached again, and has had the rows that waited."""

    destination: str
    rows: int


EVENTS: Final[dict[str, type[Event]]] = {
    "store-created": StoreCreated,
    "service-started": ServiceStarted,
    "service-stopped": ServiceStopped,
    "audit-read": AuditRead,
    "siem-failed": SiemFailed,
    "siem-resumed": SiemResumed,
}
