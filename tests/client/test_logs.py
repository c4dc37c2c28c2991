"""Log lines as they reach the operator."""

import json
import sys
from collections.abc import Iterator

import pytest
import structlog

from client.errors import StateError
from client.logs import note_refusal, to_stderr
from client.text import STATE_UNWRITABLE
from tests.fakes.pieces import Pieces


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pieces]:
    """What is written to standard error, piece by piece."""
    stream = Pieces()
    monkeypatch.setattr(sys, "stderr", stream)
    to_stderr()
    yield stream
    structlog.reset_defaults()


def test_each_line_is_written_in_one_piece(pieces: Pieces) -> None:
    """A file that takes events and log lines holds whole lines, also where Python does not buffer."""
    structlog.get_logger().warning("protocol_broken", error="関所")
    note_refusal("command_failed", StateError(STATE_UNWRITABLE.filled("x")))
    assert len(pieces.written) == 2
    assert pieces.whole_lines
    assert json.loads(pieces.written[0])["error"] == "関所"
