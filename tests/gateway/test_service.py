"""The gateway as a whole: the life of a session, as a conversation between real peers."""

import asyncio
import json
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from certs.authority import Authority
from certs.keys import new_key, public_line
from gateway.config import Address
from gateway.records import Actor, Segment
from gateway.state import StateDirectory, open_store
from gateway.state import authority as load_authority
from gateway.store.sql import SqlStore
from tests.fakes.gateway import running, viewing
from tests.fakes.peers import (
    accept_offer,
    attending,
    dial_relay,
    dialling,
    enrol_home_pc,
    enrol_office_pc,
    joined,
)
from tests.fakes.statedir import new_state
from tests.rig.process import Program
from wire import relay
from wire.messages import Bye, Close, Ended, Open, Opened, Withdraw
from wire.reasons import Reason


async def test_a_session_from_enrolment_to_its_end() -> None:
    """An enrolled home PC joins, opens its office PC, meets it at the relay, and leaves; the bytes are counted."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent, joined(world.ports.clients, home) as client:
            client.say(Open(office.pc, public_line(new_key())))
            offer = await accept_offer(agent)
            opened = await client.hear_a(Opened)
            assert opened.session == offer.session

            near = await dial_relay(world.ports.clients, relay.opening(opened.token))
            far = await dial_relay(world.ports.agents, relay.opening(offer.token))
            assert [await near.answer(), await far.answer()] == [relay.Answer.JOINED, relay.Answer.JOINED]
            far.writer.write(b"picture" * 1000)
            near.writer.write(b"key")
            assert await near.reader.readexactly(7000) == b"picture" * 1000
            assert await far.reader.readexactly(3) == b"key"

            client.say(Close(opened.session))
            assert await client.hear_a(Ended) == Ended(opened.session, Reason.LEFT)
            assert await agent.hear_a(Withdraw) == Withdraw(opened.session, Reason.LEFT)
            assert [await near.gone(), await far.gone()] == [b"", b""]
            await asyncio.gather(near.close(), far.close())
            await world.service.sessions.flush()
        session = await world.store.session(opened.session)
        assert (session.reason, session.bytes_down, session.bytes_up) == (Reason.LEFT, 7000, 3)


# --- as a process, with the real store ------------------------------------------------------------------------------


def serve(state: Path, log: Path) -> Program:
    """`sekisho-gateway serve` on a state directory."""
    return Program([sys.executable, "-m", "gateway", "serve", "--state", str(state)], log=log)


def lines(log: Path) -> list[dict[str, object]]:
    """Every line of the log, each of which must be one JSON object."""
    return [json.loads(line) for line in log.read_text().splitlines()]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state directory whose ports the system chooses."""
    return new_state(tmp_path / "state").path


def test_the_ready_line_names_the_real_ports_and_a_signal_drains(state: Path, tmp_path: Path) -> None:
    """One JSON line when everything listens; SIGTERM and SIGINT both end it with 0, twice in a row on one state."""
    for number in (signal.SIGTERM, signal.SIGINT):
        log = tmp_path / f"{number}.log"
        with serve(state, log) as gateway:
            ready = gateway.wait_event("ready")
            for listener in ("clients", "agents", "console"):
                host, _, port = str(ready[listener]).rpartition(":")
                with socket.create_connection((host, int(port)), timeout=5):
                    pass
            gateway.signal(number)
            assert gateway.wait() == 0
        assert [line["event"] for line in lines(log)][-1] in {"draining", "turned_away"}


def test_a_taken_port_is_one_clear_sentence(state: Path, tmp_path: Path) -> None:
    """No traceback: the address, what is the matter, and exit code 3."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        config = (state / "config.toml").read_text().replace("127.0.0.1:0", taken, 1)
        (state / "config.toml").write_text(config)
        log = tmp_path / "log"
        with serve(state, log) as gateway:
            assert gateway.wait() == 3
        said = log.read_text()
        assert f"{taken} is taken" in said
        assert "Traceback" not in said


@pytest.fixture
def administration(state: Path) -> tuple[SqlStore, Authority]:
    """The store and the authority of the state directory, as an administrator's command opens them."""
    opened = StateDirectory.open(state)
    return open_store(opened), load_authority(opened)


async def test_a_session_through_the_real_process_and_store(
    state: Path, tmp_path: Path, administration: tuple[SqlStore, Authority]
) -> None:
    """Enrol, join, open, view and revoke against `serve` on SQLite: the picture is gone within a second."""
    store, authority = administration
    now, actor = time.time(), Actor("operator", "test")
    key = authority.public_keys().gateway
    await store.add_organisation("131016", "千代田区", actor=actor, now=now)
    identity, code = await store.issue_identity("131016", "関所 花子", expires_at=now + 600, actor=actor, now=now)
    _, pc_code = await store.invite_pc(
        "131016", "総務課-012", Segment.LGWAN, (identity.identity,), expires_at=now + 600, actor=actor, now=now
    )
    log = tmp_path / "log"
    with serve(state, log) as gateway:
        ready = await asyncio.to_thread(gateway.wait_event, "ready")
        clients, agents = Address.parse(str(ready["clients"])), Address.parse(str(ready["agents"]))
        home = await enrol_home_pc(clients, code.reveal(), key)
        office = await enrol_office_pc(agents, pc_code.reveal(), key)
        async with attending(agents, office) as agent, joined(clients, home) as client:
            client.say(Open(office.pc, public_line(new_key())))
            offer = await accept_offer(agent)
            opened_session = await client.hear_a(Opened)
            async with (
                dialling(clients, relay.opening(opened_session.token)) as near,
                dialling(agents, relay.opening(offer.token)) as far,
            ):
                assert [await near.answer(), await far.answer()] == [relay.Answer.JOINED] * 2
                far.writer.write(b"picture")
                assert await near.reader.readexactly(7) == b"picture"
                began = time.monotonic()
                await store.revoke_identity(identity.identity, actor=actor, now=time.time())
                assert await near.gone() == b""
                assert time.monotonic() - began < 1.0
                assert await client.hear_a(Ended) == Ended(opened_session.session, Reason.REVOKED)
        gateway.signal(signal.SIGTERM)
        assert await asyncio.to_thread(gateway.wait) == 0
    session = await store.session(opened_session.session)
    assert (session.reason, session.bytes_down) == (Reason.REVOKED, 7)
    assert await store.sessions(live_only=True, organisation=None) == ()
    await store.close()
    assert all("event" in line for line in lines(log))


async def test_stopping_tells_everybody_and_ends_every_session() -> None:
    """At a stop both sides hear SERVICE_STOPPING, the picture is gone, and the row is written."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            world.service.stop()
            assert await view.near.gone() == b""
            assert (await view.client.ended())[-1] == Bye(Reason.SERVICE_STOPPING)
            assert (await view.agent.ended())[-1] == Bye(Reason.SERVICE_STOPPING)
    assert (await world.store.session(view.number)).reason is Reason.SERVICE_STOPPING
