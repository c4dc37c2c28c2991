"""What the checkpoint decided and no other table holds, written into the audit as soon as the store takes it.

Noting waits for nobody. What strangers can cause without having proved anything is counted, and one row a minute tells
how often, so that nobody outside can fill the disk. Does not know who decides.
"""

import asyncio
from collections import Counter, deque
from typing import Final

from gateway import log
from gateway.audit.chain import NATIONAL
from gateway.audit.events import DiallersRefused, Event, LoginsUnproven
from gateway.clock import Clock
from gateway.ports import Journal
from gateway.records import SERVICE
from wire.rate import TokenBucket

MOST: Final = 100_000  # facts that wait: three for each ID of the whole nation, should all be cut at once
BATCH: Final = 500  # facts in one transaction
RETRY: Final = 1.0  # seconds between two tries to write
TALLY_EVERY: Final = 60.0  # seconds
SOURCES: Final = 10  # addresses that one row names
OFTEN_RATE: Final = 1 / 15  # facts a second of one office PC: one that comes and goes all day must not fill the disk
OFTEN_BURST: Final = 100.0

_log = log.get("diary")


class Diary:
    """The facts that wait to be written."""

    def __init__(self, store: Journal, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._facts: deque[tuple[str, Event, float]] = deque()
        self._often: dict[str, TokenBucket] = {}  # by who has noted: no more than were enrolled
        self._lost = 0
        self._unwritten = asyncio.Event()
        self._writing = asyncio.Lock()
        self._diallers: Counter[tuple[str, str]] = Counter()
        self._unproven: Counter[str] = Counter()
        self._sources: dict[str, dict[str, None]] = {}

    def note(self, chain: str, event: Event, who: str = "") -> None:
        """Write *event* down in *chain*, at this moment; of the same *who* only so often."""
        if who and not self._allowed(who):
            return
        if len(self._facts) >= MOST:
            self._lost += 1
            if self._lost == 1:
                _log.error("audit_cannot_keep_up", waiting=len(self._facts))
            return
        self._facts.append((chain, event, self._clock.now()))
        self._unwritten.set()

    def _allowed(self, who: str) -> bool:
        now = self._clock.monotonic()
        return self._often.setdefault(who, TokenBucket(OFTEN_RATE, OFTEN_BURST, now)).allow(now)

    def dialler_refused(self, side: str, cause: str) -> None:
        """A dialler was sent away at the relay."""
        self._diallers[side, cause] += 1

    def unproven(self, listener: str, source: str) -> None:
        """A connection ended without a key or certificate that was accepted."""
        self._unproven[listener] += 1
        sources = self._sources.setdefault(listener, {})
        if len(sources) < SOURCES:
            sources[source] = None

    async def run(self) -> None:
        """Write what is noted, and the tallies each minute, for ever."""
        async with asyncio.TaskGroup() as rounds:
            rounds.create_task(self._write_noted())
            rounds.create_task(self._tally_each_minute())

    async def flush(self) -> bool:
        """Write all that waits; False when the store would not take it."""
        async with self._writing:  # two writers would write the same facts twice
            return await self._flushed()

    async def _flushed(self) -> bool:
        while self._facts:
            batch = [self._facts[place] for place in range(min(BATCH, len(self._facts)))]
            try:
                await self._store.record_all(batch, actor=SERVICE)
            except Exception:  # noqa: BLE001 - whatever the store's trouble is, the facts wait for it to pass
                _log.exception("diary_not_written", waiting=len(self._facts))
                return False
            for _ in batch:
                self._facts.popleft()
        self._unwritten.clear()
        return True

    def tally(self) -> None:
        """Note what was counted since the last time."""
        for (side, cause), times in sorted(self._diallers.items()):
            self.note(NATIONAL, DiallersRefused(side=side, cause=cause, times=times))
        for listener, times in sorted(self._unproven.items()):
            sources = tuple(self._sources[listener])
            self.note(NATIONAL, LoginsUnproven(listener=listener, times=times, sources=sources))
        self._diallers.clear()
        self._unproven.clear()
        self._sources.clear()

    async def _write_noted(self) -> None:
        while True:
            await self._unwritten.wait()
            if not await self.flush():
                await asyncio.sleep(RETRY)

    async def _tally_each_minute(self) -> None:
        while True:
            await asyncio.sleep(TALLY_EVERY)
            self.tally()
