"""What every `Directory` does."""

import msgspec
import pytest

from gateway.errors import ConflictError, PolicyError, RefusedError, UnknownError
from gateway.policy import Policy
from gateway.ports import Store
from gateway.records import IdentityState, OrderKind, PcState, Segment
from tests.conformance.people import ADMIN, KEY, LATER, NOW, ORG, OTHER, PC_KEY, enrolled, events_of, invited, issued
from wire.reasons import Reason


class DirectoryConformance:
    """Needs a fixture `store` that holds the organisations ORG and OTHER."""

    async def test_an_organisation_is_added_once(self, store: Store) -> None:
        """A second organisation with the same code is a conflict and changes nothing."""
        with pytest.raises(ConflictError):
            await store.add_organisation(ORG, "別の区", actor=ADMIN, now=NOW)
        assert [o.code for o in await store.organisations()] == [ORG, OTHER]
        assert (await store.organisation(ORG)).name == "千代田区"

    @pytest.mark.parametrize("code", ["13101", "1310160", "13101x", "１３１０１６", ""])
    async def test_an_organisation_code_has_six_digits(self, store: Store, code: str) -> None:
        """Anything but six ASCII digits is no organisation code."""
        with pytest.raises(UnknownError):
            await store.add_organisation(code, "某市", actor=ADMIN, now=NOW)

    async def test_each_organisation_has_a_mark_key_of_its_own(self, store: Store) -> None:
        """Mark keys have 32 bytes, stay the same, and differ between organisations."""
        first, other = await store.mark_key(ORG), await store.mark_key(OTHER)
        assert len(first.reveal()) == len(other.reveal()) == 32
        assert first.reveal() != other.reveal()
        assert (await store.mark_key(ORG)).reveal() == first.reveal()

    async def test_unknown_names_raise(self, store: Store) -> None:
        """Whatever is asked of something that does not exist is refused as unknown."""
        for ask in (
            store.organisation("999999"),
            store.mark_key("999999"),
            store.identities("999999"),
            store.pcs("999999"),
            store.sessions(live_only=False, organisation="999999"),
            store.identity(f"{ORG}-9999"),
            store.pcs_of(f"{ORG}-9999"),
            store.pc(f"pc-{ORG}-9999"),
            store.revoke_identity(f"{ORG}-9999", actor=ADMIN, now=NOW),
            store.retire_pc(f"pc-{ORG}-9999", actor=ADMIN, now=NOW),
            store.set_policy("999999", Policy(), actor=ADMIN, now=NOW),
            store.issue_identity("999999", "誰か", expires_at=LATER, actor=ADMIN, now=NOW),
            store.invite_pc("999999", "PC", Segment.LGWAN, (), expires_at=LATER, actor=ADMIN, now=NOW),
        ):
            with pytest.raises(UnknownError):
                await ask

    async def test_a_policy_is_replaced_with_an_order(self, store: Store) -> None:
        """A new policy is read back whole, and the feed tells live connections of it."""
        policy = Policy(idle_after=300, forbidden_windows=("秘密",), notice="本日は17時まで")
        await store.set_policy(ORG, policy, actor=ADMIN, now=NOW)
        assert (await store.organisation(ORG)).policy == policy
        assert [(o.kind, o.subject) for o in await store.orders_since(0)] == [(OrderKind.POLICY_CHANGED, ORG)]

    @pytest.mark.parametrize(
        "policy",
        [
            Policy(signatures_max_age=100 * 365 * 86400),
            Policy(idle_after=0),
            Policy(idle_after=-1),
            Policy(session_max=0),
            Policy(session_max=400 * 86400),
            Policy(resume_within=-1),
            Policy(resume_within=10 * 86400),
            Policy(notice="x" * 257),
            Policy(notice="one line\nand another"),
            Policy(forbidden_windows=("x",) * 257),
            Policy(forbidden_windows=("\x1b[2J",)),
        ],
        ids=lambda policy: str(msgspec.to_builtins(policy))[:40],
    )
    async def test_rules_outside_their_bounds_are_not_set(self, store: Store, policy: Policy) -> None:
        """A rule that would switch a check off, lock everybody out, or be unreadable at the other end, is refused."""
        with pytest.raises(PolicyError):
            await store.set_policy(ORG, policy, actor=ADMIN, now=NOW)
        assert (await store.organisation(ORG)).policy == Policy()
        assert not await store.orders_since(0)

    async def test_ids_are_numbered_within_their_organisation(self, store: Store) -> None:
        """IDs count 0001, 0002, … for each organisation, and a list holds them in that order."""
        names = [(await issued(store))[0].identity for _ in range(3)]
        other = (await issued(store, org=OTHER))[0]
        assert names == [f"{ORG}-0001", f"{ORG}-0002", f"{ORG}-0003"]
        assert other.identity == f"{OTHER}-0001"
        assert [i.identity for i in await store.identities(ORG)] == names
        assert len(await store.identities(None)) == 4

    async def test_invitation_codes_are_160_bits_and_never_equal(self, store: Store) -> None:
        """A code has 32 characters of base32, and no two IDs have the same."""
        codes = [(await issued(store))[1] for _ in range(5)]
        assert len(set(codes)) == 5
        assert all(len(code) == 32 and set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for code in codes)

    async def test_a_revoked_id_loses_everything_at_once(self, store: Store) -> None:
        """Revoking ends the ID, its certificates and its tickets, and puts one order in the feed."""
        who = await enrolled(store)
        identity = who.identity.identity
        await store.record_certificate(7, "user", identity, KEY, LATER, now=NOW)
        await store.record_join(identity, KEY, "192.0.2.7", b"\1" * 32, LATER, now=NOW)
        await store.revoke_identity(identity, actor=ADMIN, now=NOW)
        assert (await store.identity(identity)).state is IdentityState.REVOKED
        assert [(o.kind, o.subject, o.reason) for o in await store.orders_since(0)] == [
            (OrderKind.IDENTITY_REVOKED, identity, Reason.REVOKED)
        ]
        for ask in (
            store.check_certificate(7),
            store.login(identity),
            store.spend_ticket(identity, KEY, b"\1" * 32, now=NOW),
            store.record_certificate(8, "user", identity, KEY, LATER, now=NOW),
        ):
            with pytest.raises(RefusedError) as refused:
                await ask
            assert refused.value.reason is Reason.REVOKED

    async def test_revoking_twice_changes_nothing(self, store: Store) -> None:
        """The second revocation writes neither an order nor an audit row."""
        identity, _code = await issued(store)
        await store.revoke_identity(identity.identity, actor=ADMIN, now=NOW)
        before = await store.rows(ORG)
        await store.revoke_identity(identity.identity, actor=ADMIN, now=NOW + 1)
        assert await store.rows(ORG) == before
        assert await store.last_order() == 1

    async def test_a_revoked_ids_open_invitation_ends(self, store: Store) -> None:
        """An invitation cannot be spent after its ID was revoked."""
        identity, code = await issued(store)
        await store.revoke_identity(identity.identity, actor=ADMIN, now=NOW)
        with pytest.raises(RefusedError) as refused:
            await store.invitation(code, "client", KEY, now=NOW)
        assert refused.value.reason is Reason.REVOKED

    async def test_the_my_number_segment_cannot_be_registered(self, store: Store) -> None:
        """An office PC of the My Number segment is refused, the refusal is on record, and no PC exists after it."""
        with pytest.raises(RefusedError) as refused:
            await store.invite_pc(ORG, "住民課-1", Segment.MY_NUMBER, (), expires_at=LATER, actor=ADMIN, now=NOW)
        assert refused.value.reason is Reason.MY_NUMBER
        assert not await store.pcs(ORG)
        assert await events_of(store) == ["pc-refused"]

    async def test_an_office_pc_is_only_for_living_ids_of_its_organisation(self, store: Store) -> None:
        """Users that do not exist, are of another organisation or are revoked are refused, and no PC is made."""
        stranger, _ = await issued(store, org=OTHER)
        revoked, _ = await issued(store)
        await store.revoke_identity(revoked.identity, actor=ADMIN, now=NOW)
        for user, error in (
            (f"{ORG}-9999", UnknownError),
            (stranger.identity, UnknownError),
            (revoked.identity, RefusedError),
        ):
            with pytest.raises(error):
                await invited(store, user)
        assert not await store.pcs(ORG)

    async def test_an_id_sees_only_its_own_enrolled_pcs(self, store: Store) -> None:
        """A list of an ID's office PCs leaves out the invited, the retired and those of others."""
        who = await enrolled(store)
        await invited(store, who.identity.identity)
        other, _ = await issued(store)
        await invited(store, other.identity)
        assert [pc.pc for pc in await store.pcs_of(who.identity.identity)] == [who.pc.pc]
        assert [pc.pc for pc in await store.pcs(ORG)] == [f"pc-{ORG}-000{n}" for n in (1, 2, 3)]
        await store.retire_pc(who.pc.pc, actor=ADMIN, now=NOW)
        assert not await store.pcs_of(who.identity.identity)

    async def test_a_retired_pc_loses_everything_at_once(self, store: Store) -> None:
        """Retiring ends the PC, its certificates and its invitation; doing it twice changes nothing."""
        pc, code = await invited(store)
        await store.record_certificate(9, "machine", pc.pc, PC_KEY, LATER, now=NOW)
        await store.retire_pc(pc.pc, actor=ADMIN, now=NOW)
        await store.retire_pc(pc.pc, actor=ADMIN, now=NOW)
        assert (await store.pc(pc.pc)).state is PcState.RETIRED
        assert [(o.kind, o.subject) for o in await store.orders_since(0)] == [(OrderKind.PC_RETIRED, pc.pc)]
        for ask in (store.check_certificate(9), store.enrol_pc(code, PC_KEY, "office-1", now=NOW)):
            with pytest.raises(RefusedError):
                await ask
