"""Home, gateway and LGWAN as three networks: the whole job works where home and office cannot reach each other."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.display import Hands, focus
from tests.rig.networks import HOME, INNER, OFFICE, PUBLIC, Networks, three_networks
from tests.rig.process import wait_until
from tests.rig.system import Host
from tests.rig.town import PC_NAME, Hosts, Town

_CONNECT = "import socket,sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=1).close()"


@pytest.fixture(scope="module")
def networks() -> Iterator[Networks]:
    """The three networks."""
    with three_networks() as made:
        yield made


@pytest.fixture(scope="module")
def spread_town(networks: Networks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose programs stand in the three networks."""
    folder = Path(tmp_path_factory.mktemp("spread"))
    with Town.ready(folder, "関所 花子", hosts=Hosts.across(networks)) as town:
        yield town


def reaches(host: Host, address: str, port: int) -> bool:
    """Whether a TCP connection from *host* is accepted."""
    done = subprocess.run(  # noqa: S603
        [*host.prefix, "python3", "-c", _CONNECT, address, str(port)], capture_output=True, check=False, timeout=20
    )
    return done.returncode == 0


def listening(host: Host) -> str:
    """The TCP and UDP sockets that wait for strangers on *host*."""
    return subprocess.run(  # noqa: S603
        [*host.prefix, "ss", "-Hltun"], capture_output=True, text=True, check=True, timeout=20
    ).stdout.strip()


def test_home_reaches_only_the_clients_listener(networks: Networks, spread_town: Town) -> None:
    """From home only the clients' listener answers: not the agents', not the console, not the office PC."""
    del spread_town
    assert reaches(networks.home, PUBLIC, 8022)
    assert not reaches(networks.home, PUBLIC, 8023)
    assert not reaches(networks.home, INNER, 8023)
    assert not reaches(networks.home, INNER, 8443)
    assert not reaches(networks.home, OFFICE, 22)


def test_office_and_home_cannot_reach_each_other(networks: Networks, spread_town: Town) -> None:
    """No packet passes between the office network and the home, in either direction."""
    del spread_town
    for host, address in ((networks.home, OFFICE), (networks.office, HOME)):
        ping = subprocess.run(  # noqa: S603
            [*host.prefix, "python3", "-c", _CONNECT, address, "9"], capture_output=True, text=True, check=False
        )
        # A refused connection would mean that a packet has come through and back.
        assert "refused" not in ping.stderr.lower()
        assert ping.returncode != 0


def test_nothing_listens_on_the_office_pc_or_at_home(networks: Networks, spread_town: Town) -> None:
    """While a session lives, neither the office PC nor the home PC has a listening socket."""
    with spread_town.viewing(spread_town.enrol(0), "spread"), Hands(spread_town.home.name) as hands:
        assert listening(networks.office) == ""
        assert listening(networks.home) == ""
        focus(spread_town.home.name, PC_NAME)
        hands.type("across three networks\n")
        hands.tap(29, 31)
        wait_until("the memo", lambda: spread_town.office.memo.read_text().strip() == "across three networks")
        (row,) = spread_town.live_sessions()
        assert row["source"] == HOME
