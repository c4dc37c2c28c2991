"""kill -9 of each program in the middle of a session: what the others then say and do."""

from tests.rig.process import wait_until
from tests.rig.town import Town


def ended_reason(town: Town, session: object) -> str:
    """Why *session* ended, from the record."""
    rows = town.all_sessions()
    return next(str(row["reason"]) for row in rows if row["session"] == session)


def test_a_killed_client_frees_the_office_pc(town: Town) -> None:
    """When the client dies its session ends at once, and the next person gets the office PC."""
    with town.viewing(town.enrol(0), "killed") as client:
        (row,) = town.live_sessions()
        client.kill()
        wait_until("the session to end", lambda: not town.live_sessions(), timeout=5)
    assert ended_reason(town, row["session"]) in {"line_lost", "left"}
    with town.viewing(town.enrol(1), "next"):
        assert len(town.live_sessions()) == 1
    wait_until("the session to end", lambda: not town.live_sessions(), timeout=5)


def test_a_killed_agent_ends_the_session_and_comes_back(town: Town) -> None:
    """When the agent dies the client says so and keeps no picture; a new agent attends and serves again."""
    with town.viewing(town.enrol(2), "orphan") as client:
        (row,) = town.live_sessions()
        assert town.agent is not None
        town.agent.kill()
        assert client.wait_event("ended", timeout=10)["reason"] in {"pc_left", "line_lost", "pc_off"}
        wait_until("the session to end", lambda: not town.live_sessions(), timeout=10)
    assert ended_reason(town, row["session"]) in {"pc_left", "line_lost"}
    town.restart_agent()
    with town.viewing(town.enrol(3), "after-restart"):
        assert len(town.live_sessions()) == 1
    wait_until("the session to end", lambda: not town.live_sessions(), timeout=5)


def test_a_killed_gateway_comes_back_whole(town: Town) -> None:
    """When the gateway dies the picture dims; once it runs again the client is back without a new code."""
    assert town.gateway.service is not None
    with town.viewing(town.enrol(4), "dimmed") as client:
        (row,) = town.live_sessions()
        town.gateway.service.kill()
        client.wait_event("dimmed", timeout=30)
        town.gateway.serve()
        assert ended_reason(town, row["session"]) == "service_stopping"
        client.wait_event("first_picture", timeout=40)
        assert len(town.live_sessions()) == 1
    assert town.gateway.run("audit", "verify").returncode == 0
