"""One session from the offer to its end."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from agent.local import LocalDesktop
from agent.stamping import stamper_for
from tests.fakes.checkpoint import POLICY
from tests.fakes.desktop import FakeDesktop, Painter, Typist
from tests.fakes.marks import overlay
from tests.fakes.offices import SESSION, Office, office, until
from tests.fakes.viewer import FakeViewer
from tests.rig.display import Display
from wire import messages as m
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


async def test_an_idle_viewer_is_sent_away(place: Office) -> None:
    """Without input for as long as the policy says, the session ends as idle; pictures do not count."""
    guest = await place.viewed(policy=msgspec.structs.replace(POLICY, idle_after=1))
    began = time.monotonic()
    assert await guest.until(m.Bye) == m.Bye(Reason.IDLE)
    assert 0.5 < time.monotonic() - began < 10
    assert await place.over() is Reason.IDLE


async def test_the_notice_shows_while_the_screen_is_viewed(place: Office, desktop: FakeDesktop) -> None:
    """The policy's words, or ours when it has none; gone at the end."""
    for words, shown in (("庶務係が遠隔利用中", "庶務係が遠隔利用中"), ("", "遠隔利用中 / in remote use")):
        guest = await place.viewed(policy=msgspec.structs.replace(POLICY, notice=words))
        await until(lambda text=shown: desktop.notice.text == text, "the notice")  # type: ignore[misc]
        await guest.leave()
        assert await place.over() is Reason.LEFT
        assert desktop.notice.closed


async def test_a_relay_that_does_not_know_the_token_ends_the_session(place: Office) -> None:
    """The viewer never came: the session is over, and the PC is free."""
    place.checkpoint.unknown_tokens = True
    await place.accepted()
    assert await place.over() is Reason.TIMEOUT
    place.checkpoint.unknown_tokens = False
    await place.accepted()


async def test_a_line_that_breaks_before_the_login_ends_the_session(place: Office) -> None:
    """A viewer that joins and hangs up is nobody."""
    ticket = await place.accepted()
    (await place.checkpoint.join(ticket.offer.token)).close()
    assert await place.over() is Reason.CERTIFICATE


async def test_a_new_slot_reaches_the_pictures(place: Office, desktop: FakeDesktop) -> None:
    """After a new overlay what the viewer sees carries the new mark."""
    guest, viewer = await place.viewed(), FakeViewer()
    mark = overlay(SESSION, 1)
    place.talk.send(m.NewOverlay(SESSION, mark))
    wanted = stamper_for(mark, desktop.grabber.size).stamp_screen(desktop.grabber.pixels).pixels[:, :, :3]
    async with asyncio.timeout(10):
        while not np.array_equal(viewer.framebuffer, wanted):
            viewer.take(await guest.receive())
    await guest.leave()


async def test_new_rules_hold_for_the_session_that_is_going_on(place: Office, desktop: FakeDesktop) -> None:
    """A window that is forbidden from now on blanks the picture, and a shorter idle limit ends the session."""
    guest = await place.viewed()
    desktop.grabber.titles = ["住基端末 - 窓口"]
    place.talk.send(m.NewPolicy(SESSION, m.ScreenPolicy(("住基端末",), 1800, lock_at_end=False, notice="")))
    async with asyncio.timeout(10):
        while not isinstance(await guest.receive(), m.Blanked):
            pass
    place.talk.send(m.NewPolicy(SESSION, m.ScreenPolicy((), 0, lock_at_end=False, notice="")))
    assert await place.over() is Reason.IDLE


async def test_the_whole_way_on_a_real_desktop(tmp_path: Path, display: Display, painter: Painter) -> None:
    """Over the real line the real screen arrives exactly, and keys typed there arrive at the focused window here."""
    async with office(tmp_path, LocalDesktop(display.name)) as place:
        guest, viewer = await place.viewed(), FakeViewer()
        painter.fill(Rect(100, 100, 200, 50), 0x336699)
        painter.sync()

        def exact() -> bool:
            stamped = stamper_for(overlay(SESSION), (640, 480)).stamp_screen(painter.look())
            return np.array_equal(viewer.framebuffer, stamped.pixels[:, :, :3])

        async with asyncio.timeout(15):
            while not exact():
                viewer.take(await guest.receive())
        assert len(painter.children()) == 1, "the notice"
        typist = Typist(painter)
        guest.send(m.Key(41, True), m.Key(41, False), m.Key(30, True))
        heard: list[tuple[str, int]] = []

        def listen() -> int:
            heard.extend(typist.heard())
            return len(heard)

        await until(lambda: listen() >= 3, "three keys")
        assert heard == [("down", 41), ("up", 41), ("down", 30)]
        guest.connection.abort()
        await place.over()
        await until(lambda: not painter.keys_down(), "all keys up")
        painter.close(typist.number)
        await until(lambda: painter.children() == [], "the notice is gone")


async def test_the_screen_takes_the_window_s_size_until_the_viewer_leaves(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Asked for 1000 x 700, a real screen is told of and arrives exactly in that size; afterwards it is as before."""
    log = tmp_path_factory.mktemp("x") / "xvfb.log"
    with Display(log, width=1280, height=800) as display, Painter(display.name) as painter:
        async with office(tmp_path, LocalDesktop(display.name)) as place:
            guest, viewer = await place.viewed(), FakeViewer()
            guest.send(m.Resize(1000, 700))

            def exact() -> bool:
                look = painter.look()
                if look.shape[:2] != (700, 1000):
                    return False
                stamped = stamper_for(overlay(SESSION), (1000, 700)).stamp_screen(look)
                return np.array_equal(viewer.framebuffer, stamped.pixels[:, :, :3])

            async with asyncio.timeout(15):
                while not exact():
                    viewer.take(await guest.receive())
            await guest.leave()
            await place.over()
            await until(lambda: painter.look().shape[:2] == (800, 1280), "the old size")
