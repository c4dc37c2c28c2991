"""The viewer's channel: bytes from the line to acts on the desktop."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent import pipeline, viewer
from tests.fakes.desktop import FakeDesktop
from tests.fakes.offices import Office, office, until
from wire import VERSION, limits
from wire import messages as m
from wire.codec import encode
from wire.geometry import Rect
from wire.reasons import Reason


@pytest.fixture
def desktop() -> FakeDesktop:
    """The PC's desktop."""
    return FakeDesktop()


@pytest.fixture
async def place(tmp_path: Path, desktop: FakeDesktop) -> AsyncIterator[Office]:
    """An office PC that attends."""
    async with office(tmp_path, desktop) as found:
        yield found


async def test_input_reaches_the_desktop_in_order(place: Office, desktop: FakeDesktop) -> None:
    """Keys, pointer, buttons and wheel are done as they came."""
    guest = await place.viewed()
    guest.send(m.Key(41, True), m.Key(41, False), m.Pointer(5, 6), m.Button(1, True), m.Button(1, False), m.Wheel(0, 1))
    await until(lambda: len(desktop.injector.done) == 6, "six inputs")
    assert desktop.injector.done == [
        ("key", 41, True),
        ("key", 41, False),
        ("pointer", 5, 6),
        ("button", 1, True),
        ("button", 1, False),
        ("wheel", 0, 1),
    ]


async def test_the_pictures_hear_of_keys_and_buttons(place: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a key changes must not wait for repairs, so whoever makes the pictures is told of each; of no movement."""
    heard: list[float] = []
    monkeypatch.setattr(pipeline.Pipeline, "touched", lambda _, at: heard.append(at))
    guest = await place.viewed()
    guest.send(m.Pointer(5, 6), m.Key(41, True), m.Button(1, True), m.Wheel(0, 1))
    await until(lambda: len(heard) == 2, "a key and a button")


async def test_a_dropped_line_lets_go_of_every_key(place: Office, desktop: FakeDesktop) -> None:
    """When the line breaks with keys down, they come up, and the screen and the notice are put away."""
    guest = await place.viewed()
    guest.send(m.Key(42, True), m.Key(30, True), m.Button(1, True))
    await until(lambda: len(desktop.injector.done) == 3, "three inputs")
    guest.connection.abort()
    assert await place.over() is Reason.LINE_LOST
    assert desktop.injector.done[3:] == [("button", 1, False), ("key", 30, False), ("key", 42, False)]
    assert desktop.grabber.closed
    assert desktop.notice.closed
    assert desktop.injector.closed


@pytest.mark.parametrize(
    "data",
    [
        b"\xff" * 64,
        b"\x00\x00\x00\x00",
        b"\x00\x00\x00\x02\x99\x90",
        b"\x7f\xff\xff\xff\x52",
        b"\x00\x00\x00\x03\x52\xc1\xc1",
        encode(m.Screen(Rect(0, 0, 1, 1), (Rect(0, 0, 1, 1),), resizable=False)),
        encode(m.Withdraw(1, Reason.LEFT)),
        encode(m.View(VERSION)),
    ],
    ids=["noise", "no kind", "unknown", "oversized", "malformed", "downwards", "of another conversation", "again"],
)
async def test_a_malformed_frame_ends_this_session_and_nothing_else(place: Office, data: bytes) -> None:
    """The line is closed, the gateway is told why, and the next viewer is welcome."""
    guest = await place.viewed()
    await guest.until(m.Picture)
    guest.send_raw(data)
    assert await guest.until(m.Bye) == m.Bye(Reason.PROTOCOL)
    assert await place.over() is Reason.PROTOCOL
    again = await place.viewed()
    assert isinstance(await again.receive(), m.Screen)


async def test_input_over_the_rate_ends_the_session(place: Office, desktop: FakeDesktop) -> None:
    """Nobody types five thousand keys in a moment; what came before the limit is done, and nothing stays down."""
    guest = await place.viewed()
    await guest.until(m.Picture)
    guest.send(*[m.Key(30, step % 2 == 0) for step in range(5001)])
    assert await guest.until(m.Bye) == m.Bye(Reason.PROTOCOL)
    assert await place.over() is Reason.PROTOCOL
    assert limits.INPUT_BURST <= len(desktop.injector.done) < 3500
    assert desktop.injector.done[-1] == ("key", 30, False)


async def test_a_false_acknowledgement_ends_the_session(place: Office) -> None:
    """A picture that was never sent cannot be acknowledged."""
    guest = await place.viewed()
    guest.send(m.Ack(12345, 0))
    assert await place.over() is Reason.PROTOCOL


async def test_a_viewer_of_another_version_is_told_so(place: Office) -> None:
    """It sees nothing of the screen."""
    ticket = await place.accepted()
    connection = await ticket.dial()
    writer, reader, _ = await connection.open_session(subsystem="screen", encoding=None)
    writer.write(encode(m.View(999)))
    assert encode(m.Bye(Reason.VERSION)) in await reader.read()
    connection.close()


async def test_a_desktop_that_refuses_input_ends_the_session(
    place: Office, desktop: FakeDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the desktop has gone the viewer is told that there is no screen."""
    guest = await place.viewed()
    await guest.until(m.Picture)
    monkeypatch.setattr(desktop.injector, "key", desktop.refuse)
    guest.send(m.Key(30, True))
    assert await guest.until(m.Bye) == m.Bye(Reason.PC_NO_SCREEN)


async def test_a_mistake_of_ours_ends_this_session_and_nothing_else(
    place: Office, desktop: FakeDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unforeseen error while handling a message closes the session with INTERNAL; the agent attends on."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    guest = await place.viewed()
    monkeypatch.setattr(desktop.injector, "key", fail)
    guest.send(m.Key(30, True))
    assert await guest.until(m.Bye) == m.Bye(Reason.INTERNAL)
    assert await place.over() is Reason.INTERNAL
    await place.accepted()


async def test_a_viewer_that_reads_nothing_is_given_up(place: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not acknowledged, the shapes of the pointer, cannot pile up in the office PC without end."""
    monkeypatch.setattr(viewer, "MOST_UNSENT", 1 << 20)
    guest = await place.viewed()
    await guest.until(m.Screen)
    visit = place.service._visit
    assert visit is not None
    for _ in range(100):
        visit._viewer.send(m.Cursor(256, 256, 0, 0, bytes(200_000)))
    assert await place.over() is Reason.LINE_LOST
