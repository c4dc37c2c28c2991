"""How each remote desktop is started over a measured line: ours whole, the rivals as Debian has them.

Every stack is a context manager that gives a `Setting`: two screens of 1600x900, the line between them, and the
processes whose CPU counts. Does not measure.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.desk.line import Profile
from bench.desk.office_app import HEIGHT, WIDTH
from tests.rig.display import Display, focus
from tests.rig.process import Program, RigError
from tests.rig.system import free_port
from tests.rig.town import PC_NAME, Town


class Carrier:
    """A `bench.desk.line` process."""

    def __init__(self, stack: ExitStack, folder: Path, back_port: int, profile: Profile) -> None:
        self.port = free_port()
        argv = [sys.executable, "-m", "bench.desk.line", str(self.port), str(back_port)]
        self._program = stack.enter_context(
            Program([*argv, str(profile.mbit), str(profile.rtt)], log=folder / "line.log", stdin=subprocess.PIPE)
        )
        self._program.wait_event("ready")

    def carried(self) -> tuple[int, int]:
        """Bytes carried until now: down, up."""
        self._program.write_line("")
        event = self._program.wait_event("carried")
        return int(str(event["down"])), int(str(event["up"]))


@dataclass(frozen=True, slots=True)
class Setting:
    """A running remote desktop."""

    office: str  # display
    home: str  # display
    line: Carrier
    servers: Sequence[Program]  # on the office PC
    viewers: Sequence[Program]  # on the home PC
    relays: Sequence[Program] = ()  # between them


Stack = Callable[[Path, Profile], AbstractContextManager[Setting]]


@contextmanager
def sekisho(folder: Path, profile: Profile) -> Iterator[Setting]:
    """Gateway, agent and client; the home PC's line to the gateway is the measured one."""
    with ExitStack() as stack, Town(folder, "関所 花子") as town:
        town.open_plain_office(width=WIDTH, height=HEIGHT)
        town.open_home(width=WIDTH, height=HEIGHT)
        port = free_port()
        carrier = Carrier(stack, folder, port, profile)
        advertise = ["--advertise-clients", f"127.0.0.1:{carrier.port}"]
        town.open_gateway(clients=f"127.0.0.1:{port}", extra=advertise)
        town.issue()
        town.attend()
        employee = town.enrol()
        log = folder / "client.log"
        client = stack.enter_context(employee.connect(pc=PC_NAME, log=log, extra=["--fullscreen"]))
        client.wait_event("first_picture")
        focus(town.home.name, PC_NAME)
        if town.gateway.service is None or town.agent is None:
            raise RigError("the gateway and the agent should run")
        yield Setting(town.office_display.name, town.home.name, carrier, [town.agent], [client], [town.gateway.service])


@contextmanager
def direct(folder: Path, profile: Profile) -> Iterator[Setting]:
    """No remote desktop: somebody before the office PC itself. What the application and the rig take of each figure."""
    with Display(folder / "office.log", width=WIDTH, height=HEIGHT) as office, ExitStack() as stack:
        yield Setting(office.name, office.name, Carrier(stack, folder, free_port(), profile), [], [])


@dataclass(frozen=True, slots=True)
class Rival:
    """A server and a viewer: command lines in which {office}, {port} and {line} are filled in."""

    server: str
    viewer: str
    server_wait: float  # seconds until it listens; it does not say so
    viewer_wait: float = 1.0  # seconds until it shows

    @contextmanager
    def __call__(self, folder: Path, profile: Profile) -> Iterator[Setting]:
        """Start both with the line between them."""
        port = free_port()
        with (
            Display(folder / "office.log", width=WIDTH, height=HEIGHT) as office,
            Display(folder / "home.log", width=WIDTH, height=HEIGHT) as home,
            ExitStack() as stack,
        ):
            served = _words(self.server, office=office.name, port=port)
            server = stack.enter_context(Program(served, log=folder / "server.log", env=office.env()))
            time.sleep(self.server_wait)
            carrier = Carrier(stack, folder, port, profile)
            viewed = _words(self.viewer, line=carrier.port)
            viewer = stack.enter_context(Program(viewed, log=folder / "viewer.log", env=home.env()))
            time.sleep(self.viewer_wait)
            yield Setting(office.name, home.name, carrier, [server], [viewer])


def _words(template: str, **values: object) -> list[str]:
    words = template.format(**values).split()
    program = shutil.which(words[0])
    if program is None:
        raise RigError(f"{words[0]} is not installed: run this through `make bench-desk`")
    return [program, *words[1:]]


def _viewed_by_tigervnc(security: str) -> str:
    return f"xtigervncviewer -FullScreen -SecurityTypes {security} 127.0.0.1::{{line}}"


def _tigervnc(*options: str, security: str = "None") -> Rival:
    server = f"X0tigervnc -display {{office}} -rfbport {{port}} -SecurityTypes {security} -localhost=1"
    return Rival(" ".join([server, *options]), _viewed_by_tigervnc(security), server_wait=1.5)


_XPRA_OFF: Final = (
    "--notifications=no --clipboard=no --printing=no --file-transfer=off --pulseaudio=no --webcam=no --speaker=off"
    " --microphone=off --tray=no"
)

STACKS: Final[dict[str, Stack]] = {
    "direct": direct,
    "sekisho": sekisho,
    "tigervnc": _tigervnc(),
    # No CPU cap and a poll every 10 ms instead of 30: what its own manual offers for speed.
    "tigervnc-tuned": _tigervnc("-PollingCycle 10", "-MaxProcessorUsage 100"),
    # Encrypted, as ours always is; without certificates, for neither end of a line within one machine has any.
    "tigervnc-tls": _tigervnc(security="TLSNone"),
    "x11vnc": Rival(
        "x11vnc -display {office} -rfbport {port} -nopw -localhost -forever -quiet",
        _viewed_by_tigervnc("None"),
        server_wait=2.0,
    ),
    # Without Debian's settings for it, which open a message of an X session that could not be started in mid-screen.
    "xpra": Rival(
        "env XPRA_SYSTEM_CONF_DIRS=/nowhere xpra shadow {office} --bind-tcp=127.0.0.1:{port} --daemon=no --mdns=no"
        " --html=off " + _XPRA_OFF,
        "xpra attach tcp://127.0.0.1:{line}/ --mmap=no --opengl=no --notifications=no --clipboard=no --speaker=off"
        " --microphone=off --webcam=no --tray=no",
        server_wait=6.0,
        viewer_wait=6.0,
    ),
    "freerdp": Rival(
        "freerdp-shadow-cli /port:{port} -auth -sec-nla +sec-tls",
        "xfreerdp /v:127.0.0.1:{line} /cert:ignore /f /gfx:RFX /u:x /p:x -sec-nla +sec-tls -clipboard",
        server_wait=2.0,
        viewer_wait=2.0,
    ),
}
