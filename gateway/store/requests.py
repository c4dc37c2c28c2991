"""Requests to read a photo: asked by one, decided by another, done once."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit import events
from gateway.auth.permit import person
from gateway.errors import ConflictError, UnknownError
from gateway.officials import RequestState, TraceRequest
from gateway.records import Actor
from gateway.store import schema
from gateway.store.aspect import Aspect, find_organisation, rows_of, whole

_TABLE: Final = schema.trace_requests


class Requests(Aspect):
    """`gateway.ports.TraceRequests`."""

    @whole
    async def ask_trace(self, organisation: str, photo: str, why: str, *, actor: Actor, now: float) -> TraceRequest:
        """A new request."""
        async with self._database.write() as act:
            await find_organisation(act.connection, organisation)
            number = await act.next_number(_TABLE, organisation)
            asked = TraceRequest(number, organisation, photo, why, person(actor), now, RequestState.ASKED)
            await act.run(
                insert(_TABLE).values(
                    organisation=organisation,
                    number=number,
                    photo=photo,
                    why=why,
                    asked_by=person(actor),
                    asked_at=now,
                    state=asked.state.value,
                )
            )
            event = events.TraceAsked(request=number, photo=photo, why=why)
            await act.audit(organisation, event, actor=actor, now=now)
        return asked

    @whole
    async def trace_requests(self, organisation: str) -> Sequence[TraceRequest]:
        """All of an organisation, newest first."""
        query = select(_TABLE).where(_TABLE.c.organisation == organisation).order_by(_TABLE.c.number.desc())
        async with self._database.read() as connection:
            await find_organisation(connection, organisation)
            return tuple(_from(row) for row in await rows_of(connection, query))

    @whole
    async def trace_request(self, organisation: str, number: int) -> TraceRequest:
        """One request."""
        async with self._database.read() as connection:
            return await _find(connection, organisation, number)

    @whole
    async def decide_trace(
        self, organisation: str, number: int, *, approve: bool, actor: Actor, now: float
    ) -> TraceRequest:
        """Approve or refuse."""
        state = RequestState.APPROVED if approve else RequestState.REFUSED
        async with self._database.write() as act:
            found = await _find(act.connection, organisation, number)
            if found.asked_by == person(actor):
                raise ConflictError("Nobody decides their own request: a second person must.")
            if found.state is not RequestState.ASKED:
                raise ConflictError(f"The request {number} has been decided already.")
            values = {"state": state.value, "decided_by": person(actor), "decided_at": now}
            await act.run(update(_TABLE).where(_mine(organisation, number)).values(values))
            event = events.TraceDecided(request=number, photo=found.photo, asked_by=found.asked_by, approved=approve)
            await act.audit(organisation, event, actor=actor, now=now)
            return await _find(act.connection, organisation, number)

    @whole
    async def finish_trace(self, organisation: str, number: int, answer: str, *, actor: Actor, now: float) -> None:
        """The photo was read."""
        async with self._database.write() as act:
            found = await _find(act.connection, organisation, number)
            if found.state not in {RequestState.APPROVED, RequestState.DONE} or found.asked_by != person(actor):
                raise ConflictError(f"The request {number} is not approved, or is somebody else's.")
            values = {"state": RequestState.DONE.value, "answer": answer}
            await act.run(update(_TABLE).where(_mine(organisation, number)).values(values))
            event = events.TraceFinished(request=number, photo=found.photo, approved_by=found.decided_by)
            await act.audit(organisation, event, actor=actor, now=now)


def _mine(organisation: str, number: int) -> ColumnElement[bool]:
    return (_TABLE.c.organisation == organisation) & (_TABLE.c.number == number)


async def _find(connection: AsyncConnection, organisation: str, number: int) -> TraceRequest:
    rows = await rows_of(connection, select(_TABLE).where(_mine(organisation, number)))
    if not rows:
        raise UnknownError(f"There is no request {number}.")
    return _from(rows[0])


def _from(row: RowMapping) -> TraceRequest:
    return TraceRequest(
        row["number"],
        row["organisation"],
        row["photo"],
        row["why"],
        row["asked_by"],
        row["asked_at"],
        RequestState(row["state"]),
        row["decided_by"],
        row["decided_at"],
        row["answer"],
    )
