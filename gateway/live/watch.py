"""The watch: five times a second it obeys new orders, cuts whoever can no longer be proved fit, renews marks.

It fails closed: when the store cannot be read for 15 s, a revocation could be waiting there unseen, so everybody is
cut. Knows times and limits; what it decides is done by `cut` and `sessions`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from gateway import log
from gateway.auth import posture
from gateway.auth.hours import closes_at
from gateway.clock import Clock
from gateway.errors import GatewayError, RefusedError
from gateway.live.cut import Cutter
from gateway.live.registry import LiveJoin, LiveSession, Registry
from gateway.live.sessions import Sessions
from gateway.metrics import Metrics
from gateway.ports import Store
from gateway.records import Order, OrderKind
from gateway.relay.relay import Relay
from wire import limits
from wire.reasons import Reason

EVERY: Final = 0.2  # seconds between two looks at the feed; an order is obeyed within a second
POLL_LIMIT: Final = 5.0  # seconds one look may take
STORE_GRACE: Final = 15.0  # seconds without the store before everybody is cut
JOINS_EVERY: Final = 1.0  # seconds between two rounds of all joins; 34,000 of them take some milliseconds
QUOTAS_EVERY: Final = 0.5  # seconds between two looks at emergency quotas, of which there are few
RELAY_SILENCE: Final = 60.0  # seconds; both ends of a live session speak at least every 5 (SSH keepalive)

_log = log.get("watch")


class Watch:
    """Looks after everything that is live."""

    def __init__(
        self,
        store: Store,
        registry: Registry,
        sessions: Sessions,
        cutter: Cutter,
        relay: Relay,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._store = store
        self._registry = registry
        self._sessions = sessions
        self._cutter = cutter
        self._relay = relay
        self._clock = clock
        self._metrics = metrics
        self._last_order = 0
        self._store_seen_at = clock.monotonic()
        self._round_at = 0.0
        self._quotas_at = 0.0

    @property
    def store_age(self) -> float:
        """Seconds since the store last answered."""
        return self._clock.monotonic() - self._store_seen_at

    async def begin(self) -> None:
        """Start after the newest order: what was ordered before has no live connection here. Raises `StoreError`."""
        self._last_order = await self._store.last_order()
        self._store_seen_at = self._clock.monotonic()

    async def run(self) -> None:
        """Look, for ever. Four rounds of their own, so that a store that hangs in one does not stop the others."""
        async with asyncio.TaskGroup() as rounds:
            rounds.create_task(_for_ever(self.obey))
            rounds.create_task(_for_ever(self.check))
            rounds.create_task(_for_ever(self.renew_overlays))
            rounds.create_task(_for_ever(self.end_quotas))

    async def check(self) -> None:
        """Cut whoever is over a limit. Asks nobody, so nothing can delay it."""
        self._relay.expire()
        now = self._clock.monotonic()
        if self.store_age > STORE_GRACE:
            self._cutter.everyone(Reason.INTERNAL)
        for session in self._registry.sessions:
            self._check_session(session, now)
        if now - self._round_at >= JOINS_EVERY:
            self._round_at = now
            for join in self._registry.joins:
                self._check_join(join, now)
            self._check_agents()

    async def end_quotas(self) -> None:
        """Twice a second, end the emergency quotas that are over; the orders that it leaves are obeyed like others."""
        now = self._clock.monotonic()
        if now - self._quotas_at < QUOTAS_EVERY:
            return
        self._quotas_at = now
        try:
            suspended = await self._store.end_due(now=self._clock.now())
        except GatewayError as error:
            _log.error("quotas_not_ended", cause=str(error))
            return
        if suspended:
            _log.info("emergency_quotas_ended", suspended=suspended)

    async def renew_overlays(self) -> None:
        """Bring every session's mark to the present time slot."""
        for session in self._registry.sessions:
            await self._sessions.renew_overlay(session)

    # --- orders -------------------------------------------------------------------------------------------------

    async def obey(self) -> None:
        """Read the feed and do as it says."""
        try:
            async with asyncio.timeout(POLL_LIMIT):
                orders = await self._store.orders_since(self._last_order)
                await self._obey_each(orders)
        except (GatewayError, OSError, TimeoutError) as error:
            self._metrics.store_failures.inc()
            _log.error("store_unreachable", error=str(error), seconds=round(self.store_age, 1))
            return
        self._store_seen_at = self._clock.monotonic()

    async def _obey_each(self, orders: Sequence[Order]) -> None:
        for order in orders:
            _log.info("order", kind=order.kind.value, subject=order.subject, reason=order.reason.value)
            await self._obey_one(order)
            self._last_order = order.number

    async def _obey_one(self, order: Order) -> None:
        match order.kind:
            case OrderKind.POLICY_CHANGED:
                await self._new_policy(order.subject)
            case OrderKind.IDENTITY_CHANGED:
                await self._new_identity(order.subject)
            case OrderKind.PC_CHANGED:
                await self._new_users(order.subject)
            case OrderKind.SESSION_END:
                number = int(order.subject)
                if self._registry.session(number) is None:
                    self._registry.doom(number, order.reason)
                self._sessions.end(number, order.reason)
            case _:
                self._cut(order)

    def _cut(self, order: Order) -> None:
        match order.kind:
            case OrderKind.IDENTITY_REVOKED | OrderKind.IDENTITY_SUSPENDED:
                self._cutter.identity(order.subject, order.reason)
            case OrderKind.PC_RETIRED:
                self._cutter.pc(order.subject, order.reason)
            case OrderKind.CERTIFICATE_REVOKED:
                self._cutter.serial(int(order.subject), order.reason)
            case OrderKind.DEVICE_REVOKED:
                self._cutter.device(order.subject, order.reason)
            case OrderKind.SESSIONS_END:
                self._cutter.sessions_of(order.subject, order.reason)
            case _:
                raise ValueError(f"{order.kind} is not obeyed by cutting")

    async def _new_policy(self, code: str) -> None:
        """New rules hold at once, for those who are here too.

        Sessions are looked at before joins, as `check` does: whoever is over the longest session is told so, and not
        that a new code is needed, whichever of the two comes first.
        """
        organisation = await self._store.organisation(code)
        now = self._clock.monotonic()
        joins = [join for join in self._registry.joins if join.organisation.code == code]
        for join in joins:
            join.organisation = organisation
        for session in self._sessions_of(code):
            self._check_session(session, now)
        for join in joins:
            if organisation.suspended:
                self._cutter.join(join, Reason.SUSPENDED)
            else:
                self._decide_again(join)
                self._check_join(join, now)
        for session in self._sessions_of(code):
            self._sessions.new_rules(session, organisation)

    def _sessions_of(self, code: str) -> list[LiveSession]:
        return [session for session in self._registry.sessions if session.record.organisation == code]

    async def _new_identity(self, identity: str) -> None:
        """A new name, date or list of network cards holds at once for whoever is here."""
        join = self._registry.join_of(identity)
        if join is not None:
            try:
                login = await self._store.login(identity)
            except RefusedError as refusal:
                self._cutter.join(join, refusal.reason)
                return
            join.identity, join.addresses = login.identity, login.addresses
            self._check_join(join, self._clock.monotonic())
            self._decide_again(join)

    async def _new_users(self, name: str) -> None:
        """Whoever may use the office PC from now on sees it in the list; whoever may not loses the picture."""
        pc = await self._store.pc(name)
        self._registry.reassign(pc)
        session = self._registry.session_on(name)
        if session is not None and session.record.identity not in pc.users:
            self._sessions.end(session.number, Reason.PC_UNKNOWN)

    def _decide_again(self, join: LiveJoin) -> None:
        try:
            posture.decide(join.posture, join.organisation.policy, join.addresses, self._clock.now())
        except RefusedError as refusal:
            self._cutter.join(join, refusal.reason)

    # --- limits -------------------------------------------------------------------------------------------------

    def _check_join(self, join: LiveJoin, now: float) -> None:
        if now - join.seen_at > limits.POSTURE_MAX_AGE:
            self._cutter.join(join, Reason.POSTURE_STALE)
        elif self._clock.now() >= join.until:
            self._cutter.join(join, Reason.TICKET)  # told as it is: a new code is needed
        elif join.identity.expires_at is not None and self._clock.now() >= join.identity.expires_at:
            self._cutter.join(join, Reason.EXPIRED)
        elif closes_at(join.organisation.policy.hours, self._clock.now()) <= self._clock.now():
            self._cutter.join(join, Reason.OUT_OF_HOURS)

    def _check_agents(self) -> None:
        """A certificate that has ended lets nobody in, so it keeps nobody in either."""
        now = self._clock.now()
        for agent in self._registry.agents:
            if now >= agent.until:
                self._cutter.agent(agent, Reason.CERTIFICATE)

    def _check_session(self, session: LiveSession, now: float) -> None:
        if self._clock.now() >= session.until:
            self._sessions.end(session.number, Reason.TIMEOUT)
            return
        if now - session.join.seen_at > limits.POSTURE_MAX_AGE:
            self._cutter.join(session.join, Reason.POSTURE_STALE)
            return
        traffic = self._relay.traffic(session.number)
        if traffic is None:
            return
        if sum(traffic) != session.carried:
            session.carried, session.carried_at = sum(traffic), now
        elif now - session.carried_at > RELAY_SILENCE:
            self._sessions.end(session.number, Reason.LINE_LOST)


async def _for_ever(look: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await look()
        except Exception:  # noqa: BLE001 - a watch that stops is the one thing that must not happen
            _log.exception("watch_failed")
        await asyncio.sleep(EVERY)
