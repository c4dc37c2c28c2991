"""When the Windows service starts the agent."""

from agent.supervision import NOBODY, PAUSE, Start, StopAgent, Supervisor


def test_the_agent_follows_the_console() -> None:
    """It starts with the person at the console, ends when another takes over, and starts again with that one."""
    supervisor = Supervisor()
    assert supervisor.look(NOBODY, alive=False, now=0.0) is None
    assert supervisor.look(1, alive=False, now=1.0) == Start(1)
    assert supervisor.look(1, alive=True, now=2.0) is None
    assert supervisor.look(2, alive=True, now=3.0) == StopAgent()
    assert supervisor.look(2, alive=False, now=4.0) is None
    assert supervisor.look(2, alive=False, now=4.0 + PAUSE) == Start(2)


def test_an_agent_that_ends_is_started_again_after_a_pause() -> None:
    """A crash is not repeated as fast as the machine can."""
    supervisor = Supervisor()
    supervisor.look(1, alive=False, now=0.0)
    assert supervisor.look(1, alive=False, now=1.0) is None
    assert supervisor.look(1, alive=False, now=1.0 + PAUSE / 2) is None
    assert supervisor.look(1, alive=False, now=1.0 + PAUSE) == Start(1)
