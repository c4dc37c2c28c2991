"""What the client's tests share: a small real gateway, and a PC that has enrolled at it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import keyring
import keyring.backend
import pytest
import structlog
from keyring.backends import fail

from client.enrolment import enrol, read_invitation
from client.service import Service, credentials_in
from client.state import StateDirectory
from tests.fakes.client_window import Healthy, Memory, Person
from tests.fakes.gateway_peer import CODE, GatewayPeer


@pytest.fixture(autouse=True)
def _no_keyring_of_the_tester() -> None:
    """No test touches the keystore of the account that runs it."""
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]  # the library's gap


@pytest.fixture(autouse=True)
def _quiet_logs() -> None:
    """Each test begins with the logging library's own settings."""
    structlog.reset_defaults()


@pytest.fixture
async def peer() -> AsyncIterator[GatewayPeer]:
    """A gateway with one office PC."""
    async with GatewayPeer() as gateway:
        yield gateway


@pytest.fixture
async def enrolled(peer: GatewayPeer, tmp_path: Path) -> StateDirectory:
    """The state of a PC that has enrolled at `peer`."""
    state = StateDirectory(tmp_path / "state")
    await enrol(read_invitation(peer.facts.invitation), state, Person(CODE))
    return state


@dataclass
class Home:
    """A home PC at work: its service and what its window would show."""

    service: Service
    display: Memory
    collector: Healthy


@pytest.fixture
async def home(peer: GatewayPeer, enrolled: StateDirectory) -> AsyncIterator[Home]:
    """A started service without a window; `peer` is its gateway."""
    del peer
    display, collector = Memory(), Healthy()
    service = Service(enrolled, credentials_in(enrolled), collector, display)
    display.service = service
    service.start()
    yield Home(service, display, collector)
    await service.stop()
