"""Photos read for security officers: kept sealed, read in child processes, named by the records, reported.

One photo is read at a time: a reading may take 2 GB and some seconds. Knows the safe and the reader; who may ask is
decided before.
"""

import asyncio
import hashlib
import io
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from PIL import Image

from gateway import log
from gateway.clock import Clock
from gateway.errors import ConflictError, GatewayError, MalformedError
from gateway.officials import RequestState, TraceRequest
from gateway.photos import PhotoSafe
from gateway.ports import Store
from gateway.records import Actor, session_name
from gateway.reporting import Wanted, parts_of
from gateway.times import when
from gateway.trace import HandedIn, Trace, keys_of, trace
from watermark import ImageError, WatermarkError
from watermark.apart import Examined, read_file
from watermark.corners import checked
from watermark.reading import Corner

LARGEST: Final = 100 << 20  # bytes of a photo
REPORTS: Final = (".json", ".json.sig", ".pdf")
PREVIEW: Final = ".jpg"

_log = log.get("tracing")

Corners = tuple[tuple[float, float], ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, as it is kept with the request. Names are there only when somebody was identified."""

    status: str
    score: float
    threshold: float
    false_alarm: float | None
    note: str
    read_at: str
    width: int  # of the upright photo
    height: int
    preview_width: int  # of the picture that is shown of it
    preview_height: int
    outline: Corners  # in that picture, clockwise from the screen's top left; empty when no screen was found
    by_hand: bool  # the corners were given
    identity: str = ""
    name: str = ""
    session: str = ""
    pc: str = ""
    pc_name: str = ""
    home_pc: str = ""
    source: str = ""
    shown_from: str = ""
    shown_until: str = ""
    opened: str = ""
    ended: str = ""


class TraceRoom:
    """Keeps photos and reads them."""

    def __init__(self, store: Store, safe: PhotoSafe, sign: Callable[[bytes], str], clock: Clock) -> None:
        self._store = store
        self._safe = safe
        self._sign = sign
        self._clock = clock
        self._turn = asyncio.Lock()
        self._running: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._failed: dict[tuple[str, int], str] = {}

    async def keep(self, organisation: str, photo: bytes, why: str, *, actor: Actor) -> TraceRequest:
        """Keep a photo sealed, and ask for its trace. Raises `MalformedError` for one that is empty or too large."""
        if not 0 < len(photo) <= LARGEST:
            raise MalformedError(f"A photo has at most {LARGEST >> 20} MB, and is not empty.")
        digest = hashlib.sha256(photo).hexdigest()
        await asyncio.to_thread(self._safe.keep, f"{digest}.{organisation}", photo)
        return await self._store.ask_trace(organisation, digest, why, actor=actor, now=self._clock.now())

    async def kept(self, requests: Sequence[TraceRequest]) -> frozenset[int]:
        """The numbers of those whose photo is still there."""
        names = await asyncio.to_thread(self._safe.names)
        return frozenset(request.number for request in requests if _photo(request) in names)

    async def discard(self, request: TraceRequest) -> None:
        """Keep the photo, its picture and its reports no longer; the answer and the audit stay."""
        names = [_photo(request), *(_part(request, suffix) for suffix in (*REPORTS, PREVIEW))]
        for name in names:
            await asyncio.to_thread(self._safe.discard, name)

    async def part(self, request: TraceRequest, suffix: str) -> bytes:
        """A part of the report, or the picture. Raises `UnknownError`."""
        return await asyncio.to_thread(self._safe.open, _part(request, suffix))

    def reading(self, request: TraceRequest) -> bool:
        """Whether the photo is being read now."""
        return (request.organisation, request.number) in self._running

    def failure(self, request: TraceRequest) -> str:
        """Why the last reading broke off; empty when it did not."""
        return self._failed.get((request.organisation, request.number), "")

    def begin(self, request: TraceRequest, corners: Sequence[Corner] | None, *, actor: Actor) -> None:
        """Read in the background; `reading` says how it goes. Beginning twice changes nothing."""
        at = (request.organisation, request.number)
        if at in self._running:
            return
        self._failed.pop(at, None)
        task = asyncio.get_running_loop().create_task(self._background(request, corners, actor))
        self._running[at] = task
        task.add_done_callback(lambda _done: self._running.pop(at, None))

    async def _background(self, request: TraceRequest, corners: Sequence[Corner] | None, actor: Actor) -> None:
        try:
            await self.read(request, corners, actor=actor)
        except (GatewayError, ImageError, WatermarkError) as error:
            self._failed[request.organisation, request.number] = str(error)
            _log.warning("trace_failed", organisation=request.organisation, request=request.number, cause=str(error))
        except Exception:  # noqa: BLE001 - whatever it is ends this reading alone, and is logged
            self._failed[request.organisation, request.number] = "The reading broke off; it is in the gateway's log."
            _log.exception("trace_failed", organisation=request.organisation, request=request.number)

    async def read(self, request: TraceRequest, corners: Sequence[Corner] | None, *, actor: Actor) -> Answer:
        """Read the photo of an approved request, with *corners* in its pixels when somebody has set them.

        Raises `ConflictError` unless it is approved, `UnknownError` when the photo was discarded, `ImageError` for a
        file that is no photo, and `MalformedError` for corners that go round nothing.
        """
        if request.state not in {RequestState.APPROVED, RequestState.DONE}:
            raise ConflictError(f"The request {request.number} is not approved, or is somebody else's.")
        async with self._turn:
            photo = await asyncio.to_thread(self._safe.open, _photo(request))
            keys = await keys_of(self._store, [request.organisation])
            read = partial(read_file, keys=list(keys), corners=corners, views=True)
            examined = await asyncio.to_thread(_examined, photo, read)
            now = self._clock.now()
            people = HandedIn(request.asked_by, request.decided_by)
            found = await trace(self._store, request.photo, examined.reading, keys, people, actor=actor, now=now)
            report = await self._report(request, examined, found, [key.key_id for key in keys], corners)
            facts = {"photo": request.photo, "report": report}
            await self._store.record(request.organisation, "report-written", facts, actor=actor, now=now)
            answer = _answer(examined, found, now, by_hand=corners is not None)
            text = msgspec.json.encode(answer).decode()
            await self._store.finish_trace(request.organisation, request.number, text, actor=actor, now=now)
        return answer

    async def _report(
        self,
        request: TraceRequest,
        examined: Examined,
        found: Trace,
        key_ids: list[str],
        corners: Sequence[Corner] | None,
    ) -> str:
        """Make the report and keep its files; the SHA-256 of its JSON, in hex."""
        handed_in = when(request.asked_at) or ""
        wanted = Wanted(request.asked_by, handed_in, request.decided_by, None if corners is None else tuple(corners))
        users = (await self._store.find_identities(request.organisation, limit=1)).total
        name = f"{request.organisation}-{request.number}"
        parts = await asyncio.to_thread(parts_of, wanted, self._sign, name, examined, found, key_ids, users)
        for suffix, data in (parts | {PREVIEW: _preview(examined)}).items():
            await asyncio.to_thread(self._safe.keep, _part(request, suffix), data)
        return hashlib.sha256(parts[".json"]).hexdigest()


def checked_corners(corners: Sequence[Corner], width: int, height: int) -> list[Corner]:
    """*corners* of a screen in a photo of this size. Raises `MalformedError`."""
    try:
        return [(float(x), float(y)) for x, y in checked(corners, width, height)]
    except ValueError as error:
        raise MalformedError("The corners are four points around the screen, clockwise from its top left.") from error


def _photo(request: TraceRequest) -> str:
    return f"{request.photo}.{request.organisation}"


def _part(request: TraceRequest, suffix: str) -> str:
    return f"{request.organisation}-{request.number}{suffix}"


def _examined(photo: bytes, read: Callable[[Path], Examined]) -> Examined:
    """The reading of *photo*, which lies open for the reader's children only while they read it."""
    with tempfile.TemporaryDirectory(prefix="sekisho-photo-") as folder:  # mode 0700
        path = Path(folder) / "photo"
        path.write_bytes(photo)
        return read(path)


def _preview(examined: Examined) -> bytes:
    view = examined.photo
    if view is None:
        return b""
    out = io.BytesIO()
    Image.frombytes("RGB", (view.width, view.height), view.pixels).save(out, "JPEG", quality=85)
    return out.getvalue()


def _answer(examined: Examined, found: Trace, now: float, *, by_hand: bool) -> Answer:
    reading, view = found.reading, examined.photo
    named = found.found
    facts: dict[str, str] = {}
    if named is not None:
        session = named.session
        facts = {
            "identity": named.identity.identity,
            "name": named.identity.name,
            "session": session_name(session.number),
            "pc": named.pc.pc,
            "pc_name": named.pc.name,
            "home_pc": session.hostname,
            "source": session.source,
            "shown_from": when(named.shown_from) or "",
            "shown_until": when(named.shown_until) or "",
            "opened": when(session.opened_at) or "",
            "ended": when(session.ended_at) or "",
        }
    return Answer(
        status=found.status.value,
        score=round(reading.score, 2),
        threshold=round(reading.threshold, 2),
        false_alarm=reading.false_alarm if named is not None else None,
        note=found.note,
        read_at=when(now) or "",
        width=examined.width,
        height=examined.height,
        preview_width=view.width if view else 0,
        preview_height=view.height if view else 0,
        outline=tuple(view.outline) if view else (),
        by_hand=by_hand,
        **facts,
    )
