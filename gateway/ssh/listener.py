"""SSH on accepted sockets: the options of one listener, with a host certificate that is renewed in time."""

import asyncio
import socket

import asyncssh

from certs.authority import Authority
from gateway.clock import Clock
from gateway.door.places import Place
from gateway.ports import Ledger
from gateway.ssh.library import ProvingConnection
from gateway.ssh.options import new_host_key, server_options
from gateway.ssh.server import CheckpointServer, Desk, Spawn


class SshListener:
    """Makes SSH connections of accepted sockets. `renew` must have been called once."""

    def __init__(self, desk: Desk, authority: Authority, ledger: Ledger, clock: Clock, spawn: Spawn) -> None:
        self._desk = desk
        self._authority = authority
        self._ledger = ledger
        self._clock = clock
        self._spawn = spawn
        self._options: asyncssh.SSHServerConnectionOptions | None = None
        self._renew_at = 0.0

    async def renew(self) -> None:
        """A new host key and certificate, for connections from now on."""
        host = await new_host_key(self._authority, self._ledger, self._clock.now())
        self._options = server_options(host, lambda: CheckpointServer(self._desk, self._spawn))
        self._renew_at = host.renew_at

    async def renew_when_due(self) -> None:
        """Renew when half of the certificate's life is over."""
        if self._clock.now() >= self._renew_at:
            await self.renew()

    async def serve(self, sock: socket.socket, source: str, place: Place) -> None:
        """Take over an accepted socket whose first byte was SSH's."""
        options = self._options
        if options is None:
            raise RuntimeError("the listener has no host certificate yet")
        loop = asyncio.get_running_loop()
        await loop.connect_accepted_socket(lambda: ProvingConnection(loop, options, place, source), sock)
