"""From an administrator's act to the live picture that is gone, for each cause: `make bench-revocation`.

A gateway in this process with real sockets and a real store: the time is from the act's call to the end of the relay's
stream at the home PC. Writes its part of docs/performance.md.
"""

import asyncio
import statistics
import sys
import time
from typing import Final

from bench.parts import PERFORMANCE, put
from tests.fakes.causes import CAUSES, QUOTA, Act
from tests.fakes.gateway import running, viewing
from tests.fakes.store import close_all

TIMES: Final = 100
HEAD: Final = """## From the act to the dark screen

A gateway with real sockets and a real store; {times} sessions for each cause, in turn. Milliseconds from the call of
the act to the end of the relay's stream at the home PC. The target is 1 s at the 99th percentile, for each cause.
"""


async def measured(act: Act) -> float:
    """Milliseconds of one cut."""
    async with running() as world:
        home = await world.new_home(emergency=QUOTA)
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            began = time.perf_counter()
            await act(world, home, office, view)
            await view.near.gone()
            return 1000 * (time.perf_counter() - began)


async def main(times: int) -> None:
    """All causes in turn, so that noise falls on all alike."""
    found: dict[str, list[float]] = {name: [] for name in CAUSES}
    for _ in range(times):
        for name, act in CAUSES.items():
            found[name].append(await measured(act))
        await close_all()
    lines = [HEAD.format(times=times), f"| cause ({times} times) | p50 ms | p99 ms | max ms |", "|---|---|---|---|"]
    for name, values in found.items():
        p99 = statistics.quantiles(values, n=100)[-1] if times > 2 else max(values)
        lines.append(f"| {name} | {statistics.median(values):.0f} | {min(p99, max(values)):.0f} | {max(values):.0f} |")
    put(PERFORMANCE, "bench-revocation", "\n".join(lines))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES))
