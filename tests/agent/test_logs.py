"""Logging as an operator reads it."""

import io
import json

import pytest
import structlog

from agent import logs


def test_each_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """With time, level and the event's fields, on standard error; tracebacks too stay on one line."""
    logs.configure()
    log = structlog.get_logger()
    log.info("session_begins", session=42, name="関所 花子")
    try:
        raise ValueError("two\nlines")
    except ValueError:
        log.exception("failed")
    first, second = capsys.readouterr().err.splitlines()
    line = json.loads(first)
    assert (line["event"], line["level"], line["session"], line["name"]) == ("session_begins", "info", 42, "関所 花子")
    assert "timestamp" in line
    assert "ValueError" in json.loads(second)["exception"]


def test_a_traceback_shows_no_local_values(capsys: pytest.CaptureFixture[str]) -> None:
    """What a function held, a token for instance, is not in the log of its failure."""
    logs.configure()
    token = "kept-" + "secret"
    try:
        raise RuntimeError(len(token))
    except RuntimeError:
        structlog.get_logger().exception("failed")
    assert token not in capsys.readouterr().err


def test_a_line_that_cannot_be_written_is_lost_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk or a closed terminal does not stop the agent."""
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr("sys.stderr", closed)
    logs.configure()
    structlog.get_logger().warning("line_lost")
