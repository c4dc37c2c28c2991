"""Several processes on one store: racing, and killed."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from gateway.audit import chain
from gateway.store.sql import SqlStore
from tests.conformance.people import ORG, STEP, enrolled, events_of
from tests.fakes.store_worker import accept, sample_store

ROOT = Path(__file__).parents[3]


async def worker(*arguments: str | Path) -> Process:
    """Another process on the store."""
    command = (sys.executable, "-m", "tests.fakes.store_worker", *map(str, arguments))
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE)


async def line_of(process: Process) -> str:
    """The next line that *process* prints."""
    assert process.stdout is not None
    async with asyncio.timeout(20):
        return (await process.stdout.readline()).decode().strip()


async def test_one_code_is_accepted_once_among_processes(database: Path, sql: SqlStore) -> None:
    """The same code, 50 times at once from two processes and two stores in this one, is accepted exactly once."""
    who = (await enrolled(sql)).identity.identity
    step = STEP + 1
    others = [await worker("accept", database, who, str(step), "15") for _ in range(2)]
    second = sample_store(database)
    assert [await line_of(other) for other in others] == ["ready", "ready"]
    for other in others:
        assert other.stdin is not None
        other.stdin.write(b"go\n")
    ours = await asyncio.gather(accept(sql, who, step, 10), accept(second, who, step, 10))
    theirs = [int(await line_of(other)) for other in others]
    assert sum(ours) + sum(theirs) == 1
    assert [await other.wait() for other in others] == [0, 0]
    assert (await events_of(sql)).count("code-accepted") == 1
    chain.verify(ORG, await sql.rows(ORG))
    await second.close()


async def test_a_killed_writer_loses_nothing_it_answered(database: Path, sql: SqlStore) -> None:
    """After kill -9 in the middle of writing, every answered act is there, no half of one is, and the chain holds."""
    writer = await worker("issue", database)
    answered = [await line_of(writer) for _ in range(40)]
    writer.kill()  # SIGKILL: it has no say in it
    assert await writer.wait() == -9
    found = [identity.identity for identity in await sql.identities(ORG)]
    assert found[: len(answered)] == answered
    assert chain.verify(ORG, await sql.rows(ORG)).number == len(found)
    assert len(await sql.rows("national")) == 2
