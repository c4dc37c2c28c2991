"""The registry: who is here, and what their lists say."""

import asyncio

import pytest

from gateway.errors import RefusedError
from gateway.live.registry import Registry
from gateway.metrics import Metrics
from tests.fakes.grants import OFFICE, a_grant
from tests.fakes.lines import FakeLine, a_join, a_live_session, an_agent
from wire.messages import Pc, Pcs
from wire.reasons import Reason


def listed(state: str) -> Pcs:
    """The list of the one office PC in this state."""
    return Pcs((Pc(OFFICE.pc, OFFICE.name, state),))


def test_the_users_of_a_pc_follow_its_state() -> None:
    """Attending, viewed, free again, gone: each change is posted to those whose list it is on."""
    registry, line = Registry(Metrics()), FakeLine()
    join, agent = a_join(line), an_agent()
    registry.admit(join)
    registry.attend(agent)
    registry.start(a_live_session(7, join, agent))
    registry.finish(7, Reason.LEFT)
    registry.depart(agent)
    assert line.posted == [listed("ready"), listed("busy"), listed("ready"), listed("off")]


def test_a_reserved_pc_is_busy_for_everybody_else() -> None:
    """Between the grant and the start nobody else gets the PC; afterwards it is free."""
    registry, grant = Registry(Metrics()), a_grant()
    with registry.reserved(grant):
        assert registry.busy(OFFICE.pc)
        with pytest.raises(RefusedError, match="pc_busy"), registry.reserved(grant):
            pytest.fail("two at once")
        assert registry.busy(OFFICE.pc)
    assert not registry.busy(OFFICE.pc)


def test_a_session_needs_the_grant_for_its_own_pc() -> None:
    """A grant for one PC starts no session on another."""
    registry = Registry(Metrics())
    with pytest.raises(TypeError):
        registry.start(a_live_session(7, a_join(), an_agent(), a_grant("pc-131016-0002")))


def test_an_early_order_is_obeyed_when_the_session_starts() -> None:
    """An end that was ordered before the session was known here refuses it."""
    registry = Registry(Metrics())
    registry.doom(7, Reason.ENDED_BY_ADMIN)
    with pytest.raises(RefusedError, match="ended_by_admin"):
        registry.start(a_live_session(7, a_join(), an_agent()))


def test_early_orders_are_bounded() -> None:
    """Only the newest are kept."""
    registry = Registry(Metrics())
    for number in range(3000):
        registry.doom(number, Reason.ENDED_BY_ADMIN)
    registry.start(a_live_session(0, a_join(), an_agent()))
    with pytest.raises(RefusedError):
        registry.start(a_live_session(2999, a_join(), an_agent()))


def test_leaving_late_does_not_remove_the_successor() -> None:
    """The end of an earlier stay, noticed late, does not touch the one that replaced it; so with agents."""
    registry = Registry(Metrics())
    first, second = a_join(), a_join()
    registry.admit(first)
    registry.admit(second)
    registry.leave(first)
    assert registry.join_of(second.identity.identity) is second
    old, new = an_agent(), an_agent()
    registry.attend(old)
    registry.attend(new)
    registry.depart(old)
    assert registry.agent_of(OFFICE.pc) is new


async def test_a_departing_agent_answers_its_open_offers() -> None:
    """Whoever waits for the answer learns that the PC is off."""
    registry, agent = Registry(Metrics()), an_agent()
    registry.attend(agent)
    agent.offers[7] = asyncio.get_running_loop().create_future()
    registry.depart(agent)
    assert await agent.offers[7] is Reason.PC_OFF
