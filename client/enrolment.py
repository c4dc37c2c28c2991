"""Enrolling this PC: spend an invitation, hand over the authenticator's secret, prove one code, keep the certificate.

Knows the order of the steps. Does not know how a person sees the QR code or gives the code: see `Authenticator`.
"""

import asyncio
import platform
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Protocol

from certs.keys import public_line
from client import device_key, downlink
from client.channel import Channel
from client.errors import RefusedError, StateError, UnreachableError
from client.state import VERSION as STATE_VERSION
from client.state import Enrolment, StateDirectory
from client.text import INVITATION_FOR_PC, INVITATION_UNREADABLE, STATE_OCCUPIED
from client.trust import ByFingerprint, check_certified
from wire import VERSION, Conversation, ssh
from wire import messages as m
from wire.fields import plain
from wire.invitation import Invitation, parse
from wire.message import Message
from wire.reasons import Reason

ANSWER_WITHIN: Final = 30.0  # seconds the gateway may take for one step
_ROLE: Final = "client"


class Authenticator(Protocol):
    """The person's side of an enrolment."""

    async def offered(self, uri: str) -> None:
        """Show the secret (an otpauth URI), once."""
        ...

    async def code(self, refused: Reason | None) -> str:
        """One 6-digit code; *refused* says why the one before was not taken. May take as long as a person does."""
        ...


class Inbox:
    """A `Sink` that keeps what it hears until it is asked for."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Message | None] = asyncio.Queue()

    def received(self, message: Message) -> None:
        """Keep *message*."""
        self._queue.put_nowait(message)

    def closed(self) -> None:
        """Remember that no more will come."""
        self._queue.put_nowait(None)

    async def next(self, *, within: float) -> Message:
        """The next message. Raises `RefusedError` for a goodbye and `UnreachableError` when none comes."""
        try:
            message = await asyncio.wait_for(self._queue.get(), within)
        except TimeoutError as error:
            raise UnreachableError from error
        match message:
            case None:
                raise UnreachableError
            case m.Bye(reason=reason):
                raise RefusedError(reason)
            case _:
                return message


def read_invitation(text: str) -> Invitation:
    """The invitation in *text*; raises `StateError` when it is none, or none for a home PC."""
    try:
        invitation = parse(text)
    except ValueError as error:
        raise StateError(INVITATION_UNREADABLE) from error
    if invitation.role != _ROLE:
        raise StateError(INVITATION_FOR_PC)
    return invitation


async def enrol(
    invitation: Invitation, state: StateDirectory, authenticator: Authenticator, *, replace: bool = False
) -> Enrolment:
    """Enrol this PC; on return its state directory is complete. Raises `ClientError`.

    With *replace* an enrolment that is there gives way, with a key of its own, and only once the new one is complete.
    """
    generation = 0
    if state.enrolled():
        present = state.load()
        if not replace:
            raise StateError(STATE_OCCUPIED.filled(present.identity))
        generation = present.generation + 1
    place, key = await asyncio.to_thread(device_key.make, state, generation)
    async with _conversation(invitation, key) as (channel, inbox):
        certified = await _converse(invitation, channel, inbox, authenticator)
    # Nothing is kept of an answer that does not hold together.
    check_certified(certified, fingerprint=invitation.fingerprint, public_key=public_line(key), now=time.time())
    enrolment = Enrolment(
        version=STATE_VERSION,
        identity=certified.identity,
        name=certified.name,
        host=invitation.host,
        port=invitation.port,
        authorities=certified.authorities,
        key=place.value,
        generation=generation,
    )
    state.keep(enrolment, certified.certificates[0])
    return enrolment


@asynccontextmanager
async def _conversation(invitation: Invitation, key: bytes) -> AsyncIterator[tuple[Channel, Inbox]]:
    connection = await downlink.connect(
        invitation.host,
        invitation.port,
        user=ssh.ENROL_USER,
        key=key,
        certificate=None,
        trust=ByFingerprint(invitation.fingerprint),
    )
    async with connection:
        inbox = Inbox()
        yield await downlink.open_channel(connection, Conversation.ENROL, inbox), inbox


async def _converse(
    invitation: Invitation, channel: Channel, inbox: Inbox, authenticator: Authenticator
) -> m.Certified:
    hostname = plain(socket.gethostname())
    channel.send(m.Spend(VERSION, invitation.code, _ROLE, hostname, platform.system().lower()))
    offer = await inbox.next(within=ANSWER_WITHIN)
    if isinstance(offer, m.Refused):
        raise RefusedError(offer.reason, offer.retry_after)
    if isinstance(offer, m.TotpOffer):
        await authenticator.offered(offer.uri)
        return await _prove(channel, inbox, authenticator)
    if isinstance(offer, m.Certified):
        return offer  # this key has enrolled a moment ago, and its answer was lost
    raise RefusedError(Reason.PROTOCOL)


async def _prove(channel: Channel, inbox: Inbox, authenticator: Authenticator) -> m.Certified:
    """Give codes until one is taken or the gateway has had enough."""
    refused: Reason | None = None
    while True:
        channel.send(m.TotpConfirm(await authenticator.code(refused)))
        answer = await inbox.next(within=ANSWER_WITHIN)
        if isinstance(answer, m.Certified):
            return answer
        if not isinstance(answer, m.Refused):
            raise RefusedError(Reason.PROTOCOL)
        if answer.final:
            raise RefusedError(answer.reason, answer.retry_after)
        refused = answer.reason
