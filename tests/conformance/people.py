"""Sample people, office PCs and papers for the store's suites: short ways to a state that a claim begins with."""

from dataclasses import dataclass
from typing import Final

from gateway.ports import Store
from gateway.records import Actor, Device, Identity, OfficePc, Segment, Session
from gateway.secret import Secret

ORG: Final = "131016"
OTHER: Final = "131024"
ADMIN: Final = Actor("operator", "admin")
NOW: Final = 1_700_000_000.0  # in the past for every clock that runs these tests
LATER: Final = NOW + 86400
KEY: Final = "SHA256:ZGV2aWNlIGtleSBvZiBoYW5ha28gZm9yIHRlc3Rz"
PC_KEY: Final = "SHA256:b2ZmaWNlIFBDIGtleSBvZiBmbG9vciAzIGZvciB0"
TOTP: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP: Final = 60_000_000  # of 30 s


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An ID with its device and an office PC that it may use."""

    identity: Identity
    device: Device
    pc: OfficePc


async def issued(store: Store, name: str = "関所 花子", org: str = ORG) -> tuple[Identity, str]:
    """An ID that has not enrolled, and its invitation code."""
    identity, code = await store.issue_identity(org, name, expires_at=LATER, actor=ADMIN, now=NOW)
    return identity, code.reveal()


async def invited(store: Store, *users: str, name: str = "総務課-012", org: str = ORG) -> tuple[OfficePc, str]:
    """An office PC that has not enrolled, and its invitation code."""
    pc, code = await store.invite_pc(org, name, Segment.LGWAN, users, expires_at=LATER, actor=ADMIN, now=NOW)
    return pc, code.reveal()


async def enrolled(store: Store, key: str = KEY) -> Enrolled:
    """An ID with an enrolled device and an enrolled office PC."""
    identity, code = await issued(store)
    identity, device = await store.enrol_device(code, key, "home-1", Secret(TOTP), STEP, now=NOW)
    _pc, pc_code = await invited(store, identity.identity)
    return Enrolled(identity, device, await store.enrol_pc(pc_code, PC_KEY, "office-1", now=NOW))


async def opened(store: Store, who: Enrolled, *, now: float = NOW) -> Session:
    """A live session of *who*."""
    return await store.open_session(
        who.identity.identity, ORG, who.pc.pc, who.device.fingerprint, "home-1", "192.0.2.7", now=now
    )


async def events_of(store: Store, chain: str = ORG) -> list[str]:
    """The names of the chain's events, oldest first."""
    return [row.event for row in await store.rows(chain)]
