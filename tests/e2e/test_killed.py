"""kill -9 of each program in the middle of a session: what the others then say and do."""

import time
from datetime import datetime

from xcffib.xproto import KeyButMask

from tests.fakes.desktop import Painter
from tests.rig.display import LEFT_SHIFT, Hands, focus
from tests.rig.process import Event, wait_until
from tests.rig.town import PC_NAME, Town

AT_ONCE = 5.0  # seconds by the record's own time, of which the machine's load is a part


def recorded(town: Town, live: Event) -> Event:
    """What the record says of the session that was *live*."""
    return next(row for row in town.all_sessions() if row["session"] == live["session"])


def ended_reason(town: Town, live: Event) -> str:
    """Why it ended."""
    return str(recorded(town, live)["reason"])


def ended_after(town: Town, live: Event, moment: float) -> float:
    """Seconds from *moment* to its end."""
    return datetime.fromisoformat(str(recorded(town, live)["ended"])).timestamp() - moment


def shifted(town: Town) -> bool:
    """Whether Shift is down on the office desktop."""
    with Painter(town.office_display.name) as looker:
        return bool(looker.pointer()[2] & KeyButMask.Shift)


def test_a_killed_client_frees_the_office_pc(town: Town) -> None:
    """When the client dies its session ends at once, and the next person gets the office PC."""
    with town.viewing(town.enrol(0), "killed") as client:
        (row,) = town.live_sessions()
        moment = time.time()
        client.kill()
        town.wait_empty()
    assert ended_after(town, row, moment) < AT_ONCE
    assert ended_reason(town, row) in {"line_lost", "left"}
    with town.viewing(town.enrol(1), "next"):
        assert len(town.live_sessions()) == 1
    town.wait_empty()


def test_a_killed_agent_ends_the_session_and_comes_back(town: Town) -> None:
    """The client says so and keeps no picture; a new agent lets go of what was pressed, attends and serves again."""
    with town.viewing(town.enrol(2), "orphan") as client:
        (row,) = town.live_sessions()
        assert town.agent is not None
        focus(town.home.name, PC_NAME)
        with Hands(town.home.name) as hands:
            hands.press(LEFT_SHIFT)
            wait_until("the key at the office", lambda: shifted(town))
            moment = time.time()
            town.agent.kill()
            hands.release(LEFT_SHIFT)
        assert client.wait_event("ended")["reason"] in {"pc_left", "line_lost", "pc_off"}
        town.wait_empty()
    assert ended_after(town, row, moment) < AT_ONCE
    assert ended_reason(town, row) in {"pc_left", "line_lost"}
    assert shifted(town)  # nobody was there to let it go
    town.restart_agent()
    assert not shifted(town)
    with town.viewing(town.enrol(3), "after-restart"):
        assert len(town.live_sessions()) == 1
    town.wait_empty()


def test_a_killed_gateway_comes_back_whole(town: Town) -> None:
    """When the gateway dies the picture dims; once it runs again the client is back without a new code."""
    assert town.gateway.service is not None
    with town.viewing(town.enrol(4), "dimmed") as client:
        (row,) = town.live_sessions()
        town.gateway.service.kill()
        client.wait_event("dimmed")
        town.gateway.serve()
        assert ended_reason(town, row) == "service_stopping"
        client.wait_event("first_picture", timeout=40)
        assert len(town.live_sessions()) == 1
    assert town.gateway.run("audit", "verify").returncode == 0
