"""The gateway's disk is full: nothing is half done, nobody who is in is put out, and all goes on when there is room."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway import state as gateway_state
from gateway.config import Address
from gateway.state import StateDirectory
from tests.fakes import babble
from tests.fakes.peers import HomePc, enrol_home_pc, good_posture, joined, talking
from tests.rig.disk import SmallDisk, small_disk
from tests.rig.process import wait_until
from tests.rig.reading import Log, Written, audited
from tests.rig.system import Gateway
from wire import Conversation
from wire.invitation import parse
from wire.messages import Report
from wire.reasons import Reason


@dataclass(frozen=True, slots=True)
class Place:
    """A running gateway on a small disk, with two enrolled people."""

    disk: SmallDisk
    gateway: Gateway
    clients: Address
    inside: HomePc
    outside: HomePc
    log: Log

    def audited(self) -> dict[str, int]:
        """How often each event is on record."""
        return dict(audited(self.gateway.state / "sekisho.db"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """The gateway serves, and its disk has room."""
    with small_disk(tmp_path / "disk", 4) as disk, Gateway(disk.path / "gateway", tmp_path) as gateway:
        gateway.init()
        gateway.serve()
        gateway.run("org", "add", "131016", "千代田区")
        authority = gateway_state.authority(StateDirectory.open(gateway.state)).public_keys().gateway
        clients = StateDirectory.open(gateway.state).config.clients.advertise

        def enrolled(name: str) -> HomePc:
            issued = parse(str(gateway.ask("id", "issue", "--org", "131016", "--name", name)["invitation"]))
            return asyncio.run(enrol_home_pc(clients, issued.code, authority))

        log = Log(tmp_path / "gateway.log")
        yield Place(disk, gateway, clients, enrolled("関所 花子"), enrolled("港 次郎"), log)


def command(place: Place) -> Written:
    """An administrator's act."""
    done = place.gateway.run("org", "add", "131024", "中央区", check=False)
    return Written.sorted_from(done.stdout + done.stderr, done.returncode)


async def refused_join(place: Place, home: HomePc) -> Reason | None:
    """A join, and the goodbye it gets."""
    heard = []
    async with talking(place.clients, home.identity, home.keys, Conversation.JOIN) as line:
        line.say(home.join(code=home.code()))
        heard = await line.ended()
    return babble.goodbye(heard)


async def test_a_full_disk_refuses_new_acts_and_puts_nobody_out(place: Place) -> None:
    """Commands and joins are refused with one sentence and one line, those inside stay, and the record is whole."""
    async with joined(place.clients, place.inside) as inside:
        await asyncio.to_thread(wait_until, "her join on record", lambda: place.audited().get("join-admitted") == 1)
        before = place.audited()
        place.disk.fill()
        place.log.mark()

        told = await asyncio.to_thread(command, place)
        assert told.status == 4
        assert told.sentences == ["The disk is full: make room and try again. Nothing was changed."]
        assert [(line["event"], line["reason"]) for line in told.log] == [("command-failed", "StoreError")]

        assert await refused_join(place, place.outside) is Reason.INTERNAL
        (line,) = [line for line in place.log.new() if line["level"] != "info"]
        assert (line["event"], line["reason"]) == ("store_failed", "internal")
        assert {"user", "source"} <= line.keys()
        assert "disk is full" in str(line["error"])
        assert place.audited() == before

        inside.say(Report(good_posture()))
        place.disk.make_room()
        assert (await asyncio.to_thread(command, place)).status == 0
        async with joined(place.clients, place.outside):  # with the same code: the refusal has not used it up
            assert not inside.reader.at_eof()
    assert (await asyncio.to_thread(place.gateway.run, "audit", "verify")).returncode == 0
