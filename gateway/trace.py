"""From a photo's reading to a name, or to none: a wrong name is far worse than no name.

Knows which key may name which session, and records every trace. Does not read pictures (`watermark`) or print.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.audit.chain import NATIONAL
from gateway.errors import GatewayError, UnknownError
from gateway.marks import SLOT_SECONDS, slot_begins
from gateway.ports import Store
from gateway.records import Actor, AuditRow, Identity, OfficePc, Session, session_name
from watermark import Mark, MarkKey, Reading, Status
from wire.limits import OVERLAY_KEPT

CLOCKS: Final = 60.0  # seconds that a picture may be stamped after the end that the gateway has written down


class ContradictionError(GatewayError):
    """The mark was read, but what it says cannot be true, so it names nobody."""


@dataclass(frozen=True, slots=True)
class Found:
    """Whose picture it is: the session with its people, and the eleven minutes in which it was shown (Unix seconds)."""

    session: Session
    identity: Identity
    pc: OfficePc
    shown_from: float
    shown_until: float


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer for one photo. `found` is there exactly when `status` is IDENTIFIED."""

    photo: str  # hex SHA-256 of the file
    status: Status
    reading: Reading
    found: Found | None
    note: str  # why a mark that was read names nobody; empty otherwise
    entry: AuditRow  # the record of this trace


async def keys_of(store: Store, codes: Sequence[str]) -> dict[MarkKey, str]:
    """The mark keys of the organisations *codes*, or of all when there are none, each with its organisation.

    Raises `UnknownError` when there is none at all.
    """
    wanted = codes or [organisation.code for organisation in await store.organisations()]
    if not wanted:
        raise UnknownError("There is no organisation yet, so there is no key to read with.")
    return {MarkKey.from_bytes((await store.mark_key(code)).reveal()): code for code in wanted}


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Who brought a photo, and who besides its reader approved of its being read."""

    by: str
    second_person: str


async def trace(
    store: Store,
    photo: str,
    reading: Reading,
    keys: Mapping[MarkKey, str],
    handed_in: HandedIn,
    *,
    actor: Actor,
    now: float,
) -> Trace:
    """Name the session that *reading* tells, and write the trace into the audit before answering.

    *photo* is the file's SHA-256 in hex; *keys* are those it was read with. Raises `StoreError`: no trace without its
    record.
    """
    found, note = None, ""
    if reading.status is Status.IDENTIFIED:
        try:
            found = await _look_up(store, reading, keys, now)
        except ContradictionError as error:
            note = str(error)
    status = Status.INCONCLUSIVE if note else reading.status
    facts = {
        "photo": photo,
        "status": status.value,
        "score": str(reading.score),
        "threshold": str(reading.threshold),
        "false_alarm": str(reading.false_alarm),
        "handed_in_by": handed_in.by,
        "second_person": handed_in.second_person,
    }
    entry = await _record(store, facts, found, set(keys.values()), actor=actor, now=now)
    return Trace(photo, status, reading, found, note, entry)


async def _look_up(store: Store, reading: Reading, keys: Mapping[MarkKey, str], now: float) -> Found:
    """Every step must hold, or nobody is named: raises `ContradictionError`."""
    # (1) The key that sealed the mark is one of ours, and names the organisation.
    organisation = {key.key_id: code for key, code in keys.items()}.get(reading.key_id or "")
    mark = reading.mark
    if organisation is None or mark is None:
        raise ContradictionError("The mark was sealed with a key that is not among those it was read with.")
    # (2) The session exists, and is of that organisation.
    session = await _session(store, mark)
    if session.organisation != organisation:
        raise ContradictionError("The mark names a session of another organisation than its key.")
    # (3) The time slot lies within the session's hours.
    begins = slot_begins(session.opened_at, mark.slot)
    if begins > (now if session.ended_at is None else session.ended_at) + CLOCKS:
        raise ContradictionError("The mark names a time outside its session's hours.")
    # (4) The people are as the session's row says.
    identity, pc = await store.identity(session.identity), await store.pc(session.pc)
    # An office PC whose screen stands still keeps a slot's overlay a little longer than the slot.
    ends = min(begins + SLOT_SECONDS + OVERLAY_KEPT, now if session.ended_at is None else session.ended_at)
    return Found(session, identity, pc, begins, max(begins, ends))


async def _session(store: Store, mark: Mark) -> Session:
    try:
        return await store.session(mark.session)
    except UnknownError as error:
        raise ContradictionError("The mark names a session that this gateway has never opened.") from error


async def _record(
    store: Store, facts: dict[str, str], found: Found | None, asked: set[str], *, actor: Actor, now: float
) -> AuditRow:
    """In the chain of the organisation concerned; in the national one when it is not known which that is."""
    chain = next(iter(asked)) if len(asked) == 1 else NATIONAL
    if found is not None:
        chain = found.session.organisation
        facts |= {"session": session_name(found.session.number), "identity": found.identity.identity}
    return await store.record(chain, "photo-traced", facts, actor=actor, now=now)
