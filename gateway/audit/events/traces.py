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
    handed_in_by: str = ""
    second_person: str = ""  # who approved of it, or stood by


class ReportWritten(Event, frozen=True):
    """A report on a photo that was read was made and signed; `report` is the hex SHA-256 of its JSON."""

    photo: str
    report: str


EVENTS: Final[dict[str, type[Event]]] = {
    "photo-traced": PhotoTraced,
    "report-written": ReportWritten,
}
