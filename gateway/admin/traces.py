"""Operations on traces: a photo handed in, decided by a second person, read, discarded."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec

from gateway.admin.facilities import Facilities
from gateway.admin.moments import Moment, moment
from gateway.admin.operation import Book, Line, Ordinal, Shape
from gateway.auth.permit import Permit, Scope
from gateway.errors import ConflictError, UnknownError
from gateway.officials import RequestState, TraceRequest
from gateway.tracing import Answer, TraceRoom, checked_corners

BOOK: Final = Book("traces")
_AT: Final = "/organisations/{organisation}/traces"

ReportPart = Literal["json", "json.sig", "pdf"]

Point = tuple[float, float]
Corners = Annotated[tuple[Point, ...], msgspec.Meta(min_length=4, max_length=4)]


class TraceShown(Shape, frozen=True, kw_only=True):
    """A request to read a photo, and its answer once it was read."""

    number: int
    photo: str
    why: str
    asked_by: str
    asked_at: Moment
    state: RequestState
    decided_by: str
    decided_at: Moment | None
    kept: bool
    reading: bool
    failure: str
    answer: Answer | None


class TraceList(Shape, frozen=True, kw_only=True):
    """The requests, newest first, without their answers."""

    items: tuple[TraceShown, ...]


class AskBody(Shape, frozen=True, kw_only=True):
    """A photo (base64) and why it is to be read. By API at most 8 MB; the console takes 100."""

    photo: Annotated[bytes, msgspec.Meta(max_length=8 << 20)]
    why: Line


class WhyBody(Shape, frozen=True, kw_only=True):
    """Why a photo is to be read."""

    why: Line


class DecideBody(Shape, frozen=True, kw_only=True):
    """Whether the photo may be read. Nobody decides their own request."""

    approve: bool


class ReportFile(Shape, frozen=True, kw_only=True):
    """A part of a report; `data` is base64."""

    name: str
    data: bytes


class ReadBody(Shape, frozen=True, kw_only=True):
    """The screen's corners in the photo's pixels, clockwise from its top left; without them it is looked for."""

    corners: Corners | None = None


def room(facilities: Facilities) -> TraceRoom:
    """Where photos are read. Raises `UnknownError` on a gateway without one."""
    if facilities.traces is None:
        raise UnknownError("Photos are not read on this gateway.")
    return facilities.traces


async def shown(facilities: Facilities, requests: Sequence[TraceRequest], *, whole: bool) -> tuple[TraceShown, ...]:
    """As answers show them; their own answers only when *whole*."""
    place = room(facilities)
    kept = await place.kept(requests)
    return tuple(
        TraceShown(
            number=request.number,
            photo=request.photo,
            why=request.why,
            asked_by=request.asked_by,
            asked_at=moment(request.asked_at),
            state=request.state,
            decided_by=request.decided_by,
            decided_at=moment(request.decided_at),
            kept=request.number in kept,
            reading=place.reading(request),
            failure=place.failure(request),
            answer=msgspec.json.decode(request.answer, type=Answer) if whole and request.answer else None,
        )
        for request in requests
    )


@BOOK.operation("GET", _AT, Scope.TRACE_APPROVE)
async def list_traces(facilities: Facilities, permit: Permit) -> TraceList:
    """List requests to read photos."""
    found = await facilities.store.trace_requests(permit.organisation)
    return TraceList(items=await shown(facilities, found, whole=False))


@BOOK.operation("GET", _AT + "/{number}", Scope.TRACE_APPROVE)
async def show_trace(facilities: Facilities, permit: Permit, number: Ordinal) -> TraceShown:
    """Show a request; its answer is for whoever may ask for traces."""
    found = await facilities.store.trace_request(permit.organisation, number)
    return (await shown(facilities, [found], whole=Scope.TRACE_ASK in permit.official.scopes))[0]


@BOOK.operation("POST", _AT, Scope.TRACE_ASK, status=201, once=True)
async def ask_trace(facilities: Facilities, permit: Permit, body: AskBody) -> TraceShown:
    """Hand a photo in, and ask to have it read."""
    asked = await room(facilities).keep(permit.organisation, body.photo, body.why, actor=permit.actor)
    return (await shown(facilities, [asked], whole=False))[0]


@BOOK.operation("POST", _AT + "/{number}/decision", Scope.TRACE_APPROVE, once=True)
async def decide_trace(facilities: Facilities, permit: Permit, number: Ordinal, body: DecideBody) -> TraceShown:
    """Approve or refuse another's request."""
    decided = await facilities.store.decide_trace(
        permit.organisation, number, approve=body.approve, actor=permit.actor, now=facilities.now()
    )
    return (await shown(facilities, [decided], whole=False))[0]


@BOOK.operation("POST", _AT + "/{number}/read", Scope.TRACE_ASK)
async def read_trace(facilities: Facilities, permit: Permit, number: Ordinal, body: ReadBody) -> TraceShown:
    """Read the photo of one's approved request; answers when it has been read."""
    request = await own(facilities, permit, number)
    corners = None if body.corners is None else checked_corners(body.corners, *_size(request)[:2])
    await room(facilities).read(request, corners, actor=permit.actor)
    return await show_trace(facilities, permit, number)


@BOOK.operation("GET", _AT + "/{number}/report/{part}", Scope.TRACE_ASK)
async def show_report(facilities: Facilities, permit: Permit, number: Ordinal, part: ReportPart) -> ReportFile:
    """Fetch the report on a photo that was read: its JSON, the signature over it, or its PDF."""
    request = await facilities.store.trace_request(permit.organisation, number)
    data = await room(facilities).part(request, f".{part}")
    return ReportFile(name=f"{permit.organisation}-{number}.{part}", data=data)


@BOOK.operation("POST", _AT + "/{number}/discard", Scope.TRACE_ASK, once=True)
async def discard_trace(facilities: Facilities, permit: Permit, number: Ordinal) -> None:
    """Discard the photo and its reports; the answer and the audit stay."""
    await room(facilities).discard(await own(facilities, permit, number))


async def own(facilities: Facilities, permit: Permit, number: Ordinal) -> TraceRequest:
    """A request of whoever asks. Raises `ConflictError` for another's."""
    found = await facilities.store.trace_request(permit.organisation, number)
    if found.asked_by != permit.official.name:
        raise ConflictError(f"The request {number} is not approved, or is somebody else's.")
    return found


def corners_in(request: TraceRequest, points: Sequence[Point]) -> list[Point]:
    """*points* of the picture that is shown, in the photo's own pixels. Raises `MalformedError`, `ConflictError`."""
    width, height, shown_width, shown_height = _size(request)
    across, down = width / max(1, shown_width), height / max(1, shown_height)
    return checked_corners([(x * across, y * down) for x, y in points], width, height)


def _size(request: TraceRequest) -> tuple[int, int, int, int]:
    """The photo's size and that of the picture shown of it, in pixels."""
    if not request.answer:
        raise ConflictError("Read the photo once before setting its corners by hand.")
    kept = msgspec.json.decode(request.answer, type=Answer)
    return kept.width, kept.height, kept.preview_width, kept.preview_height
