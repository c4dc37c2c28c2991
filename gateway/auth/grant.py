"""The permission to view one office PC, as a value.

`authorize` is the only maker of a `Grant`, after every check. The relay and the registry accept nothing less, so
neither can be entered by a path that forgot a check. Pure; takes now (Unix seconds).
"""

from dataclasses import dataclass
from typing import Final, final

from gateway.errors import RefusedError
from gateway.records import Identity, IdentityState, OfficePc, Organisation, PcState, Segment
from wire import limits
from wire.reasons import Reason

_MAKER: Final = object()


@final
class Grant:
    """*identity* may view *pc* from *device* until *until* (Unix seconds). Cannot be made outside this module."""

    __slots__ = ("device", "identity", "organisation", "pc", "until")

    def __init__(
        self,
        maker: object,
        *,
        identity: Identity,
        organisation: Organisation,
        pc: OfficePc,
        device: str,
        until: float,
    ) -> None:
        if maker is not _MAKER:
            raise TypeError("a Grant is made by authorize() only")
        self.identity: Final = identity
        self.organisation: Final = organisation
        self.pc: Final = pc
        self.device: Final = device
        self.until: Final = until

    def __repr__(self) -> str:
        return f"<Grant {self.identity.identity} -> {self.pc.pc}>"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, and the state of the world it is asked in."""

    identity: Identity
    organisation: Organisation
    device: str  # the fingerprint of the device key that joined
    pc: OfficePc
    attending: bool  # the PC's agent is connected
    busy: bool  # somebody is viewing the PC, or is about to
    posture_age: float  # seconds since the last good report


def authorize(request: Request, now: float) -> Grant:
    """The grant for *request*; raises `RefusedError` with the first rule that says no."""
    identity, organisation, pc = request.identity, request.organisation, request.pc
    # 1. Who: the ID and its organisation are in force.
    if identity.state is IdentityState.REVOKED:
        raise RefusedError(Reason.REVOKED)
    if identity.state is not IdentityState.ENROLLED or organisation.suspended:
        raise RefusedError(Reason.SUSPENDED)
    # 2. What: the office PC is theirs. A PC of others is answered like one that does not exist.
    if identity.identity not in pc.users or not identity.organisation == organisation.code == pc.organisation:
        raise RefusedError(Reason.PC_UNKNOWN)
    if pc.segment is Segment.MY_NUMBER:
        raise RefusedError(Reason.MY_NUMBER)
    if pc.state is PcState.RETIRED:
        raise RefusedError(Reason.PC_RETIRED)
    # 3. How safe: the home PC was seen in good order a moment ago.
    if not 0 <= request.posture_age <= limits.POSTURE_MAX_AGE:
        raise RefusedError(Reason.POSTURE_STALE)
    # 4. Whether it can be now.
    if pc.state is not PcState.ENROLLED or not request.attending:
        raise RefusedError(Reason.PC_OFF)
    if request.busy:
        raise RefusedError(Reason.PC_BUSY)
    until = now + organisation.policy.session_max
    return Grant(_MAKER, identity=identity, organisation=organisation, pc=pc, device=request.device, until=until)
