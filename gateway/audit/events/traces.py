"""Facts about photos that were read. See `gateway.audit.events` for what holds for all."""

from typing import Final

from gateway.audit.events.event import Event


class PhotoTraced(Event, frozen=True):
    """A photo was read. `session` and `identity` are empty unless the reading identified one."""

    photo: str  # hex SHA-256 of the file
    status: str
    session: str = ""
    identity: str = ""
    score: float = 0.0
    threshold: float = 0.0
    false_alarm: float = 1.0


EVENTS: Final[dict[str, type[Event]]] = {
    "photo-traced": PhotoTraced,
}
