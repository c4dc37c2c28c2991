"""One try to pass the checkpoint: the numbered steps, in the order that gives least away and wastes no code.

Asks the store; does not know sockets, SSH or messages' order. Every step raises; returning is passing.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Final
from weakref import WeakValueDictionary

from gateway.auth import hours, lockout, posture, totp, validity
from gateway.clock import Clock
from gateway.errors import FloodError, RefusedError
from gateway.ports import Store
from gateway.records import Login
from gateway.secret import Secret
from wire.kinds import VERSION
from wire.messages import Join
from wire.rate import TokenBucket
from wire.reasons import Reason

FINAL: Final = frozenset(
    {Reason.VERSION, Reason.CERTIFICATE, Reason.REVOKED, Reason.SUSPENDED, Reason.LOCKED}
)  # another try on the same connection cannot help

EMERGENCY_DIGITS: Final = 10  # of an emergency code; a one-time code has six

# Each try leaves a row or more in the audit. A line that comes and goes may need some tens of joins in a morning.
TRY_RATE: Final = 1 / 15  # tries a second of one device
TRY_BURST: Final = 100.0


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
        self._tries: dict[str, TokenBucket] = {}  # by who has tried: no more than were enrolled

    async def check(self, device: ProvenDevice, join: Join) -> Login:
        """Returns the login of an admitted try; raises `RefusedError` with the reason to tell."""
        self.check_rate(device.fingerprint)
        turn = self._turns.setdefault(device.identity, asyncio.Lock())
        async with turn:
            return await self._steps(device, join)

    def check_rate(self, who: str) -> None:
        """Count one try of *who*; raises `FloodError` when there were too many.

        A device is counted by its key: whoever holds a stolen one must not use up the tries of the ID's other devices.
        """
        now = self._clock.monotonic()
        if not self._tries.setdefault(who, TokenBucket(TRY_RATE, TRY_BURST, now)).allow(now):
            raise FloodError(1 / TRY_RATE)

    async def _steps(self, device: ProvenDevice, join: Join) -> Login:
        now = self._clock.now()
        # 1. Both programs speak the same version.
        if join.version != VERSION:
            raise RefusedError(Reason.VERSION)
        # 2. The certificate was proved before we were called; the ID must be in force at this moment.
        login = await self._store.login(device.identity)
        validity.check_valid(login.identity, now)
        hours.check_open(login.organisation.policy.hours, now)
        # 3. The login does not rest, and the growing delay is over. A ticket is not guessed, so a lock that somebody
        #    else's wrong codes have caused does not stop work that was going on.
        if join.ticket is None:
            lockout.check_may_try(login, now)
        # 4. The home PC is fit: before the code, so that an unfit one does not burn it.
        posture.decide(join.posture, login.organisation.policy, login.addresses, now)
        # 5. The code, or the ticket, once.
        if join.ticket is not None:
            if now >= proved_at(login, resumed=True, now=now) + login.organisation.policy.session_max:
                raise RefusedError(Reason.TICKET)
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
            if len(code) == EMERGENCY_DIGITS:
                await self._store.spend_emergency_code(identity, Secret(code), now=now)
                return
            step = totp.step_of(login.totp, code, now)
        except RefusedError as refusal:
            if refusal.reason is not Reason.WRONG_CODE:
                raise
            locked_until = lockout.lock_until(login.failures + 1, now)
            await self._store.count_failure(identity, source=source, locked_until=locked_until, now=now)
            if locked_until > now:
                raise RefusedError(Reason.LOCKED, retry_after=locked_until - now) from None
            raise RefusedError(Reason.WRONG_CODE, retry_after=lockout.delay_after(login.failures + 1)) from None
        await self._store.accept_step(identity, step, now=now)


def proved_at(login: Login, *, resumed: bool, now: float) -> float:
    """When the code of this join was given (Unix seconds), also when tickets have resumed it since."""
    return login.last_step * totp.PERIOD if resumed else now
