"""One try to pass the checkpoint: the numbered steps, in the order that gives least away and wastes no code.

Asks the store; does not know sockets, SSH or messages' order. Every step raises; returning is passing.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Final
from weakref import WeakValueDictionary

from gateway.auth import lockout, posture, totp
from gateway.clock import Clock
from gateway.errors import RefusedError
from gateway.ports import Store
from gateway.records import Login
from wire.kinds import VERSION
from wire.messages import Join
from wire.reasons import Reason

FINAL: Final = frozenset(
    {Reason.VERSION, Reason.CERTIFICATE, Reason.REVOKED, Reason.SUSPENDED, Reason.LOCKED}
)  # another try on the same connection cannot help


@dataclass(frozen=True, slots=True)
class ProvenDevice:
    """A home PC whose certificate was proved, verified and found in the ledger."""

    identity: str
    fingerprint: str
    public_key: str  # OpenSSH line
    serial: int
    source: str  # its address


class Entry:
    """Decides tries. One try of an identity is decided at a time, so that parallel guesses are counted one by one."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def check(self, device: ProvenDevice, join: Join) -> Login:
        """Returns the login of an admitted try; raises `RefusedError` with the reason to tell."""
        turn = self._turns.setdefault(device.identity, asyncio.Lock())
        async with turn:
            return await self._steps(device, join)

    async def _steps(self, device: ProvenDevice, join: Join) -> Login:
        now = self._clock.now()
        # 1. Both programs speak the same version.
        if join.version != VERSION:
            raise RefusedError(Reason.VERSION)
        # 2. The certificate was proved before we were called; the ID must be in force at this moment.
        login = await self._store.login(device.identity)
        # 3. The login does not rest, and the growing delay is over. A ticket is not guessed, so a lock that somebody
        #    else's wrong codes have caused does not stop work that was going on.
        if join.ticket is None:
            lockout.check_may_try(login, now)
        # 4. The home PC is fit: before the code, so that an unfit one does not burn it.
        posture.decide(join.posture, login.organisation.policy, now)
        # 5. The code, or the ticket, once.
        if join.ticket is not None:
            digest = hashlib.sha256(join.ticket).digest()
            await self._store.spend_ticket(device.identity, device.fingerprint, digest, now=now)
        elif join.code is not None:
            await self._check_code(login, join.code, device.source, now)
        else:
            raise RefusedError(Reason.TICKET)
        return login

    async def _check_code(self, login: Login, code: str, source: str, now: float) -> None:
        identity = login.identity.identity
        try:
            step = totp.step_of(login.totp, code, now)
        except RefusedError:
            locked_until = lockout.lock_until(login.failures + 1, now)
            await self._store.count_failure(identity, source=source, locked_until=locked_until, now=now)
            if locked_until > now:
                raise RefusedError(Reason.LOCKED, retry_after=locked_until - now) from None
            raise RefusedError(Reason.WRONG_CODE, retry_after=lockout.delay_after(login.failures + 1)) from None
        await self._store.accept_step(identity, step, now=now)
