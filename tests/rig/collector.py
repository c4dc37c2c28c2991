"""A real rsyslogd that takes messages over TLS and writes each on a line of its own.

Knows how to start, kill and stop it. Does not know what the messages mean.
"""

import time
from pathlib import Path
from types import TracebackType
from typing import Self

from certs.keystore import MemoryKeyStore
from certs.tls import console_authority, issue_console
from tests.rig.process import Program, wait_until
from tests.rig.system import free_port

CONFIG = """
global(workDirectory="{folder}" maxMessageSize="64k" defaultNetstreamDriver="gtls"
       defaultNetstreamDriverCAFile="{folder}/authority.pem"
       defaultNetstreamDriverCertFile="{folder}/certificate.pem"
       defaultNetstreamDriverKeyFile="{folder}/key.pem")
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="line" type="string"
         string="%pri%\\t%timestamp:::date-rfc3339%\\t%hostname%\\t%msgid%\\t%structured-data%\\t%msg%\\n")
input(type="imtcp" address="127.0.0.1" port="{port}")
action(type="omfile" file="{folder}/messages" template="line" asyncWriting="off")
"""


class Collector:
    """A collector in *folder*; its authority's certificate is in `authority`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.port = free_port()
        self.authority = folder / "authority.pem"
        store, now = MemoryKeyStore(), time.time()
        pair = issue_console(store, ["127.0.0.1", "localhost"], now)
        self.authority.write_bytes(console_authority(store, now))
        (folder / "certificate.pem").write_bytes(pair.cert_pem_chain)
        (folder / "key.pem").write_bytes(pair.key_pem)
        (folder / "rsyslog.conf").write_text(CONFIG.format(folder=folder, port=self.port))
        self._program: Program | None = None

    def start(self) -> None:
        """Start it, and wait until it listens."""
        command = ["/usr/sbin/rsyslogd", "-n", "-f", str(self.folder / "rsyslog.conf"), "-i", str(self.folder / "pid")]
        self._program = Program(command, log=self.folder / "rsyslog.log")
        wait_until("rsyslogd to listen", self._listens)

    def _listens(self) -> bool:
        """Whether something holds the port; asked of the kernel's table, so that no connection disturbs it."""
        table = Path("/proc/net/tcp").read_text()
        return f"0100007F:{self.port:04X} 00000000:0000 0A" in table

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._program is not None:
            self._program.kill()
            self._program.stop()
            self._program = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._program is not None:
            self._program.stop()

    def messages(self) -> list[list[str]]:
        """Each whole line that was written, in its parts."""
        file = self.folder / "messages"
        text = file.read_text("utf-8") if file.exists() else ""
        return [line.split("\t") for line in text.splitlines() if line.count("\t") == 5]
