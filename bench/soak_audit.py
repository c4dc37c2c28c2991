"""A process that issues IDs as fast as it can is killed at random moments: `make soak-audit`.

After each kill -9 the chain is verified, and every ID that was answered must be in it. Writes its part of
docs/performance.md.
"""

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from bench.parts import PERFORMANCE, put
from gateway.audit.chain import START, Head, verify
from gateway.store import migrate
from tests.conformance.people import ADMIN, NOW, ORG
from tests.fakes.store_worker import sample_store

KILLS: Final = 1000
LONGEST: Final = 0.25  # seconds after the first answer
HEAD: Final = """## The audit under kill -9

On {day} a process that issued IDs as fast as it could was killed {kills} times at random moments. Of {total} acts that
it had answered none was lost, each was in the chain, and the chain of {rows} rows held each time.
"""


async def prepared(path: Path) -> None:
    """A store with the organisation."""
    store = sample_store(path)
    await store.add_organisation(ORG, "千代田区", actor=ADMIN, now=NOW)
    await store.close()


async def checked(path: Path, head: Head, answered: set[str]) -> Head:
    """The chain's new head, when it holds from *head* on and has all that was *answered*."""
    store = sample_store(path)
    rows = await store.rows(ORG, after=head.number)
    issued = {json.loads(row.facts)["identity"] for row in rows if row.event == "identity-issued"}
    kept = {identity.identity for identity in await store.identities_named(ORG, sorted(answered))}
    await store.close()
    if not answered <= issued or answered != kept:
        raise RuntimeError(f"answered and lost: {sorted(answered - issued) + sorted(answered - kept)}")
    return verify(ORG, rows, head)


def killed(path: Path, after: float) -> set[str]:
    """What a worker answered until it was killed so many seconds after its first answer."""
    command = [sys.executable, "-m", "tests.fakes.store_worker", "issue", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:  # noqa: S603 - our own worker
        if worker.stdout is None:
            raise RuntimeError("the worker has no output")
        first = worker.stdout.readline()
        time.sleep(after)
        worker.kill()
        lines = [first, *worker.stdout.read().splitlines(keepends=True)]
    return {line.strip() for line in lines if line.endswith("\n")}  # a line that was cut was not an answer


def main(kills: int) -> None:
    """Kill so often, check each time, tell."""
    chance, total, head = random.Random(1), 0, START
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sekisho.db"
        migrate.upgrade(path)
        asyncio.run(prepared(path))
        for number in range(1, kills + 1):
            answered = killed(path, chance.uniform(0, LONGEST))
            head = asyncio.run(checked(path, head, answered))
            total += len(answered)
            if number % 50 == 0:
                sys.stdout.write(f"{number} kills, {total} acts answered, all in a chain of {head.number} rows\n")
                sys.stdout.flush()
    text = HEAD.format(kills=kills, total=total, rows=head.number, day=time.strftime("%Y-%m-%d"))
    put(PERFORMANCE, "soak-audit", text)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS)
