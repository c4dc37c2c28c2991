"""What every `Sessions` does."""

import pytest

from gateway.errors import RefusedError, UnknownError
from gateway.ports import Store
from gateway.records import OrderKind
from tests.conformance.people import ADMIN, KEY, NOW, ORG, OTHER, enrolled, events_of, invited, opened
from wire.reasons import Reason


class SessionConformance:
    """Needs a fixture `store` that holds the organisations ORG and OTHER."""

    async def test_a_session_is_opened_and_found(self, store: Store) -> None:
        """A session has a number of 48 bits that no other has, and is found by it."""
        who = await enrolled(store)
        sessions = [await opened(store, who, now=NOW + n) for n in range(5)]
        assert len({s.number for s in sessions}) == 5
        assert all(0 < s.number < 1 << 48 for s in sessions)
        assert await store.session(sessions[0].number) == sessions[0]
        assert list(await store.sessions(live_only=True, organisation=ORG)) == sessions[::-1]
        assert not await store.sessions(live_only=False, organisation=OTHER)

    async def test_a_session_is_ended_once(self, store: Store) -> None:
        """The first ending stands, with its reason, time and bytes; a second changes nothing."""
        number = (await opened(store, await enrolled(store))).number
        await store.end_session(number, Reason.LEFT, bytes_down=9, bytes_up=3, actor=ADMIN, now=NOW + 60)
        await store.end_session(number, Reason.IDLE, bytes_down=0, bytes_up=0, actor=ADMIN, now=NOW + 90)
        ended = await store.session(number)
        assert (ended.ended_at, ended.reason, ended.bytes_down, ended.bytes_up) == (NOW + 60, Reason.LEFT, 9, 3)
        assert not await store.sessions(live_only=True, organisation=None)
        assert (await events_of(store))[-2:] == ["session-opened", "session-ended"]

    async def test_an_unknown_session_is_an_error(self, store: Store) -> None:
        """Nothing can be asked of a session that never was."""
        for ask in (
            store.session(5),
            store.order_session_end(5, actor=ADMIN, now=NOW),
            store.end_session(5, Reason.LEFT, bytes_down=0, bytes_up=0, actor=ADMIN, now=NOW),
        ):
            with pytest.raises(UnknownError):
                await ask

    async def test_no_session_opens_after_a_revocation(self, store: Store) -> None:
        """A grant that was given before its ID was revoked opens nothing after it."""
        who = await enrolled(store)
        await store.revoke_identity(who.identity.identity, actor=ADMIN, now=NOW)
        with pytest.raises(RefusedError) as refused:
            await opened(store, who)
        assert refused.value.reason is Reason.REVOKED
        assert "session-opened" not in await events_of(store)

    async def test_no_session_opens_on_a_pc_that_is_not_the_ids(self, store: Store) -> None:
        """An office PC that is retired, not enrolled, unknown or somebody else's cannot be viewed."""
        who = await enrolled(store)
        other, _code = await invited(store)
        await store.retire_pc(who.pc.pc, actor=ADMIN, now=NOW)
        for pc, reason in (
            (who.pc.pc, Reason.PC_RETIRED),
            (other.pc, Reason.PC_UNKNOWN),
            ("pc-131016-9999", Reason.PC_UNKNOWN),
        ):
            with pytest.raises(RefusedError) as refused:
                await store.open_session(who.identity.identity, ORG, pc, KEY, "home-1", "192.0.2.7", now=NOW)
            assert refused.value.reason is reason

    async def test_no_session_opens_from_a_strange_device(self, store: Store) -> None:
        """A session names a device enrolled for that very ID, and the ID's own organisation."""
        who = await enrolled(store)
        for organisation, key in ((ORG, "SHA256:unknown"), (OTHER, KEY)):
            with pytest.raises(RefusedError) as refused:
                await store.open_session(
                    who.identity.identity, organisation, who.pc.pc, key, "home-1", "192.0.2.7", now=NOW
                )
            assert refused.value.reason is Reason.CERTIFICATE

    async def test_ending_a_session_is_an_order(self, store: Store) -> None:
        """An administrator's wish is an order in the feed while the session lives, and nothing after it."""
        number = (await opened(store, await enrolled(store))).number
        await store.order_session_end(number, actor=ADMIN, now=NOW)
        await store.end_session(number, Reason.ENDED_BY_ADMIN, bytes_down=0, bytes_up=0, actor=ADMIN, now=NOW)
        await store.order_session_end(number, actor=ADMIN, now=NOW)
        orders = await store.orders_since(0)
        assert [(o.kind, int(o.subject), o.reason) for o in orders] == [
            (OrderKind.SESSION_END, number, Reason.ENDED_BY_ADMIN)
        ]

    async def test_orphans_are_closed(self, store: Store) -> None:
        """Sessions that a killed service left open are ended at the next start, and the record says so."""
        who = await enrolled(store)
        numbers = [(await opened(store, who)).number for _ in range(2)]
        assert await store.close_orphans(now=NOW + 60) == 2
        assert await store.close_orphans(now=NOW + 61) == 0
        for number in numbers:
            session = await store.session(number)
            assert (session.ended_at, session.reason) == (NOW + 60, Reason.SERVICE_STOPPING)
        assert '"orphan":true' in (await store.rows(ORG))[-1].facts
