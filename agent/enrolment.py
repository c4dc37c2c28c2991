"""Enrolling an office PC: spend the invitation, check what comes back, keep it.

Knows the enrol conversation and the state directory. Does not know sockets (`uplink`).
"""

import platform
import socket
from typing import Final

from agent.errors import RefusedError, UntrustedError
from agent.state import Membership, StateDirectory, verified
from agent.uplink import Newcomer
from certs.errors import CertError
from certs.keys import authority_fingerprint, public_line
from wire import VERSION
from wire.fields import plain
from wire.invitation import Invitation
from wire.messages import Certified, Refused, Spend

ROLE: Final = "agent"


async def enrol(invitation: Invitation, directory: StateDirectory, now: float) -> Membership:
    """Spend *invitation* with the directory's key and save the membership.

    Raises `RefusedError`, `UntrustedError`, `UnreachableError` or `StateError`; the key is kept in each case, so that
    a second try is the same newcomer.
    """
    key = directory.make_key()
    async with Newcomer.dial(invitation, key) as newcomer:
        await newcomer.line.send(
            Spend(VERSION, invitation.code, ROLE, plain(socket.gethostname()), plain(platform.platform()))
        )
        answer = await newcomer.line.receive()
    if isinstance(answer, Refused):
        raise RefusedError(answer.reason, answer.retry_after)
    if not isinstance(answer, Certified):
        raise UntrustedError(f"The gateway answered an office PC with {type(answer).__name__}.")
    membership = _membership(invitation, answer)
    try:
        verified(membership, public_line(key), now)
    except CertError as error:
        raise UntrustedError(f"The gateway sent a certificate that does not hold: {error}") from error
    directory.save(membership)
    return membership


def _membership(invitation: Invitation, answer: Certified) -> Membership:
    if len(answer.certificates) != 2:
        raise UntrustedError("The gateway sent one certificate where an office PC needs two.")
    try:
        fingerprint = authority_fingerprint(answer.authorities.gateway)
    except CertError as error:
        raise UntrustedError("The gateway sent authorities that cannot be read.") from error
    if fingerprint != invitation.fingerprint:
        raise UntrustedError("The gateway named another authority than the one in the invitation.")
    dial, host = answer.certificates
    return Membership(
        host=invitation.host,
        port=invitation.port,
        pc=answer.identity,
        name=answer.name,
        dial_certificate=dial,
        host_certificate=host,
        authorities=answer.authorities,
    )
