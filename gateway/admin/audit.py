"""Operations on an organisation's audit: found, verified, exported. Reading it is itself written down."""

from datetime import datetime
from typing import Annotated, Final

import msgspec

from gateway.admin.facilities import Facilities
from gateway.admin.moments import Moment, moment, seconds
from gateway.admin.operation import Book, Limit, Ordinal, Shape, Words
from gateway.audit.chain import START, head_of, verify
from gateway.audit.export import lines
from gateway.auth.permit import Permit, Scope
from gateway.errors import AuditBrokenError
from gateway.records import AuditRow

BOOK: Final = Book("audit")
_AT: Final = "/organisations/{organisation}/audit"
CHUNK: Final = 5000  # rows verified at a time

Event = Annotated[str, msgspec.Meta(pattern=r"\A[a-z-]{1,40}\Z")]


class RowShown(Shape, frozen=True, kw_only=True):
    """One row of the chain. `facts` is JSON as it was digested."""

    number: int
    at: Moment
    actor: str
    event: str
    facts: str
    previous: str
    digest: str


class RowPage(Shape, frozen=True, kw_only=True):
    """A part of the audit, newest first; `total` is the length of the whole chain."""

    items: tuple[RowShown, ...]
    total: int
    next: str | None


class RowQuery(Shape, frozen=True, kw_only=True):
    """Which rows: of one event, with a text among their facts or as their actor, between two moments."""

    event: Event | None = None
    text: Words = ""
    since: Moment | None = None
    until: Moment | None = None
    before: Ordinal | None = None
    limit: Limit = 50


class Verified(Shape, frozen=True, kw_only=True):
    """Whether the chain holds; its head, or the first row that is not as it was written."""

    holds: bool
    number: int
    digest: str
    problem: str


def shown(row: AuditRow) -> RowShown:
    """As answers show it."""
    return RowShown(
        number=row.number,
        at=moment(row.at),
        actor=row.actor,
        event=row.event,
        facts=row.facts,
        previous=row.previous,
        digest=row.digest,
    )


async def _note(facilities: Facilities, permit: Permit, how: str, what: str) -> None:
    """Reading the audit is an act like any other; turning a page is not another one."""
    facts = {"chain": permit.organisation, "how": how, "what": what}
    await facilities.store.record(permit.organisation, "audit-read", facts, actor=permit.actor, now=facilities.now())


@BOOK.operation("GET", _AT, Scope.AUDIT_READ)
async def find_audit(facilities: Facilities, permit: Permit, query: RowQuery) -> RowPage:
    """Find rows of the audit, newest first."""
    page = await facilities.store.find_rows(
        permit.organisation,
        events=() if query.event is None else (query.event,),
        text=query.text,
        since=seconds(query.since) or 0.0,
        until=float("inf") if query.until is None else seconds(query.until),
        before=query.before,
        limit=query.limit,
    )
    if query.before is None:
        asked = msgspec.json.encode(query).decode()
        await _note(facilities, permit, "list", asked)
    return RowPage(items=tuple(shown(row) for row in page.rows), total=page.total, next=page.next)


@BOOK.operation("POST", _AT + "/verify", Scope.AUDIT_READ)
async def verify_audit(facilities: Facilities, permit: Permit) -> Verified:
    """Check every link of the chain."""
    head, chain = START, permit.organisation
    try:
        while rows := await facilities.store.rows(chain, after=head.number, limit=CHUNK):
            head = verify(chain, rows, head)
    except AuditBrokenError as error:
        return Verified(holds=False, number=error.number, digest="", problem=str(error))
    await _note(facilities, permit, "verify", f"to row {head.number}")
    return Verified(holds=True, number=head.number, digest=head.digest, problem="")


async def export_audit(
    facilities: Facilities, permit: Permit, since: datetime | None, until: datetime | None
) -> list[str]:
    """The rows between two moments as lines of JSON, with the head before them, so that they verify elsewhere."""
    begin, end = seconds(since) or 0.0, float("inf") if until is None else seconds(until)
    chain, kept, head, before = permit.organisation, [], START, START
    while rows := await facilities.store.rows(chain, after=head.number, limit=CHUNK):
        kept += [row for row in rows if begin <= row.at < end]
        before = max([before, *(head_of(row) for row in rows if row.at < begin)], key=lambda one: one.number)
        head = head_of(rows[-1])
    heads = await facilities.store.signed_heads(chain, after=before.number)
    await _note(facilities, permit, "export", f"{len(kept)} rows")
    return list(lines(chain, before, kept, heads))
