"""What administrators keep of IDs and home PCs: the claims of `gateway.ports.People`."""

import pytest

from gateway.errors import MalformedError, QuotaError, RefusedError, UnknownError
from gateway.ports import Store
from gateway.records import IdentityState, Lost, NewIdentity, OrderKind
from gateway.secret import Secret
from tests.conformance.people import ADMIN, KEY, LATER, NOW, ORG, OTHER, STEP, TOTP, enrolled, events_of, issued, opened
from wire.reasons import Reason

NAMES = ("関所 花子", "関所 太郎", "Sato Ken", "100%_sure")


async def several(store: Store, *names: str) -> list[str]:
    """IDs of these people, in order."""
    wanted = [NewIdentity(name) for name in names]
    made = await store.issue_identities(ORG, wanted, invitation_until=LATER, actor=ADMIN, now=NOW)
    return [identity.identity for identity, _code in made]


class KeepingConformance:
    """Found, issued, suspended, resumed, extended, revoked, lost."""

    async def test_ids_are_issued_together_and_numbered_in_order(self, store: Store) -> None:
        """A batch has running numbers, a code and an audit row each, and a chain that still holds."""
        wanted = [NewIdentity(name, LATER) for name in NAMES]
        made = await store.issue_identities(ORG, wanted, invitation_until=LATER, actor=ADMIN, now=NOW)
        assert [identity.identity for identity, _ in made] == [f"{ORG}-{number:04d}" for number in range(1, 5)]
        assert len({code.reveal() for _, code in made}) == len(NAMES)
        assert await events_of(store) == ["identity-issued"] * 4
        assert (await store.identity_in(ORG, f"{ORG}-0001")).expires_at == LATER

    async def test_a_part_of_a_name_or_of_an_id_finds(self, store: Store) -> None:
        """Search knows no case and no wildcard, and is only ever the organisation's own."""
        await several(store, *NAMES)
        await issued(store, "関所 次郎", OTHER)
        found = {
            text: (await store.find_identities(ORG, text=text)).total for text in ("関所", "sato", "%_", "-0002", "x")
        }
        assert found == {"関所": 2, "sato": 1, "%_": 1, "-0002": 1, "x": 0}

    async def test_pages_follow_each_other_without_a_gap(self, store: Store) -> None:
        """Every row is on exactly one page, in order, and the total is of all pages."""
        names = await several(store, *(f"職員 {number}" for number in range(7)))
        seen: list[str] = []
        after, pages = "", 0
        while True:
            page = await store.find_identities(ORG, after=after, limit=3)
            assert page.total == 7
            seen += [row.identity for row in page.rows]
            pages += 1
            if page.next is None:
                break
            after = page.next
        assert (seen, pages) == (names, 3)

    async def test_another_organisations_id_is_unknown_to_every_act(self, store: Store) -> None:
        """Whatever is asked of another's ID is answered as if there were none, and nothing of the batch is done."""
        mine = (await several(store, "関所 花子"))[0]
        other, _ = await issued(store, "関所 次郎", OTHER)
        both = [mine, other.identity]
        acts = (
            store.identity_in(ORG, other.identity),
            store.suspend_identities(ORG, both, "x", actor=ADMIN, now=NOW),
            store.resume_identities(ORG, both, "x", actor=ADMIN, now=NOW),
            store.extend_identities(ORG, both, LATER, actor=ADMIN, now=NOW),
            store.revoke_identities(ORG, both, "x", actor=ADMIN, now=NOW),
            store.rename_identity(ORG, other.identity, "x", actor=ADMIN, now=NOW),
            store.invite_again(ORG, other.identity, lost=Lost.PC, invitation_until=LATER, actor=ADMIN, now=NOW),
            store.give_emergency_codes(ORG, other.identity, 3, actor=ADMIN, now=NOW),
            store.addresses_of(ORG, other.identity),
            store.set_addresses(ORG, other.identity, [], actor=ADMIN, now=NOW),
            store.devices_of(ORG, other.identity),
            store.end_sessions_of(ORG, other.identity, actor=ADMIN, now=NOW),
        )
        for act in acts:
            with pytest.raises(UnknownError, match=f"There is no ID {other.identity}"):
                await act
        assert (await store.identity_in(ORG, mine)).state is IdentityState.ISSUED
        assert await events_of(store) == ["identity-issued"]

    async def test_a_suspended_id_rests_and_comes_back_as_it_was(self, store: Store) -> None:
        """While suspended it logs in nowhere; resumed, an enrolled one is enrolled again and keeps its login."""
        who = await enrolled(store)
        name = who.identity.identity
        await store.suspend_identities(ORG, [name], "長期休暇", actor=ADMIN, now=NOW)
        with pytest.raises(RefusedError) as refused:
            await store.login(name)
        assert refused.value.reason is Reason.SUSPENDED
        found = await store.identity_in(ORG, name)
        assert (found.state, found.reason) == (IdentityState.SUSPENDED, "長期休暇")
        assert (await store.orders_since(0))[-1].kind is OrderKind.IDENTITY_SUSPENDED
        await store.resume_identities(ORG, [name], "復帰", actor=ADMIN, now=NOW)
        assert (await store.identity_in(ORG, name)).state is IdentityState.ENROLLED
        assert (await store.login(name)).last_step == STEP

    async def test_an_issued_id_is_not_enrolled_by_a_rest(self, store: Store) -> None:
        """Suspended before it enrolled, an ID is resumed as issued."""
        name = (await several(store, "関所 花子"))[0]
        await store.suspend_identities(ORG, [name], "x", actor=ADMIN, now=NOW)
        await store.resume_identities(ORG, [name], "x", actor=ADMIN, now=NOW)
        assert (await store.identity_in(ORG, name)).state is IdentityState.ISSUED

    async def test_revoked_is_for_good(self, store: Store) -> None:
        """Nothing brings a revoked ID back, and revoking it twice leaves one row."""
        name = (await several(store, "関所 花子"))[0]
        for _ in range(2):
            await store.revoke_identities(ORG, [name], "退職", actor=ADMIN, now=NOW)
        for act in (
            store.suspend_identities(ORG, [name], "x", actor=ADMIN, now=NOW),
            store.resume_identities(ORG, [name], "x", actor=ADMIN, now=NOW),
            store.extend_identities(ORG, [name], None, actor=ADMIN, now=NOW),
            store.invite_again(ORG, name, lost=Lost.PC, invitation_until=LATER, actor=ADMIN, now=NOW),
        ):
            with pytest.raises(RefusedError) as refused:
                await act
            assert refused.value.reason is Reason.REVOKED
        assert (await store.identity_in(ORG, name)).reason == "退職"
        assert (await events_of(store)).count("identity-revoked") == 1

    async def test_an_expired_id_passes_nowhere(self, store: Store) -> None:
        """From its date on neither a code nor a ticket nor a session is accepted; extended, it works again."""
        who = await enrolled(store)
        name, key = who.identity.identity, who.device.fingerprint
        await store.extend_identities(ORG, [name], NOW + 100, actor=ADMIN, now=NOW)
        await store.accept_step(name, STEP + 1, now=NOW + 99)
        for act in (
            store.accept_step(name, STEP + 2, now=NOW + 100),
            store.spend_emergency_code(name, Secret("0123456789"), now=NOW + 100),
            store.record_join(name, key, "192.0.2.1", b"x" * 32, LATER, now=NOW + 100),
            store.spend_ticket(name, key, b"x" * 32, now=NOW + 100),
            opened(store, who, now=NOW + 100),
        ):
            with pytest.raises(RefusedError) as refused:
                await act
            assert refused.value.reason is Reason.EXPIRED
        await store.extend_identities(ORG, [name], None, actor=ADMIN, now=NOW + 100)
        await store.accept_step(name, STEP + 2, now=NOW + 101)

    async def test_a_lost_phone_ends_everything_that_could_be_used(self, store: Store) -> None:
        """The old code, the old home PC and earlier invitations end at once; only the new invitation enrols."""
        who = await enrolled(store)
        name, key = who.identity.identity, who.device.fingerprint
        await store.record_certificate(77, "device", name, key, LATER, now=NOW)
        first = await store.invite_again(ORG, name, lost=Lost.PHONE, invitation_until=LATER, actor=ADMIN, now=NOW)
        second = await store.invite_again(ORG, name, lost=Lost.EVERYTHING, invitation_until=LATER, actor=ADMIN, now=NOW)
        with pytest.raises(RefusedError):
            await store.check_certificate(77)
        with pytest.raises((UnknownError, RefusedError)):
            await store.login(name)
        with pytest.raises(RefusedError):
            await store.enrol_device(first.reveal(), "SHA256:new", "home-2", Secret(TOTP), STEP, now=NOW)
        with pytest.raises(RefusedError) as refused:
            await store.enrol_device(second.reveal(), KEY, "home-1", Secret(TOTP), STEP, now=NOW)
        assert refused.value.reason is Reason.REVOKED
        await store.enrol_device(second.reveal(), "SHA256:new", "home-2", Secret(TOTP), STEP, now=NOW)
        keys = [(device.fingerprint, device.revoked_at) for device in await store.devices_of(ORG, name)]
        assert sorted(keys) == sorted([(KEY, NOW), ("SHA256:new", None)])

    async def test_a_revoked_home_pc_gets_in_no_more(self, store: Store) -> None:
        """Its certificates and its ticket end, with an order; the ID's other home PCs and its login stay."""
        who = await enrolled(store)
        name, key = who.identity.identity, who.device.fingerprint
        await store.record_certificate(77, "device", name, key, LATER, now=NOW)
        await store.record_certificate(78, "device", name, "SHA256:other", LATER, now=NOW)
        await store.record_join(name, key, "192.0.2.1", b"x" * 32, LATER, now=NOW)
        with pytest.raises(UnknownError):
            await store.revoke_device(OTHER, key, "紛失", actor=ADMIN, now=NOW)
        for _ in range(2):
            await store.revoke_device(ORG, key, "紛失", actor=ADMIN, now=NOW)
        assert (await events_of(store)).count("device-revoked") == 1
        orders = [(order.kind, order.subject) for order in await store.orders_since(0)]
        assert orders == [(OrderKind.DEVICE_REVOKED, key)]
        for refused_act in (
            store.check_certificate(77),
            store.record_certificate(79, "device", name, key, LATER, now=NOW),
            store.spend_ticket(name, key, b"x" * 32, now=NOW),
            opened(store, who),
        ):
            with pytest.raises(RefusedError):
                await refused_act
        with pytest.raises(UnknownError):
            await store.record_join(name, key, "192.0.2.1", b"x" * 32, LATER, now=NOW)
        await store.check_certificate(78)
        assert (await store.login(name)).last_step == STEP

    async def test_home_pcs_are_found_by_their_names(self, store: Store) -> None:
        """By a part of the computer's name, the ID or the key, page by page, and only the organisation's own."""
        who = await enrolled(store)
        assert (await store.find_devices(ORG, text="HOME")).rows == (who.device,)
        assert (await store.find_devices(ORG, text=who.identity.identity)).total == 1
        assert (await store.find_devices(ORG, text="nothing")).total == 0
        assert (await store.find_devices(OTHER)).total == 0

    async def test_an_emergency_code_is_good_once(self, store: Store) -> None:
        """Each of the codes passes once; new ones end the old ones; a lock holds for them too."""
        who = await enrolled(store)
        name = who.identity.identity
        old = await store.give_emergency_codes(ORG, name, 2, actor=ADMIN, now=NOW)
        codes = await store.give_emergency_codes(ORG, name, 3, actor=ADMIN, now=NOW)
        assert {len(code.reveal()) for code in codes} == {10}
        await store.spend_emergency_code(name, codes[0], now=NOW)
        for code in (codes[0], old[0], Secret("0000000000")):
            with pytest.raises(RefusedError) as refused:
                await store.spend_emergency_code(name, code, now=NOW)
            assert refused.value.reason is Reason.WRONG_CODE
        await store.count_failure(name, source="192.0.2.1", locked_until=NOW + 60, now=NOW)
        with pytest.raises(RefusedError) as refused:
            await store.spend_emergency_code(name, codes[1], now=NOW + 1)
        assert refused.value.reason is Reason.LOCKED
        await store.spend_emergency_code(name, codes[1], now=NOW + 61)

    async def test_emergency_codes_need_an_enrolled_id(self, store: Store) -> None:
        """An ID without a home PC has nothing that a code could stand in for."""
        name = (await several(store, "関所 花子"))[0]
        with pytest.raises(UnknownError, match="has not been enrolled"):
            await store.give_emergency_codes(ORG, name, 1, actor=ADMIN, now=NOW)

    async def test_addresses_are_kept_in_one_spelling(self, store: Store) -> None:
        """Every usual spelling of one address is one address; what is none is refused, and nothing changes."""
        name = (await several(store, "関所 花子"))[0]
        spelled = ["3C-52-82-1A-0B-4D", "3c52.821a.0b4d", "3c:52:82:1a:0b:4d", "00:11:22:33:44:55"]
        await store.set_addresses(ORG, name, spelled, actor=ADMIN, now=NOW)
        kept = ("00:11:22:33:44:55", "3c:52:82:1a:0b:4d")
        assert tuple(await store.addresses_of(ORG, name)) == kept
        with pytest.raises(MalformedError):
            await store.set_addresses(ORG, name, ["ff:ff:ff:ff:ff:ff"], actor=ADMIN, now=NOW)
        assert tuple(await store.addresses_of(ORG, name)) == kept

    async def test_a_quota_holds_and_rest_makes_room(self, store: Store) -> None:
        """No batch goes past the quota; suspended and revoked IDs do not count, and resuming needs room again."""
        await store.set_quota(ORG, 2, actor=ADMIN, now=NOW)
        with pytest.raises(QuotaError, match="may have 2"):
            await several(store, "a", "b", "c")
        first, second = await several(store, "a", "b")
        await store.suspend_identities(ORG, [first], "x", actor=ADMIN, now=NOW)
        await store.revoke_identities(ORG, [second], "x", actor=ADMIN, now=NOW)
        await several(store, "c", "d")
        with pytest.raises(QuotaError):
            await store.resume_identities(ORG, [first], "x", actor=ADMIN, now=NOW)
        use = await store.quota_use(ORG)
        assert (use.in_force, use.quota) == (2, 2)
        await store.set_quota(ORG, None, actor=ADMIN, now=NOW)
        await store.resume_identities(ORG, [first], "x", actor=ADMIN, now=NOW)

    async def test_an_emergency_quota_ends_on_its_date(self, store: Store) -> None:
        """IDs issued on it stand beside the quota, and are suspended when it is over, with orders and one row."""
        await store.set_quota(ORG, 0, actor=ADMIN, now=NOW)
        granted = await store.grant_emergency(ORG, 2, NOW + 100, "緊急事態宣言", actor=ADMIN, now=NOW)
        wanted = [NewIdentity("a", emergency=granted.number), NewIdentity("b", emergency=granted.number)]
        made = await store.issue_identities(ORG, wanted, invitation_until=LATER, actor=ADMIN, now=NOW)
        for more in (NewIdentity("c", emergency=granted.number), NewIdentity("c")):
            with pytest.raises(QuotaError):
                await store.issue_identities(ORG, [more], invitation_until=LATER, actor=ADMIN, now=NOW)
        assert await store.end_due(now=NOW + 99) == 0
        assert await store.end_due(now=NOW + 100) == 2
        assert await store.end_due(now=NOW + 101) == 0
        states = {(await store.identity_in(ORG, identity.identity)).state for identity, _ in made}
        assert states == {IdentityState.SUSPENDED}
        assert [order.kind for order in await store.orders_since(0)] == [OrderKind.IDENTITY_SUSPENDED] * 2
        with pytest.raises(QuotaError, match="is over"):
            await store.resume_identities(ORG, [made[0][0].identity], "x", actor=ADMIN, now=NOW + 101)
        assert [quota.ended_at for quota in await store.emergency_quotas(ORG)] == [NOW + 100]
        with pytest.raises(UnknownError):
            await store.end_emergency(ORG, 7, actor=ADMIN, now=NOW)

    async def test_a_suspended_organisation_logs_in_nowhere(self, store: Store) -> None:
        """All its IDs are refused until it is resumed; the other organisation works on."""
        who = await enrolled(store)
        for _ in range(2):
            await store.suspend_organisation(ORG, "監査", actor=ADMIN, now=NOW)
        with pytest.raises(RefusedError) as refused:
            await store.login(who.identity.identity)
        assert refused.value.reason is Reason.SUSPENDED
        assert not (await store.organisation(OTHER)).suspended
        await store.resume_organisation(ORG, "再開", actor=ADMIN, now=NOW)
        assert (await store.login(who.identity.identity)).identity.identity == who.identity.identity
        assert [event for event in await events_of(store) if event.startswith("organisation-")] == [
            "organisation-suspended",
            "organisation-resumed",
        ]
