"""The viewer's channel: bytes to messages to commands, and each command performed.

Joins the wire, the session's decisions, the pipeline and the desktop's input. Decides nothing itself. Lives on the
event loop; the pipeline's thread reaches it through `send` and `finished` alone.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from typing import Final, assert_never

import asyncssh
import structlog

from agent import pipeline
from agent.desk import Desk
from agent.errors import DesktopError
from agent.forbidden import Forbidden
from agent.session import Begin, Command, Finish, Inject, Redraw, Say, ScreenSession, Shown, Upward
from wire import Connection, Conversation, LocalProtocolError, RemoteProtocolError, Side, limits
from wire.codec import encode
from wire.message import Message
from wire.messages import Button, Bye, Key, Overlay
from wire.reasons import Reason

# Bytes that the viewer has not taken. Pictures wait for acknowledgements; the pointer's shapes and Pongs do not, and a
# viewer that reads nothing would have this PC's memory for them.
MOST_UNSENT: Final = 2 * limits.MAX_PICTURE

_log = structlog.get_logger()


class Viewer:
    """See `agent.guest.Screen` and `agent.pipeline.Outlet`: the two seams it joins.

    `over` is done, with the reason, when the session has ended for whatever cause.
    """

    def __init__(
        self,
        number: int,
        desk: Desk,
        session: ScreenSession,
        pictures: Callable[["Viewer"], pipeline.Pipeline],
        clock: Callable[[], float],
    ) -> None:
        self._number = number  # the session's, for the log
        self._loop = asyncio.get_running_loop()
        self._wire = Connection(Conversation.SCREEN, Side.ANSWERER)
        self._desk = desk
        self._session = session
        self._pictures = pictures(self)
        self._clock = clock
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._started = False
        self._spoiled = False  # the viewer broke the protocol: for our side the conversation is over
        self.over: asyncio.Future[Reason] = self._loop.create_future()
        self._drawn = asyncio.Event()

    # --- from the channel -----------------------------------------------------------------------------------

    def opened(self, channel: asyncssh.SSHServerChannel[bytes]) -> None:
        """The viewer has the channel."""
        self._channel = channel

    def received(self, data: bytes) -> None:
        """Bytes from the viewer. Whatever is wrong with them ends this session and nothing else."""
        try:
            for message in self._wire.receive(data):
                if self.over.done():
                    return
                self._obey(message)
        except RemoteProtocolError as error:
            facts = {"session": self._number, "cause": str(error)}
            _log.warning("viewer_broke_protocol", reason=Reason.PROTOCOL.value, **facts)
            self._spoiled = True
            self.end(Reason.PROTOCOL)
        except DesktopError as error:
            _log.warning("desktop_lost", cause=str(error))
            self.end(Reason.PC_NO_SCREEN)
        except Exception:  # noqa: BLE001 - whatever it is ends this session alone, and is logged
            _log.exception("viewer_failed")
            self.end(Reason.INTERNAL)

    def lost(self) -> None:
        """The channel or the line has ended."""
        self._channel = None
        self.end(Reason.LINE_LOST)

    # --- from the pipeline's thread --------------------------------------------------------------------------

    def send(self, message: Message) -> None:
        """Send *message*, from any thread."""
        self._loop.call_soon_threadsafe(self._write, message)

    def finished(self, reason: Reason | None) -> None:
        """The pipeline has ended."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: the agent has ended, and nobody waits for this
            self._loop.call_soon_threadsafe(self._pictures_ended, reason)

    # --- from the visit --------------------------------------------------------------------------------------

    def stamp_with(self, overlay: Overlay) -> None:
        """A new time slot has begun."""
        self._pictures.order(overlay)

    def forbid(self, entries: Iterable[str]) -> None:
        """From now on these windows and programs blank the picture."""
        self._pictures.order(Forbidden(entries))

    def end(self, reason: Reason) -> None:
        """The session is over; the first reason stays."""
        if not self.over.done():
            self.over.set_result(reason)

    async def close(self, reason: Reason) -> None:
        """Say goodbye, let go of every key and stop the pictures. Returns when the screen has been let go."""
        self._release()
        self._write(Bye(reason))
        if self._started:
            self._pictures.order(pipeline.Stop())
            await self._drawn.wait()
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()  # after what is still to be sent

    def _pictures_ended(self, reason: Reason | None) -> None:
        self._drawn.set()
        if reason is not None:
            self.end(reason)

    def _release(self) -> None:
        for command in self._session.release_all():
            try:
                self._perform(command)
            except Exception:  # noqa: BLE001 - one key that will not come up must not keep the others down
                _log.exception("key_not_released")

    def _obey(self, message: Message) -> None:
        if isinstance(message, Upward):
            for command in self._session.receive(message, self._clock()):
                self._perform(command)

    def _perform(self, command: Command) -> None:
        match command:
            case Inject():
                if isinstance(command.input, Key | Button):
                    self._pictures.touched(self._clock())
                self._desk.inject(command.input)
            case Shown() | Redraw():
                self._pictures.order(command)
            case Say():
                self._write(command.message)
            case Begin():
                self._started = True
                self._pictures.start()
            case Finish():
                self.end(command.reason)
            case _ as never:
                assert_never(never)

    def _write(self, message: Message) -> None:
        if self._spoiled and isinstance(message, Bye) and self._channel is not None:
            self._channel.write(encode(message))  # over on our side, not yet on the viewer's: it is told why
            return
        # After a Bye of either side, or before the viewer's View, nothing more may be said.
        if self._channel is None or not self._wire.may_send(type(message)):
            return
        try:
            data = self._wire.send(message)
            if self._channel.get_write_buffer_size() + len(data) > MOST_UNSENT:
                _log.warning("viewer_does_not_read", unsent=self._channel.get_write_buffer_size())
                self.lost()
                return
            self._channel.write(data)
        except OSError:
            self.lost()
        except LocalProtocolError:
            _log.exception("message_not_sent", kind=type(message).__name__)
            self.end(Reason.INTERNAL)
