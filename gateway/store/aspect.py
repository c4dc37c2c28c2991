"""What every aspect of the SQL store has at hand: the database, the sealer, and the look-ups that all of them need."""

from collections.abc import Callable, Coroutine, Iterable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

import msgspec
from sqlalchemy import RowMapping, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.auth.validity import check_valid
from gateway.errors import UnknownError
from gateway.policy import Policy
from gateway.records import Identity, IdentityState, OfficePc, Organisation, PcState, Segment
from gateway.sealing import Sealer
from gateway.store import rules, schema
from gateway.store.database import Database

P = ParamSpec("P")
T = TypeVar("T")
A = TypeVar("A", bound="Aspect")
Method = Callable[Concatenate[A, P], Coroutine[None, None, T]]


class Aspect:
    """The base of each aspect."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer


def whole(method: Method[A, P, T]) -> Method[A, P, T]:
    """Mark a method of the store as running to its end, even when whoever called it goes away; see `Database.whole`."""

    async def unbroken(self: A, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._database.whole(method(self, *args, **kwargs))

    update_wrapper(unbroken, method)
    return unbroken


async def rows_of(connection: AsyncConnection, query: Select[tuple[object, ...]]) -> list[RowMapping]:
    """All rows of *query*."""
    return list((await connection.execute(query)).mappings())


async def find_organisation(connection: AsyncConnection, code: str) -> Organisation:
    """The organisation *code*; raises `UnknownError`."""
    table = schema.organisations
    row = (await connection.execute(select(table).where(table.c.code == code))).mappings().first()
    if row is None:
        raise UnknownError(f"There is no organisation {code}.")
    return organisation_from(row)


def organisation_from(row: RowMapping) -> Organisation:
    """A row of `organisations`."""
    policy = msgspec.json.decode(row["policy"], type=Policy)
    return Organisation(row["code"], row["name"], policy, suspended=row["suspended"], quota=row["quota"])


async def find_identity(connection: AsyncConnection, identity: str) -> Identity:
    """The ID; raises `UnknownError`."""
    table = schema.identities
    row = (await connection.execute(select(table).where(table.c.identity == identity))).mappings().first()
    if row is None:
        raise UnknownError(f"There is no ID {identity}.")
    return identity_from(row)


def identity_from(row: RowMapping) -> Identity:
    """A row of `identities`."""
    state = IdentityState(row["state"])
    return Identity(
        row["identity"],
        row["organisation"],
        row["name"],
        state,
        row["issued_at"],
        row["expires_at"],
        row["reason"],
        row["emergency"],
    )


async def find_able(connection: AsyncConnection, identity: str, now: float | None) -> tuple[Identity, Organisation]:
    """An ID that may log in at *now*, and its organisation; raises `RefusedError` or `UnknownError`.

    Without a moment its expiry is left to the caller.
    """
    found = await find_identity(connection, identity)
    organisation = await find_organisation(connection, found.organisation)
    rules.check_may_log_in(identity, found.state, organisation_suspended=organisation.suspended)
    if now is not None:
        check_valid(found, now)
    return found, organisation


async def find_pcs(connection: AsyncConnection, query: Select[tuple[object, ...]]) -> tuple[OfficePc, ...]:
    """The office PCs that *query* (rows of `pcs`) names, each with its users."""
    rows = await rows_of(connection, query)
    table = schema.pc_users
    wanted = select(query.subquery().c.pc)  # not a list of names: an IN list has a limit of its own
    named = select(table).where(table.c.pc.in_(wanted)).order_by(table.c.identity)
    users: dict[str, list[str]] = {row["pc"]: [] for row in rows}
    for user in await rows_of(connection, named):
        users[user["pc"]].append(user["identity"])
    return tuple(_pc_from(row, users[row["pc"]]) for row in rows)


async def find_pc(connection: AsyncConnection, pc: str) -> OfficePc:
    """The office PC; raises `UnknownError`."""
    found = await find_pcs(connection, select(schema.pcs).where(schema.pcs.c.pc == pc))
    if not found:
        raise UnknownError(f"There is no office PC {pc}.")
    return found[0]


def _pc_from(row: RowMapping, users: Iterable[str]) -> OfficePc:
    segment, state = Segment(row["segment"]), PcState(row["state"])
    return OfficePc(row["pc"], row["organisation"], row["name"], segment, state, tuple(users), row["wake_address"])
