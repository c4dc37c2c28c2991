"""Signing in: every step on a real store, and every refusal told alike."""

from dataclasses import dataclass

import pytest
from argon2 import PasswordHasher

from gateway.auth.permit import SCOPES, Role, Scope
from gateway.errors import MalformedError, RefusedError, UnknownError
from gateway.secret import Secret
from gateway.signin.passkeys import PasskeyDesk
from gateway.signin.passwords import Passwords
from gateway.signin.signin import PROOF_GOOD_FOR, TRY_BURST, SignIn
from tests.fakes.administrators import OPERATOR, PASSWORD, SOURCE, Administrator, administrator, token
from tests.fakes.authenticator import Authenticator
from tests.fakes.gateway import MovableClock
from tests.fakes.store import BreakableStore
from wire.reasons import Reason

ORIGIN = "https://console.example.jp"
ORG = "131016"


@dataclass
class Place:
    """A store with an organisation, and one administrator of it."""

    store: BreakableStore
    clock: MovableClock
    sign_in: SignIn
    who: Administrator
    browser: Secret[str]

    async def reason(self, name: str, password: str, code: str, source: str = SOURCE) -> Reason:
        """Why a sign-in is refused."""
        with pytest.raises(RefusedError) as refused:
            await self.sign_in.with_code(name, password, code, source)
        return refused.value.reason


@pytest.fixture
async def place() -> Place:
    """As above."""
    store, clock = BreakableStore(), MovableClock()
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    sign_in = SignIn(store, clock, passwords, PasskeyDesk("console.example.jp", ORIGIN, clock.now))
    await store.add_organisation(ORG, "千代田区", actor=OPERATOR, now=clock.now())
    who, browser = await administrator(sign_in, store, clock)
    return Place(store, clock, sign_in, who, browser)


async def test_whoever_is_set_up_is_signed_in(place: Place) -> None:
    """The browser acts with the scopes of the account's role, until it signs out."""
    found = await place.sign_in.browser(place.browser)
    assert (found.official.name, found.official.organisation) == ("sato", ORG)
    assert found.official.scopes == SCOPES[Role.ADMINISTRATOR]
    await place.sign_in.sign_out(place.browser)
    with pytest.raises(UnknownError):
        await place.sign_in.browser(place.browser)


async def test_password_and_code_together_sign_in_once(place: Place) -> None:
    """Both right pass; the same code again does not, though everything else is right."""
    place.clock.ahead += 31
    code = place.who.code()
    opened = await place.sign_in.with_code("sato", PASSWORD, code, SOURCE)
    assert (await place.sign_in.browser(opened)).official.name == "sato"
    assert await place.reason("sato", PASSWORD, code) is Reason.USED_CODE


async def test_a_stranger_learns_nothing(place: Place) -> None:
    """An unknown account, a wrong password and a wrong code have one answer, and each is on record."""
    right = place.who.code()
    for name, password, code in (("nobody", PASSWORD, right), ("sato", "wrong password", right)):
        assert await place.reason(name, password, code) is Reason.WRONG_CODE
        place.clock.ahead += 60
    assert await place.reason("sato", PASSWORD, "000000") is Reason.WRONG_CODE
    rows = [row for chain in (ORG, "national") for row in await place.store.rows(chain)]
    assert [row.event for row in rows].count("sign-in-refused") == 3


async def test_five_wrong_codes_lock_the_account_and_leave_the_browser(place: Place) -> None:
    """A right code is refused while the account rests; whoever was signed in stays so."""
    for _ in range(5):
        place.clock.ahead += 31
        assert await place.reason("sato", PASSWORD, "000000") is Reason.WRONG_CODE
    place.clock.ahead += 31
    assert await place.reason("sato", PASSWORD, place.who.code()) is Reason.LOCKED
    assert (await place.sign_in.browser(place.browser)).official.name == "sato"


async def test_one_address_cannot_try_without_end(place: Place) -> None:
    """Past its burst an address is told to wait; another address is not."""
    for _ in range(int(TRY_BURST) - 1):  # the set-up was the first
        assert await place.reason("nobody", PASSWORD, "000000") is Reason.WRONG_CODE
    assert await place.reason("nobody", PASSWORD, "000000") is Reason.TOO_FAST
    assert await place.reason("nobody", PASSWORD, "000000", "192.0.2.77") is Reason.WRONG_CODE


async def test_a_passkey_signs_in_by_itself(place: Place) -> None:
    """Made in a signed-in browser, it opens another; a copy with an old count does not."""
    passkeys, authenticator = place.sign_in.passkeys, Authenticator(ORIGIN)
    assert passkeys is not None
    asked = passkeys.ask_for_new("sato", "佐藤", [])
    made = passkeys.made(asked.name, "sato", "電話", authenticator.make(asked.options))
    await place.store.add_passkey("sato", made, actor=OPERATOR, now=place.clock.now())
    copy = Authenticator(ORIGIN, authenticator.key, authenticator.credential, authenticator.count)
    asked = passkeys.ask()
    opened = await place.sign_in.with_passkey(asked.name, authenticator.use(asked.options), SOURCE)
    assert (await place.sign_in.browser(opened)).official.name == "sato"
    asked = passkeys.ask()
    with pytest.raises(RefusedError):
        await place.sign_in.with_passkey(asked.name, copy.use(asked.options), SOURCE)
    asked = passkeys.ask()
    with pytest.raises(RefusedError):
        await place.sign_in.with_passkey(asked.name, Authenticator(ORIGIN).use(asked.options), SOURCE)


async def test_a_proof_grows_old_and_is_given_again(place: Place) -> None:
    """After five minutes a dangerous act needs a new code; a used one does not count."""
    found = await place.sign_in.browser(place.browser)
    assert found.proved(place.clock.now())
    place.clock.ahead += PROOF_GOOD_FOR
    assert not found.proved(place.clock.now())
    code = place.who.code()
    await place.sign_in.prove(found, code)
    assert (await place.sign_in.browser(place.browser)).proved(place.clock.now())
    with pytest.raises(RefusedError):
        await place.sign_in.prove(found, code)


async def test_a_token_never_has_more_than_its_owner(place: Place) -> None:
    """A token's scopes are cut to what its owner's role has at this moment, and it ends with its owner."""
    wide = await token(place.store, "sato", ORG, place.clock.now(), frozenset(Scope))
    official = await place.sign_in.bearer(wide)
    assert official.scopes == SCOPES[Role.ADMINISTRATOR]
    assert official.actor.name == "sato (token 1)"
    await place.store.end_account(ORG, "sato", actor=OPERATOR, now=place.clock.now())
    for text in (wide, "sekisho_nonsense"):
        with pytest.raises(UnknownError):
            await place.sign_in.bearer(text)


async def test_a_bad_password_or_code_sets_nothing_up(place: Place) -> None:
    """The setup code is good still after a password that cannot be one, and after a wrong first code."""
    now = place.clock.now()
    setup = await place.store.add_account(
        ORG, "ito", Role.AUDITOR, "伊藤", setup_until=now + 600, actor=OPERATOR, now=now
    )
    who = Administrator("ito", place.who.secret, place.clock)
    with pytest.raises(MalformedError):
        await place.sign_in.set_up("ito", setup, "short", Secret(who.secret), who.code(), SOURCE)
    with pytest.raises(RefusedError):
        await place.sign_in.set_up("ito", setup, PASSWORD, Secret(who.secret), "000000", SOURCE)
    who.used = 0
    await place.sign_in.set_up("ito", setup, PASSWORD, Secret(who.secret), who.code(), SOURCE)
    assert (await place.store.factors("ito")).account.shown_name == "伊藤"
