"""The relay's I/O: takes a dialler's opening, asks the rendezvous, answers, and joins.

Knows sockets, tokens and session numbers. Does not know who anybody is, nor what the bytes mean.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Final, cast

from gateway import log
from gateway.auth.grant import Grant
from gateway.clock import Clock
from gateway.door.places import Place
from gateway.metrics import Metrics
from gateway.relay.pipe import Pipe, Traffic
from gateway.relay.rendezvous import Joined, Rendezvous, Side, Tokens, UnknownTokenError
from gateway.relay.sockets import tune
from wire.errors import RemoteProtocolError
from wire.relay import OPENING_BYTES, Answer, token_of

OPENING_GRACE: Final = 10.0  # seconds to say 34 bytes

_log = log.get("relay")


class Dialler(asyncio.Protocol):
    """A socket from its first byte until it is joined or sent away."""

    def __init__(self, relay: "Relay", side: Side, place: Place) -> None:
        self._relay = relay
        self._side = side
        self._place = place
        self._opening = bytearray()
        self._timer: asyncio.TimerHandle | None = None
        self.number: int | None = None  # the session it waits for, once its token was good
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the opening, but not for long."""
        self.transport = cast("asyncio.Transport", transport)
        self._timer = asyncio.get_running_loop().call_later(OPENING_GRACE, self.send_away, None, "slow")

    def data_received(self, data: bytes) -> None:
        """Collect the opening. A byte more than it, before our answer, breaks the protocol."""
        self._opening += data
        if self.number is not None or len(self._opening) > OPENING_BYTES:
            self.send_away(None, "protocol")
        elif len(self._opening) == OPENING_BYTES:
            self._opened()

    def _opened(self) -> None:
        try:
            token = token_of(bytes(self._opening))
        except RemoteProtocolError:
            self.send_away(None, "protocol")
            return
        self._stop_timer()
        self._relay.arrive(token, self._side, self)

    def matched(self, number: int) -> None:
        """The token was good: this is no stranger any more."""
        self.number = number
        self._place.leave()

    def send_away(self, answer: Answer | None, cause: str) -> None:
        """Say why, if that helps an honest dialler, and close."""
        self._relay.refused(self._side, cause)
        if self.transport is not None:
            if answer is not None:
                self.transport.write(bytes((answer,)))
                self.transport.close()
            else:
                self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Gone before it was joined."""
        self._stop_timer()
        self._place.leave()
        if self.number is not None:
            self._relay.left_early(self.number)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Relay:
    """All pairs of this node.

    *on_joined* and *on_over* are called with the session number, *on_refused* with a dialler's side and the cause.
    """

    def __init__(self, clock: Clock, metrics: Metrics) -> None:
        self._clock = clock
        self._metrics = metrics
        self.on_refused: Callable[[str, str], None] = _ignore_refused
        self._rendezvous: Rendezvous[Dialler] = Rendezvous()
        self._pipes: dict[int, Pipe] = {}
        self.on_joined: Callable[[int], None] = _ignore
        self.on_over: Callable[[int], None] = _ignore

    def expect(self, grant: Grant, number: int) -> Tokens:
        """The two tokens for a granted session. Raises as `Rendezvous.expect`."""
        return self._rendezvous.expect(grant, number, now=self._clock.monotonic())

    async def serve(self, sock: socket.socket, side: Side, place: Place) -> None:
        """Take over an accepted socket whose first byte was the relay's."""
        tune(sock)
        loop = asyncio.get_running_loop()
        await loop.connect_accepted_socket(lambda: Dialler(self, side, place), sock)

    def arrive(self, token: bytes, side: Side, dialler: Dialler) -> None:
        """A dialler has shown a token."""
        try:
            arrival = self._rendezvous.arrive(token, side, dialler, now=self._clock.monotonic())
        except UnknownTokenError:
            dialler.send_away(Answer.UNKNOWN, "unknown")
            return
        dialler.matched(arrival.number)
        if isinstance(arrival, Joined):
            self._join(arrival)

    def _join(self, pair: Joined[Dialler]) -> None:
        client, agent, number = pair.client.transport, pair.agent.transport, pair.number
        if client is None or agent is None or client.is_closing() or agent.is_closing():
            self.left_early(number)
            return
        pipe = Pipe(client, agent, lambda: self._over(number))
        self._pipes[number] = pipe
        client.write(bytes((Answer.JOINED,)))
        agent.write(bytes((Answer.JOINED,)))
        self.on_joined(number)

    def left_early(self, number: int) -> None:
        """One end went away before the other came: the other is told that it is alone."""
        for dialler in self._rendezvous.forget(number):
            dialler.number = None
            dialler.send_away(Answer.ALONE, "alone")
        self.on_over(number)

    def expire(self) -> None:
        """Send away those who waited in vain. Called by the watch."""
        for number, diallers in self._rendezvous.expire(now=self._clock.monotonic()):
            for dialler in diallers:
                dialler.number = None
                dialler.send_away(Answer.ALONE, "alone")
            self.on_over(number)

    def cut(self, number: int) -> Traffic:
        """End session *number*'s sockets at once, joined or not; returns the bytes carried. Unknown: nothing."""
        for dialler in self._rendezvous.forget(number):
            dialler.number = None
            dialler.send_away(None, "cut")
        pipe = self._pipes.pop(number, None)
        if pipe is None:
            return Traffic(0, 0)
        self._count(pipe)
        pipe.cut()
        return pipe.traffic

    def traffic(self, number: int) -> Traffic | None:
        """Bytes carried by a joined session; None when it is not joined."""
        pipe = self._pipes.get(number)
        return None if pipe is None else pipe.traffic

    def refused(self, side: Side, cause: str) -> None:
        """Count a dialler that was sent away."""
        self._metrics.relay_refused.labels(cause=cause).inc()
        self.on_refused(side.value, cause)
        _log.info("dialler_sent_away", side=side.value, cause=cause)

    def _over(self, number: int) -> None:
        """An end went away by itself. The pipe stays until `cut`, which takes its count."""
        if number in self._pipes:
            self.on_over(number)

    def _count(self, pipe: Pipe) -> None:
        self._metrics.relay_bytes.labels(direction="down").inc(pipe.traffic.down)
        self._metrics.relay_bytes.labels(direction="up").inc(pipe.traffic.up)


def _ignore_refused(_side: str, _cause: str) -> None:
    """Nobody counts yet."""


def _ignore(_number: int) -> None:
    """Nobody listens yet."""
