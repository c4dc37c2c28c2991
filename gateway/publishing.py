"""Each minute, the heads of the chains that have grown are signed, kept, and laid out where they can be copied away.

Knows the store, a key and a folder. A failure is logged and tried again; it stops nobody's work.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from certs.files import replace_file
from gateway import log
from gateway.audit.heads import SignedHead, head_text
from gateway.clock import Clock
from gateway.errors import GatewayError
from gateway.ports import Store

EVERY: Final = 60.0  # seconds

_log = log.get("heads")


class HeadPublisher:
    """Signs and publishes. *sign* blocks, and so does the folder: both are used in a thread."""

    def __init__(self, store: Store, sign: Callable[[bytes], str], folder: Path, clock: Clock) -> None:
        self._store = store
        self._sign = sign
        self._folder = folder
        self._clock = clock

    async def run(self) -> None:
        """Publish, for ever."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.publish()
            except (GatewayError, OSError) as error:
                _log.error("heads_not_published", cause=str(error))

    async def publish(self) -> int:
        """Sign the heads of the chains that have grown; returns how many. Raises `GatewayError` and `OSError`."""
        grown = await self._store.grown_heads()
        now = self._clock.now()
        signed = await asyncio.to_thread(
            lambda: [
                SignedHead(
                    chain, head.number, head.digest, now, self._sign(head_text(chain, head.number, head.digest, now))
                )
                for chain, head in grown
            ]
        )
        await self._store.keep_heads(signed)
        await asyncio.to_thread(self._lay_out, signed)
        return len(signed)

    def _lay_out(self, heads: list[SignedHead]) -> None:
        self._folder.mkdir(mode=0o755, exist_ok=True)
        for head in heads:
            text = head_text(head.chain, head.number, head.digest, head.at)
            replace_file(self._folder / f"{head.chain}.json", text)
            replace_file(self._folder / f"{head.chain}.json.sig", head.signature.encode())
