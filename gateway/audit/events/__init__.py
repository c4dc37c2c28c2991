"""The closed set of facts that the audit can hold: frozen, typed, versioned.

Fields are never renamed or removed; a change of meaning raises the class's `version`, and old rows keep theirs.
No fact is a secret: a code, key, ticket or pattern has no field here. Does not know chains or tables.
"""

from typing import Final

import msgspec

from gateway.audit.events import checkpoint, officials, organisations, pcs, people, service, traces
from gateway.audit.events.checkpoint import (
    AttendBegun,
    AttendEnded,
    AttendRefused,
    CertificateIssued,
    CertificateRevoked,
    CodeAccepted,
    CodeWrong,
    DiallersRefused,
    EmergencyCodeAccepted,
    JoinAdmitted,
    JoinEnded,
    JoinRefused,
    JoinResumed,
    LoginsUnproven,
    OpenRefused,
    SessionEnded,
    SessionEndOrdered,
    SessionOpened,
    SessionsEndOrdered,
)
from gateway.audit.events.event import Event, facts_of
from gateway.audit.events.officials import (
    AccountAdded,
    AccountEnded,
    AccountReset,
    AccountSetUp,
    PasskeyAdded,
    PasskeyRemoved,
    ProvedAgain,
    SignedIn,
    SignedOut,
    SignInRefused,
    TokenEnded,
    TokenIssued,
    TraceAsked,
    TraceDecided,
    TraceFinished,
)
from gateway.audit.events.organisations import (
    EmergencyQuotaEnded,
    EmergencyQuotaGranted,
    OrganisationAdded,
    OrganisationResumed,
    OrganisationSuspended,
    PolicySet,
    QuotaSet,
)
from gateway.audit.events.pcs import PcChanged, PcEnrolled, PcInvited, PcRefused, PcRetired
from gateway.audit.events.people import (
    AddressesSet,
    DeviceEnrolled,
    DeviceRevoked,
    EmergencyCodesGiven,
    EnrolmentRefused,
    IdentityExtended,
    IdentityInvitedAgain,
    IdentityIssued,
    IdentityRenamed,
    IdentityResumed,
    IdentityRevoked,
    IdentitySuspended,
)
from gateway.audit.events.service import (
    AuditRead,
    ServiceStarted,
    ServiceStopped,
    SiemFailed,
    SiemResumed,
    StoreCreated,
)
from gateway.audit.events.traces import PhotoTraced, ReportWritten

__all__ = [
    "EVENTS",
    "AccountAdded",
    "AccountEnded",
    "AccountReset",
    "AccountSetUp",
    "AddressesSet",
    "AttendBegun",
    "AttendEnded",
    "AttendRefused",
    "AuditRead",
    "CertificateIssued",
    "CertificateRevoked",
    "CodeAccepted",
    "CodeWrong",
    "DeviceEnrolled",
    "DeviceRevoked",
    "DiallersRefused",
    "EmergencyCodeAccepted",
    "EmergencyCodesGiven",
    "EmergencyQuotaEnded",
    "EmergencyQuotaGranted",
    "EnrolmentRefused",
    "Event",
    "IdentityExtended",
    "IdentityInvitedAgain",
    "IdentityIssued",
    "IdentityRenamed",
    "IdentityResumed",
    "IdentityRevoked",
    "IdentitySuspended",
    "JoinAdmitted",
    "JoinEnded",
    "JoinRefused",
    "JoinResumed",
    "LoginsUnproven",
    "OpenRefused",
    "OrganisationAdded",
    "OrganisationResumed",
    "OrganisationSuspended",
    "PasskeyAdded",
    "PasskeyRemoved",
    "PcChanged",
    "PcEnrolled",
    "PcInvited",
    "PcRefused",
    "PcRetired",
    "PhotoTraced",
    "PolicySet",
    "ProvedAgain",
    "QuotaSet",
    "ReportWritten",
    "ServiceStarted",
    "ServiceStopped",
    "SessionEndOrdered",
    "SessionEnded",
    "SessionOpened",
    "SessionsEndOrdered",
    "SiemFailed",
    "SiemResumed",
    "SignInRefused",
    "SignedIn",
    "SignedOut",
    "StoreCreated",
    "TokenEnded",
    "TokenIssued",
    "TraceAsked",
    "TraceDecided",
    "TraceFinished",
    "facts_of",
    "name_of",
    "named",
]

EVENTS: Final[dict[str, type[Event]]] = {
    name: event
    for subject in (service, officials, organisations, people, pcs, checkpoint, traces)
    for name, event in subject.EVENTS.items()
}
_NAMES: Final = {event: name for name, event in EVENTS.items()}


def name_of(event: Event) -> str:
    """The name under which *event* is stored."""
    return _NAMES[type(event)]


def named(name: str, facts: dict[str, str]) -> Event:
    """The event *name* made of *facts* given as text.

    Raises `ValueError` when there is no such event or the facts are not its own: the set is closed.
    """
    kind = EVENTS.get(name)
    if kind is None:
        raise ValueError(f"{name} is not an event of the audit")
    try:
        return msgspec.convert(facts, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"{name}: {error}") from error
