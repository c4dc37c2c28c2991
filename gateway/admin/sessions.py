"""Operations on sessions: who views what, who did, and ending it."""

from typing import Annotated, Final

import msgspec

from gateway.admin.facilities import Facilities
from gateway.admin.identities import Id
from gateway.admin.moments import Moment, moment
from gateway.admin.operation import Book, Paging, Shape, Words
from gateway.auth.permit import Permit, Scope
from gateway.errors import UnknownError
from gateway.records import Session, session_name
from wire.reasons import Reason

BOOK: Final = Book("sessions")
_AT: Final = "/organisations/{organisation}/sessions"

Number = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{12}\Z", examples=["0f3a5c7e9b1d"])]


class SessionShown(Shape, frozen=True, kw_only=True):
    """A viewing. Bytes are what the relay carried; of a live session they are not known yet."""

    session: Number
    identity: str
    pc: str
    device: str
    hostname: str
    source: str
    opened_at: Moment
    ended_at: Moment | None
    reason: Reason | None
    bytes_down: int
    bytes_up: int


class SessionPage(Shape, frozen=True, kw_only=True):
    """A part of the sessions, newest first."""

    items: tuple[SessionShown, ...]
    total: int
    next: str | None


class SessionQuery(Paging, frozen=True, kw_only=True):
    """Which sessions: `text` is a part of the ID, of the office PC or of the session's number."""

    after: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{0,15}\Z")] = ""
    text: Words = ""
    live: bool = False


class EndBody(Shape, frozen=True, kw_only=True):
    """All sessions of an ID, or of the whole organisation when none is named."""

    identity: Id | None = None


def shown(session: Session) -> SessionShown:
    """As answers show it."""
    return SessionShown(
        session=session_name(session.number),
        identity=session.identity,
        pc=session.pc,
        device=session.device,
        hostname=session.hostname,
        source=session.source,
        opened_at=moment(session.opened_at),
        ended_at=moment(session.ended_at),
        reason=session.reason,
        bytes_down=session.bytes_down,
        bytes_up=session.bytes_up,
    )


@BOOK.operation("GET", _AT, Scope.SESSIONS_READ)
async def find_sessions(facilities: Facilities, permit: Permit, query: SessionQuery) -> SessionPage:
    """Find sessions, newest first."""
    page = await facilities.store.find_sessions(
        permit.organisation, live_only=query.live, text=query.text, after=query.after, limit=query.limit
    )
    return SessionPage(items=tuple(shown(row) for row in page.rows), total=page.total, next=page.next)


@BOOK.operation("POST", _AT + "/{session}/end", Scope.SESSIONS_END, once=True)
async def end_session(facilities: Facilities, permit: Permit, session: Number) -> None:
    """End a session now."""
    number = int(session, 16)
    found = await facilities.store.session(number)
    if found.organisation != permit.organisation:
        raise UnknownError(f"There is no session {session}.")
    await facilities.store.order_session_end(number, actor=permit.actor, now=facilities.now())


@BOOK.operation("POST", _AT + "/end", Scope.SESSIONS_END, once=True)
async def end_sessions(facilities: Facilities, permit: Permit, body: EndBody) -> None:
    """End all sessions of an ID, or of the whole organisation, now."""
    await facilities.store.end_sessions_of(permit.organisation, body.identity, actor=permit.actor, now=facilities.now())
