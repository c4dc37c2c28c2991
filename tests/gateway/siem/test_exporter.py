"""Rows sent on at least once, in order, across failures, restarts and a collector that is killed."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from gateway.audit.chain import NATIONAL
from gateway.config import Address
from gateway.metrics import Metrics
from gateway.records import Actor, AuditRow
from gateway.siem.destinations import FileDestination, SyslogDestination, collector_context
from gateway.siem.exporter import Exporter
from tests.fakes.gateway import MovableClock
from tests.fakes.store import BreakableStore
from tests.fakes.waiting import until
from tests.rig.collector import Collector

BY = Actor("operator", "test")
CODES = ("131016", "131024")


class Memory:
    """A destination that keeps what it is given, fails when told to, and needs a minute's proof."""

    name = "syslog"
    proof = 60.0

    def __init__(self) -> None:
        self.rows: list[AuditRow] = []
        self.failure: OSError | None = None
        self.closed = 0

    async def send(self, rows: Sequence[AuditRow]) -> None:
        """Keep them, or fail."""
        await self.check()
        self.rows += rows

    async def check(self) -> None:
        """Fail, if told to."""
        if self.failure is not None:
            raise self.failure

    async def close(self) -> None:
        """Count it."""
        self.closed += 1


async def filled(store: BreakableStore, count: int) -> None:
    """Two organisations and so many more rows in each chain."""
    for code in CODES:
        if code not in {one.code for one in await store.organisations()}:
            await store.add_organisation(code, "千代田区", actor=BY, now=1.0)
        for number in range(count):
            facts = {"chain": code, "how": "list", "what": str(number)}
            await store.record(code, "audit-read", facts, actor=BY, now=2.0)


def numbers(rows: Sequence[AuditRow], chain: str) -> list[int]:
    """The numbers of a chain's rows, in the order in which they came."""
    return [row.number for row in rows if row.chain == chain]


async def test_every_row_comes_once_and_in_order_while_nothing_fails() -> None:
    """Both chains from their beginning, more than a batch of them, and then only what is new."""
    store, destination = BreakableStore(), Memory()
    exporter = Exporter(store, destination, MovableClock(), Metrics())
    await filled(store, 400)
    assert await exporter.step() == 802
    assert [numbers(destination.rows, code) for code in CODES] == [list(range(1, 401))] * 2
    assert await exporter.step() == 0
    await filled(store, 1)
    assert await exporter.step() == 2
    await store.close()


async def test_what_was_not_proved_is_sent_again() -> None:
    """After a minute rows are proved and kept; those of a lost minute come again, and none is left out."""
    store, clock, metrics = BreakableStore(), MovableClock(), Metrics()
    await filled(store, 3)
    destination = Memory()
    exporter = Exporter(store, destination, clock, metrics)
    await exporter.step()
    clock.ahead = 61
    await exporter.step()
    assert await store.exported("syslog") == {**dict.fromkeys(CODES, 3), NATIONAL: 2}
    await filled(store, 2)
    await exporter.step()
    restarted = Memory()
    assert await Exporter(store, restarted, clock, metrics).step() == 4
    assert numbers(restarted.rows, CODES[0]) == [4, 5]
    await store.close()


async def test_an_outage_is_one_row_at_each_end() -> None:
    """However long it lasts: failed once, resumed once, both in the nation's chain, and sent on like any row."""
    store, destination = BreakableStore(), Memory()
    await filled(store, 1)
    exporter = Exporter(store, destination, MovableClock(), Metrics())
    destination.failure = ConnectionRefusedError("nobody listens")
    for _ in range(3):
        await exporter.tried()
    destination.failure = None
    await exporter.tried()
    await exporter.tried()
    assert [row.event for row in await store.rows(NATIONAL, after=2)] == ["siem-failed", "siem-resumed"]
    assert numbers(destination.rows, NATIONAL) == [1, 2, 3, 4]
    assert numbers(destination.rows, CODES[0]) == [1]
    await store.close()


async def test_a_file_goes_on_where_it_was_after_a_restart(tmp_path: Path) -> None:
    """A new process with the same store adds only what is new."""
    store, clock = BreakableStore(), MovableClock()
    path = tmp_path / "audit.jsonl"
    for count in (3, 2):
        await filled(store, count)
        await Exporter(store, FileDestination(path), clock, Metrics()).step()
    found = [json.loads(line) for line in path.read_bytes().splitlines()]
    for code in CODES:
        assert [row["number"] for row in found if row["chain"] == code] == list(range(1, 6))
    await store.close()


async def test_a_collector_that_is_killed_misses_nothing(tmp_path: Path) -> None:
    """Kill -9 in the middle of the stream: when it is back, every row of every chain is in its file."""
    store, clock = BreakableStore(), MovableClock()
    await filled(store, 300)
    collector = Collector(tmp_path / "collector")
    place = Address("127.0.0.1", collector.port)
    destination = SyslogDestination(place, "gateway", collector_context(collector.authority, None))
    exporter = Exporter(store, destination, clock, Metrics())
    with collector:
        await exporter.tried()
        collector.kill()
        await filled(store, 50)
        await exporter.tried()  # says that it failed
        collector.start()
        await exporter.tried()
        await exporter.tried()  # the row that says so
        ends = await store.chain_ends()
        wanted = {(chain, number) for chain, end in ends.items() for number in range(1, end + 1)}
        await until(lambda: wanted <= _got(collector))
        await destination.close()
    assert [row.event for row in await store.rows(NATIONAL, after=2)] == ["siem-failed", "siem-resumed"]
    await store.close()


def _got(collector: Collector) -> set[tuple[str, int]]:
    """Chain and number of every message that the collector has on disk."""
    found = (re.search(r'chain="(\w+)" number="(\d+)"', parts[4]) for parts in collector.messages())
    return {(match[1], int(match[2])) for match in found if match is not None}
