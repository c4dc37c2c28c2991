"""Another process on the same store, for tests that kill it or race with it.

python -m tests.fakes.store_worker issue DATABASE        issue IDs for ever; print each once it is answered
python -m tests.fakes.store_worker accept DATABASE ID STEP TRIES
                                                         print "ready"; after a line on stdin try all at once and
                                                         print how many were accepted
"""

import asyncio
import sys
from pathlib import Path

from gateway.errors import RefusedError
from gateway.sealing import KEY_BYTES, Sealer
from gateway.secret import Secret
from gateway.store.database import Database
from gateway.store.sql import SqlStore
from tests.conformance.people import ADMIN, LATER, NOW, ORG


def sample_store(path: Path, **settings: int) -> SqlStore:
    """The store in the file *path*, sealed with a key that every test shares."""
    return SqlStore(Database(path, **settings), Sealer(Secret(b"k" * KEY_BYTES), "store"))


async def issue(store: SqlStore) -> None:
    """Issue IDs until killed."""
    while True:
        identity, _code = await store.issue_identity(ORG, "関所 花子", expires_at=LATER, actor=ADMIN, now=NOW)
        print(identity.identity, flush=True)  # noqa: T201 - the parent reads it


async def accept(store: SqlStore, identity: str, step: int, tries: int) -> int:
    """Show the same code so many times at once; returns how often it was accepted."""
    all_at_once = (store.accept_step(identity, step, now=NOW) for _ in range(tries))
    outcomes = await asyncio.gather(*all_at_once, return_exceptions=True)
    unexpected = [o for o in outcomes if o is not None and not isinstance(o, RefusedError)]
    if unexpected:
        raise ExceptionGroup("not refusals", [o for o in unexpected if isinstance(o, Exception)])
    return outcomes.count(None)


async def main(arguments: list[str]) -> None:
    """One of the two jobs."""
    store = sample_store(Path(arguments[1]))
    try:
        if arguments[0] == "issue":
            await issue(store)
        await store.last_order()  # the connection is open before the race begins
        print("ready", flush=True)  # noqa: T201
        sys.stdin.readline()
        print(await accept(store, arguments[2], int(arguments[3]), int(arguments[4])), flush=True)  # noqa: T201
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
