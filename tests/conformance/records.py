"""What every `Ledger`, `Feed` and `Journal` does."""

import pytest

from gateway.audit import chain
from gateway.audit.chain import NATIONAL
from gateway.audit.events import OpenRefused
from gateway.errors import ConflictError, RefusedError, UnknownError
from gateway.ports import Store
from gateway.records import OrderKind
from tests.conformance.people import ADMIN, KEY, LATER, NOW, ORG, OTHER, enrolled, events_of, issued, opened
from wire.reasons import Reason
from wire.ssh import session_principal

BIG = (1 << 63) - 1


class RecordConformance:
    """Needs a fixture `store` that holds the organisations ORG and OTHER."""

    async def test_a_certificate_is_good_until_it_is_revoked(self, store: Store) -> None:
        """A serial is unknown, then good, then revoked for ever; the feed is told once."""
        with pytest.raises(UnknownError):
            await store.check_certificate(BIG)
        await store.record_certificate(BIG, "gateway", "sekisho-gateway", KEY, LATER, now=NOW)
        await store.check_certificate(BIG)
        for _ in range(2):
            await store.revoke_certificate(BIG, actor=ADMIN, now=NOW)
        with pytest.raises(RefusedError) as refused:
            await store.check_certificate(BIG)
        assert refused.value.reason is Reason.REVOKED
        orders = await store.orders_since(0)
        assert [(o.kind, int(o.subject)) for o in orders] == [(OrderKind.CERTIFICATE_REVOKED, BIG)]

    async def test_facts_are_recorded_together_or_not_at_all(self, store: Store) -> None:
        """Each in its chain with its moment; one for an unknown organisation leaves none of them."""
        one = OpenRefused(identity=f"{ORG}-0001", pc="x", reason="pc_off")
        with pytest.raises(UnknownError):
            await store.record_all([(ORG, one, NOW), ("999999", one, NOW)], actor=ADMIN)
        assert "open-refused" not in await events_of(store)
        await store.record_all([(ORG, one, NOW + 1), (NATIONAL, one, NOW + 2)], actor=ADMIN)
        ends = [(await store.rows(name))[-1] for name in (ORG, NATIONAL)]
        assert [(row.event, row.at) for row in ends] == [("open-refused", NOW + 1), ("open-refused", NOW + 2)]
        chain.verify(ORG, await store.rows(ORG))

    async def test_a_destination_goes_on_where_it_was(self, store: Store) -> None:
        """Every chain has an end, also one without a row; what is kept for one destination is not another's."""
        ends = await store.chain_ends()
        assert {*ends} == {ORG, OTHER, NATIONAL}
        for name, end in ends.items():
            assert end == len(await store.rows(name))
        assert await store.exported("file") == {}
        await store.keep_exported("file", {ORG: 1, NATIONAL: 2})
        await store.keep_exported("file", {ORG: 3})
        assert await store.exported("file") == {ORG: 3, NATIONAL: 2}
        assert await store.exported("syslog") == {}

    async def test_a_serial_is_recorded_once(self, store: Store) -> None:
        """The same serial twice is a conflict, and a serial never issued cannot be revoked."""
        await store.record_certificate(5, "gateway", "sekisho-gateway", KEY, LATER, now=NOW)
        with pytest.raises(ConflictError):
            await store.record_certificate(5, "user", "131016-0001", KEY, LATER, now=NOW)
        with pytest.raises(UnknownError):
            await store.revoke_certificate(6, actor=ADMIN, now=NOW)

    async def test_a_certificate_is_recorded_where_its_subject_belongs(self, store: Store) -> None:
        """Certificates of an ID, an office PC and a session are in the organisation's chain, others in the national."""
        who = await enrolled(store)
        session = await opened(store, who)
        subjects = (who.identity.identity, who.pc.pc, session_principal(session.number))
        for serial, subject in enumerate(subjects, 1):
            await store.record_certificate(serial, "some", subject, KEY, LATER, now=NOW)
        await store.record_certificate(9, "gateway", "sekisho-gateway", KEY, LATER, now=NOW)
        assert (await events_of(store)).count("certificate-issued") == 3
        assert (await events_of(store, NATIONAL)).count("certificate-issued") == 1

    async def test_the_feed_goes_on_from_where_one_was(self, store: Store) -> None:
        """Orders come in the order of the acts, each once, from any point."""
        assert await store.last_order() == 0
        names = [(await issued(store))[0].identity for _ in range(3)]
        for name in names:
            await store.revoke_identity(name, actor=ADMIN, now=NOW)
        assert [o.subject for o in await store.orders_since(0)] == names
        assert [o.number for o in await store.orders_since(1)] == [2, 3]
        assert not await store.orders_since(await store.last_order())

    async def test_every_act_is_in_a_chain_that_holds(self, store: Store) -> None:
        """After a whole life of a session every chain verifies, and its rows are numbered from 1 without a gap."""
        who = await enrolled(store)
        await opened(store, who)
        await store.revoke_identity(who.identity.identity, actor=ADMIN, now=NOW)
        assert list(await store.chains()) == [ORG, NATIONAL]
        for name in await store.chains():
            rows = await store.rows(name)
            assert chain.verify(name, rows) == chain.head_of(rows[-1])
            assert [row.number for row in rows] == list(range(1, len(rows) + 1))

    async def test_rows_are_read_in_pages(self, store: Store) -> None:
        """Pages of a chain are the chain."""
        for _ in range(5):
            await issued(store)
        rows = await store.rows(ORG)
        assert [*await store.rows(ORG, limit=2), *await store.rows(ORG, after=2)] == list(rows)
        assert not await store.rows(ORG, after=5)

    async def test_a_fact_is_recorded(self, store: Store) -> None:
        """A fact without a table of its own is appended with its actor and time."""
        await store.record(NATIONAL, "service-started", {"program": "0.1.0"}, actor=ADMIN, now=NOW + 0.25)
        row = (await store.rows(NATIONAL))[-1]
        assert (row.event, row.actor, row.at) == ("service-started", "operator:admin", NOW + 0.25)
        assert row.facts == '{"orphans":0,"program":"0.1.0","v":1}'

    async def test_the_set_of_facts_is_closed(self, store: Store) -> None:
        """An unknown event, foreign facts or an unknown chain are refused and leave no row."""
        before = await store.rows(NATIONAL)
        for event, facts in (("screen-saved", {}), ("service-started", {"program": "1", "note": "x"})):
            with pytest.raises(ValueError, match=event):
                await store.record(NATIONAL, event, facts, actor=ADMIN, now=NOW)
        with pytest.raises(UnknownError):
            await store.record("999999", "service-started", {"program": "1"}, actor=ADMIN, now=NOW)
        assert await store.rows(NATIONAL) == before
