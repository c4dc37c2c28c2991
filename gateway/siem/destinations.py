"""Where rows are sent: a file, or a collector over TLS. Knows files and sockets; does not know which rows, nor when.

`send` returns when the destination has the rows as far as can be known. How sure that is, is `PROOF`: seconds for which
the destination must go on being there before a row counts as delivered.
"""

import asyncio
import contextlib
import os
import ssl
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from gateway.config import Address, Config
from gateway.errors import StateError
from gateway.records import AuditRow
from gateway.siem.records import framed, json_line, syslog_message

PATIENCE: Final = 30.0  # seconds for a connection, and for a batch to be taken
POLL: Final = 0.02  # seconds between two looks at what the kernel still has to send


class Destination(Protocol):
    """Takes rows."""

    name: str
    proof: float

    async def send(self, rows: Sequence[AuditRow]) -> None:
        """Hand over *rows* in order. Raises `OSError` or `TimeoutError`; then none of them counts as sent."""
        ...

    async def check(self) -> None:
        """Raise `OSError` when what was sent lately may have been lost."""
        ...

    async def close(self) -> None:
        """Let go."""
        ...


class FileDestination:
    """JSON lines at the end of a file, each batch on disk before it counts. A file that was moved away is made anew."""

    name = "file"
    proof = 0.0

    def __init__(self, path: Path) -> None:
        self._path = path

    async def send(self, rows: Sequence[AuditRow]) -> None:
        """As `Destination` says."""
        await asyncio.to_thread(self._append, b"".join(json_line(row) for row in rows))

    def _append(self, data: bytes) -> None:
        with open(self._path, "ab+", opener=lambda name, flags: os.open(name, flags, 0o640)) as file:
            end = file.seek(0, os.SEEK_END)
            if end:
                file.seek(end - 1)
                if file.read(1) != b"\n":  # a power cut in the middle of a line: it is written anew, whole
                    data = b"\n" + data
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    async def check(self) -> None:
        """What is on disk is not lost."""

    async def close(self) -> None:
        """Nothing is held open between two batches."""


class SyslogDestination:
    """A collector that speaks RFC 5425. It acknowledges nothing, so being there for a while longer is all the proof."""

    name = "syslog"

    def __init__(self, place: Address, host: str, tls: ssl.SSLContext, proof: float = 60.0) -> None:
        self._place = place
        self._host = host
        self._tls = tls
        self.proof = proof
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, rows: Sequence[AuditRow]) -> None:
        """As `Destination` says: returns once the other machine's kernel has confirmed every octet."""
        data = b"".join(framed(syslog_message(row, self._host)) for row in rows)
        try:
            async with asyncio.timeout(PATIENCE):
                _, writer = await self._connected()
                writer.write(data)
                await writer.drain()
                while _unconfirmed(writer):  # noqa: ASYNC110 - the kernel tells when asked, and calls nobody
                    await asyncio.sleep(POLL)
            await self.check()
        except BaseException:
            await self.close()
            raise

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._line is None:
            host, port = self._place.host, self._place.port
            self._line = await asyncio.open_connection(host, port, ssl=self._tls, server_hostname=host)
        return self._line

    async def check(self) -> None:
        """A collector sends nothing: the end of its stream, or any word, means that the connection is over."""
        if self._line is None:
            return
        reader, writer = self._line
        if reader.at_eof() or writer.is_closing() or reader.exception() is not None:
            await self.close()
            raise ConnectionResetError("the collector has hung up")

    async def close(self) -> None:
        """Hang up."""
        line, self._line = self._line, None
        if line is not None:
            line[1].close()
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(1.0):
                    await line[1].wait_closed()


def destinations(config: Config) -> tuple[Destination, ...]:
    """The destinations that the settings name. Raises `StateError` for a certificate that is of no use."""
    siem = config.siem
    found: list[Destination] = []
    if siem.file is not None:
        found.append(FileDestination(siem.file))
    if siem.syslog is not None:
        tls = collector_context(siem.authority, siem.certificate)
        found.append(SyslogDestination(siem.syslog, config.console.advertise.host, tls))
    return tuple(found)


def collector_context(authority: Path | None, certificate: Path | None) -> ssl.SSLContext:
    """TLS towards a collector: 1.2 at least, as RFC 9662 asks. Raises `StateError` for a file that is of no use."""
    try:
        context = ssl.create_default_context(cafile=authority)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if certificate is not None:
            context.load_cert_chain(certificate)
    except (OSError, ssl.SSLError) as error:
        named = certificate if authority is None else authority
        raise StateError(f"{named} holds no certificate that can be read.") from error
    return context


def _unconfirmed(writer: asyncio.StreamWriter) -> int:
    """Octets that the other machine's kernel has not confirmed, where the system tells (Linux)."""
    sock = writer.get_extra_info("socket")
    if writer.transport.get_write_buffer_size():
        return 1
    if sys.platform != "linux" or sock is None or sock.fileno() < 0:
        return 0
    import fcntl  # noqa: PLC0415 - does not exist on Windows
    import termios  # noqa: PLC0415

    waiting = fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, struct.pack("i", 0))
    return int(struct.unpack("i", waiting)[0])
