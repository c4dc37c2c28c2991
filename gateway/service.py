"""The composition root of the running gateway: builds every part, listens, prints one ready line, drains on a signal.

The only file that knows every concrete class. Decides nothing itself.
"""

import asyncio
import contextlib
import json
import signal
import socket
import sys
from collections.abc import Coroutine
from dataclasses import dataclass, field
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Final

from aiohttp import web

from certs.authority import Authority
from certs.errors import CertError
from certs.keystore import KeyStore
from certs.tls import issue_console, server_context
from gateway import log, state
from gateway.admin.facilities import Facilities
from gateway.audit.chain import NATIONAL
from gateway.auth.entry import Entry
from gateway.clock import Clock, SystemClock
from gateway.config import Address, Config
from gateway.console.app import Parts, application
from gateway.door.door import AGENTS, CLIENTS, Door, DoorLimits
from gateway.door.listening import bound_to, listen
from gateway.door.places import Place
from gateway.errors import GatewayError
from gateway.inviting import Inviter
from gateway.live.cut import Cutter
from gateway.live.diary import Diary
from gateway.live.registry import Registry
from gateway.live.sessions import Sessions
from gateway.live.watch import STORE_GRACE, Watch
from gateway.metrics import Metrics
from gateway.photos import PhotoSafe
from gateway.ports import Store
from gateway.publishing import HeadPublisher
from gateway.records import SERVICE
from gateway.relay.relay import Relay
from gateway.relay.rendezvous import Side
from gateway.siem.destinations import Destination, destinations
from gateway.siem.exporter import Exporter
from gateway.signin.passkeys import PasskeyDesk
from gateway.signin.passwords import Passwords
from gateway.signin.signin import SignIn
from gateway.signing import HEADS, Signing, sign_report
from gateway.ssh.attend import AttendDesk
from gateway.ssh.desks import AgentsDesk, ClientsDesk
from gateway.ssh.enrol import Enrolment
from gateway.ssh.join import JoinDesk
from gateway.ssh.listener import SshListener
from gateway.tracing import TraceRoom
from wire.reasons import Reason

PROGRAM: Final = f"sekisho-gateway {metadata.version('sekisho')}"
HTTPS: Final = 443  # which browsers leave out of an origin
DRAIN: Final = 5.0  # seconds for goodbyes and endings when the service stops
HOST_KEY_EVERY: Final = 3600.0  # seconds between two looks at the host certificate's age

_log = log.get("service")


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the service really listens."""

    clients: Address
    agents: Address
    console: Address


@dataclass(frozen=True, slots=True)
class OfficialsRoom:
    """What only administrators use. Without a trace room photos are not read here."""

    passwords: Passwords = field(default_factory=Passwords)
    traces: TraceRoom | None = None
    publisher: HeadPublisher | None = None
    siem: tuple[Destination, ...] = ()


class Service:
    """One running gateway. `start`, then `run` until `stop` is called."""

    def __init__(
        self,
        config: Config,
        store: Store,
        authority: Authority,
        keystore: KeyStore,
        *,
        clock: Clock | None = None,
        clients: DoorLimits = CLIENTS,
        agents: DoorLimits = AGENTS,
        officials: OfficialsRoom | None = None,
    ) -> None:
        self._config = config
        self._store = store
        self._authority = authority
        self._keystore = keystore
        self._clock = clock or SystemClock()
        self._limits = {Side.CLIENT: clients, Side.AGENT: agents}
        self.officials = officials or OfficialsRoom()
        self._stopping = asyncio.Event()
        self._conversations: set[asyncio.Task[None]] = set()
        self.metrics = Metrics()
        self.registry = Registry(self.metrics)
        self.relay = Relay(self._clock, self.metrics)
        self.sessions = Sessions(store, authority, self.registry, self.relay, self._clock)
        self.diary = Diary(store, self._clock)
        self.relay.on_refused = self.diary.dialler_refused
        self.cutter = Cutter(self.registry, self.sessions, self.diary)
        self.watch = Watch(store, self.registry, self.sessions, self.cutter, self.relay, self._clock, self.metrics)

    async def run(self, on_ready: "asyncio.Future[Ports] | None" = None) -> None:
        """Listen and serve until `stop`. Raises `GatewayError` when it cannot begin."""
        with contextlib.ExitStack() as sockets:
            clients, agents, console = (
                sockets.enter_context(contextlib.closing(listen(address)))
                for address in (self._config.clients.listen, self._config.agents.listen, self._config.console.listen)
            )
            await self._begin()
            listeners = await self._listeners()
            ports = Ports(bound_to(clients), bound_to(agents), bound_to(console))
            runner = await self._console(console, ports)
            async with asyncio.TaskGroup() as group:
                doors = [
                    group.create_task(self._serve(Side.CLIENT, clients, listeners[Side.CLIENT])),
                    group.create_task(self._serve(Side.AGENT, agents, listeners[Side.AGENT])),
                ]
                rounds = [
                    group.create_task(self.watch.run()),
                    group.create_task(self.sessions.write_endings()),
                    group.create_task(self.diary.run()),
                    group.create_task(self._renew_host_keys(listeners)),
                ]
                if self.officials.publisher is not None:
                    rounds.append(group.create_task(self.officials.publisher.run()))
                exporters = [Exporter(self._store, one, self._clock, self.metrics) for one in self.officials.siem]
                rounds += [group.create_task(exporter.run()) for exporter in exporters]
                if on_ready is not None:
                    on_ready.set_result(ports)
                await self._stopping.wait()
                for task in doors:
                    task.cancel()
                await self._drain()
                for task in rounds:
                    task.cancel()
            await runner.cleanup()

    def stop(self) -> None:
        """Begin to drain."""
        self._stopping.set()

    # --- beginning ----------------------------------------------------------------------------------------------

    async def _begin(self) -> None:
        orphans = await self._store.close_orphans(now=self._clock.now())
        if orphans:
            _log.warning("orphans_closed", sessions=orphans)
        await self._record("service-started", {"orphans": str(orphans)})
        await self.watch.begin()

    async def _record(self, event: str, facts: dict[str, str]) -> None:
        facts = {"program": PROGRAM, **facts}
        await self._store.record(NATIONAL, event, facts, actor=SERVICE, now=self._clock.now())

    async def _listeners(self) -> dict[Side, SshListener]:
        store, authority, clock = self._store, self._authority, self._clock
        enrolment = Enrolment(store, authority, clock, self.metrics)
        entry, diary = Entry(store, clock), self.diary
        join = JoinDesk(store, authority, self.registry, self.sessions, self.cutter, entry, diary, clock, self.metrics)
        attend = AttendDesk(store, authority, self.registry, self.sessions, self.cutter, diary, clock)
        listeners = {
            Side.CLIENT: SshListener(ClientsDesk(join, enrolment), authority, store, clock, self._spawn),
            Side.AGENT: SshListener(AgentsDesk(attend, enrolment), authority, store, clock, self._spawn),
        }
        for listener in listeners.values():
            await listener.renew()
        return listeners

    def _facilities(self, ports: "Ports") -> Facilities:
        """What administrators' operations work with. A port that the system chose is told as it was chosen."""
        clients, agents = (
            listener.advertise if listener.advertise.port else bound
            for listener, bound in ((self._config.clients, ports.clients), (self._config.agents, ports.agents))
        )
        inviter = Inviter(clients, agents, self._authority.fingerprint())
        return Facilities(self._store, self.registry, self._clock, self.officials.traces, inviter.lines)

    def _sign_in(self, bound: Address) -> SignIn:
        """Passkeys are bound to a name; a console without one works with passwords and codes."""
        place = self._config.console.advertise
        port = place.port or bound.port
        origin = f"https://{place.host}" + ("" if port == HTTPS else f":{port}")
        passkeys = None if place.is_numeric else PasskeyDesk(place.host, origin, self._clock.now)
        return SignIn(self._store, self._clock, self.officials.passwords, passkeys)

    async def _console(self, sock: socket.socket, ports: "Ports") -> web.AppRunner:
        places = (self._config.console.listen, self._config.console.advertise)
        wildcards = {"0.0.0.0", "::"}  # noqa: S104 - not bound here: a wildcard is no name
        names = sorted(({place.host for place in places} | {"localhost", "127.0.0.1"}) - wildcards)
        pair = issue_console(self._keystore, names, self._clock.now())
        self.sign_in = self._sign_in(ports.console)
        parts = Parts(self._health, self.metrics, self._facilities(ports), self.sign_in, PROGRAM)
        runner = web.AppRunner(application(parts), access_log=None)
        await runner.setup()
        await web.SockSite(runner, sock, ssl_context=server_context(pair)).start()
        return runner

    async def _health(self) -> dict[str, bool]:
        return {"store": self.watch.store_age < STORE_GRACE, "listeners": not self._stopping.is_set()}

    # --- serving ------------------------------------------------------------------------------------------------

    async def _serve(self, side: Side, sock: socket.socket, listener: SshListener) -> None:
        name = "clients" if side is Side.CLIENT else "agents"

        async def relay(accepted: socket.socket, _source: str, place: Place) -> None:
            await self.relay.serve(accepted, side, place)

        await Door(name, sock, self._limits[side], self.metrics).serve(listener.serve, relay)

    def _spawn(self, conversation: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(conversation)
        self._conversations.add(task)
        task.add_done_callback(self._conversations.discard)

    async def _renew_host_keys(self, listeners: dict[Side, SshListener]) -> None:
        while True:
            await asyncio.sleep(HOST_KEY_EVERY)
            for listener in listeners.values():
                try:
                    await listener.renew_when_due()
                except (GatewayError, CertError, OSError):
                    _log.exception("host_certificate_not_renewed")

    # --- stopping -----------------------------------------------------------------------------------------------

    async def _drain(self) -> None:
        """Cut every picture at once, tell everybody, write every ending, then close what is left."""
        _log.info("draining", joins=len(self.registry.joins), sessions=len(self.registry.sessions))
        self.cutter.everyone(Reason.SERVICE_STOPPING)
        with contextlib.suppress(TimeoutError, GatewayError):
            async with asyncio.timeout(DRAIN):
                if self._conversations:
                    await asyncio.wait(self._conversations)
                await self.sessions.flush()
                self.diary.tally()
                await self.diary.flush()
                await self._record("service-stopped", {})
        for task in self._conversations:
            task.cancel()
        if self._conversations:
            await asyncio.wait(self._conversations, timeout=DRAIN)
        # Whoever was in the middle of joining when the stop came, and what that left to write.
        self.cutter.everyone(Reason.SERVICE_STOPPING)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN):
                await self.sessions.flush()
                await self.diary.flush()


def run(directory: Path) -> int:
    """`sekisho-gateway serve`: returns the exit code, 0 after a drain. Raises `GatewayError` when it cannot begin."""
    log.set_up()
    opened = state.StateDirectory.open(directory)
    store = state.open_store(opened)
    authority = state.authority(opened)
    safe = PhotoSafe(directory / "photos", opened.secret)
    traces = TraceRoom(store, safe, partial(sign_report, opened), SystemClock())
    publisher = HeadPublisher(store, Signing(opened, HEADS).sign, directory / "heads", SystemClock())
    rooms = OfficialsRoom(traces=traces, publisher=publisher, siem=destinations(opened.config))
    main = _main(opened.config, store, authority, opened.keystore(), rooms)
    if sys.platform == "win32":
        return asyncio.run(main)
    import uvloop  # noqa: PLC0415 - does not exist on Windows

    return uvloop.run(main)


async def _main(config: Config, store: Store, authority: Authority, keystore: KeyStore, rooms: OfficialsRoom) -> int:
    service = Service(config, store, authority, keystore, officials=rooms)
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[Ports] = loop.create_future()
    ready.add_done_callback(_announce)
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, service.stop)
    try:
        await service.run(ready)
    finally:
        await store.close()
    return 0


def _announce(ready: "asyncio.Future[Ports]") -> None:
    """The one line on stdout: programs that start the gateway wait for it."""
    if ready.cancelled():
        return
    ports = ready.result()
    line = {"event": "ready", "clients": str(ports.clients), "agents": str(ports.agents), "console": str(ports.console)}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
