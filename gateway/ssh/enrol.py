"""The enrol conversation: an invitation is spent for certificates. One for home PCs, one for office PCs.

Knows the order of the conversation and what is issued. Does not know how the key was proved (`server`) nor how
invitations are kept (`ports.Enrolments`).
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from certs.authority import Authority
from certs.issuing import issue
from certs.keys import fingerprint
from certs.profiles import Profile
from gateway import log
from gateway.audit.chain import NATIONAL
from gateway.auth import totp
from gateway.clock import Clock
from gateway.errors import RefusedError
from gateway.metrics import Metrics
from gateway.ports import Store
from gateway.records import Actor
from gateway.secret import Secret
from gateway.ssh.channel import Channel
from gateway.ssh.server import Guest
from wire import limits
from wire.kinds import VERSION
from wire.messages import Authorities, Certified, Refused, Spend, TotpConfirm, TotpOffer
from wire.reasons import Reason

CONFIRM_GRACE: Final = 600.0  # seconds to install an authenticator, scan the code and type one
CONFIRM_TRIES: Final = 3
NOISE: Final = frozenset({Reason.INVITATION, Reason.VERSION})
DESK: Final = Actor("service", "gateway")

_log = log.get("enrol")


class Enrolment:
    """Certificates for newcomers."""

    def __init__(self, store: Store, authority: Authority, clock: Clock, metrics: Metrics) -> None:
        self._store = store
        self._authority = authority
        self._clock = clock
        self._metrics = metrics
        self._confirming: dict[str, Channel] = {}  # who is at the authenticator, by ID

    async def client(self, channel: Channel, guest: Guest) -> None:
        """A home PC: Spend, TotpOffer, TotpConfirm up to three times, Certified."""
        await self._hold(channel, guest, "client")

    async def agent(self, channel: Channel, guest: Guest) -> None:
        """An office PC: Spend, Certified."""
        await self._hold(channel, guest, "agent")

    async def _hold(self, channel: Channel, guest: Guest, role: str) -> None:
        async with asyncio.timeout(limits.JOIN_GRACE):
            spend = await channel.receive()
        if not isinstance(spend, Spend):
            return
        try:
            certified = await self._certified(channel, guest, spend, role)
        except RefusedError as refusal:
            self._metrics.enrolments.labels(role=role, result=refusal.reason.value).inc()
            _log.info("enrolment_refused", role=role, reason=refusal.reason.value, source=guest.source)
            await self._record(role, guest.source, refusal.reason)
            await channel.send(Refused(refusal.reason, refusal.retry_after, final=True))
            return
        if certified is not None:
            self._metrics.enrolments.labels(role=role, result="enrolled").inc()
            _log.info("enrolled", role=role, identity=certified.identity, source=guest.source)
            await channel.send(certified)

    async def _record(self, role: str, source: str, reason: Reason) -> None:
        """An invitation that once was good goes on record; an unknown one is a stranger's noise, and could fill it."""
        if reason not in NOISE:
            facts = {"role": role, "source": source, "reason": reason.value}
            await self._store.record(NATIONAL, "enrolment-refused", facts, actor=DESK, now=self._clock.now())

    async def _certified(self, channel: Channel, guest: Guest, spend: Spend, role: str) -> Certified | None:
        if spend.version != VERSION:
            raise RefusedError(Reason.VERSION)
        if spend.role != role:
            raise RefusedError(Reason.INVITATION)
        key = fingerprint(guest.line)
        invitation = await self._store.invitation(spend.invitation, role, key, now=self._clock.now())
        if role == "agent":
            return await self._office_pc(guest, spend, key)
        guest.place.leave()  # a good invitation makes it no stranger, and scanning a QR code takes a while
        secret = totp.new_secret()
        await channel.send(TotpOffer(totp.enrolment_uri(secret, invitation.subject)))
        with self._alone(invitation.subject, channel):
            async with asyncio.timeout(CONFIRM_GRACE):
                step = await _confirmed(channel, secret, self._clock)
        return None if step is None else await self._home_pc(guest, spend, key, secret, step)

    @contextmanager
    def _alone(self, subject: str, channel: Channel) -> Iterator[None]:
        """One newcomer for each ID: the later takes the place of the earlier, whose line may have broken.

        They no longer count as strangers, so one invitation could otherwise hold connections without end.
        """
        earlier = self._confirming.get(subject)
        if earlier is not None:
            earlier.hang_up(Reason.SECOND_LOGIN)
        self._confirming[subject] = channel
        try:
            yield
        finally:
            if self._confirming.get(subject) is channel:
                del self._confirming[subject]

    async def _home_pc(self, guest: Guest, spend: Spend, key: str, secret: Secret[str], step: int) -> Certified:
        now = self._clock.now()
        identity, _ = await self._store.enrol_device(spend.invitation, key, spend.hostname, secret, step, now=now)
        line = await self._issued(Profile.DEVICE, guest.line, identity.identity)
        return Certified(identity.identity, identity.name, (line,), self._authorities())

    async def _office_pc(self, guest: Guest, spend: Spend, key: str) -> Certified:
        pc = await self._store.enrol_pc(spend.invitation, key, spend.hostname, now=self._clock.now())
        dial = await self._issued(Profile.MACHINE_DIAL, guest.line, pc.pc)
        host = await self._issued(Profile.MACHINE_HOST, guest.line, pc.pc)
        return Certified(pc.pc, pc.name, (dial, host), self._authorities())

    async def _issued(self, profile: Profile, public_key: str, subject: str) -> str:
        now = self._clock.now()
        return (await issue(self._authority, self._store, profile, public_key, subject, now=now)).line

    def _authorities(self) -> Authorities:
        keys = self._authority.public_keys()
        return Authorities(gateway=keys.gateway, machine=keys.machine, session=keys.session, user=keys.user)


async def _confirmed(channel: Channel, secret: Secret[str], clock: Clock) -> int | None:
    """The time step of the confirming code; None when the newcomer left. Raises `RefusedError` after three tries."""
    for tries_left in reversed(range(CONFIRM_TRIES)):
        message = await channel.receive()
        if not isinstance(message, TotpConfirm):
            return None
        try:
            return totp.step_of(secret, message.code, clock.now())
        except RefusedError as refusal:
            if not tries_left:
                raise RefusedError(Reason.TOO_MANY_TRIES) from None
            await channel.send(Refused(refusal.reason, 0.0, final=False))
    return None
