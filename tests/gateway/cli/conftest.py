"""Commands run in this process, on a real state directory."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.fakes.gateway_commands import Commands
from tests.fakes.statedir import new_state


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """Each command sets the process's logging up; the runner's streams must not outlive it."""
    handlers = logging.getLogger().handlers[:]
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers


@pytest.fixture
def run(tmp_path: Path) -> Commands:
    """The commands, with a state directory that holds one organisation."""
    commands = Commands(new_state(tmp_path / "state").path)
    commands("org", "add", "131016", "千代田区")
    return commands
