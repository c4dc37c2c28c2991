"""Readings that name somebody, and readings that must not."""

from dataclasses import replace

import pytest

from gateway.errors import StoreError
from gateway.records import Session
from gateway.trace import HandedIn, Trace, keys_of, trace
from tests.conformance.people import ADMIN, NOW, ORG, OTHER, Enrolled, enrolled, events_of, opened
from tests.fakes.store import BreakableStore
from watermark import Mark, MarkKey, Reading, Status
from wire.reasons import Reason

PHOTO = "ab" * 32
PEOPLE = HandedIn("佐藤", "鈴木")


@pytest.fixture
async def store() -> BreakableStore:
    """A store of two organisations."""
    store = BreakableStore()
    for code, name in ((ORG, "千代田区"), (OTHER, "中央区")):
        await store.add_organisation(code, name, actor=ADMIN, now=NOW)
    return store


async def reading_of(store: BreakableStore, session: int, slot: int = 0, org: str = ORG) -> Reading:
    """A reading that is certain of its mark."""
    key = MarkKey.from_bytes((await store.mark_key(org)).reveal())
    return Reading(Status.IDENTIFIED, Mark(session, slot), key.key_id, 20.0, 8.0, 1e-12, None, 1, 0.1)


async def traced(
    store: BreakableStore, reading: Reading, *, now: float = NOW + 100, codes: tuple[str, ...] = ()
) -> Trace:
    """The trace of *reading* with the keys of *codes*, or of all."""
    return await trace(store, PHOTO, reading, await keys_of(store, codes), PEOPLE, actor=ADMIN, now=now)


async def viewing(store: BreakableStore) -> tuple[Enrolled, Session]:
    """Somebody, and a session of theirs."""
    who = await enrolled(store)
    return who, await opened(store, who)


async def test_a_photo_leads_to_its_person(store: BreakableStore) -> None:
    """The ID, the office PC, the home PC and the hours are the session's, and the trace is on record.

    The hours are a slot's ten minutes, and the one more for which a still screen may keep its overlay.
    """
    who, session = await viewing(store)
    answer = await traced(store, await reading_of(store, session.number, slot=2), now=NOW + 5000)
    assert answer.status is Status.IDENTIFIED
    assert answer.found is not None
    assert (answer.found.identity, answer.found.pc, answer.found.session) == (who.identity, who.pc, session)
    assert (answer.found.shown_from, answer.found.shown_until) == (NOW + 1200, NOW + 1860)
    row = (await store.rows(ORG))[-1]
    assert (row.event, row.actor) == ("photo-traced", "operator:admin")
    assert f'"photo":"{PHOTO}"' in row.facts
    assert '"identity":"131016-0001"' in row.facts


@pytest.mark.parametrize("status", [Status.INCONCLUSIVE, Status.ABSENT])
async def test_an_uncertain_reading_names_nobody(store: BreakableStore, status: Status) -> None:
    """Without certainty there is no name in the answer or in the record, whatever the figures."""
    _who, session = await viewing(store)
    certain = await reading_of(store, session.number)
    answer = await traced(store, replace(certain, status=status))
    assert (answer.status, answer.found, answer.note) == (status, None, "")
    assert '"identity":""' in (await store.rows("national"))[-1].facts


async def test_a_session_that_never_was_names_nobody(store: BreakableStore) -> None:
    """A mark of an unknown session is a contradiction: inconclusive, with the reason said."""
    await viewing(store)
    answer = await traced(store, await reading_of(store, 5))
    assert (answer.status, answer.found) == (Status.INCONCLUSIVE, None)
    assert "never opened" in answer.note


async def test_another_organisations_key_names_nobody(store: BreakableStore) -> None:
    """A mark sealed by one organisation cannot accuse a person of another."""
    _who, session = await viewing(store)
    answer = await traced(store, await reading_of(store, session.number, org=OTHER))
    assert (answer.status, answer.found) == (Status.INCONCLUSIVE, None)
    assert "another organisation" in answer.note


async def test_a_key_that_was_not_asked_for_names_nobody(store: BreakableStore) -> None:
    """A reading with a key outside those given is not believed."""
    _who, session = await viewing(store)
    answer = await traced(store, await reading_of(store, session.number), codes=(OTHER,))
    assert (answer.status, answer.found) == (Status.INCONCLUSIVE, None)
    assert (await events_of(store, OTHER)) == ["photo-traced"]


async def test_a_time_outside_the_session_names_nobody(store: BreakableStore) -> None:
    """A slot after the session's end, or in the future, is a contradiction; the last slot itself is not."""
    _who, session = await viewing(store)
    future = await traced(store, await reading_of(store, session.number, slot=2), now=NOW + 1000)
    assert future.status is Status.INCONCLUSIVE
    await store.end_session(session.number, Reason.LEFT, bytes_down=0, bytes_up=0, actor=ADMIN, now=NOW + 700)
    late = await traced(store, await reading_of(store, session.number, slot=2), now=NOW + 5000)
    assert late.status is Status.INCONCLUSIVE
    last = await traced(store, await reading_of(store, session.number, slot=1), now=NOW + 5000)
    assert last.found is not None
    assert (last.found.shown_from, last.found.shown_until) == (NOW + 600, NOW + 700)


async def test_no_trace_without_its_record(store: BreakableStore) -> None:
    """When the trace cannot be recorded, it gives no answer."""
    _who, session = await viewing(store)
    reading, keys = await reading_of(store, session.number), await keys_of(store, ())
    store.broken = StoreError("The disk is full.")
    with pytest.raises(StoreError):
        await trace(store, PHOTO, reading, keys, PEOPLE, actor=ADMIN, now=NOW)
