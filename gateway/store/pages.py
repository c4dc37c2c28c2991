"""One page of a list: the rows that match, how many there are in all, and where the next page begins."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, FromClause, RowMapping, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.records import Page
from gateway.store.aspect import rows_of

T = TypeVar("T")


async def page_of(
    connection: AsyncConnection,
    table: FromClause,
    wanted: ColumnElement[bool],
    later: ColumnElement[bool] | None,
    order: Sequence[ColumnElement[Any]],
    limit: int,
    *,
    key: str,
    made: Callable[[RowMapping], T],
) -> Page[T]:
    """The first *limit* rows of *table* that are *wanted* and *later* than the last page, in *order*.

    *key* names the column whose value in the last row is the page's `next`; *made* makes a value of a row.
    """
    total = int((await connection.execute(select(func.count()).select_from(table).where(wanted))).scalar_one())
    query = select(table).where(wanted) if later is None else select(table).where(wanted, later)
    rows = await rows_of(connection, query.order_by(*order).limit(limit + 1))
    here = rows[:limit]
    following = str(here[-1][key]) if len(rows) > limit else None
    return Page(tuple(made(row) for row in here), total, following)
