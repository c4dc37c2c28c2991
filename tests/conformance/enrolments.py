"""What every `Enrolments` does."""

import pytest

from gateway.errors import ConflictError, RefusedError
from gateway.ports import Store
from gateway.records import IdentityState, PcState
from gateway.secret import Secret
from tests.conformance.people import (
    ADMIN,
    KEY,
    LATER,
    NOW,
    ORG,
    PC_KEY,
    STEP,
    TOTP,
    enrolled,
    events_of,
    invited,
    issued,
)
from wire.reasons import Reason

OTHER_KEY = "SHA256:c29tZWJvZHkgZWxzZSdzIGtleSBmb3IgdGVzdHMg"


async def refusal(store: Store, code: str, role: str, key: str, now: float) -> Reason:
    """Why the invitation is refused; fails when it is not."""
    with pytest.raises(RefusedError) as refused:
        await store.invitation(code, role, key, now=now)
    return refused.value.reason


class EnrolmentConformance:
    """Needs a fixture `store` that holds the organisations ORG and OTHER."""

    async def test_a_fresh_invitation_says_whom_it_is_for(self, store: Store) -> None:
        """An unspent invitation names its subject, organisation, person and end, and asking spends nothing."""
        identity, code = await issued(store)
        for _ in range(2):
            row = await store.invitation(code, "client", KEY, now=NOW)
            assert (row.subject, row.organisation, row.name) == (identity.identity, ORG, "関所 花子")
            assert (row.expires_at, row.spent_by) == (LATER, None)

    async def test_an_invitation_is_refused_for_another_role_or_time(self, store: Store) -> None:
        """A guessed code, a code of the other role and an expired code are all refused as no invitation."""
        _identity, code = await issued(store)
        _pc, pc_code = await invited(store)
        assert await refusal(store, "A" * 32, "client", KEY, NOW) is Reason.INVITATION
        assert await refusal(store, code, "agent", KEY, NOW) is Reason.INVITATION
        assert await refusal(store, pc_code, "client", KEY, NOW) is Reason.INVITATION
        assert await refusal(store, code, "client", KEY, LATER) is Reason.INVITATION

    async def test_spending_enrols_the_device(self, store: Store) -> None:
        """After spending, the ID, its device and its login are known, and the confirming code cannot be used again."""
        identity, code = await issued(store)
        after, device = await store.enrol_device(code, KEY, "home-1", Secret(TOTP), STEP, now=NOW)
        assert after.state is IdentityState.ENROLLED
        assert await store.device(KEY) == device
        login = await store.login(identity.identity)
        assert (login.totp.reveal(), login.failures, login.locked_until) == (TOTP, 0, 0.0)
        with pytest.raises(RefusedError) as refused:
            await store.accept_step(identity.identity, STEP, now=NOW)
        assert refused.value.reason is Reason.USED_CODE
        assert await events_of(store) == ["identity-issued", "device-enrolled"]

    async def test_a_spent_invitation_is_good_for_the_same_key_for_ten_minutes(self, store: Store) -> None:
        """The answer may have been lost: the same key may spend again, with a new secret, but only for ten minutes."""
        identity, code = await issued(store)
        await store.enrol_device(code, KEY, "home-1", Secret(TOTP), STEP, now=NOW)
        assert (await store.invitation(code, "client", KEY, now=NOW + 599)).spent_by == KEY
        await store.enrol_device(code, KEY, "home-1", Secret("A" * 32), STEP + 9, now=NOW + 599)
        assert (await store.login(identity.identity)).totp.reveal() == "A" * 32
        assert await refusal(store, code, "client", KEY, NOW + 601) is Reason.INVITATION_SPENT

    async def test_a_spent_invitation_is_refused_to_another_key(self, store: Store) -> None:
        """Whoever finds a used invitation cannot enrol with it, not even at once."""
        _identity, code = await issued(store)
        await store.enrol_device(code, KEY, "home-1", Secret(TOTP), STEP, now=NOW)
        assert await refusal(store, code, "client", OTHER_KEY, NOW) is Reason.INVITATION_SPENT
        with pytest.raises(RefusedError):
            await store.enrol_device(code, OTHER_KEY, "home-2", Secret(TOTP), STEP, now=NOW)

    async def test_a_device_key_belongs_to_one_id(self, store: Store) -> None:
        """A key that is enrolled for one ID cannot be enrolled for another."""
        await enrolled(store)
        second, code = await issued(store)
        with pytest.raises(ConflictError):
            await store.enrol_device(code, KEY, "home-1", Secret(TOTP), STEP, now=NOW)
        assert (await store.identity(second.identity)).state is IdentityState.ISSUED
        assert (await store.invitation(code, "client", KEY, now=NOW)).spent_by is None

    async def test_a_revoked_id_cannot_spend_again(self, store: Store) -> None:
        """The ten minutes for a lost answer end with the ID."""
        identity, code = await issued(store)
        await store.enrol_device(code, KEY, "home-1", Secret(TOTP), STEP, now=NOW)
        await store.revoke_identity(identity.identity, actor=ADMIN, now=NOW)
        assert await refusal(store, code, "client", KEY, NOW) is Reason.REVOKED

    async def test_spending_enrols_the_office_pc(self, store: Store) -> None:
        """After spending, the office PC is enrolled, once for one key."""
        pc, code = await invited(store)
        assert (await store.enrol_pc(code, PC_KEY, "office-1", now=NOW)).state is PcState.ENROLLED
        assert (await store.pc(pc.pc)).state is PcState.ENROLLED
        assert await refusal(store, code, "agent", OTHER_KEY, NOW) is Reason.INVITATION_SPENT
        assert await events_of(store) == ["pc-invited", "pc-enrolled"]
