"""Accounts, browsers, tokens, kept answers and requests: the claims of `gateway.ports.officials`."""

import asyncio
from typing import Any

import pytest

from gateway.audit.chain import NATIONAL, verify
from gateway.auth.permit import Role, Scope
from gateway.errors import ConflictError, MalformedError, RefusedError, UnknownError
from gateway.officials import AccountState, Passkey, RequestState
from gateway.ports import Store
from gateway.records import Actor
from gateway.secret import Secret
from tests.conformance.people import ADMIN, LATER, NOW, ORG, OTHER, STEP, TOTP, events_of
from wire.reasons import Reason

OFFICER = Actor("security-officer", "officer")
SECOND = Actor("administrator", "second")
PHOTO = "ab" * 32
LIMITS: dict[str, Any] = {"idle": 900.0, "longest": 28800.0}


async def active(store: Store, name: str = "sato", role: Role = Role.ADMINISTRATOR, org: str | None = ORG) -> str:
    """An account that is set up; returns its name."""
    code = await store.add_account(org, name, role, "佐藤", setup_until=LATER, actor=ADMIN, now=NOW)
    await store.finish_setup(name, code, "$argon2id$…", Secret(TOTP), STEP, now=NOW)
    return name


async def browser(store: Store, name: str, digest: bytes = b"d" * 32, step: int = STEP + 1) -> bytes:
    """A signed-in browser's digest."""
    await store.sign_in(name, digest, "192.0.2.1", step=step, passkey=None, now=NOW)
    return digest


class OfficialsConformance:
    """Made, set up, reset, ended; signed in and out; tokens; requests decided by a second person."""

    async def test_an_account_is_set_up_once_with_its_code(self, store: Store) -> None:
        """The code works once, for its own account and before its time; then the account has its factors."""
        code = await store.add_account(ORG, "sato", Role.AUDITOR, "佐藤", setup_until=LATER, actor=ADMIN, now=NOW)
        other = await store.add_account(ORG, "ito", Role.AUDITOR, "伊藤", setup_until=LATER, actor=ADMIN, now=NOW)
        for name, shown, now in (("sato", other, NOW), ("sato", code, LATER), ("nobody", code, NOW)):
            with pytest.raises(RefusedError) as refused:
                await store.setup(name, shown, now=now)
            assert refused.value.reason is Reason.INVITATION
        with pytest.raises(UnknownError):
            await store.factors("sato")
        assert (await store.setup("sato", code, now=NOW)).state is AccountState.INVITED
        await store.finish_setup("sato", code, "hash", Secret(TOTP), STEP, now=NOW)
        with pytest.raises(RefusedError):
            await store.finish_setup("sato", code, "hash", Secret(TOTP), STEP, now=NOW)
        factors = await store.factors("sato")
        assert (factors.password, factors.totp.reveal(), factors.last_step) == ("hash", TOTP, STEP)

    async def test_names_and_roles_fit(self, store: Store) -> None:
        """A name is a plain word and used once in the nation; only operators belong to no organisation."""
        await active(store)
        with pytest.raises(ConflictError):
            await active(store, "sato", org=OTHER)
        for org, name, role in (
            (ORG, "Sato", Role.AUDITOR),
            (ORG, "x", Role.AUDITOR),
            (ORG, "operator", Role.OPERATOR),
            (None, "auditor", Role.AUDITOR),
        ):
            with pytest.raises(MalformedError):
                await store.add_account(org, name, role, "x", setup_until=LATER, actor=ADMIN, now=NOW)
        with pytest.raises(UnknownError):
            await store.add_account("999999", "ito", Role.AUDITOR, "x", setup_until=LATER, actor=ADMIN, now=NOW)

    async def test_each_organisation_sees_and_ends_its_own_accounts(self, store: Store) -> None:
        """Another organisation's account is unknown; the operator's are in the national chain."""
        await active(store)
        await active(store, "root", Role.OPERATOR, None)
        assert [account.name for account in await store.accounts(ORG)] == ["sato"]
        assert [account.name for account in await store.accounts(None)] == ["root"]
        assert await store.accounts(OTHER) == ()
        for org in (OTHER, None):
            with pytest.raises(UnknownError):
                await store.end_account(org, "sato", actor=ADMIN, now=NOW)
            with pytest.raises(UnknownError):
                await store.reset_account(org, "sato", setup_until=LATER, actor=ADMIN, now=NOW)
        assert await events_of(store, NATIONAL) == [
            "organisation-added",
            "organisation-added",
            "account-added",
            "account-set-up",
        ]

    @pytest.mark.parametrize("end", ["end", "reset"])
    async def test_an_end_takes_browsers_and_tokens_with_it(self, store: Store, end: str) -> None:
        """Ended or reset, an account is signed in nowhere and its tokens are dead; reset, it is set up anew."""
        name = await active(store)
        digest = await browser(store, name)
        scopes = frozenset({Scope.DIRECTORY_READ})
        await store.issue_token(ORG, name, "x", scopes, b"t" * 32, expires_at=LATER, actor=ADMIN, now=NOW)
        await store.add_passkey(name, Passkey(b"c", name, b"data", 0, "key", NOW), actor=ADMIN, now=NOW)
        code = None
        if end == "end":
            for _ in range(2):
                await store.end_account(ORG, name, actor=ADMIN, now=NOW)
            with pytest.raises(UnknownError):
                await store.reset_account(ORG, name, setup_until=LATER, actor=ADMIN, now=NOW)
        else:
            code = await store.reset_account(ORG, name, setup_until=LATER, actor=ADMIN, now=NOW)
        for gone in (
            store.console_session(digest, now=NOW, **LIMITS),
            store.token(b"t" * 32, now=NOW),
            store.factors(name),
            store.passkey(b"c"),
        ):
            with pytest.raises(UnknownError):
                await gone
        if code is not None:
            await store.finish_setup(name, code, "new", Secret(TOTP), STEP + 9, now=NOW)
            assert (await store.factors(name)).password == "new"
            assert await store.passkeys_of(name) == ()
        assert (await events_of(store)).count(f"account-{'ended' if end == 'end' else 'reset'}") == 1

    async def test_a_code_signs_in_once(self, store: Store) -> None:
        """Of many sign-ins with the same code at the same moment one succeeds; a lock stops them all."""
        name = await active(store)
        tries = (browser(store, name, bytes([number]) * 32) for number in range(8))
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(isinstance(outcome, bytes) for outcome in outcomes) == 1
        await store.count_sign_in_failure(name, "192.0.2.1", locked_until=NOW + 60, now=NOW)
        with pytest.raises(RefusedError) as refused:
            await browser(store, name, b"x" * 32, STEP + 5)
        assert refused.value.reason is Reason.LOCKED

    async def test_a_browser_idles_out_and_lasts_no_longer_than_a_day_of_work(self, store: Store) -> None:
        """Seen again in time it lives on, up to the longest; after either limit it is gone for good."""
        name = await active(store)
        digest = await browser(store, name)
        for at in range(0, 28800, 600):
            assert (await store.console_session(digest, now=NOW + at, **LIMITS)).account.name == name
        with pytest.raises(UnknownError):
            await store.console_session(digest, now=NOW + 28801, **LIMITS)
        with pytest.raises(UnknownError):
            await store.console_session(digest, now=NOW + 1, **LIMITS)
        idle = await browser(store, name, b"i" * 32, STEP + 2)
        with pytest.raises(UnknownError):
            await store.console_session(idle, now=NOW + 901, **LIMITS)

    async def test_a_proof_is_renewed_by_a_new_code_alone(self, store: Store) -> None:
        """A code that was used does not prove again; a new one moves the moment, and signing out ends it all."""
        name = await active(store)
        digest = await browser(store, name)
        with pytest.raises(RefusedError):
            await store.prove_again(digest, step=STEP + 1, now=NOW + 60)
        await store.prove_again(digest, step=STEP + 2, now=NOW + 60)
        assert (await store.console_session(digest, now=NOW + 61, **LIMITS)).proved_at == NOW + 60
        assert [found for found, _ in await store.console_sessions(name)] == [digest]
        for _ in range(2):
            await store.sign_out(digest, now=NOW + 62)
        assert await store.console_sessions(name) == ()
        assert (await events_of(store))[-3:] == ["signed-in", "proved-again", "signed-out"]

    async def test_a_passkey_is_known_once_and_counts_up(self, store: Store) -> None:
        """A second of the same credential is a conflict; a count that does not rise is a copy; 0 means no counting."""
        name = await active(store)
        key = Passkey(b"credential", name, b"data", 5, "電話", NOW)
        await store.add_passkey(name, key, actor=ADMIN, now=NOW)
        with pytest.raises(ConflictError):
            await store.add_passkey(name, key, actor=ADMIN, now=NOW)
        await store.sign_in(name, b"a" * 32, "x", step=None, passkey=(b"credential", 6), now=NOW)
        for count in (6, 3):
            with pytest.raises(RefusedError):
                await store.sign_in(name, b"b" * 32, "x", step=None, passkey=(b"credential", count), now=NOW)
        await store.add_passkey(name, Passkey(b"uncounted", name, b"data", 0, "鍵", NOW), actor=ADMIN, now=NOW)
        for digest in (b"1" * 32, b"2" * 32):
            await store.sign_in(name, digest, "x", step=None, passkey=(b"uncounted", 0), now=NOW)
        await store.remove_passkey(name, b"credential", actor=ADMIN, now=NOW)
        with pytest.raises(UnknownError):
            await store.remove_passkey(name, b"credential", actor=ADMIN, now=NOW)
        assert [passkey.label for passkey in await store.passkeys_of(name)] == ["鍵"]

    async def test_a_token_is_good_until_it_ends(self, store: Store) -> None:
        """Known by its digest until its date or its end, with its scopes; another organisation cannot end it."""
        name = await active(store)
        scopes = frozenset({Scope.DIRECTORY_READ, Scope.AUDIT_READ})
        made = await store.issue_token(ORG, name, "人事", scopes, b"t" * 32, expires_at=LATER, actor=ADMIN, now=NOW)
        token, owner = await store.token(b"t" * 32, now=NOW)
        assert (token.number, token.scopes, owner.name) == (made.number, scopes, name)
        with pytest.raises(UnknownError):
            await store.token(b"t" * 32, now=LATER)
        for org in (OTHER, None):
            with pytest.raises(UnknownError):
                await store.end_token(org, made.number, actor=ADMIN, now=NOW)
        for _ in range(2):
            await store.end_token(ORG, made.number, actor=ADMIN, now=NOW)
        with pytest.raises(UnknownError):
            await store.token(b"t" * 32, now=NOW)
        assert (await events_of(store)).count("token-ended") == 1

    async def test_a_key_is_claimed_by_one_and_answered_from_then_on(self, store: Store) -> None:
        """Of many that claim a key at once one acts; its answer is kept, sealed, until the key's time is over."""
        claims = [store.begin_answer("sato", "key-0001", b"q" * 32, since=NOW - 9, now=NOW) for _ in range(6)]
        assert sum(await asyncio.gather(*claims)) == 1
        held = await store.recall("sato", "key-0001", since=NOW)
        assert held is not None
        assert held.status == 0
        await store.keep_answer("sato", "key-0001", 201, Secret(b"invitation"), now=NOW)
        kept = await store.recall("sato", "key-0001", since=NOW)
        assert kept is not None
        assert (kept.status, kept.body.reveal(), kept.digest) == (201, b"invitation", b"q" * 32)
        assert await store.recall("ito", "key-0001", since=NOW) is None
        assert await store.recall("sato", "key-0001", since=NOW + 1) is None
        assert await store.begin_answer("sato", "key-0001", b"q" * 32, since=NOW + 1, now=NOW + 2)
        await store.keep_answer("sato", "key-0001", 0, Secret(b""), now=NOW)
        assert await store.recall("sato", "key-0001", since=0) is None

    async def test_a_trace_needs_a_second_person(self, store: Store) -> None:
        """Nobody decides their own request, not by a token either; nothing is finished that was not approved."""
        asked = await store.ask_trace(ORG, PHOTO, "SNSの写真", actor=OFFICER, now=NOW)
        by_token = Actor("security-officer", "officer (token 3)")
        for actor in (OFFICER, by_token):
            with pytest.raises(ConflictError, match="second person"):
                await store.decide_trace(ORG, asked.number, approve=True, actor=actor, now=NOW)
        with pytest.raises(ConflictError, match="not approved"):
            await store.finish_trace(ORG, asked.number, "{}", actor=OFFICER, now=NOW)
        decided = await store.decide_trace(ORG, asked.number, approve=True, actor=SECOND, now=NOW)
        assert (decided.state, decided.decided_by) == (RequestState.APPROVED, "second")
        with pytest.raises(ConflictError, match="decided already"):
            await store.decide_trace(ORG, asked.number, approve=False, actor=SECOND, now=NOW)
        with pytest.raises(ConflictError, match="somebody else's"):
            await store.finish_trace(ORG, asked.number, "{}", actor=SECOND, now=NOW)
        await store.finish_trace(ORG, asked.number, '{"status":"absent"}', actor=OFFICER, now=NOW)
        done = await store.trace_request(ORG, asked.number)
        assert (done.state, done.answer) == (RequestState.DONE, '{"status":"absent"}')
        assert (await events_of(store))[-3:] == ["trace-asked", "trace-decided", "trace-finished"]

    async def test_a_refused_trace_stays_refused_and_another_organisations_is_unknown(self, store: Store) -> None:
        """Refused is final; requests are counted and seen in their own organisation only."""
        first = await store.ask_trace(ORG, PHOTO, "x", actor=OFFICER, now=NOW)
        second = await store.ask_trace(ORG, PHOTO, "y", actor=OFFICER, now=NOW)
        other = await store.ask_trace(OTHER, PHOTO, "z", actor=OFFICER, now=NOW)
        assert (first.number, second.number, other.number) == (1, 2, 1)
        await store.decide_trace(ORG, 1, approve=False, actor=SECOND, now=NOW)
        with pytest.raises(ConflictError):
            await store.finish_trace(ORG, 1, "{}", actor=OFFICER, now=NOW)
        with pytest.raises(UnknownError):
            await store.trace_request(OTHER, 2)
        assert [request.number for request in await store.trace_requests(ORG)] == [2, 1]

    async def test_the_chain_holds_after_all_that(self, store: Store) -> None:
        """Every act of an official is a link, and the links hold."""
        name = await active(store)
        await browser(store, name)
        await store.count_sign_in_failure(name, "192.0.2.1", locked_until=0.0, now=NOW)
        await store.refuse_sign_in("nobody", "192.0.2.1", Reason.WRONG_CODE, now=NOW)
        assert verify(ORG, await store.rows(ORG)).number == 4
        assert (await events_of(store, NATIONAL))[-1] == "sign-in-refused"
