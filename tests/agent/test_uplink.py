"""The line to the gateway."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from agent.enrolment import enrol
from agent.errors import RefusedError, UnreachableError, UntrustedError
from agent.state import Membership, StateDirectory
from agent.uplink import attend_line
from certs.keys import new_key
from tests.fakes.checkpoint import PC, Checkpoint
from wire import VERSION
from wire import messages as m
from wire.reasons import Reason


@pytest.fixture
async def checkpoint() -> AsyncIterator[Checkpoint]:
    """A gateway."""
    async with Checkpoint() as found:
        yield found


@pytest.fixture
async def enrolled(checkpoint: Checkpoint, tmp_path: Path) -> tuple[Membership, bytes]:
    """An office PC's membership and key."""
    directory = StateDirectory(tmp_path)
    return await enrol(checkpoint.invitation(), directory, time.time()), directory.key()


async def test_a_conversation_goes_both_ways(checkpoint: Checkpoint, enrolled: tuple[Membership, bytes]) -> None:
    """The agent reports, the gateway answers; a goodbye is a refusal with its reason."""
    async with attend_line(*enrolled) as line:
        await line.send(m.Attend(VERSION, "host", "linux"))
        assert await line.receive() == m.Attending(PC, "総務課-012")
        talk = await checkpoint.attending.get()
        talk.send(m.Bye(Reason.SERVICE_STOPPING))
        with pytest.raises(RefusedError) as refusal:
            await line.receive()
        assert refusal.value.reason is Reason.SERVICE_STOPPING


async def test_a_gateway_of_another_authority_is_not_spoken_to(enrolled: tuple[Membership, bytes]) -> None:
    """The same address, another gateway: its certificate is not the stored authority's."""
    async with Checkpoint() as impostor:
        elsewhere = msgspec.structs.replace(enrolled[0], port=impostor.port)
        with pytest.raises(UntrustedError):
            async with attend_line(elsewhere, enrolled[1]):
                pass
        assert impostor.conversations == 0


async def test_a_key_without_its_certificate_is_refused(enrolled: tuple[Membership, bytes]) -> None:
    """Certificates of another key cannot be used, here or at the gateway."""
    with pytest.raises((RefusedError, UntrustedError, UnreachableError, ValueError)):
        async with attend_line(enrolled[0], new_key()):
            pass


async def test_a_broken_line_is_told(checkpoint: Checkpoint, enrolled: tuple[Membership, bytes]) -> None:
    """Waiting for a message ends when the line does, and nothing more can be sent."""
    async with attend_line(*enrolled) as line:
        await line.send(m.Attend(VERSION, "host", "linux"))
        await line.receive()
        waiting = asyncio.ensure_future(line.receive())
        await checkpoint.cut()
        with pytest.raises(UnreachableError):
            await waiting
        with pytest.raises(UnreachableError):
            await line.send(m.SessionOver(1, Reason.LEFT))


async def test_a_gateway_that_breaks_the_protocol_is_not_trusted(
    checkpoint: Checkpoint, enrolled: tuple[Membership, bytes]
) -> None:
    """Bytes that are no message end the line."""
    async with attend_line(*enrolled) as line:
        await line.send(m.Attend(VERSION, "host", "linux"))
        await line.receive()
        talk = await checkpoint.attending.get()
        talk.process.stdout.write(b"\xff" * 32)
        with pytest.raises(UntrustedError, match="protocol"):
            await line.receive()
