"""Facts about IDs and home PCs. See `gateway.audit.events` for what holds for all."""

from typing import Final

from gateway.audit.events.event import Event


class IdentityIssued(Event, frozen=True):
    """An ID was issued to a person."""

    identity: str
    name: str
    expires_at: float  # of its invitation


class IdentitySuspended(Event, frozen=True):
    """An ID may not be used until it is resumed."""

    identity: str
    reason: str


class IdentityResumed(Event, frozen=True):
    """A suspended ID may be used again."""

    identity: str
    reason: str


class IdentityExtended(Event, frozen=True):
    """Until when an ID is valid was set; 0: until it is revoked."""

    identity: str
    expires_at: float


class IdentityRenamed(Event, frozen=True):
    """The name of an ID's person was changed."""

    identity: str
    name: str


class IdentityRevoked(Event, frozen=True):
    """An ID ended for good, with so many certificates and open invitations."""

    identity: str
    certificates: int
    invitations: int
    reason: str = ""


class IdentityInvitedAgain(Event, frozen=True):
    """A person lost something: home PCs, certificates and codes of the ID ended, and it was invited anew."""

    identity: str
    lost: str
    devices: int
    certificates: int
    expires_at: float  # of the new invitation


class EmergencyCodesGiven(Event, frozen=True):
    """So many codes, each good once, were given for an ID; earlier ones ended."""

    identity: str
    count: int


class AddressesSet(Event, frozen=True):
    """The list of an ID's network cards was replaced."""

    identity: str
    addresses: tuple[str, ...]


class DeviceEnrolled(Event, frozen=True):
    """A home PC spent its invitation."""

    identity: str
    device: str  # OpenSSH fingerprint of its key
    hostname: str


class DeviceRevoked(Event, frozen=True):
    """A home PC ended for good, with so many certificates."""

    identity: str
    device: str
    certificates: int
    reason: str


class EnrolmentRefused(Event, frozen=True):
    """Somebody showed an invitation that does not hold."""

    role: str
    source: str
    reason: str


EVENTS: Final[dict[str, type[Event]]] = {
    "identity-issued": IdentityIssued,
    "identity-suspended": IdentitySuspended,
    "identity-resumed": IdentityResumed,
    "identity-extended": IdentityExtended,
    "identity-renamed": IdentityRenamed,
    "identity-revoked": IdentityRevoked,
    "identity-invited-again": IdentityInvitedAgain,
    "emergency-codes-given": EmergencyCodesGiven,
    "addresses-set": AddressesSet,
    "device-enrolled": DeviceEnrolled,
    "device-revoked": DeviceRevoked,
    "enrolment-refused": EnrolmentRefused,
}
