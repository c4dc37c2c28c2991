"""Facts about organisations: their rules, their quotas, whether they may work. See `gateway.audit.events`."""

from typing import Final

from gateway.audit.events.event import Event


class OrganisationAdded(Event, frozen=True):
    """A municipality was registered."""

    organisation: str
    name: str


class OrganisationSuspended(Event, frozen=True):
    """Nobody of an organisation may work until it is resumed."""

    organisation: str
    reason: str


class OrganisationResumed(Event, frozen=True):
    """A suspended organisation may work again."""

    organisation: str
    reason: str


class PolicySet(Event, frozen=True):
    """A municipality's rules were replaced; `policy` is the whole of them as JSON."""

    organisation: str
    policy: str


class QuotaSet(Event, frozen=True):
    """How many IDs an organisation may have in force was set; -1: no limit."""

    organisation: str
    quota: int


class EmergencyQuotaGranted(Event, frozen=True):
    """An organisation may have more IDs, until a moment."""

    number: int
    count: int
    until: float
    reason: str


class EmergencyQuotaEnded(Event, frozen=True):
    """An emergency quota is over: so many IDs issued on it were suspended."""

    number: int
    suspended: int


EVENTS: Final[dict[str, type[Event]]] = {
    "organisation-added": OrganisationAdded,
    "organisation-suspended": OrganisationSuspended,
    "organisation-resumed": OrganisationResumed,
    "policy-set": PolicySet,
    "quota-set": QuotaSet,
    "emergency-quota-granted": EmergencyQuotaGranted,
    "emergency-quota-ended": EmergencyQuotaEnded,
}
