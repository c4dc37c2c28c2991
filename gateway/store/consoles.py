"""Signed-in browsers."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import RowMapping, delete, insert, select, update

from gateway.audit import events
from gateway.audit.chain import NATIONAL
from gateway.errors import RefusedError, UnknownError
from gateway.officials import Account, ConsoleSession
from gateway.records import Actor
from gateway.store import schema
from gateway.store.accounts import account_from, find_active
from gateway.store.aspect import Aspect, rows_of, whole
from gateway.store.transaction import Transaction
from wire.reasons import Reason

_TABLE: Final = schema.console_sessions
_ACCOUNTS: Final = schema.accounts
_PASSKEYS: Final = schema.passkeys
SEEN_EVERY: Final = 30.0  # seconds; a page that follows another more closely is not a write


class Consoles(Aspect):
    """`gateway.ports.Consoles`."""

    @whole
    async def sign_in(
        self,
        name: str,
        digest: bytes,
        source: str,
        *,
        step: int | None,
        passkey: tuple[bytes, int] | None,
        now: float,
    ) -> None:
        """Open a browser's session, spending what proves it."""
        async with self._database.write() as act:
            account = account_from(await find_active(act.connection, name))
            if step is not None:
                await _spend_step(act, name, step, now)
            if passkey is not None:
                await _keep_count(act, name, *passkey)
            await act.run(
                insert(_TABLE).values(
                    digest=digest, account=name, opened_at=now, seen_at=now, proved_at=now, source=source
                )
            )
            factor = "passkey" if passkey is not None else "code"
            event = events.SignedIn(account=name, source=source, factor=factor)
            await act.audit(account.organisation or NATIONAL, event, actor=Actor(account.role.value, name), now=now)

    @whole
    async def console_session(
        self, digest: bytes, *, idle: float, longest: float, now: float, seen: bool = True
    ) -> ConsoleSession:
        """The session, seen now."""
        async with self._database.read() as connection:
            rows = await rows_of(connection, select(_TABLE).where(_TABLE.c.digest == digest))
            if not rows:
                raise UnknownError("There is no such session.")
            account = account_from(await find_active(connection, rows[0]["account"]))
        session = _from(rows[0], account)
        if now - session.seen_at > idle or now - session.opened_at > longest:
            async with self._database.write() as act:
                await act.run(delete(_TABLE).where(_TABLE.c.digest == digest))
            raise UnknownError("There is no such session.")
        if seen and now - session.seen_at > SEEN_EVERY:
            async with self._database.write() as act:
                await act.run(update(_TABLE).where(_TABLE.c.digest == digest).values(seen_at=now))
        return session

    @whole
    async def console_sessions(self, name: str) -> Sequence[tuple[bytes, ConsoleSession]]:
        """All of an account, newest first."""
        query = select(_TABLE).where(_TABLE.c.account == name).order_by(_TABLE.c.opened_at.desc())
        async with self._database.read() as connection:
            account = account_from(await find_active(connection, name))
            return tuple((row["digest"], _from(row, account)) for row in await rows_of(connection, query))

    @whole
    async def prove_again(self, digest: bytes, *, step: int, now: float) -> None:
        """A code was shown again in a session."""
        async with self._database.write() as act:
            row = await act.one(select(_TABLE).where(_TABLE.c.digest == digest))
            if row is None:
                raise UnknownError("There is no such session.")
            account = account_from(await find_active(act.connection, row["account"]))
            await _spend_step(act, account.name, step, now)
            await act.run(update(_TABLE).where(_TABLE.c.digest == digest).values(proved_at=now))
            event = events.ProvedAgain(account=account.name)
            actor = Actor(account.role.value, account.name)
            await act.audit(account.organisation or NATIONAL, event, actor=actor, now=now)

    @whole
    async def sign_out(self, digest: bytes, *, now: float) -> None:
        """End one session."""
        async with self._database.write() as act:
            row = await act.one(select(_TABLE.c.account).where(_TABLE.c.digest == digest))
            if row is None:
                return
            await act.run(delete(_TABLE).where(_TABLE.c.digest == digest))
            found = await act.one(select(_ACCOUNTS).where(_ACCOUNTS.c.name == row["account"]))
            if found is not None:
                account = account_from(found)
                event, actor = events.SignedOut(account=account.name), Actor(account.role.value, account.name)
                await act.audit(account.organisation or NATIONAL, event, actor=actor, now=now)


async def _spend_step(act: Transaction, name: str, step: int, now: float) -> None:
    """Compare-and-set of the last accepted step, as at the checkpoint."""
    mine = _ACCOUNTS.c.name == name
    free = mine & (_ACCOUNTS.c.last_step < step) & (_ACCOUNTS.c.locked_until <= now)
    if await act.run(update(_ACCOUNTS).where(free).values(last_step=step, failures=0)) == 1:
        return
    row = await act.one(select(_ACCOUNTS.c.locked_until).where(mine))
    if row is not None and row["locked_until"] > now:
        raise RefusedError(Reason.LOCKED, row["locked_until"] - now)
    raise RefusedError(Reason.USED_CODE)


async def _keep_count(act: Transaction, name: str, credential: bytes, count: int) -> None:
    """An authenticator that counts its signatures counts up; one that was copied would not."""
    mine = (_PASSKEYS.c.credential == credential) & (_PASSKEYS.c.account == name)
    row = await act.one(select(_PASSKEYS.c.count).where(mine))
    if row is None or ((row["count"] or count) and count <= row["count"]):
        raise RefusedError(Reason.WRONG_CODE)
    await act.run(update(_PASSKEYS).where(mine).values(count=count))


def _from(row: RowMapping, account: Account) -> ConsoleSession:
    return ConsoleSession(account, row["opened_at"], row["seen_at"], row["proved_at"], row["source"])
