"""Administrators of a running gateway: set up, signed in, with tokens."""

from dataclasses import dataclass

import pyotp

from gateway.auth import totp
from gateway.auth.permit import SCOPES, Role, Scope
from gateway.clock import Clock
from gateway.ports import Store
from gateway.records import Actor
from gateway.secret import Secret
from gateway.signin import secrets
from gateway.signin.signin import SignIn

OPERATOR = Actor("operator", "test")
PASSWORD = "a sentence that nobody guesses"
SOURCE = "192.0.2.9"


@dataclass
class Administrator:
    """An account and its owner's authenticator. Each code is used once, so the owner counts the steps."""

    name: str
    secret: str
    clock: Clock
    used: int = 0

    def code(self) -> str:
        """A code that has not been used: the present one, or the next moment's when that is spent."""
        step = max(int(self.clock.now() // totp.PERIOD), self.used + 1)
        self.used = step
        return pyotp.TOTP(self.secret).generate_otp(step)


async def administrator(
    sign_in: SignIn,
    store: Store,
    clock: Clock,
    name: str = "sato",
    role: Role = Role.ADMINISTRATOR,
    organisation: str | None = "131016",
) -> tuple[Administrator, Secret[str]]:
    """An account that has been set up, and its browser's secret."""
    now = clock.now()
    code = await store.add_account(organisation, name, role, "佐藤", setup_until=now + 60, actor=OPERATOR, now=now)
    found = Administrator(name, totp.new_secret().reveal(), clock, used=int(now // totp.PERIOD) - 2)
    browser = await sign_in.set_up(name, code, PASSWORD, Secret(found.secret), found.code(), SOURCE)
    return found, browser


async def token(
    store: Store, owner: str, organisation: str | None, now: float, scopes: frozenset[Scope] | None = None
) -> str:
    """A token of *owner* with *scopes*, or with all that its role has."""
    role = next(account.role for account in await store.accounts(organisation) if account.name == owner)
    made = secrets.new_token()
    await store.issue_token(
        organisation,
        owner,
        "test",
        SCOPES[role] if scopes is None else scopes,
        secrets.digest(made),
        expires_at=now + 3600,
        actor=OPERATOR,
        now=now,
    )
    return made.reveal()
