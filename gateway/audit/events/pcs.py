"""Facts about office PCs. See `gateway.audit.events` for what holds for all."""

from typing import Final

from gateway.audit.events.event import Event


class PcInvited(Event, frozen=True):
    """An office PC was registered and may now enrol."""

    pc: str
    name: str
    segment: str
    users: tuple[str, ...]
    expires_at: float


class PcRefused(Event, frozen=True):
    """An office PC was not registered."""

    name: str
    segment: str
    reason: str


class PcChanged(Event, frozen=True):
    """An office PC's name, users or Wake-on-LAN address are from now on these."""

    pc: str
    name: str
    users: tuple[str, ...]
    wake_address: str


class PcRetired(Event, frozen=True):
    """An office PC was taken out of service."""

    pc: str
    certificates: int
    invitations: int
    reason: str = ""


class PcEnrolled(Event, frozen=True):
    """An office PC spent its invitation."""

    pc: str
    device: str  # OpenSSH fingerprint of its key
    hostname: str


EVENTS: Final[dict[str, type[Event]]] = {
    "pc-invited": PcInvited,
    "pc-refused": PcRefused,
    "pc-changed": PcChanged,
    "pc-retired": PcRetired,
    "pc-enrolled": PcEnrolled,
}
