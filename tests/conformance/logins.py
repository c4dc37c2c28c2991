"""What every `Logins` does."""

import asyncio

import pytest

from gateway.errors import GatewayError, RefusedError, UnknownError
from gateway.ports import Store
from tests.conformance.people import KEY, LATER, NOW, STEP, enrolled, events_of, issued
from wire.reasons import Reason


class LoginConformance:
    """Needs a fixture `store` that holds the organisations ORG and OTHER."""

    async def test_only_an_enrolled_id_has_a_login(self, store: Store) -> None:
        """An ID that does not exist, or has not enrolled, is unknown to the checkpoint."""
        identity, _code = await issued(store)
        for name in (identity.identity, "131016-9999"):
            with pytest.raises(UnknownError):
                await store.login(name)
        with pytest.raises(UnknownError):
            await store.device(KEY)

    async def test_a_code_is_accepted_once(self, store: Store) -> None:
        """Of a step and all before it, none is accepted after it; a later one is."""
        who = (await enrolled(store)).identity.identity
        await store.accept_step(who, STEP + 2, now=NOW)
        for step in (STEP + 2, STEP + 1):
            with pytest.raises(RefusedError) as refused:
                await store.accept_step(who, step, now=NOW)
            assert refused.value.reason is Reason.USED_CODE
        await store.accept_step(who, STEP + 3, now=NOW)
        assert (await events_of(store)).count("code-accepted") == 2

    async def test_of_fifty_tries_at_once_one_is_accepted(self, store: Store) -> None:
        """The same code, 50 times in parallel, is accepted exactly once."""
        who = (await enrolled(store)).identity.identity
        tries = (store.accept_step(who, STEP + 1, now=NOW) for _ in range(50))
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        refused = [outcome for outcome in outcomes if isinstance(outcome, RefusedError)]
        assert len(outcomes) - len(refused) == 1
        assert {error.reason for error in refused} == {Reason.USED_CODE}
        assert (await events_of(store)).count("code-accepted") == 1

    async def test_wrong_codes_are_counted_until_a_right_one(self, store: Store) -> None:
        """Each wrong code counts; a right one sets the count back to 0."""
        who = (await enrolled(store)).identity.identity
        for count in (1, 2):
            login = await store.count_failure(who, source="192.0.2.7", locked_until=0.0, now=NOW + count)
            assert (login.failures, login.last_failure_at, login.locked_until) == (count, NOW + count, 0.0)
        await store.accept_step(who, STEP + 1, now=NOW)
        assert (await store.login(who)).failures == 0

    async def test_a_locked_login_accepts_nothing(self, store: Store) -> None:
        """While it is locked even a right code is refused; the lock starts the count anew and is never shortened."""
        who = (await enrolled(store)).identity.identity
        login = await store.count_failure(who, source="192.0.2.7", locked_until=NOW + 1800, now=NOW)
        assert (login.failures, login.locked_until) == (0, NOW + 1800)
        later = await store.count_failure(who, source="192.0.2.7", locked_until=NOW + 60, now=NOW)
        assert later.locked_until == NOW + 1800
        with pytest.raises(RefusedError) as refused:
            await store.accept_step(who, STEP + 1, now=NOW + 1799)
        assert (refused.value.reason, refused.value.retry_after) == (Reason.LOCKED, 1)
        await store.accept_step(who, STEP + 1, now=NOW + 1800)

    async def test_a_refused_join_is_on_record(self, store: Store) -> None:
        """A refusal is in the organisation's chain, or in the national one when nobody has that ID."""
        who = (await enrolled(store)).identity.identity
        await store.refuse_join(who, "192.0.2.7", Reason.ANTIVIRUS_STOPPED, now=NOW)
        await store.refuse_join("131016-9999", "192.0.2.7", Reason.CERTIFICATE, now=NOW)
        assert (await events_of(store))[-1] == "join-refused"
        assert (await events_of(store, "national"))[-1] == "join-refused"

    async def test_a_ticket_resumes_once(self, store: Store) -> None:
        """A ticket is spent by its own device and ID, before its end, once."""
        who = (await enrolled(store)).identity.identity
        await store.record_join(who, KEY, "192.0.2.7", b"\1" * 32, NOW + 600, now=NOW)
        for digest, now in ((b"\2" * 32, NOW), (b"\1" * 32, NOW + 601)):
            await self._refused(store, who, digest, now)
        await store.spend_ticket(who, KEY, b"\1" * 32, now=NOW + 600)
        await self._refused(store, who, b"\1" * 32, NOW)
        assert (await events_of(store))[-2:] == ["join-admitted", "join-resumed"]

    async def test_a_new_join_ends_the_earlier_ticket(self, store: Store) -> None:
        """A device has one ticket at a time."""
        who = (await enrolled(store)).identity.identity
        for digest in (b"\1" * 32, b"\2" * 32):
            await store.record_join(who, KEY, "192.0.2.7", digest, NOW + 600, now=NOW)
        await self._refused(store, who, b"\1" * 32, NOW)
        await store.spend_ticket(who, KEY, b"\2" * 32, now=NOW)

    async def test_a_live_joins_ticket_does_not_age(self, store: Store) -> None:
        """An extended ticket is good until its new end; extending none is no error."""
        who = (await enrolled(store)).identity.identity
        await store.extend_ticket(KEY, LATER, now=NOW)
        await store.record_join(who, KEY, "192.0.2.7", b"\1" * 32, NOW + 600, now=NOW)
        await store.extend_ticket(KEY, NOW + 1200, now=NOW + 600)
        await store.spend_ticket(who, KEY, b"\1" * 32, now=NOW + 1199)

    async def test_a_join_needs_the_ids_own_device(self, store: Store) -> None:
        """No join is recorded for a device that is not enrolled for that ID."""
        who = (await enrolled(store)).identity.identity
        with pytest.raises(GatewayError):
            await store.record_join(who, "SHA256:unknown", "192.0.2.7", b"\1" * 32, LATER, now=NOW)

    async def _refused(self, store: Store, who: str, digest: bytes, now: float) -> None:
        with pytest.raises(RefusedError) as refused:
            await store.spend_ticket(who, KEY, digest, now=now)
        assert refused.value.reason is Reason.TICKET
