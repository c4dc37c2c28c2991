"""The scissors cut what they are told to, and nothing beside it."""

from certs.authority import Authority
from certs.keystore import MemoryKeyStore
from gateway.clock import SystemClock
from gateway.live.cut import Cutter
from gateway.live.diary import Diary
from gateway.live.registry import Registry
from gateway.live.sessions import Sessions
from gateway.metrics import Metrics
from gateway.relay.relay import Relay
from tests.fakes.grants import IDENTITY, OFFICE
from tests.fakes.lines import FakeLine, a_join, a_live_session, an_agent
from tests.fakes.store import BreakableStore
from wire.messages import Ended, Withdraw
from wire.reasons import Reason


class Scene:
    """One home PC viewing one office PC."""

    def __init__(self) -> None:
        metrics, clock = Metrics(), SystemClock()
        self.registry = Registry(metrics)
        authority = Authority.create(MemoryKeyStore())
        store = BreakableStore()
        sessions = Sessions(store, authority, self.registry, Relay(clock, metrics), clock)
        self.cutter = Cutter(self.registry, sessions, Diary(store, clock))
        self.client, self.office = FakeLine(), FakeLine()
        self.join, self.agent = a_join(self.client), an_agent(self.office)
        self.registry.admit(self.join)
        self.registry.attend(self.agent)
        self.registry.start(a_live_session(7, self.join, self.agent))


async def test_a_home_pc_is_cut_with_its_session_and_the_office_pc_stays() -> None:
    """Both sides hear of the session's end; only the home PC is hung up."""
    scene = Scene()
    scene.cutter.identity(IDENTITY.identity, Reason.REVOKED)
    assert (scene.client.ended, scene.office.ended) == (Reason.REVOKED, None)
    assert Ended(7, Reason.REVOKED) in scene.client.posted
    assert Withdraw(7, Reason.REVOKED) in scene.office.posted
    assert not scene.registry.sessions


async def test_an_office_pc_is_cut_with_its_session_and_the_home_pc_stays() -> None:
    """Retired: the viewer hears that reason and keeps its place at the checkpoint."""
    scene = Scene()
    scene.cutter.pc(OFFICE.pc, Reason.PC_RETIRED)
    assert (scene.client.ended, scene.office.ended) == (None, Reason.PC_RETIRED)
    assert Ended(7, Reason.PC_RETIRED) in scene.client.posted


async def test_a_serial_names_whoever_came_with_it() -> None:
    """The certificate it came with, the one it was given, the agent's; an unknown one cuts nobody."""
    for serial, cut in ((1, "client"), (2, "client"), (3, "office"), (4, "")):
        scene = Scene()
        scene.cutter.serial(serial, Reason.REVOKED)
        assert (scene.client.ended is not None, scene.office.ended is not None) == (cut == "client", cut == "office")


async def test_cutting_twice_changes_nothing() -> None:
    """The first reason stands, and nothing is said twice."""
    scene = Scene()
    scene.cutter.everyone(Reason.SERVICE_STOPPING)
    said = list(scene.client.posted)
    scene.cutter.join(scene.join, Reason.IDLE)
    scene.cutter.agent(scene.agent, Reason.IDLE)
    scene.cutter.everyone(Reason.IDLE)
    assert (scene.client.ended, scene.client.posted) == (Reason.SERVICE_STOPPING, said)
    assert not scene.registry.joins
    assert not scene.registry.agents
