"""Tokens for machines, and what was answered under an Idempotency-Key."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from gateway.audit import events
from gateway.audit.chain import NATIONAL
from gateway.auth.permit import Scope
from gateway.errors import UnknownError
from gateway.officials import Account, Answer, ApiToken
from gateway.records import Actor
from gateway.secret import Secret
from gateway.store import schema
from gateway.store.accounts import account_from, find_active
from gateway.store.aspect import Aspect, rows_of, whole

_TABLE: Final = schema.tokens
_ANSWERS: Final = schema.answers
HOUR: Final = 3600.0


class Tokens(Aspect):
    """`gateway.ports.Tokens`."""

    @whole
    async def issue_token(
        self,
        organisation: str | None,
        owner: str,
        label: str,
        scopes: frozenset[Scope],
        digest: bytes,
        *,
        expires_at: float,
        actor: Actor,
        now: float,
    ) -> ApiToken:
        """Remember a new token."""
        chain = organisation or NATIONAL
        written = " ".join(sorted(scopes))
        async with self._database.write() as act:
            await find_active(act.connection, owner)
            query = insert(_TABLE).values(
                digest=digest,
                organisation=chain,
                label=label,
                owner=owner,
                scopes=written,
                issued_at=now,
                expires_at=expires_at,
            )
            added = (await act.connection.execute(query)).inserted_primary_key
            number = int(added[0]) if added else 0
            event = events.TokenIssued(
                number=number, owner=owner, label=label, scopes=tuple(sorted(scopes)), expires_at=expires_at
            )
            await act.audit(chain, event, actor=actor, now=now)
        return ApiToken(number, chain, label, owner, scopes, now, expires_at, None, None)

    @whole
    async def tokens(self, organisation: str | None) -> Sequence[ApiToken]:
        """All of an organisation, or of the nation, newest first."""
        query = select(_TABLE).where(_TABLE.c.organisation == (organisation or NATIONAL))
        async with self._database.read() as connection:
            return tuple(_from(row) for row in await rows_of(connection, query.order_by(_TABLE.c.number.desc())))

    @whole
    async def token(self, digest: bytes, *, now: float) -> tuple[ApiToken, Account]:
        """A token that is good now, and its owner."""
        good = (_TABLE.c.digest == digest) & _TABLE.c.ended_at.is_(None) & (_TABLE.c.expires_at > now)
        async with self._database.read() as connection:
            rows = await rows_of(connection, select(_TABLE).where(good))
            if not rows:
                raise UnknownError("There is no such token.")
            owner = account_from(await find_active(connection, rows[0]["owner"]))
        if now - (rows[0]["used_at"] or 0.0) > HOUR:
            async with self._database.write() as act:
                await act.run(update(_TABLE).where(_TABLE.c.digest == digest).values(used_at=now // HOUR * HOUR))
        return _from(rows[0]), owner

    @whole
    async def end_token(self, organisation: str | None, number: int, *, actor: Actor, now: float) -> None:
        """End a token."""
        chain = organisation or NATIONAL
        mine = (_TABLE.c.number == number) & (_TABLE.c.organisation == chain)
        async with self._database.write() as act:
            row = await act.one(select(_TABLE).where(mine))
            if row is None:
                raise UnknownError(f"There is no token {number}.")
            if row["ended_at"] is None:
                await act.run(update(_TABLE).where(mine).values(ended_at=now))
                await act.audit(chain, events.TokenEnded(number=number, owner=row["owner"]), actor=actor, now=now)

    @whole
    async def recall(self, owner: str, key: str, *, since: float) -> Answer | None:
        """What was answered to *owner* under *key* since then."""
        mine = (_ANSWERS.c.owner == owner) & (_ANSWERS.c.key == key) & (_ANSWERS.c.at >= since)
        async with self._database.read() as connection:
            rows = await rows_of(connection, select(_ANSWERS).where(mine))
        if not rows:
            return None
        row = rows[0]
        body = (
            self._sealer.open(row["body"], table=_ANSWERS.name, row=f"{owner} {key}") if row["status"] else Secret(b"")
        )
        return Answer(row["digest"], row["status"], body)

    @whole
    async def begin_answer(self, owner: str, key: str, digest: bytes, *, since: float, now: float) -> bool:
        """Claim *key* before the act."""
        claim = insert_or(_ANSWERS).values(owner=owner, key=key, digest=digest, status=0, body=b"", at=now)
        async with self._database.write() as act:
            await act.run(delete(_ANSWERS).where(_ANSWERS.c.at < since))
            return await act.run(claim.on_conflict_do_nothing()) == 1

    @whole
    async def keep_answer(self, owner: str, key: str, status: int, body: Secret[bytes], *, now: float) -> None:
        """Keep what was answered; a status of 0 gives the key back."""
        mine = (_ANSWERS.c.owner == owner) & (_ANSWERS.c.key == key)
        async with self._database.write() as act:
            if not status:
                await act.run(delete(_ANSWERS).where(mine))
                return
            sealed = self._sealer.seal(body, table=_ANSWERS.name, row=f"{owner} {key}")
            await act.run(update(_ANSWERS).where(mine).values(status=status, body=sealed, at=now))


def _from(row: RowMapping) -> ApiToken:
    scopes = frozenset(Scope(scope) for scope in row["scopes"].split())
    return ApiToken(
        row["number"],
        row["organisation"],
        row["label"],
        row["owner"],
        scopes,
        row["issued_at"],
        row["expires_at"],
        row["used_at"],
        row["ended_at"],
    )
