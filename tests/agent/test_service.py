"""The agent at work, at a gateway that a test scripts."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import structlog.testing

from agent import service as service_module
from agent.errors import StateError
from agent.service import Service
from agent.state import StateDirectory
from certs.profiles import DAY, Profile
from tests.fakes.checkpoint import PC, POLICY
from tests.fakes.desktop import FakeDesktop
from tests.fakes.offices import SESSION, Office, office, until
from watermark import FontError
from wire import messages as m
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


async def test_one_viewer_at_a_time(place: Office) -> None:
    """While somebody views, another offer is refused as busy, and the first goes on."""
    guest = await place.viewed()
    await place.offer(SESSION + 1)
    assert await place.talk.receive() == m.OfferRefused(SESSION + 1, Reason.PC_BUSY)
    guest.send(m.Ping(1))
    assert await guest.until(m.Pong) == m.Pong(1)


async def test_a_pc_without_a_desktop_refuses(place: Office, desktop: FakeDesktop) -> None:
    """Nobody logged in: the offer is refused, and the next one is considered anew."""
    desktop.broken = True
    await place.offer()
    assert await place.talk.receive() == m.OfferRefused(SESSION, Reason.PC_NO_SCREEN)
    desktop.broken = False
    await place.accepted()


async def test_what_a_killed_agent_had_pressed_is_released_before_anything_else(
    place: Office, desktop: FakeDesktop
) -> None:
    """Once, when the agent begins; an office PC at which nobody is logged in attends all the same."""
    assert desktop.releases == 1
    await place.viewed()
    assert desktop.releases == 1


async def test_a_pc_without_a_desktop_attends(tmp_path: Path) -> None:
    """Nothing could be released at a PC where nobody is logged in, and the agent goes on."""
    async with office(tmp_path, FakeDesktop(broken=True)) as found:
        await found.offer()
        assert await found.talk.receive() == m.OfferRefused(SESSION, Reason.PC_NO_SCREEN)


async def test_a_pc_without_a_font_shows_nothing(
    place: Office, desktop: FakeDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the warning cannot be written the offer is refused and the desktop let go."""

    def fail(*_: object) -> None:
        raise FontError("no font")

    monkeypatch.setattr(service_module, "stamper_for", fail)
    await place.offer()
    assert await place.talk.receive() == m.OfferRefused(SESSION, Reason.PC_NO_FONT)
    assert desktop.grabber.closed
    assert desktop.notice.closed


async def test_a_malformed_pattern_is_refused(place: Office) -> None:
    """A mark that cannot be stamped is refused before anything is shown."""
    offer = place.checkpoint.offer(SESSION, "ssh-ed25519 AAAA")
    place.talk.send(msgspec.structs.replace(offer, overlay=m.Overlay(0, b"nonsense", "x")))
    assert await place.talk.receive() == m.OfferRefused(SESSION, Reason.PROTOCOL)


async def test_the_viewer_may_come_back_at_once(place: Office, desktop: FakeDesktop) -> None:
    """A session that is over makes room for the next, even while its things are still being put away."""
    await place.viewed()
    place.talk.send(m.Withdraw(SESSION, Reason.SECOND_LOGIN))
    again = await place.viewed_after_end(SESSION + 1)
    assert isinstance(await again.receive(), m.Screen)
    assert len(desktop.desks) == 2


async def test_the_gateway_ends_a_session(place: Office, desktop: FakeDesktop) -> None:
    """A withdrawal tells the viewer why, closes everything and is reported."""
    guest = await place.viewed()
    await guest.until(m.Picture)
    place.talk.send(m.Withdraw(SESSION, Reason.REVOKED))
    assert await guest.until(m.Bye) == m.Bye(Reason.REVOKED)
    assert await place.over() is Reason.REVOKED
    assert desktop.notice.closed
    assert desktop.injector.closed


async def test_a_withdrawal_before_the_viewer_came_ends_the_session(place: Office) -> None:
    """Nobody has joined yet, and nobody will."""
    await place.accepted()
    place.talk.send(m.Withdraw(SESSION, Reason.ENDED_BY_ADMIN))
    assert await place.over() is Reason.ENDED_BY_ADMIN


async def test_orders_for_another_session_change_nothing(place: Office) -> None:
    """A withdrawal or an overlay that came too late does not touch the session that runs now."""
    guest = await place.viewed()
    place.talk.send(m.Withdraw(SESSION + 9, Reason.REVOKED))
    place.talk.send(m.NewOverlay(SESSION + 9, m.Overlay(1, b"nonsense", "x")))
    guest.send(m.Ping(1))
    assert await guest.until(m.Pong) == m.Pong(1)


async def test_the_desktop_is_locked_at_the_end_where_the_policy_says_so(place: Office, desktop: FakeDesktop) -> None:
    """With the policy it is locked once, without it never."""
    for lock in (False, True):
        guest = await place.viewed(policy=msgspec.structs.replace(POLICY, lock_at_end=lock))
        await guest.leave()
        assert await place.over() is Reason.LEFT
        assert desktop.locks == int(lock)


async def test_a_broken_control_line_is_dialled_again_and_the_session_goes_on(place: Office) -> None:
    """The session lives as long as the relay does; the agent is back at the gateway within its first tries."""
    guest = await place.viewed()
    await guest.until(m.Picture)
    await place.checkpoint.cut()
    async with asyncio.timeout(10):
        place.talk = await place.checkpoint.attending.get()
    guest.send(m.Ping(1))
    assert await guest.until(m.Pong) == m.Pong(1)
    await guest.leave()
    assert await place.over() is Reason.LEFT


async def test_stopping_the_agent_tells_the_viewer(place: Office, desktop: FakeDesktop) -> None:
    """When the service is stopped the viewer hears that the PC has left, and every key is let go."""
    guest = await place.viewed()
    guest.send(m.Key(30, True))
    await guest.until(m.Picture)
    await until(lambda: ("key", 30, True) in desktop.injector.done, "the key")
    place.running.cancel()
    assert await guest.until(m.Bye) == m.Bye(Reason.PC_LEFT)
    assert desktop.injector.done[-1] == ("key", 30, False)
    with pytest.raises(asyncio.CancelledError):
        await place.running
    assert desktop.notice.closed


async def test_certificates_are_renewed_when_due(tmp_path: Path) -> None:
    """In the last third of their life the agent asks, and keeps what it gets after checking it."""
    async with office(tmp_path) as place:
        membership = place.directory.membership()
        key_line = place.directory.key_line()
        old = tuple(
            place.checkpoint.certificate(profile, key_line, PC, place.now() - 61 * DAY)
            for profile in (Profile.MACHINE_DIAL, Profile.MACHINE_HOST)
        )
        place.directory.save(msgspec.structs.replace(membership, dial_certificate=old[0], host_certificate=old[1]))
        await place.restart()
        assert await place.talk.receive() == m.Renew()
        fresh = place.checkpoint.machine_certificates(key_line)
        place.talk.send(m.Renewed(fresh))
        await until(lambda: place.directory.membership().dial_certificate == fresh[0], "the new certificate is kept")
        assert place.directory.membership().host_certificate == fresh[1]


@pytest.mark.parametrize("wrong", ["swapped", "one", "another key"])
async def test_a_renewal_that_does_not_hold_is_not_kept(place: Office, wrong: str) -> None:
    """Swapped, incomplete or foreign certificates leave the old ones in place, and the agent attends on."""
    before = place.directory.membership()
    dial, host = place.checkpoint.machine_certificates(place.directory.key_line())
    certificates = {
        "swapped": (host, dial),
        "one": (dial,),
        "another key": place.checkpoint.machine_certificates(place.checkpoint.some_key_line()),
    }[wrong]
    with structlog.testing.capture_logs() as logs:
        place.talk.send(m.Renewed(certificates))
        await until(lambda: any(line["event"] == "renewal_refused" for line in logs), "the refusal is logged")
    assert place.directory.membership() == before
    await place.accepted()


async def test_each_event_is_one_structured_line_without_secrets(place: Office) -> None:
    """Sessions are logged by number and reason; tokens, keys and patterns never show."""
    with structlog.testing.capture_logs() as logs:
        ticket = await place.accepted()
        guest = await place.guest_of(ticket)
        await guest.leave()
        await place.over()
    text = repr(logs)
    events = [line["event"] for line in logs]
    assert {"session_begins", "session_over"} <= set(events)
    for secret in (
        ticket.offer.token.hex(),
        repr(ticket.offer.token),
        "PRIVATE KEY",
        repr(ticket.offer.overlay.pattern),
    ):
        assert secret not in text


async def test_a_service_needs_an_enrolment(tmp_path: Path) -> None:
    """A directory without one is refused at once."""
    with pytest.raises(StateError, match="enrol"):
        Service(StateDirectory(tmp_path), FakeDesktop())
