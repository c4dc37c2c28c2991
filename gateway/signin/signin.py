"""Signing in, staying signed in, and proving oneself again.

Every refusal is told alike: no answer says whether an account exists. Asks the store; does not know HTTP.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.auth import lockout, totp
from gateway.auth.permit import SCOPES, Official
from gateway.clock import Clock
from gateway.errors import RefusedError, UnknownError
from gateway.officials import ConsoleSession, Factors
from gateway.ports import Store
from gateway.secret import Secret
from gateway.signin import secrets
from gateway.signin.passkeys import PasskeyDesk
from gateway.signin.passwords import Passwords, check_password
from wire.rate import TokenBucket
from wire.reasons import Reason

IDLE: Final = 15 * 60.0  # seconds
LONGEST: Final = 8 * 3600.0
PROOF_GOOD_FOR: Final = 5 * 60.0  # seconds in which a dangerous act needs no new proof
TRY_RATE: Final = 1 / 10  # tries a second from one address
TRY_BURST: Final = 30.0
SOURCES: Final = 10_000  # addresses remembered


@dataclass(frozen=True, slots=True)
class Browser:
    """A signed-in browser: its secret, its session, and who acts in it."""

    secret: Secret[str]
    session: ConsoleSession
    official: Official

    def proved(self, now: float) -> bool:
        """Whether a factor was shown so lately that a dangerous act may be done."""
        return now - self.session.proved_at < PROOF_GOOD_FOR


class SignIn:
    """The one way in for administrators."""

    def __init__(self, store: Store, clock: Clock, passwords: Passwords, passkeys: PasskeyDesk | None) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self.passkeys = passkeys  # None: the console has no name that WebAuthn could bind to
        self._tries: dict[str, TokenBucket] = {}

    # --- in ---------------------------------------------------------------------------------------------------

    async def with_code(self, name: str, password: str, code: str, source: str) -> Secret[str]:
        """The secret of a new browser session.

        Raises `RefusedError`: TOO_FAST for the address, LOCKED for the account, WRONG_CODE for anything else.
        """
        now = self._clock.now()
        self._check_rate(source)
        factors = await self._factors(name)
        right = await self._passwords.matches(factors.password if factors else None, password)
        if factors is None:
            await self._store.refuse_sign_in(name, source, Reason.WRONG_CODE, now=now)
            raise RefusedError(Reason.WRONG_CODE)
        lockout.check_may_try(factors, now)
        try:
            if not right:
                raise RefusedError(Reason.WRONG_CODE)
            step = totp.step_of(factors.totp, code, now)
        except RefusedError:
            await self._count(factors, source, now)
            raise
        return await self._opened(name, source, step=step)

    async def with_passkey(self, challenge: str, answer: Mapping[str, Any], source: str) -> Secret[str]:
        """As `with_code`, by the answer to a challenge."""
        if self.passkeys is None:
            raise RefusedError(Reason.WRONG_CODE)
        now = self._clock.now()
        self._check_rate(source)
        try:
            passkey = await self._store.passkey(self.passkeys.credential_of(answer))
            count = self.passkeys.check(challenge, passkey, answer)
        except (UnknownError, RefusedError) as error:
            await self._store.refuse_sign_in("passkey", source, Reason.WRONG_CODE, now=now)
            raise RefusedError(Reason.WRONG_CODE) from error
        return await self._opened(passkey.account, source, passkey=(passkey.credential, count))

    async def set_up(
        self, name: str, code: Secret[str], password: str, secret: Secret[str], first_code: str, source: str
    ) -> Secret[str]:
        """Set up an account with its setup code: password, authenticator and its first code; signs in.

        Raises `MalformedError` for a password that cannot be one, `RefusedError` (INVITATION, WRONG_CODE, TOO_FAST).
        """
        now = self._clock.now()
        self._check_rate(source)
        await self._store.setup(name, code, now=now)
        check_password(name, password)
        step = totp.step_of(secret, first_code, now)
        hashed = await self._passwords.hashed(password)
        await self._store.finish_setup(name, code, hashed, secret, step, now=now)
        return await self._opened(name, source)

    async def _opened(
        self, name: str, source: str, *, step: int | None = None, passkey: tuple[bytes, int] | None = None
    ) -> Secret[str]:
        browser = secrets.new_browser()
        now = self._clock.now()
        await self._store.sign_in(name, secrets.digest(browser), source, step=step, passkey=passkey, now=now)
        return browser

    # --- inside -----------------------------------------------------------------------------------------------

    async def browser(self, secret: Secret[str], *, seen: bool = True) -> Browser:
        """Who acts in this browser now; raises `UnknownError` when it is not signed in any more.

        A live page that looks by itself has not *seen* anybody: it keeps no one signed in.
        """
        now = self._clock.now()
        digest = secrets.digest(secret)
        session = await self._store.console_session(digest, idle=IDLE, longest=LONGEST, now=now, seen=seen)
        return Browser(secret, session, session.account.official(SCOPES[session.account.role]))

    async def bearer(self, text: str) -> Official:
        """Who acts with this token now; raises `UnknownError`."""
        if not secrets.is_token(text):
            raise UnknownError("There is no such token.")
        token, owner = await self._store.token(secrets.digest(Secret(text)), now=self._clock.now())
        scopes = token.scopes & SCOPES[owner.role]
        return Official(owner.name, owner.role, owner.organisation, scopes, via=f"token {token.number}")

    async def prove(self, browser: Browser, code: str) -> None:
        """A code again, before a dangerous act. Raises `RefusedError`."""
        now = self._clock.now()
        name, source = browser.session.account.name, browser.session.source
        self._check_rate(source)
        factors = await self._store.factors(name)
        lockout.check_may_try(factors, now)
        try:
            step = totp.step_of(factors.totp, code, now)
        except RefusedError:
            await self._count(factors, source, now)
            raise
        await self._store.prove_again(secrets.digest(browser.secret), step=step, now=now)

    async def sign_out(self, secret: Secret[str]) -> None:
        """End the browser's session."""
        await self._store.sign_out(secrets.digest(secret), now=self._clock.now())

    # --- limits -----------------------------------------------------------------------------------------------

    async def _factors(self, name: str) -> Factors | None:
        try:
            return await self._store.factors(name)
        except UnknownError:
            return None

    async def _count(self, factors: Factors, source: str, now: float) -> None:
        locked_until = lockout.lock_until(factors.failures + 1, now)
        await self._store.count_sign_in_failure(factors.account.name, source, locked_until=locked_until, now=now)

    def _check_rate(self, source: str) -> None:
        now = self._clock.monotonic()
        while len(self._tries) >= SOURCES:
            del self._tries[next(iter(self._tries))]
        if not self._tries.setdefault(source, TokenBucket(TRY_RATE, TRY_BURST, now)).allow(now):
            raise RefusedError(Reason.TOO_FAST, retry_after=1 / TRY_RATE)
