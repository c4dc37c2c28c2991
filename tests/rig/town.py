"""A small town hall: a gateway, an office PC with its agent, a home PC with its antivirus, and people with IDs.

Knows how the parts are put together. The steps are methods, so that a story can tell them one by one.
"""

import csv
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.rig.antivirus import Clamd
from tests.rig.display import Display, Eyes
from tests.rig.networks import INNER, PUBLIC, Networks
from tests.rig.office import Office
from tests.rig.picture import alike, settled
from tests.rig.process import PATIENCE, Event, Program, wait_until
from tests.rig.system import Employee, Gateway, Host, run_agent, start_agent

ORGANISATION: Final = "131016"
PC_NAME: Final = "総務課-012"


@dataclass(frozen=True, slots=True)
class Hosts:
    """Which machine each program runs on, and where the gateway listens; by default all on this one's loopback."""

    home: Host = field(default_factory=Host)
    gateway: Host = field(default_factory=Host)
    office: Host = field(default_factory=Host)
    clients: str | None = None
    agents: str | None = None
    console: str | None = None

    @classmethod
    def across(cls, networks: Networks) -> Self:
        """Each program in its own network, the gateway's listeners on the leg that each is for."""
        return cls(networks.home, networks.gateway, networks.office, f"{PUBLIC}:8022", f"{INNER}:8023", f"{INNER}:8443")


class Town:
    """Everything that a session needs, in *folder*."""

    def __init__(self, folder: Path, *people: str, hosts: Hosts | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.hosts = hosts or Hosts()
        self.names = people
        self.identities: list[str] = []
        self.pc = ""
        self._invitations: list[str] = []
        self._stack = ExitStack()
        self.gateway = Gateway(folder / "gateway", folder, self.hosts.gateway)
        self.clamd = Clamd(folder / "clamd")
        self.agent: Program | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.agent is not None:
            self.agent.stop()
        self.gateway.stop()
        self._stack.close()

    @classmethod
    def ready(cls, folder: Path, *people: str, hosts: Hosts | None = None) -> Self:
        """A town with everything up and the agent attending; nobody has enrolled yet."""
        town = cls(folder, *people, hosts=hosts)
        try:
            town.open_office()
            town.open_home()
            town.open_gateway()
            town.issue()
            town.attend()
        except BaseException:
            town.__exit__(None, None, None)
            raise
        return town

    def open_office(self) -> None:
        """The office desktop."""
        self.office = self._stack.enter_context(Office(self.folder / "office"))
        self.office_display, self._office_env = self.office.display, self.office.env()

    def open_plain_office(self, *, width: int, height: int) -> None:
        """An office screen with nothing on it."""
        self.office_display = self._stack.enter_context(Display(self.folder / "office.log", width=width, height=height))
        self._office_env = self.office_display.env()

    def open_home(self, *, width: int = 1680, height: int = 1010) -> None:
        """The home PC's screen and its antivirus daemon."""
        self.home = self._stack.enter_context(Display(self.folder / "home.log", width=width, height=height))
        self._stack.enter_context(self.home.window_manager(self.folder / "home-openbox.log"))
        self._stack.enter_context(self.clamd)

    def open_gateway(self, *, clients: str | None = None, extra: Sequence[str] = ()) -> None:
        """The gateway, with one municipality; *clients* and *extra* are for its `init`."""
        hosts = self.hosts
        self.gateway.init(clients=clients or hosts.clients, agents=hosts.agents, console=hosts.console, extra=extra)
        self.gateway.serve()
        self.gateway.run("org", "add", ORGANISATION, "千代田区")

    def issue(self) -> None:
        """An ID for each person, by a table as a town does it, and an office PC that all of them may use."""
        table, issued = self.folder / "people.csv", self.folder / "issued.csv"
        table.write_text("\n".join(("氏名", *self.names)), encoding="utf-8")
        self.gateway.ask("id", "bulk", "issue", str(table), "--org", ORGANISATION, "--out", str(issued))
        with issued.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                self.identities.append(row["ID"])
                self._invitations.append(row["招待状"])
        users = [word for identity in self.identities for word in ("--for", identity)]
        invited = self.gateway.ask("pc", "invite", "--org", ORGANISATION, "--name", PC_NAME, *users)
        self.pc, self._pc_invitation = str(invited["pc"]), str(invited["invitation"])

    def attend(self) -> None:
        """Enrol the office PC and start its agent."""
        self.agent = start_agent(
            self.folder / "agent",
            self._pc_invitation,
            display=self.office_display.name,
            log=self.folder / "agent.log",
            host=self.hosts.office,
            env=self._office_env,
        )
        self._wait_attending(1)

    def restart_agent(self) -> None:
        """Start the agent of the enrolled office PC again, after it was killed."""
        before = self._attended()
        self.agent = run_agent(
            self.folder / "agent",
            display=self.office_display.name,
            log=self.folder / "agent.log",
            host=self.hosts.office,
            env=self._office_env,
        )
        self._wait_attending(before + 1)

    def _attended(self) -> int:
        return (self.folder / "agent.log").read_text().count('"attending"')

    def _wait_attending(self, times: int) -> None:
        wait_until("the agent to attend", lambda: self._attended() >= times)

    def enrol(self, index: int = 0) -> Employee:
        """Person *index* enrols a home PC."""
        env = {**self.home.env(), **self.clamd.env(), "LANG": "ja_JP.UTF-8"}
        employee = Employee(self.folder / f"employee-{index}", env=env, host=self.hosts.home)
        employee.enrol(self._invitations[index])
        return employee

    def connect(self, employee: Employee, name: str = "client", *, code: str | None = None) -> Program:
        """Open the client's window on the office PC; the caller ends it."""
        return employee.connect(pc=PC_NAME, log=self.folder / f"{name}.log", code=code)

    @contextmanager
    def viewing(self, employee: Employee, name: str = "client") -> Iterator[Program]:
        """As `connect`, from the first picture until the block ends."""
        with self.connect(employee, name) as client:
            client.wait_event("first_picture")
            yield client

    def revoke_and_watch(self, identity: str) -> float:
        """Revoke *identity* while its picture is shown at home; seconds from the act to the picture's end."""
        with Eyes(self.home.name) as eyes, ThreadPoolExecutor(1) as pool:
            before = settled(eyes).copy()
            answer = pool.submit(self.gateway.ask, "id", "revoke", identity)
            wait_until("the picture to go", lambda: not alike(before, eyes.look()), every=0.005)
            gone = time.time()
            return gone - float(str(answer.result()["revoked_at"]))

    def live_sessions(self) -> list[Event]:
        """The sessions that `session list` shows."""
        return self._sessions()

    def wait_empty(self, timeout: float = PATIENCE) -> None:
        """Wait until no session is live."""
        self.wait_live(0, timeout)

    def wait_live(self, number: int, timeout: float = PATIENCE) -> None:
        """Wait until so many sessions are live. Asking starts a program: once for each line of its log, or a second."""
        log, asked = self.folder / "gateway.log", (-1, 0.0)

        def reached() -> bool:
            nonlocal asked
            size, now = log.stat().st_size, time.monotonic()
            if size == asked[0] and now < asked[1] + 1.0:
                return False
            asked = (size, now)
            return len(self.live_sessions()) == number

        wait_until(f"{number} live sessions", reached, timeout)

    def all_sessions(self) -> list[Event]:
        """Those that have ended too."""
        return self._sessions("--all")

    def _sessions(self, *words: str) -> list[Event]:
        rows: list[Event] = json.loads(self.gateway.run("session", "list", "--json", *words).stdout)
        return rows
