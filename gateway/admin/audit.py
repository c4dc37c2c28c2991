"""Operations on an organisation's audit: found, verified, exported. Reading it is itself written down."""

import itertools
from typing import Annotated, Final

import msgspec

from gateway.admin.facilities import Facilities
from gateway.admin.moments import Moment, moment, seconds
from gateway.admin.operation import Book, Limit, Ordinal, Shape, Words
from gateway.audit.chain import START, Head, head_of, verify
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


class ExportQuery(Shape, frozen=True, kw_only=True):
    """The rows between two moments; `after` asks for the part that follows."""

    since: Moment | None = None
    until: Moment | None = None
    after: Annotated[int, msgspec.Meta(ge=0, le=1 << 53)] = 0


class ExportPart(Shape, frozen=True, kw_only=True):
    """Lines of the file, to be written one below the other; `next` asks for the lines that follow."""

    lines: tuple[str, ...]
    next: int | None


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


@BOOK.operation("GET", _AT + "/export", Scope.AUDIT_READ)
async def export_audit(facilities: Facilities, permit: Permit, query: ExportQuery) -> ExportPart:
    """Export rows with the signed heads among them, as lines of a file that verifies elsewhere."""
    chain, store = permit.organisation, facilities.store
    before = Head(query.after)
    if not query.after:
        before = await _before(facilities, chain, seconds(query.since) or 0.0)
        await _note(facilities, permit, "export", msgspec.json.encode(query).decode())
    end = float("inf") if query.until is None else seconds(query.until)
    found = await store.rows(chain, after=before.number, limit=CHUNK)
    kept = tuple(itertools.takewhile(lambda row: row.at < end, found))
    heads = await store.signed_heads(chain, after=before.number) if kept else ()
    written = lines(chain, before, kept, heads)
    if query.after:
        next(written)  # the file's first line is the first part's
    more = len(found) == CHUNK and len(kept) == CHUNK
    return ExportPart(lines=tuple(written), next=kept[-1].number if more else None)


async def _before(facilities: Facilities, chain: str, begin: float) -> Head:
    """The head of what was written before the moment *begin*."""
    head = START
    while rows := await facilities.store.rows(chain, after=head.number, limit=CHUNK):
        for row in rows:
            if row.at >= begin:
                return head
            head = head_of(row)
    return head
