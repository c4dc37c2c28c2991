"""Home, gateway and LGWAN as three networks: the whole job works where home and office cannot reach each other."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.display import Hands, focus
from tests.rig.networks import HOME, INNER, MOVED, OFFICE, PUBLIC, Networks, move_home, three_networks
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
    with Town.ready(folder, "関所 花子", "関所 太郎", "関所 次郎", hosts=Hosts.across(networks)) as town:
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


def type_until_it_arrives(town: Town, hands: Hands, word: str) -> None:
    """Type *word* at home, and save, until the office's editor has it."""
    focus(town.home.name, PC_NAME)

    def arrived() -> bool:
        hands.type(f"{word}\n")
        hands.tap(29, 31)
        return word in town.office.memo.read_text().split()

    wait_until(f"the word {word} at the office", arrived, every=0.5)


def test_a_home_that_sleeps_comes_back_to_its_screen(spread_town: Town) -> None:
    """A client stopped until the gateway has given it up is back by itself, in a new session, without a code."""
    with spread_town.viewing(spread_town.enrol(1), "asleep") as client, Hands(spread_town.home.name) as hands:
        (before,) = spread_town.live_sessions()
        client.pause()
        spread_town.wait_empty(timeout=60)
        client.resume()
        type_until_it_arrives(spread_town, hands, "awake")
        (after,) = spread_town.live_sessions()
        assert after["session"] != before["session"]
        assert client.running


def test_a_home_with_another_address_comes_back_to_its_screen(networks: Networks, spread_town: Town) -> None:
    """When the router gives the home another address the client is back from there, without a code."""
    with spread_town.viewing(spread_town.enrol(2), "moved") as client, Hands(spread_town.home.name) as hands:
        move_home(networks)
        type_until_it_arrives(spread_town, hands, "moved")
        sources = [row["source"] for row in spread_town.live_sessions()]
        assert MOVED in sources
        assert client.running
