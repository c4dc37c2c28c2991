"""Municipalities, their rules and their mark keys."""

import secrets
from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import insert, select, update

from gateway.audit import events
from gateway.audit.chain import NATIONAL
from gateway.errors import ConflictError, UnknownError
from gateway.policy import Policy
from gateway.records import Actor, OrderKind, Organisation
from gateway.secret import Secret
from gateway.store import codes, rules, schema
from gateway.store.aspect import Aspect, find_organisation, organisation_from, rows_of, whole
from wire.reasons import Reason

MARK_KEY_BYTES: Final = 32
_TABLE: Final = schema.organisations


class Organisations(Aspect):
    """The part of `gateway.ports.Directory` that is about organisations."""

    @whole
    async def add_organisation(self, code: str, name: str, *, actor: Actor, now: float) -> Organisation:
        """Register a municipality and make its mark key."""
        codes.check_check_digit(code)
        key = self._sealer.seal(Secret(secrets.token_bytes(MARK_KEY_BYTES)), table=_TABLE.name, row=code)
        row = {"code": code, "name": name, "policy": _text(Policy()), "suspended": False, "mark_key": key}
        async with self._database.write() as act:
            if await act.one(select(_TABLE.c.code).where(_TABLE.c.code == code)) is not None:
                raise ConflictError(f"The organisation {code} exists already.")
            await act.run(insert(_TABLE).values(row))
            event = events.OrganisationAdded(organisation=code, name=name)
            await act.audit(NATIONAL, event, actor=actor, now=now)
        return Organisation(code, name, Policy(), suspended=False)

    @whole
    async def organisation(self, code: str) -> Organisation:
        """One municipality."""
        async with self._database.read() as connection:
            return await find_organisation(connection, code)

    @whole
    async def organisations(self) -> Sequence[Organisation]:
        """All, by code."""
        async with self._database.read() as connection:
            rows = await rows_of(connection, select(_TABLE).order_by(_TABLE.c.code))
        return tuple(organisation_from(row) for row in rows)

    @whole
    async def set_policy(self, code: str, policy: Policy, *, actor: Actor, now: float) -> None:
        """Replace the rules of an organisation; live sessions follow through the feed."""
        rules.check_policy(policy)
        async with self._database.write() as act:
            await find_organisation(act.connection, code)
            await act.run(update(_TABLE).where(_TABLE.c.code == code).values(policy=_text(policy)))
            await act.order(OrderKind.POLICY_CHANGED, code, Reason.ENDED_BY_ADMIN, now=now)
            event = events.PolicySet(organisation=code, policy=_text(policy))
            await act.audit(code, event, actor=actor, now=now)

    @whole
    async def mark_key(self, code: str) -> Secret[bytes]:
        """The organisation's mark key."""
        query = select(_TABLE.c.mark_key).where(_TABLE.c.code == code)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            raise UnknownError(f"There is no organisation {code}.")
        return self._sealer.open(row["mark_key"], table=_TABLE.name, row=code)


def _text(policy: Policy) -> str:
    return msgspec.json.encode(policy, order="sorted").decode()
