"""Office PCs, sessions and counts as administrators see them: the claims of `Offices` and `Statistics`."""

import pytest

from gateway.errors import MalformedError, RefusedError, UnknownError
from gateway.ports import Store
from gateway.records import OrderKind, PcState
from tests.conformance.people import ADMIN, NOW, ORG, OTHER, enrolled, events_of, invited, issued, opened
from wire.reasons import Reason

DAY = 86400


class OfficesConformance:
    """Found, changed, retired; sessions found and ended; counted."""

    async def test_office_pcs_are_found_page_by_page(self, store: Store) -> None:
        """By a part of the name or identifier, in order, and only the organisation's own."""
        for number in range(3):
            await invited(store, name=f"総務課-{number}")
        await invited(store, name="税務課-0")
        await invited(store, name="総務課-9", org=OTHER)
        first = await store.find_pcs(ORG, text="総務", limit=2)
        rest = await store.find_pcs(ORG, text="総務", limit=2, after=first.next or "")
        assert [pc.name for pc in (*first.rows, *rest.rows)] == ["総務課-0", "総務課-1", "総務課-2"]
        assert (first.total, rest.next) == (3, None)

    async def test_the_users_of_an_office_pc_change_as_a_whole(self, store: Store) -> None:
        """New users, a new name and a Wake-on-LAN address hold from now on, with an order for the live ones."""
        who = await enrolled(store)
        other, _ = await issued(store, "関所 太郎")
        changed = await store.set_pc(
            ORG,
            who.pc.pc,
            name="総務課-099",
            users=[other.identity],
            wake_address="3C-52-82-1A-0B-4D",
            actor=ADMIN,
            now=NOW,
        )
        assert (changed.name, changed.users, changed.wake_address) == (
            "総務課-099",
            (other.identity,),
            "3c:52:82:1a:0b:4d",
        )
        assert await store.pc_in(ORG, who.pc.pc) == changed
        assert (await store.orders_since(0))[-1].kind is OrderKind.PC_CHANGED
        with pytest.raises(RefusedError) as refused:
            await opened(store, who)
        assert refused.value.reason is Reason.PC_UNKNOWN
        kept = await store.set_pc(ORG, who.pc.pc, name=None, users=None, wake_address="", actor=ADMIN, now=NOW)
        assert (kept.name, kept.users, kept.wake_address) == ("総務課-099", (other.identity,), "")

    async def test_another_organisations_office_pc_is_unknown(self, store: Store) -> None:
        """Neither seen, changed, given to one's own people nor retired; nor may a stranger become a user."""
        mine, _ = await invited(store)
        theirs, _ = await invited(store, org=OTHER)
        stranger, _ = await issued(store, "関所 次郎", OTHER)
        keep = {"name": None, "wake_address": None}
        for act in (
            store.pc_in(ORG, theirs.pc),
            store.set_pc(ORG, theirs.pc, users=[], actor=ADMIN, now=NOW, **keep),
            store.retire_pc_in(ORG, theirs.pc, "x", actor=ADMIN, now=NOW),
            store.set_pc(ORG, mine.pc, users=[stranger.identity], actor=ADMIN, now=NOW, **keep),
        ):
            with pytest.raises(UnknownError):
                await act
        assert (await store.pc(theirs.pc)).state is PcState.INVITED

    async def test_what_is_no_address_changes_nothing(self, store: Store) -> None:
        """A Wake-on-LAN address that cannot be one is refused with the rest of the change."""
        pc, _ = await invited(store)
        with pytest.raises(MalformedError):
            await store.set_pc(ORG, pc.pc, name="x", users=None, wake_address="nonsense", actor=ADMIN, now=NOW)
        assert await store.pc_in(ORG, pc.pc) == pc

    async def test_a_retired_office_pc_stays_so(self, store: Store) -> None:
        """Retired with its reason on the record, once; it is changed no more."""
        pc, _ = await invited(store)
        for _ in range(2):
            await store.retire_pc_in(ORG, pc.pc, "リース終了", actor=ADMIN, now=NOW)
        assert (await events_of(store)).count("pc-retired") == 1
        with pytest.raises(RefusedError):
            await store.set_pc(ORG, pc.pc, name="x", users=None, wake_address=None, actor=ADMIN, now=NOW)

    async def test_sessions_are_found_newest_first(self, store: Store) -> None:
        """By the ID, the office PC or the number, live ones or all, page by page, only the organisation's own."""
        who = await enrolled(store)
        made = [await opened(store, who, now=NOW + number) for number in range(3)]
        await store.end_session(made[0].number, Reason.LEFT, bytes_down=5, bytes_up=1, actor=ADMIN, now=NOW + 9)
        first = await store.find_sessions(ORG, live_only=False, limit=2)
        rest = await store.find_sessions(ORG, live_only=False, limit=2, after=first.next or "")
        assert [one.number for one in (*first.rows, *rest.rows)] == [one.number for one in made[::-1]]
        assert first.total == 3
        assert (await store.find_sessions(ORG, live_only=True)).total == 2
        assert (await store.find_sessions(ORG, live_only=False, text=f"{made[1].number:012x}")).rows == (made[1],)
        assert (await store.find_sessions(ORG, live_only=False, text=who.pc.pc)).total == 3
        assert (await store.find_sessions(OTHER, live_only=False)).total == 0

    async def test_all_sessions_of_an_id_are_ordered_to_end(self, store: Store) -> None:
        """One order and one row say whose and how many; also for the whole organisation."""
        who = await enrolled(store)
        await opened(store, who)
        await store.end_sessions_of(ORG, who.identity.identity, actor=ADMIN, now=NOW)
        await store.end_sessions_of(ORG, None, actor=ADMIN, now=NOW)
        orders = [(order.kind, order.subject) for order in await store.orders_since(0)]
        assert orders == [(OrderKind.SESSIONS_END, who.identity.identity), (OrderKind.SESSIONS_END, ORG)]
        assert (await events_of(store)).count("sessions-end-ordered") == 2

    async def test_days_and_refusals_are_counted(self, store: Store) -> None:
        """Sessions of each day, empty days too; refused joins by reason, most first; each organisation for itself."""
        who = await enrolled(store)
        for at in (NOW, NOW + 1, NOW + 2 * DAY):
            await opened(store, who, now=at)
        days = await store.sessions_per_day(ORG, since=NOW, until=NOW + 3 * DAY)
        assert list(days) == [2, 0, 1]
        for reason in (Reason.WRONG_CODE, Reason.IDLE, Reason.WRONG_CODE):
            await store.refuse_join(who.identity.identity, "192.0.2.1", reason, now=NOW)
        assert list((await store.refusals(ORG, since=NOW)).items()) == [("wrong_code", 2), ("idle", 1)]
        assert await store.refusals(ORG, since=NOW + 1) == {}
        assert await store.refusals(OTHER, since=0) == {}
