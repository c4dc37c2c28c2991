"""People, PCs and a grant, as plain values for tests of pure code."""

from dataclasses import replace

from gateway.auth.grant import Grant, Request, authorize
from gateway.policy import Policy
from gateway.records import Identity, IdentityState, Login, OfficePc, Organisation, PcState, Segment, Session
from gateway.secret import Secret

ORGANISATION = Organisation("131016", "千代田区", Policy(), suspended=False)
IDENTITY = Identity("131016-0001", "131016", "関所 花子", IdentityState.ENROLLED, 0.0)
OFFICE = OfficePc("pc-131016-0001", "131016", "総務課-012", Segment.LGWAN, PcState.ENROLLED, ("131016-0001",))
REQUEST = Request(IDENTITY, ORGANISATION, "SHA256:device", OFFICE, attending=True, busy=False, posture_age=0.0)
LOGIN = Login(IDENTITY, ORGANISATION, Secret("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"), 0, 0.0, 0.0, 0)


def a_grant(pc: str = OFFICE.pc) -> Grant:
    """A grant for *pc*, made by the only way there is."""
    return authorize(replace(REQUEST, pc=replace(OFFICE, pc=pc)), now=1000.0)


def a_session(number: int, pc: str = OFFICE.pc, opened_at: float = 1000.0) -> Session:
    """The row of a session."""
    return Session(
        number, "131016-0001", "131016", pc, "SHA256:device", "home-pc", "192.0.2.1", opened_at, None, None, 0, 0
    )
