"""Log lines: one JSON object each, on stderr, and no secret in any of them."""

import base64
import contextlib
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog
from structlog.typing import EventDict

from gateway import log
from tests.fakes.gateway import running, viewing
from tests.fakes.peers import joined, talking
from tests.fakes.pieces import Pieces
from wire import Conversation
from wire.messages import Close, Ended, Refused


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pieces]:
    """What the process writes to stderr, with logging set up as the service does it."""
    stream = Pieces()
    monkeypatch.setattr(sys, "stderr", stream)
    handlers, level = logging.getLogger().handlers[:], logging.getLogger("asyncssh").level
    log.set_up()
    yield stream
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers
    logging.getLogger("asyncssh").setLevel(level)


def test_a_line_is_one_json_object(stderr: Pieces) -> None:
    """Written in one piece: event, level, room, time and facts; an exception too, without its frames' variables."""
    planted = "hunter2-in-a-local-variable"
    try:
        raise ValueError(f"{len(planted)} is odd")
    except ValueError:
        log.get("test").exception("it_failed", who="関所 花子")
    (line,) = stderr.getvalue().splitlines()
    said = json.loads(line)
    assert (said["event"], said["level"], said["room"], said["who"]) == ("it_failed", "error", "test", "関所 花子")
    assert "ValueError: 27 is odd" in said["exception"]
    assert planted not in line
    assert stderr.whole_lines


def test_a_line_cannot_command_the_terminal_that_shows_it(stderr: Pieces) -> None:
    """Whatever a stranger calls itself, escape sequences and turned writing are escaped, and read back the same."""
    name = "x\x1b[2J\x9b31m\u202egpj\u2028\nnew line"
    log.get("test").warning("login_refused", user=name)
    (line,) = stderr.getvalue().splitlines()
    assert json.loads(line)["user"] == name
    assert line.isprintable()


def test_strangers_cannot_fill_the_disk_with_lines(stderr: Pieces) -> None:
    """A flood of one kind is counted, not written; other kinds go on, and the next line tells the number."""
    now = 0.0
    calm = log.Calm(lambda: now)
    written: list[EventDict] = []
    for _ in range(10_000):
        with contextlib.suppress(structlog.DropEvent):
            written.append(calm(None, "info", {"event": "turned_away"}))
    assert len(written) == log.STRANGERS_BURST
    assert calm(None, "info", {"event": "join_admitted"}) == {"event": "join_admitted"}
    now = 1.0
    assert calm(None, "info", {"event": "turned_away"})["left_out"] == 10_000 - log.STRANGERS_BURST
    assert "left_out" not in calm(None, "info", {"event": "turned_away"})
    assert not stderr.getvalue()


async def test_no_secret_of_a_whole_session_is_logged(stderr: Pieces) -> None:
    """Enrolment, a wrong and a right code, a session: no code, ticket, token, key or pattern in the log."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        right, wrong = home.code(), home.wrong_code()
        async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
            line.say(home.join(code=wrong))
            await line.hear_a(Refused)
        world.clock.ahead += 2
        async with viewing(world, home, office) as view:
            view.client.say(Close(view.number))
            await view.client.hear_a(Ended)
        async with joined(world.ports.clients, home, home.join(ticket=home.ticket)):
            pass
        texts = [right, wrong, home.totp, home.keys.certificate or "", home.keys.public.split()[1]]
        raw = [home.ticket or b"?", view.opened.token, view.offer.token, view.offer.overlay.pattern[:64]]
    lines = stderr.getvalue()
    assert len(lines.splitlines()) > 5
    assert all(json.loads(line) for line in lines.splitlines())
    for secret in texts + [
        form for data in raw for form in (data.hex(), repr(data)[2:-1], base64.b64encode(data).decode())
    ]:
        assert secret not in lines, secret
