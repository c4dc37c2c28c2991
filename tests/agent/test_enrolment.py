"""Enrolling an office PC at a gateway that a test scripts."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from agent.enrolment import enrol
from agent.errors import RefusedError, UnreachableError, UntrustedError
from agent.state import StateDirectory
from tests.fakes.checkpoint import PC, Checkpoint
from wire import messages as m
from wire.reasons import Reason


@pytest.fixture
async def checkpoint() -> AsyncIterator[Checkpoint]:
    """A gateway."""
    async with Checkpoint() as found:
        yield found


async def test_an_invitation_makes_an_office_pc(checkpoint: Checkpoint, tmp_path: Path) -> None:
    """Identifier, certificates, authorities and address are kept; the key is new and stays."""
    directory = StateDirectory(tmp_path / "state")
    membership = await enrol(checkpoint.invitation(), directory, time.time())
    assert directory.membership() == membership
    assert (membership.pc, membership.port) == (PC, checkpoint.port)
    assert directory.key().startswith(b"-----BEGIN OPENSSH PRIVATE KEY-----")


async def test_a_gateway_with_another_fingerprint_is_not_told_the_code(checkpoint: Checkpoint, tmp_path: Path) -> None:
    """When the host certificate is not signed by the invitation's authority, the dial ends before a word is said."""
    forged = msgspec.structs.replace(checkpoint.invitation(), fingerprint="A" * 43)
    with pytest.raises(UntrustedError, match="not the gateway"):
        await enrol(forged, StateDirectory(tmp_path), time.time())
    assert checkpoint.conversations == 0


async def test_a_spent_invitation_is_a_sentence(checkpoint: Checkpoint, tmp_path: Path) -> None:
    """The gateway's refusal is told, and a second try has the same key."""
    directory = StateDirectory(tmp_path)
    checkpoint.refuse_enrolment = m.Refused(Reason.INVITATION_SPENT, 0.0, final=True)
    with pytest.raises(RefusedError, match="used before"):
        await enrol(checkpoint.invitation(), directory, time.time())
    assert not directory.enrolled
    key = directory.key()
    checkpoint.refuse_enrolment = None
    await enrol(checkpoint.invitation(), directory, time.time())
    assert directory.key() == key


async def test_certificates_that_do_not_hold_are_not_kept(checkpoint: Checkpoint, tmp_path: Path) -> None:
    """Two certificates in the wrong order are each for the wrong purpose: nothing is saved."""
    checkpoint.certificate_swap = True
    directory = StateDirectory(tmp_path)
    with pytest.raises(UntrustedError, match="does not hold"):
        await enrol(checkpoint.invitation(), directory, time.time())
    assert not directory.enrolled


async def test_another_authority_than_the_invitations_is_refused(checkpoint: Checkpoint, tmp_path: Path) -> None:
    """A gateway cannot swap the authority that the invitation named."""
    checkpoint.foreign_authority = True
    with pytest.raises(UntrustedError, match="another authority"):
        await enrol(checkpoint.invitation(), StateDirectory(tmp_path), time.time())


async def test_nobody_there_is_a_sentence(tmp_path: Path) -> None:
    """A gateway that is not running cannot be reached."""
    async with Checkpoint() as gone:
        invitation = gone.invitation()
    with pytest.raises(UnreachableError, match="cannot be reached"):
        await enrol(invitation, StateDirectory(tmp_path), time.time())
