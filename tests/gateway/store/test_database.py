"""What goes wrong with a disk or a process, and what the store is like afterwards."""

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update

from gateway.audit import chain
from gateway.errors import StoreError
from gateway.ports import Store
from gateway.records import IdentityState
from gateway.store import schema
from gateway.store.sql import SqlStore
from tests.conformance.people import ADMIN, NOW, ORG, events_of, issued
from tests.fakes.store_worker import sample_store


async def check_whole(store: Store) -> int:
    """Fail unless every chain holds and every ID has its audit row; returns how many IDs there are."""
    for name in await store.chains():
        chain.verify(name, await store.rows(name))
    count = len(await store.identities(ORG))
    assert (await events_of(store)).count("identity-issued") == count
    return count


async def allow_pages(store: SqlStore, pages: int) -> None:
    """Let the database grow to so many pages, as if the disk ended there; 0 allows only what it has."""
    async with store._database.read() as connection:
        await connection.exec_driver_sql(f"pragma max_page_count = {pages or 1}")


async def fill(store: Store) -> int:
    """Issue IDs until the disk is full; returns how many were issued."""
    for done in range(10_000):
        try:
            await issued(store)
        except StoreError as full:
            assert str(full) == "The disk is full: make room and try again. Nothing was changed."  # noqa: PT017
            return done
    raise AssertionError("the disk is never full")


def damage(database: Path) -> None:
    """Overwrite everything but the first page."""
    data = database.read_bytes()
    database.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))


async def test_a_full_disk_stops_an_act_whole(sql: SqlStore) -> None:
    """When the disk is full in the middle of an act, the act has not happened, and later ones succeed again."""
    await allow_pages(sql, 0)
    done = await fill(sql)
    assert done
    assert await check_whole(sql) == done
    await allow_pages(sql, 1_000_000)
    await issued(sql)
    assert await check_whole(sql) == done + 1


async def test_what_cannot_be_recorded_is_not_done(sql: SqlStore) -> None:
    """When only the audit row finds no room, the revocation it would have recorded has not happened either."""
    identity, _code = await issued(sql)
    await sql.record_certificate(7, "user", identity.identity, "SHA256:x", NOW, now=NOW)
    async with sql._database.write() as act:
        # The audit alone is stopped: everything before it in the same act would have found room.
        await act.connection.exec_driver_sql(
            "create temp trigger full before insert on main.audit begin select raise(rollback, 'no room'); end"
        )
    with pytest.raises(StoreError):
        await sql.revoke_identity(identity.identity, actor=ADMIN, now=NOW)
    assert (await sql.identity(identity.identity)).state is IdentityState.ISSUED
    assert await sql.last_order() == 0
    await sql.check_certificate(7)
    await check_whole(sql)


async def test_another_processes_long_act_is_waited_for(database: Path, sql: SqlStore) -> None:
    """A writer elsewhere makes us wait, and past the time-out the act fails with a sentence and changes nothing."""
    hasty = sample_store(database, busy_timeout=20)
    try:
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("begin immediate")
            with pytest.raises(StoreError, match="busy"):
                await issued(hasty)
            assert not await hasty.identities(ORG)  # readers go on meanwhile
            other.execute("rollback")
        await issued(hasty)
        assert await check_whole(sql) == 1
    finally:
        await hasty.close()


async def test_a_damaged_file_is_a_store_error(database: Path, sql: SqlStore) -> None:
    """Damage on disk is reported as such and never answered from."""
    for _ in range(30):
        await issued(sql)
    await sql.close()
    damage(database)
    damaged = sample_store(database)
    with pytest.raises(StoreError, match="damaged"):
        await damaged.identities(ORG)
    with pytest.raises(StoreError, match="damaged"):
        await issued(damaged)
    await damaged.close()


async def test_a_missing_file_is_never_made(tmp_path: Path) -> None:
    """Opening does not make a store: a wrong path is an error, not an empty directory of nobody."""
    path = tmp_path / "nowhere.db"
    store = sample_store(path)
    with pytest.raises(StoreError, match="cannot be opened"):
        await store.organisations()
    await store.close()
    with pytest.raises(FileNotFoundError):
        path.open()


async def test_an_abandoned_act_leaves_no_lock(sql: SqlStore) -> None:
    """Callers that go away at any moment leave whole acts, no open transaction, and a store that works at once."""
    chance = random.Random(20)
    async with asyncio.timeout(20):
        for _ in range(4):
            tasks = [asyncio.ensure_future(issued(sql) if n % 3 else events_of(sql)) for n in range(25)]
            for task in tasks:
                await asyncio.sleep(chance.random() * 0.004)  # an act takes about 4 ms: any point of it is hit
                if chance.random() < 0.5:
                    task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            assert {type(o) for o in outcomes if isinstance(o, BaseException)} <= {asyncio.CancelledError}
        before = await check_whole(sql)
        await issued(sql)
        assert await check_whole(sql) > before


async def test_readers_do_not_wait_for_a_writer(sql: SqlStore) -> None:
    """While one act is being written, readers see the store as it was before it."""
    async with sql._database.write() as act:
        renamed = update(schema.organisations).where(schema.organisations.c.code == ORG).values(name="新しい区")
        await act.run(renamed)
        assert (await sql.organisation(ORG)).name == "千代田区"
    assert (await sql.organisation(ORG)).name == "新しい区"


async def test_acts_are_on_disk_when_they_are_answered(sql: SqlStore) -> None:
    """Every connection writes ahead, syncs in full, and keeps foreign keys."""
    settings = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}
    async with sql._database.write() as act:
        found = {name: (await act.connection.exec_driver_sql(f"pragma {name}")).scalar() for name in settings}
    assert found == settings
