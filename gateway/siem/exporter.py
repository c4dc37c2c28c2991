"""Sends each chain's rows on, in order, at least once, and goes on after a failure or a restart where it was.

Knows which rows a destination has had. A destination that fails is tried again for ever, holds up nobody, and its
outage is itself a row of the audit.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Final

from gateway import log
from gateway.audit.chain import NATIONAL
from gateway.clock import Clock
from gateway.errors import GatewayError
from gateway.metrics import Metrics
from gateway.ports import Store
from gateway.records import SERVICE, AuditRow
from gateway.siem.destinations import Destination

EVERY: Final = 1.0  # seconds between two looks for new rows
SLOWEST: Final = 60.0  # seconds between two tries while a destination fails
BATCH: Final = 500  # rows handed over at once

_log = log.get("siem")


class Exporter:
    """One destination's export."""

    def __init__(self, store: Store, destination: Destination, clock: Clock, metrics: Metrics) -> None:
        self._store = store
        self._destination = destination
        self._clock = clock
        self._waiting = metrics.siem_waiting.labels(destination=destination.name)
        self._sent: dict[str, int] | None = None  # by chain, the last row that was handed over
        self._unproved: deque[tuple[float, dict[str, int]]] = deque()  # what was handed over when, and is not kept yet
        self._failing = False

    async def run(self) -> None:
        """Export, for ever."""
        pause = EVERY
        while True:
            pause = EVERY if await self.tried() else min(2 * pause, SLOWEST)
            await asyncio.sleep(pause)

    async def tried(self) -> bool:
        """One step; False when it failed, which is then on record."""
        try:
            await self.step()
        except (OSError, TimeoutError, GatewayError) as error:
            await self._failed(error)
            return False
        return True

    async def step(self) -> int:
        """Hand over all rows that there are, and keep what is proved; returns how many were handed over."""
        if self._sent is None:
            self._sent = dict(await self._store.exported(self._destination.name))
        await self._destination.check()
        await self._keep_proved()
        count = 0
        while rows := await self._next(self._sent):
            await self._destination.send(rows)
            ends = {row.chain: row.number for row in rows}
            self._sent |= ends
            self._unproved.append((self._clock.monotonic(), ends))
            count += len(rows)
            await self._keep_proved()
        self._waiting.set(0)
        if self._failing:
            self._failing = False
            await self._note("siem-resumed", {"rows": str(count)})
        return count

    async def _next(self, sent: Mapping[str, int]) -> list[AuditRow]:
        """The next rows, of several chains if need be, each chain's in order."""
        ends = await self._store.chain_ends()
        grown = {chain: end for chain, end in ends.items() if end > sent.get(chain, 0)}
        self._waiting.set(sum(end - sent.get(chain, 0) for chain, end in grown.items()))
        rows: list[AuditRow] = []
        for chain in grown:
            rows += await self._store.rows(chain, after=sent.get(chain, 0), limit=BATCH - len(rows))
            if len(rows) >= BATCH:
                break
        return rows

    async def _keep_proved(self) -> None:
        """What was handed over long enough ago need not be sent again."""
        proved: dict[str, int] = {}
        while self._unproved and self._clock.monotonic() - self._unproved[0][0] >= self._destination.proof:
            proved |= self._unproved.popleft()[1]
        if proved:
            await self._store.keep_exported(self._destination.name, proved)

    async def _failed(self, error: Exception) -> None:
        """Begin again after the last row that is proved."""
        self._sent = None
        self._unproved.clear()
        await self._destination.close()
        if not self._failing:
            self._failing = True
            _log.error("siem_failed", destination=self._destination.name, error=str(error))
            await self._note("siem-failed", {"error": str(error)[:200]})

    async def _note(self, event: str, facts: dict[str, str]) -> None:
        facts = {"destination": self._destination.name, **facts}
        try:
            await self._store.record(NATIONAL, event, facts, actor=SERVICE, now=self._clock.now())
        except GatewayError as error:
            _log.error("siem_not_noted", noted=event, error=str(error))
