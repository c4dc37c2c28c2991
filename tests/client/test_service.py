"""The whole client but its window, at a small real gateway: SSH, certificates, relay and pictures are real."""

import time

import numpy as np
import zstandard

from client import pages
from client.posture.checks import Result
from client.state import StateDirectory
from client.steps import CodeGiven, Happening, Left, PcChosen
from client.text import Trouble
from tests.client.conftest import Home
from tests.fakes.client_play import OTHER_PC, PC
from tests.fakes.gateway_peer import CODE, GatewayPeer
from wire import messages as m
from wire.geometry import Rect
from wire.kinds import Encoding
from wire.message import Message
from wire.reasons import Reason

WHOLE = Rect(0, 0, 320, 200)


def white(number: int) -> m.Picture:
    """A white screen."""
    difference = np.zeros((3, 200, 320), np.uint8)
    difference[0, 0] = 255  # green; blue and red are as green is
    return m.Picture(number, (m.Patch(Encoding.LOSSLESS, WHOLE, (WHOLE,), zstandard.compress(difference.tobytes())),))


def heard(peer: GatewayPeer, kind: type[Message]) -> list[Message]:
    """What the office PC has heard of one kind."""
    return [message for message in peer.facts.heard if isinstance(message, kind)]


async def view(home: Home, peer: GatewayPeer) -> None:
    """Sign in and view the one office PC, with a white screen."""
    home.service.handle(CodeGiven(CODE))
    await home.display.until_page(pages.Viewing)
    await peer.until(lambda: peer.facts.screen is not None)
    assert peer.facts.screen is not None
    peer.facts.screen.say(white(1))
    await peer.until(lambda: bool(heard(peer, m.Ack)))


async def test_a_code_leads_to_the_picture(home: Home, peer: GatewayPeer) -> None:
    """Sign-in, session certificate, relay and screen: the picture is decoded, exact, and acknowledged."""
    await view(home, peer)
    framebuffer = home.display.framebuffers[-1]
    assert framebuffer is not None
    assert (framebuffer.pixels[:, :, :3] == 255).all()
    (ack,) = heard(peer, m.Ack)
    assert isinstance(ack, m.Ack)
    assert ack.number == 1
    assert ack.decode > 0
    assert peer.facts.joins[0].code == CODE


async def test_keys_reach_the_office(home: Home, peer: GatewayPeer) -> None:
    """What the window sends arrives in order."""
    await view(home, peer)
    viewer = home.service.viewer
    assert viewer is not None
    keys = [m.Key(30, down=True), m.Key(30, down=False), m.Pointer(5, 6), m.Button(1, down=True), m.ReleaseAll()]
    for key in keys:
        viewer.send(key)
    await peer.until(lambda: bool(heard(peer, m.ReleaseAll)))
    assert [message for message in peer.facts.heard if not isinstance(message, m.Ack)] == keys


async def test_the_renewed_certificate_takes_the_old_one_s_place(
    home: Home, peer: GatewayPeer, enrolled: StateDirectory
) -> None:
    """Each join renews the device certificate on disk."""
    before = enrolled.certificate()
    await view(home, peer)
    await home.display.until(lambda: enrolled.certificate() != before)


async def test_the_round_trip_is_measured(home: Home, peer: GatewayPeer) -> None:
    """The bar learns the latency from the office PC's own answer."""
    await view(home, peer)
    await home.display.until(lambda: bool(home.display.trips))
    trip = home.display.trips[0]
    assert trip is not None
    assert 0 <= trip < 2000


async def test_an_undecodable_picture_asks_for_the_whole_screen(home: Home, peer: GatewayPeer) -> None:
    """Damage is answered with a request to begin again, and the next good picture is shown."""
    await view(home, peer)
    assert peer.facts.screen is not None
    peer.facts.screen.say(m.Picture(2, (m.Patch(Encoding.LOSSLESS, WHOLE, (WHOLE,), b"damage"),)))
    await peer.until(lambda: bool(heard(peer, m.Refresh)))
    peer.facts.screen.say(white(3))
    await home.display.until(lambda: home.display.pictures[-1][0] == 3)


async def test_a_revocation_wipes_the_picture(home: Home, peer: GatewayPeer) -> None:
    """On a goodbye from the gateway the pixels are zero and the page has changed, within a second."""
    await view(home, peer)
    framebuffer = home.display.framebuffers[-1]
    assert framebuffer is not None
    assert peer.facts.join is not None
    begun = time.monotonic()
    peer.facts.join.say(m.Bye(Reason.REVOKED))
    page = await home.display.until_page(pages.SignIn)
    assert time.monotonic() - begun < 1
    assert page == pages.SignIn(Reason.REVOKED)
    assert not framebuffer.pixels[:, :, :3].any()
    assert home.display.framebuffers[-1] is None
    assert [a.what for a in home.display.announcements] == [Happening.VIEWING, Happening.ENDED]


async def test_a_cut_line_comes_back_by_itself(home: Home, peer: GatewayPeer) -> None:
    """Every connection dies; the picture dims, and the same office PC is back within 2 s, with a ticket, no code."""
    await view(home, peer)
    peer.facts.screen = None
    begun = time.monotonic()
    peer.drop_everything()
    await home.display.until(lambda: any(isinstance(page, pages.Dimmed) for page in home.display.pages))
    await peer.until(lambda: peer.facts.screen is not None)
    assert time.monotonic() - begun < 2
    await home.display.until_page(pages.Viewing)
    assert peer.facts.joins[-1].code is None
    assert peer.facts.joins[-1].ticket is not None


async def test_a_gateway_that_is_away_for_a_while_is_tried_again(home: Home, peer: GatewayPeer) -> None:
    """While the gateway refuses connections the client keeps trying, and comes back when it does."""
    await view(home, peer)
    peer.facts.accepting, peer.facts.screen = False, None
    peer.drop_everything()
    await home.display.until_page(pages.Dimmed)
    peer.facts.accepting = True
    await peer.until(lambda: peer.facts.screen is not None)
    await home.display.until_page(pages.Viewing)


async def test_a_refused_posture_shows_the_checks(home: Home, peer: GatewayPeer) -> None:
    """When the antivirus has stopped, the person sees which check failed and why."""
    home.collector.posture = m.Posture("linux", "Debian", "pc", (), None, None, 0.0)
    peer.facts.join_refusals.append(m.Refused(Reason.ANTIVIRUS_MISSING, 0.0, final=True))
    home.service.handle(CodeGiven(CODE))
    await home.display.until(lambda: pages.Checking(Reason.ANTIVIRUS_MISSING) in home.display.pages)
    assert any(check.result is Result.PASSED for check in home.display.checks)


async def test_an_unreachable_gateway_is_explained(home: Home, peer: GatewayPeer) -> None:
    """Before the first join there is nothing to wait for: the person reads what is wrong."""
    peer.facts.accepting = False
    home.service.handle(CodeGiven(CODE))
    await home.display.until(lambda: pages.SignIn(Trouble.UNREACHABLE) in home.display.pages)


async def test_another_machine_in_the_office_pc_s_place_is_not_shown(home: Home, peer: GatewayPeer) -> None:
    """When the relay leads to a machine that cannot prove to be the chosen one, no picture is asked for."""
    peer.facts.machine_principal = "pc-131016-0009"
    home.service.handle(CodeGiven(CODE))
    page = await home.display.until_page(pages.PcList)
    assert isinstance(page, pages.PcList)
    assert page.problem is Reason.CERTIFICATE
    assert peer.facts.screen is None


async def test_leaving_closes_the_session_and_keeps_the_join(home: Home, peer: GatewayPeer) -> None:
    """The office PC is told goodbye, the gateway that the session is over, and the list is there again."""
    peer.facts.pcs = (PC, OTHER_PC)
    home.service.handle(CodeGiven(CODE))
    await home.display.until_page(pages.PcList)
    home.service.handle(PcChosen(PC.pc))
    await home.display.until_page(pages.Viewing)
    await peer.until(lambda: peer.facts.screen is not None)
    home.service.handle(Left())
    await peer.until(lambda: bool(heard(peer, m.Close)) and bool(heard(peer, m.Bye)))
    assert home.display.pages[-1] == pages.PcList("関所 花子", (PC, OTHER_PC), "")


async def test_the_office_pc_s_own_goodbye_is_the_reason(home: Home, peer: GatewayPeer) -> None:
    """When the office PC ends the session it says why, and the list repeats it."""
    await view(home, peer)
    assert peer.facts.screen is not None
    peer.facts.screen.say(m.Bye(Reason.IDLE))
    assert peer.facts.screen.channel is not None
    peer.facts.screen.channel.close()
    page = await home.display.until_page(pages.PcList)
    assert isinstance(page, pages.PcList)
    assert page.problem is Reason.IDLE


async def test_a_withheld_picture_and_the_pointer_s_shape_are_passed_on(home: Home, peer: GatewayPeer) -> None:
    """Blanking and cursor shapes reach the window."""
    await view(home, peer)
    assert peer.facts.screen is not None
    peer.facts.screen.say(m.Blanked(Reason.FORBIDDEN_WINDOW))
    peer.facts.screen.say(m.Cursor(2, 1, 0, 0, zstandard.compress(bytes(8))))
    await home.display.until(lambda: bool(home.display.cursors) and bool(home.display.reasons))
    assert home.display.reasons == [Reason.FORBIDDEN_WINDOW]
    assert home.display.cursors[0][1] == bytes(8)
