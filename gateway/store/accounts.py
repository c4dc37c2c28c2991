"""Administrators' accounts and their factors."""

import re
from collections.abc import Sequence
from typing import Final

from sqlalchemy import RowMapping, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit import events
from gateway.audit.chain import NATIONAL
from gateway.auth.permit import Role
from gateway.errors import ConflictError, MalformedError, RefusedError, UnknownError
from gateway.officials import Account, AccountState, Factors, Passkey
from gateway.records import Actor
from gateway.secret import Secret
from gateway.store import codes, schema
from gateway.store.aspect import Aspect, find_organisation, rows_of, whole
from gateway.store.transaction import Transaction
from wire.reasons import Reason

_TABLE: Final = schema.accounts
_PASSKEYS: Final = schema.passkeys
_NAME: Final = re.compile(r"[a-z][a-z0-9._-]{2,31}")


class Accounts(Aspect):
    """`gateway.ports.Accounts`."""

    @whole
    async def add_account(
        self,
        organisation: str | None,
        name: str,
        role: Role,
        shown_name: str,
        *,
        setup_until: float,
        actor: Actor,
        now: float,
    ) -> Secret[str]:
        """A new account, and the code with which its owner sets it up."""
        if _NAME.fullmatch(name) is None:
            raise MalformedError(
                f"{name} cannot be an account: it has 3 to 32 small letters, digits, dots or hyphens, a letter first."
            )
        if (role is Role.OPERATOR) != (organisation is None):
            raise MalformedError(f"The role {role.value} does not fit: only the operator belongs to no organisation.")
        code = codes.new_invitation_code()
        async with self._database.write() as act:
            if organisation is not None:
                await find_organisation(act.connection, organisation)
            if await act.one(select(_TABLE.c.name).where(_TABLE.c.name == name)) is not None:
                raise ConflictError(f"The account {name} exists already.")
            await act.run(
                insert(_TABLE).values(
                    name=name,
                    role=role.value,
                    organisation=organisation,
                    shown_name=shown_name,
                    state=AccountState.INVITED.value,
                    created_at=now,
                    setup=codes.invitation_digest(code.reveal()),
                    setup_until=setup_until,
                )
            )
            event = events.AccountAdded(account=name, role=role.value, name=shown_name, setup_until=setup_until)
            await act.audit(organisation or NATIONAL, event, actor=actor, now=now)
        return code

    @whole
    async def accounts(self, organisation: str | None) -> Sequence[Account]:
        """All of an organisation, or of the nation, by name."""
        query = select(_TABLE).where(_TABLE.c.organisation.is_not_distinct_from(organisation)).order_by(_TABLE.c.name)
        async with self._database.read() as connection:
            if organisation is not None:
                await find_organisation(connection, organisation)
            return tuple(account_from(row) for row in await rows_of(connection, query))

    @whole
    async def end_account(self, organisation: str | None, name: str, *, actor: Actor, now: float) -> None:
        """End an account for good, with its browsers and tokens."""
        async with self._database.write() as act:
            found = await _own(act.connection, organisation, name)
            if found.state is AccountState.ENDED:
                return
            sessions, tokens = await _end_what_is_open(act, name, now=now)
            values = {"state": AccountState.ENDED.value, "setup": None, "setup_until": None}
            await act.run(update(_TABLE).where(_TABLE.c.name == name).values(values))
            event = events.AccountEnded(account=name, sessions=sessions, machines=tokens)
            await act.audit(organisation or NATIONAL, event, actor=actor, now=now)

    @whole
    async def reset_account(
        self, organisation: str | None, name: str, *, setup_until: float, actor: Actor, now: float
    ) -> Secret[str]:
        """End an account's factors, browsers and tokens; returns the code to set it up anew."""
        code = codes.new_invitation_code()
        async with self._database.write() as act:
            found = await _own(act.connection, organisation, name)
            if found.state is AccountState.ENDED:
                raise UnknownError(f"There is no account {name}.")
            sessions, tokens = await _end_what_is_open(act, name, now=now)
            await act.run(delete(_PASSKEYS).where(_PASSKEYS.c.account == name))
            values = {
                "state": AccountState.INVITED.value,
                "setup": codes.invitation_digest(code.reveal()),
                "setup_until": setup_until,
                "password": None,
                "totp": None,
                "locked_until": 0.0,
                "failures": 0,
            }
            await act.run(update(_TABLE).where(_TABLE.c.name == name).values(values))
            event = events.AccountReset(account=name, sessions=sessions, machines=tokens, setup_until=setup_until)
            await act.audit(organisation or NATIONAL, event, actor=actor, now=now)
        return code

    @whole
    async def setup(self, name: str, code: Secret[str], *, now: float) -> Account:
        """The account that *code* sets up."""
        async with self._database.read() as connection:
            return await _to_set_up(connection, name, code, now)

    @whole
    async def finish_setup(
        self, name: str, code: Secret[str], password: str, totp: Secret[str], step: int, *, now: float
    ) -> None:
        """Spend the setup code: password, authenticator, first code."""
        async with self._database.write() as act:
            found = await _to_set_up(act.connection, name, code, now)
            values = {
                "state": AccountState.ACTIVE.value,
                "setup": None,
                "setup_until": None,
                "password": password,
                "totp": self._sealer.seal(Secret(totp.reveal().encode()), table=_TABLE.name, row=name),
                "last_step": step,
            }
            await act.run(update(_TABLE).where(_TABLE.c.name == name).values(values))
            event = events.AccountSetUp(account=name)
            await act.audit(found.organisation or NATIONAL, event, actor=Actor(found.role.value, name), now=now)

    @whole
    async def factors(self, name: str) -> Factors:
        """What a sign-in needs."""
        async with self._database.read() as connection:
            row = await find_active(connection, name)
        totp = self._sealer.open(row["totp"], table=_TABLE.name, row=name)
        return Factors(
            account_from(row),
            row["password"],
            Secret(totp.reveal().decode()),
            row["last_step"],
            row["failures"],
            row["last_failure_at"],
            row["locked_until"],
        )

    @whole
    async def count_sign_in_failure(self, name: str, source: str, *, locked_until: float, now: float) -> None:
        """Count a wrong password or code."""
        locks = locked_until > now
        async with self._database.write() as act:
            found = account_from(await find_active(act.connection, name))
            longest = func.max(_TABLE.c.locked_until, locked_until)
            values = {"failures": 0, "locked_until": longest} if locks else {"failures": _TABLE.c.failures + 1}
            await act.run(update(_TABLE).where(_TABLE.c.name == name).values(values | {"last_failure_at": now}))
            event = events.SignInRefused(
                account=name,
                source=source,
                reason=Reason.WRONG_CODE.value,
                locked_until=locked_until if locks else 0.0,
            )
            await act.audit(found.organisation or NATIONAL, event, actor=Actor(found.role.value, name), now=now)

    @whole
    async def refuse_sign_in(self, name: str, source: str, reason: Reason, *, now: float) -> None:
        """Audit a refused sign-in."""
        async with self._database.write() as act:
            row = await act.one(select(_TABLE.c.organisation).where(_TABLE.c.name == name))
            chain = NATIONAL if row is None else row["organisation"] or NATIONAL
            event = events.SignInRefused(account=name, source=source, reason=reason.value)
            await act.audit(chain, event, actor=Actor("stranger", source), now=now)

    @whole
    async def passkeys_of(self, name: str) -> Sequence[Passkey]:
        """The passkeys of an account, oldest first."""
        query = select(_PASSKEYS).where(_PASSKEYS.c.account == name).order_by(_PASSKEYS.c.created_at)
        async with self._database.read() as connection:
            return tuple(Passkey(**row) for row in await rows_of(connection, query))

    @whole
    async def passkey(self, credential: bytes) -> Passkey:
        """One passkey of an active account."""
        async with self._database.read() as connection:
            rows = await rows_of(connection, select(_PASSKEYS).where(_PASSKEYS.c.credential == credential))
            if not rows:
                raise UnknownError("There is no such passkey.")
            await find_active(connection, rows[0]["account"])
            return Passkey(**rows[0])

    @whole
    async def add_passkey(self, name: str, passkey: Passkey, *, actor: Actor, now: float) -> None:
        """A new passkey."""
        async with self._database.write() as act:
            found = account_from(await find_active(act.connection, name))
            known = select(_PASSKEYS.c.account).where(_PASSKEYS.c.credential == passkey.credential)
            if await act.one(known) is not None:
                raise ConflictError("This passkey has been added already.")
            await act.run(
                insert(_PASSKEYS).values(
                    credential=passkey.credential,
                    account=name,
                    data=passkey.data,
                    count=passkey.count,
                    label=passkey.label,
                    created_at=now,
                )
            )
            event = events.PasskeyAdded(account=name, label=passkey.label)
            await act.audit(found.organisation or NATIONAL, event, actor=actor, now=now)

    @whole
    async def remove_passkey(self, name: str, credential: bytes, *, actor: Actor, now: float) -> None:
        """Remove a passkey."""
        mine = (_PASSKEYS.c.account == name) & (_PASSKEYS.c.credential == credential)
        async with self._database.write() as act:
            found = account_from(await find_active(act.connection, name))
            row = await act.one(select(_PASSKEYS.c.label).where(mine))
            if row is None:
                raise UnknownError("There is no such passkey.")
            await act.run(delete(_PASSKEYS).where(mine))
            event = events.PasskeyRemoved(account=name, label=row["label"])
            await act.audit(found.organisation or NATIONAL, event, actor=actor, now=now)


def account_from(row: RowMapping) -> Account:
    """A row of `accounts`."""
    return Account(
        row["name"],
        Role(row["role"]),
        row["organisation"],
        row["shown_name"],
        AccountState(row["state"]),
        row["created_at"],
    )


async def find_active(connection: AsyncConnection, name: str) -> RowMapping:
    """The row of an account that may sign in; raises `UnknownError`."""
    active = (_TABLE.c.name == name) & (_TABLE.c.state == AccountState.ACTIVE.value)
    rows = await rows_of(connection, select(_TABLE).where(active))
    if not rows:
        raise UnknownError(f"There is no account {name}.")
    return rows[0]


async def _own(connection: AsyncConnection, organisation: str | None, name: str) -> Account:
    mine = (_TABLE.c.name == name) & _TABLE.c.organisation.is_not_distinct_from(organisation)
    rows = await rows_of(connection, select(_TABLE).where(mine))
    if not rows:
        raise UnknownError(f"There is no account {name}.")
    return account_from(rows[0])


async def _to_set_up(connection: AsyncConnection, name: str, code: Secret[str], now: float) -> Account:
    digest = codes.invitation_digest(code.reveal())
    waiting = (_TABLE.c.name == name) & (_TABLE.c.setup == digest) & (_TABLE.c.setup_until > now)
    rows = await rows_of(connection, select(_TABLE).where(waiting))
    if not rows:
        raise RefusedError(Reason.INVITATION)
    return account_from(rows[0])


async def _end_what_is_open(act: Transaction, name: str, *, now: float) -> tuple[int, int]:
    """End an account's browsers and tokens; how many of each."""
    browsers, tokens = schema.console_sessions, schema.tokens
    ended = await act.run(delete(browsers).where(browsers.c.account == name))
    good = (tokens.c.owner == name) & tokens.c.ended_at.is_(None)
    return ended, await act.run(update(tokens).where(good).values(ended_at=now))
