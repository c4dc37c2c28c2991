"""A town in which one person works all the time while things go wrong for the others.

Knows how to start the real programs as each of them does, and what they have at hand. Judges nothing.
"""

import asyncio
import copy
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from agent import enrolment
from agent.state import StateDirectory as AgentState
from certs.authority import Authority
from certs.keystore import FileKeyStore
from client.state import Enrolment
from client.state import StateDirectory as ClientState
from gateway import state as gateway_state
from gateway.config import Address
from gateway.records import Actor, Segment
from gateway.state import StateDirectory
from tests.fakes.peers import Keys
from tests.rig.antivirus import Clamd
from tests.rig.display import LEFT_CTRL, SCAN_CODES, Display, Eyes, Hands, focus
from tests.rig.picture import alike
from tests.rig.process import Program, wait_until
from tests.rig.reading import Log, Written
from tests.rig.system import Employee, run_agent
from tests.rig.town import ORGANISATION, PC_NAME, Town
from wire.invitation import Invitation, parse

JAPANESE: Final = "ja_JP.UTF-8"
ENGLISH: Final = "C.UTF-8"
OFF, RETIRED, BROKEN = "総務課-013", "総務課-014", "総務課-015"
PATIENCE: Final = 60.0  # seconds after which a command hangs; it claims nothing


def spoken(language: str) -> dict[str, str]:
    """The environment of a person who reads *language*."""
    return {"LC_ALL": "", "LC_MESSAGES": "", "LANG": language}


class Scene:
    """The town, its people, and what each of them has at hand."""

    def __init__(self, folder: Path, people: Sequence[str]) -> None:
        self.folder = folder
        self.people = people
        self.town = Town(folder / "town", *people)
        self.language = JAPANESE
        self.employees: dict[str, Employee] = {}
        self.invitations: dict[str, str] = {}
        self.identities: dict[str, str] = {}
        self.pcs: dict[str, str] = {}
        self._stack = ExitStack()
        self._runs = 0

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _open(self) -> None:
        town = self._stack.enter_context(self.town)
        town.open_office()
        town.open_home()
        town.open_gateway()
        # These desktops offer no lock, and an agent that cannot lock says so: a second line at the end of each session.
        town.gateway.run("org", "policy", ORGANISATION, "--set", "lock_at_end=no")
        asyncio.run(self._issue())
        self.attend(PC_NAME, "agent", town.office_display.name, town.office.env())
        plain = self._stack.enter_context(Display(self.folder / "plain.log", width=640, height=400))
        self.attend(BROKEN, "agent-2", plain.name, plain.env())
        for pc in (OFF, RETIRED):
            self._register(pc, f"agent-{pc}")
        self.own_clamd = self._stack.enter_context(Clamd(self.folder / "own-clamd"))
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(self._enrol, self.people))
        self.gateway_log = Log(town.folder / "gateway.log")
        self.agent_log = Log(self.folder / "agent-2.log")
        self.keeper = self._stack.enter_context(_Keeper(self))

    async def _issue(self) -> None:
        """An ID for each person and four office PCs, as the administrator's commands do it, in one go."""
        state = StateDirectory.open(self.town.gateway.state)
        authority, store = gateway_state.authority(state), gateway_state.open_store(state)
        actor, now = Actor("operator", "test"), time.time()
        config = state.config

        def line(place: Address, role: str, code: str) -> str:
            return str(Invitation(place.host, place.port, role, code, authority.fingerprint()))

        try:
            for name in self.people:
                identity, code = await store.issue_identity(
                    ORGANISATION, name, expires_at=now + 3600, actor=actor, now=now
                )
                self.identities[name] = identity.identity
                self.invitations[name] = line(config.clients.advertise, "client", code.reveal())
            for name in (PC_NAME, OFF, RETIRED, BROKEN):
                users = list(self.identities.values())
                pc, code = await store.invite_pc(
                    ORGANISATION, name, Segment.LGWAN, users, expires_at=now + 3600, actor=actor, now=now
                )
                self.pcs[name] = pc.pc
                self.invitations[name] = line(config.agents.advertise, "agent", code.reveal())
        finally:
            await store.close()

    def attend(self, pc: str, name: str, display: str, env: dict[str, str]) -> Program:
        """Enrol an office PC and start its agent."""
        self._register(pc, name)
        log = self.folder / f"{name}.log"
        program = run_agent(self.folder / name, display=display, log=log, env=env)
        self._stack.callback(program.stop)
        wait_until(f"{name} to attend", lambda: log.exists() and '"attending"' in log.read_text())
        return program

    def _register(self, pc: str, name: str) -> None:
        """Enrol an office PC as the agent's own command does."""
        asyncio.run(enrolment.enrol(parse(self.invitations[pc]), AgentState(self.folder / name), time.time()))

    def _enrol(self, name: str) -> None:
        town = self.town
        env = {**town.home.env(), **self.own_clamd.env(), **spoken(JAPANESE)}
        employee = Employee(self.folder / f"home-{self.people.index(name)}", env=env)
        employee.enrol(self.invitations[name])
        self.employees[name] = employee

    # --- programs that a person runs --------------------------------------------------------------------------

    def connect(
        self,
        name: str,
        *,
        pc: str = PC_NAME,
        code: str | None = None,
        state: Path | None = None,
        env: dict[str, str] | None = None,
    ) -> Written:
        """The client as *name* starts it, until it has ended by itself."""
        with self.connecting(name, pc=pc, code=code, state=state, env=env) as client:
            status = client.wait(PATIENCE)
        return Written.sorted_from(client.log.read_text(), status)

    @contextmanager
    def connecting(
        self,
        name: str,
        *,
        pc: str = PC_NAME,
        code: str | None = None,
        state: Path | None = None,
        env: dict[str, str] | None = None,
    ) -> Iterator[Program]:
        """The same, while it runs."""
        employee = copy.copy(self.employees[name])
        employee.state = state or employee.state
        everything = {**spoken(self.language), **(env or {})}
        with employee.connect(pc=pc, log=self._log(), code=code, env=everything) as client:
            yield client

    def command(
        self, program: str, *words: str, env: dict[str, str] | None = None, prefix: Sequence[str] = ()
    ) -> Written:
        """A command until its end."""
        done = subprocess.run(  # noqa: S603 - the programs under test
            [*prefix, *self.town.hosts.home.argv(program, *words)],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            env={**os.environ, **spoken(self.language), "SEKISHO_STATE": str(self.town.gateway.state), **(env or {})},
        )
        return Written.sorted_from(done.stdout + done.stderr, done.returncode)

    def _log(self) -> Path:
        self._runs += 1
        return self.folder / f"run-{self._runs}.log"

    # --- what the people have ---------------------------------------------------------------------------------

    @property
    def database(self) -> Path:
        """The store's file."""
        return self.town.gateway.state / "sekisho.db"

    def authority(self) -> Authority:
        """The town's own authority, for certificates that it would not sign today."""
        return gateway_state.authority(StateDirectory.open(self.town.gateway.state))

    def address(self, listener: str) -> Address:
        """Where the gateway listens for "clients" or "agents"."""
        host, port = str(self.town.gateway.addresses[listener]).rsplit(":", 1)
        return Address(host, int(port))

    def home_keys(self, name: str) -> Keys:
        """The key and certificate of a home PC."""
        state = ClientState(self.employees[name].state)
        key = FileKeyStore(state.path, None).load("device")
        return Keys(key, state.certificate(), state.load().authorities.gateway)

    def office_keys(self, pc: str) -> tuple[Keys, AgentState]:
        """The key and certificate of an office PC."""
        state = AgentState(self.folder / f"agent-{pc}")
        membership = state.membership()
        return Keys(state.key(), membership.dial_certificate, membership.authorities.gateway), state

    def secrets(self) -> list[str]:
        """What no log may hold: the codes of invitations, the authenticators' secrets, the codes of this minute."""
        found = [invitation.split("/")[-2] for invitation in self.invitations.values()]
        for employee in self.employees.values():
            if employee.totp is not None:
                found += [employee.totp.secret, f"'{employee.code()}'", f"'{employee.code(back=1)}'"]
        return found

    def other_state(self, name: str, **changed: object) -> Path:
        """A copy of a home PC's state directory in which some facts of the enrolment are others."""
        self._runs += 1
        path = self.folder / f"state-{self._runs}"
        shutil.copytree(self.employees[name].state, path)
        state = ClientState(path)
        enrolment: Enrolment = msgspec.structs.replace(state.load(), **changed)
        (path / "enrolment.json").write_bytes(msgspec.json.encode(enrolment))
        return path


class _Keeper:
    """The one who works on, on a home PC of her own."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._stack = ExitStack()
        self._typed = ""

    def __enter__(self) -> Self:
        scene, stack = self._scene, self._stack
        try:
            home = stack.enter_context(Display(scene.folder / "keeper.log", width=1680, height=1010))
            stack.enter_context(home.window_manager(scene.folder / "keeper-openbox.log"))
            employee = scene.employees[scene.people[0]]
            self._log = scene.folder / "keeper-client.log"
            client = employee.connect(pc=PC_NAME, log=self._log, env=home.env())
            stack.enter_context(client).wait_event("first_picture")
            focus(home.name, PC_NAME)
            self._hands, self._eyes = stack.enter_context(Hands(home.name)), stack.enter_context(Eyes(home.name))
        except BaseException:
            stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def works_on(self) -> None:
        """She types a letter, sees the picture change, and finds the letter in the memo; nothing has dimmed."""
        before = self._eyes.look().copy()
        self._typed += "a"
        self._hands.tap(SCAN_CODES["a"])
        wait_until("a picture for her", lambda: not alike(before, self._eyes.look(), share=1.0))
        self._hands.tap(LEFT_CTRL, SCAN_CODES["s"])
        memo = self._scene.town.office.memo
        wait_until("her letter in the memo", lambda: memo.read_text().strip() == self._typed)
        happened = {str(event["event"]) for event in Written.sorted_from(self._log.read_text()).events}
        assert happened == {"viewing", "first_picture"}, happened
