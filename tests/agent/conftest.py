"""A real X screen for the agent's tests: one Xvfb for all of them, and somebody who draws on it."""

from collections.abc import Iterator

import pytest
import structlog

from tests.fakes.desktop import Painter
from tests.rig.display import Display


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """A command configures logging for its process; the next test has its own."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Display]:
    """An Xvfb of 640 x 480: ten by eight tiles, the last row half as high."""
    with Display(tmp_path_factory.mktemp("x") / "xvfb.log", width=640, height=480) as screen:
        yield screen


@pytest.fixture
def painter(display: Display) -> Iterator[Painter]:
    """Draws on a screen that starts grey and bare."""
    with Painter(display.name) as found:
        found.clear(0x808080)
        yield found
