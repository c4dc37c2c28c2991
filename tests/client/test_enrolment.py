"""Enrolling at a real SSH gateway."""

from pathlib import Path

import pytest

from certs.authority import Authority
from certs.keys import authority_fingerprint
from certs.keystore import MemoryKeyStore
from client.enrolment import enrol, read_invitation
from client.errors import ClientError, RefusedError, StateError, UnreachableError, UntrustedError
from client.service import credentials_in
from client.state import StateDirectory
from tests.fakes.client_window import Person
from tests.fakes.gateway_peer import CODE, IDENTITY, NAME, URI, GatewayPeer
from wire import messages as m
from wire.invitation import Invitation
from wire.reasons import Reason


async def test_an_enrolment_leaves_a_complete_state(peer: GatewayPeer, tmp_path: Path) -> None:
    """After the code is confirmed the state holds identity, gateway, authorities, key and certificate."""
    state, person = StateDirectory(tmp_path), Person(CODE)
    done = await enrol(read_invitation(peer.facts.invitation), state, person)
    assert (done.identity, done.name, done.port) == (IDENTITY, NAME, peer.facts.port)
    assert person.uri == URI
    assert state.load() == done
    assert authority_fingerprint(done.authorities.gateway) == peer.facts.authority.fingerprint()


async def test_a_wrong_code_may_be_tried_again(peer: GatewayPeer, tmp_path: Path) -> None:
    """A mistyped code is asked for again, with the reason."""
    person = Person("111111", CODE)
    await enrol(read_invitation(peer.facts.invitation), StateDirectory(tmp_path), person)
    assert person.refusals == [None, Reason.WRONG_CODE]


async def test_a_spent_invitation_is_refused_and_leaves_no_enrolment(peer: GatewayPeer, tmp_path: Path) -> None:
    """A refusal is raised with its reason, and the PC is not enrolled; the same key serves the next try."""
    state = StateDirectory(tmp_path)
    peer.facts.enrol_refusals.append(m.Refused(Reason.INVITATION_SPENT, 0.0, final=True))
    with pytest.raises(RefusedError) as caught:
        await enrol(read_invitation(peer.facts.invitation), state, Person())
    assert caught.value.reason is Reason.INVITATION_SPENT
    assert not state.enrolled()
    key = (tmp_path / "device.pem").read_bytes()
    await enrol(read_invitation(peer.facts.invitation), state, Person(CODE))
    assert (tmp_path / "device.pem").read_bytes() == key


async def test_nothing_is_said_to_another_gateway(peer: GatewayPeer, tmp_path: Path) -> None:
    """When the fingerprint does not fit, the invitation's code is not spent and the sentence warns."""
    other = Authority.create(MemoryKeyStore())
    invitation = Invitation("127.0.0.1", peer.facts.port, "client", "A" * 32, other.fingerprint())
    person = Person(CODE)
    with pytest.raises(UntrustedError):
        await enrol(invitation, StateDirectory(tmp_path), person)
    assert person.uri == ""
    assert not StateDirectory(tmp_path).enrolled()


async def test_a_gateway_that_is_away_is_unreachable(peer: GatewayPeer, tmp_path: Path) -> None:
    """A connection that is closed at once is a sentence about the connection, not about trust."""
    peer.facts.accepting = False
    with pytest.raises(UnreachableError):
        await enrol(read_invitation(peer.facts.invitation), StateDirectory(tmp_path), Person())


async def test_an_enrolled_pc_is_not_enrolled_over(peer: GatewayPeer, enrolled: StateDirectory) -> None:
    """A second enrolment in the same place is refused before the invitation is touched."""
    with pytest.raises(StateError, match=IDENTITY):
        await enrol(read_invitation(peer.facts.invitation), enrolled, Person(CODE))


async def test_a_new_enrolment_takes_the_old_ones_place_only_when_complete(
    peer: GatewayPeer, enrolled: StateDirectory
) -> None:
    """Refused half-way, the old enrolment, key and certificate stand; completed, a new key has taken their place."""
    before = enrolled.load(), enrolled.certificate(), credentials_in(enrolled).key
    peer.facts.enrol_refusals.append(m.Refused(Reason.INVITATION_SPENT, 0.0, final=True))
    with pytest.raises(RefusedError):
        await enrol(read_invitation(peer.facts.invitation), enrolled, Person(CODE), replace=True)
    fresh = StateDirectory(enrolled.path)
    assert (fresh.load(), fresh.certificate(), credentials_in(fresh).key) == before

    done = await enrol(read_invitation(peer.facts.invitation), enrolled, Person(CODE), replace=True)
    fresh = StateDirectory(enrolled.path)
    assert fresh.load() == done
    assert credentials_in(fresh).key != before[2]
    assert fresh.certificate() != before[1]


@pytest.mark.parametrize(
    "text",
    ["", "https://example.com", "sekisho://h:1/agent/" + "A" * 32 + "/" + "x" * 43, "sekisho://h:0/client/AAAA/xx"],
)
def test_a_line_that_is_no_invitation_for_a_home_pc_is_refused(text: str) -> None:
    """What was pasted wrongly, or is meant for an office PC, is explained."""
    with pytest.raises(ClientError):
        read_invitation(text)
