"""The composition on the home PC's side: performs what `session` decides, in one event loop.

Knows the gateway's address, the clock, the threads. Decides nothing; shows nothing itself (`display`).
"""

import asyncio
import random
import socket
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Final

import asyncssh
import structlog

from certs.keys import new_key, public_line
from client import addresses, device_key, downlink
from client.backoff import Backoff
from client.channel import Channel
from client.device_key import KeyPlace
from client.display import Display
from client.errors import ClientError, DeniedError, UnreachableError, UntrustedError
from client.logs import note_refusal
from client.posture import Collector
from client.posture.checks import checks_of
from client.session import Session
from client.state import Enrolment, StateDirectory
from client.steps import (
    Announce,
    AskFor,
    Command,
    CutScreen,
    DialGateway,
    DialScreen,
    Event,
    GatewayLost,
    GatewayUp,
    HangUp,
    KeepCertificate,
    Loss,
    PostureTaken,
    ScreenLost,
    ScreenUp,
    Show,
    Started,
    TakePosture,
    Tell,
    Told,
    Woken,
)
from client.trust import ByKey, check_device_certificate
from client.viewer import Viewer
from wire import Conversation
from wire import messages as m
from wire.message import Message
from wire.reasons import Reason

ADDRESS_EVERY: Final = 1.0  # seconds between two looks at this PC's addresses, each of a tenth of a millisecond

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are: read once at the start, so that a missing key is said before anything else."""

    enrolment: Enrolment
    key: bytes

    def __repr__(self) -> str:
        return f"Credentials({self.enrolment.identity}, <secret>)"


def credentials_in(state: StateDirectory) -> Credentials:
    """The credentials kept in *state*; raises `StateError`."""
    enrolment = state.load()
    key = device_key.load(KeyPlace(enrolment.key), state, enrolment.generation)
    state.certificate()
    return Credentials(enrolment, key)


class GatewayLine:
    """A `Sink` for one join conversation. After `leave` it is silent, whatever still arrives."""

    def __init__(self, service: "Service") -> None:
        self._service = service
        self.connection: asyncssh.SSHClientConnection | None = None
        self.channel: Channel | None = None
        self._left = False

    def received(self, message: Message) -> None:
        """One message from the gateway."""
        if not self._left:
            self._service.handle(Told(message))

    def closed(self) -> None:
        """The gateway is gone."""
        if not self._left:
            self._left = True
            self._service.handle(GatewayLost(Loss.LINE))

    def leave(self) -> None:
        """Say goodbye and hear no more."""
        self._left = True
        if self.channel is not None:
            self.channel.close()
        if self.connection is not None:
            self.connection.close()

    @property
    def left(self) -> bool:
        """Whether nobody listens any more."""
        return self._left


class Service:
    """One person's session, from the window's opening to its closing. Used from the event loop only."""

    def __init__(
        self,
        state: StateDirectory,
        credentials: Credentials,
        collector: Collector,
        display: Display,
        *,
        wanted: str | None = None,
    ) -> None:
        self._state = state
        self._credentials = credentials
        self._collector = collector
        self._display = display
        chance = random.SystemRandom().random
        self._session = Session(hostname=socket.gethostname(), backoff=Backoff(chance), wanted=wanted)
        self._line: GatewayLine | None = None
        self._viewer: Viewer | None = None
        self._screen: asyncssh.SSHClientConnection | None = None
        self._session_key: bytes | None = None
        self._dialling: int | None = None  # the session whose screen is being dialled; None calls the dial off
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def viewer(self) -> Viewer | None:
        """Where input goes, while an office PC is viewed."""
        return self._viewer

    def start(self) -> None:
        """Show the first page and look at this PC."""
        self.handle(Started())

    async def stop(self) -> None:
        """Leave the office PC and the gateway, and forget the picture."""
        self._cut_screen(kept=False)
        self._hang_up()
        if self._timer is not None:
            self._timer.cancel()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def handle(self, event: Event) -> None:
        """Let the session decide about *event*, and do what it says."""
        for command in self._session.handle(event, time.monotonic()):
            self._perform(command)
        self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        at = self._session.wake_at
        if at is not None:
            delay = max(0.0, at - time.monotonic())
            self._timer = asyncio.get_running_loop().call_later(delay, self.handle, Woken())

    def _perform(self, command: Command) -> None:  # noqa: C901 - a table: one line for each command
        match command:
            case Show(page):
                self._display.show(page)
            case Announce():
                self._note(command)
                self._display.announce(command)
            case TakePosture():
                self._spawn(self._take_posture())
            case DialGateway(again):
                self._hang_up()
                self._line = GatewayLine(self)
                within = downlink.AGAIN_TIMEOUT if again else downlink.CONNECT_TIMEOUT
                self._spawn(self._dial_gateway(self._line, within))
            case HangUp():
                self._hang_up()
            case Tell(message):
                self._tell(message)
            case AskFor(pc):
                self._session_key = new_key()
                self._tell(m.Open(pc, public_line(self._session_key)))
            case DialScreen(opened):
                self._spawn(self._dial_screen(opened))
            case CutScreen(kept):
                self._cut_screen(kept=kept)
            case KeepCertificate(line):
                self._spawn(self._keep_certificate(line))

    def _note(self, announced: Announce) -> None:
        if announced.problem is not None:
            identity = self._credentials.enrolment.identity
            _log.info(announced.what.value, reason=str(announced.problem), identity=identity)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("task_failed", error=repr(error))

    # --- this PC --------------------------------------------------------------------------------------------

    async def _take_posture(self) -> None:
        posture = await asyncio.to_thread(self._collector.collect)
        self._display.checked(checks_of(posture, time.time()))
        self.handle(PostureTaken(posture))

    async def _keep_certificate(self, line: str) -> None:
        enrolment = self._credentials.enrolment
        try:
            check_device_certificate(
                line,
                authority=enrolment.authorities.user,
                identity=enrolment.identity,
                public_key=public_line(self._credentials.key),
                now=time.time(),
            )
            await asyncio.to_thread(self._state.replace_certificate, line)
        except ClientError as error:
            # The old certificate still stands, and the next join brings another.
            _log.warning("certificate_not_kept", error=str(error))

    # --- the gateway ----------------------------------------------------------------------------------------

    async def _dial_gateway(self, line: GatewayLine, within: float) -> None:
        enrolment = self._credentials.enrolment
        try:
            line.connection = await downlink.connect(
                enrolment.host,
                enrolment.port,
                user=enrolment.identity,
                key=self._credentials.key,
                certificate=self._state.certificate(),
                trust=ByKey(enrolment.authorities.gateway),
                within=within,
            )
            line.channel = await downlink.open_channel(line.connection, Conversation.JOIN, line)
        except ClientError as error:
            if not line.left:
                line.leave()
                place = f"{enrolment.host}:{enrolment.port}"
                note_refusal("gateway_lost", error, gateway=place, identity=enrolment.identity)
                self.handle(GatewayLost(_loss(error)))
            return
        if line.left:
            line.leave()
            return
        self.handle(GatewayUp())
        await self._watch_address(line, line.connection)

    async def _watch_address(self, line: GatewayLine, connection: asyncssh.SSHClientConnection) -> None:
        """Until somebody leaves *line*: whether this PC still has the address that it was dialled from."""
        address = str(connection.get_extra_info("sockname")[0])
        while addresses.is_among(address, addresses.own()):
            await asyncio.sleep(ADDRESS_EVERY)
            if line.left:
                return
        _log.info("address_lost", address=address, identity=self._credentials.enrolment.identity)
        connection.abort()
        line.closed()

    def _tell(self, message: Message) -> None:
        channel = self._line.channel if self._line is not None else None
        if channel is not None and channel.may_send(type(message)):
            channel.send(message)

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.leave()
            self._line = None

    # --- the office PC --------------------------------------------------------------------------------------

    async def _dial_screen(self, opened: m.Opened) -> None:
        number = opened.session
        enrolment, key = self._credentials.enrolment, self._session_key
        if key is None:
            return
        self._dialling = number
        viewer = Viewer(number, self._display, lambda reason: self._screen_lost(number, reason))
        try:
            connection = await downlink.connect_screen(
                enrolment.host,
                enrolment.port,
                token=opened.token,
                session=number,
                key=key,
                certificate=opened.certificate,
                trust=ByKey(enrolment.authorities.machine, opened.pc),
            )
            channel = await downlink.open_channel(connection, Conversation.SCREEN, viewer)
        except ClientError as error:
            note_refusal("screen_lost", error, session=number, pc=opened.pc)
            self.handle(ScreenLost(number, Reason.CERTIFICATE if isinstance(error, UntrustedError) else None))
            return
        if self._dialling != number:
            connection.close()
            return
        self._leave_screen()
        self._viewer, self._screen = viewer, connection
        viewer.begin(channel)
        self.handle(ScreenUp(number))

    def _screen_lost(self, number: int, reason: Reason | None) -> None:
        self.handle(ScreenLost(number, reason))

    def _cut_screen(self, *, kept: bool) -> None:
        if self._viewer is not None:
            self._viewer.close()
            if not kept:
                self._viewer.wipe()
                self._viewer = None
        self._dialling = None
        self._leave_screen()
        if not kept:
            self._display.picture_of(None)

    def _leave_screen(self) -> None:
        if self._screen is not None:
            self._screen.close()
            self._screen = None


def _loss(error: ClientError) -> Loss:
    match error:
        case DeniedError():
            return Loss.DENIED
        case UntrustedError():
            return Loss.UNTRUSTED
        case UnreachableError():
            return Loss.LINE
        case _:
            return Loss.LINE
