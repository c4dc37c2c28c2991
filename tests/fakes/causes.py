"""Every cause for which a live picture must go: an act on the store, and the reason that everybody is told.

Used by the watch's suite and by the measurement of how long each takes.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from certs.keys import fingerprint
from gateway.policy import Policy
from gateway.records import Actor, Lost
from tests.fakes.gateway import Viewing, World
from tests.fakes.peers import HomePc, OfficePcPeer, unfit
from wire import limits
from wire.reasons import Reason

ORG: Final = "131016"
QUOTA: Final = 25.0  # seconds of the emergency quota that every ID here is issued on
BY: Final = Actor("operator", "test")

Act = Callable[[World, HomePc, OfficePcPeer, Viewing], Awaitable[Reason]]


async def revoke_identity(world: World, home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """An ID is revoked."""
    await world.store.revoke_identities(ORG, [home.identity], "退職", actor=BY, now=world.clock.now())
    return Reason.REVOKED


async def suspend_identity(world: World, home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """An ID is suspended."""
    await world.store.suspend_identities(ORG, [home.identity], "長期休暇", actor=BY, now=world.clock.now())
    return Reason.SUSPENDED


async def let_identity_expire(world: World, home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """An ID's validity is set to a moment that has come."""
    now = world.clock.now()
    await world.store.extend_identities(ORG, [home.identity], now, actor=BY, now=now)
    return Reason.EXPIRED


async def revoke_device(world: World, home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """A home PC is revoked."""
    key = fingerprint(home.keys.public)
    await world.store.revoke_device(ORG, key, "紛失", actor=BY, now=world.clock.now())
    return Reason.REVOKED


async def replace_factor(world: World, home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """The phone with the authenticator was lost: everything that was enrolled ends."""
    now = world.clock.now()
    await world.store.invite_again(ORG, home.identity, lost=Lost.PHONE, invitation_until=now + 3600, actor=BY, now=now)
    return Reason.REVOKED


async def revoke_certificate(world: World, home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """The certificate that the home PC came with or was given."""
    join = world.service.registry.join_of(home.identity)
    assert join is not None
    await world.store.revoke_certificate(min(join.serials), actor=BY, now=world.clock.now())
    return Reason.REVOKED


async def retire_pc(world: World, _home: HomePc, office: OfficePcPeer, _view: Viewing) -> Reason:
    """An office PC is taken out of service."""
    await world.store.retire_pc_in(ORG, office.pc, "リース終了", actor=BY, now=world.clock.now())
    return Reason.PC_RETIRED


async def take_pc_away(world: World, _home: HomePc, office: OfficePcPeer, _view: Viewing) -> Reason:
    """An office PC is no longer this ID's."""
    await world.store.set_pc(ORG, office.pc, name=None, users=[], wake_address=None, actor=BY, now=world.clock.now())
    return Reason.PC_UNKNOWN


async def end_session(world: World, _home: HomePc, _office: OfficePcPeer, view: Viewing) -> Reason:
    """One session is ended."""
    await world.store.order_session_end(view.number, actor=BY, now=world.clock.now())
    return Reason.ENDED_BY_ADMIN


async def end_sessions_of_identity(world: World, home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """All sessions of an ID are ended."""
    await world.store.end_sessions_of(ORG, home.identity, actor=BY, now=world.clock.now())
    return Reason.ENDED_BY_ADMIN


async def end_sessions_of_organisation(world: World, _home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """All sessions of an organisation are ended."""
    await world.store.end_sessions_of(ORG, None, actor=BY, now=world.clock.now())
    return Reason.ENDED_BY_ADMIN


async def suspend_organisation(world: World, _home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """A whole organisation is suspended."""
    await world.store.suspend_organisation(ORG, "監査", actor=BY, now=world.clock.now())
    return Reason.SUSPENDED


async def end_quota(world: World, _home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """The emergency quota that the ID was issued on is over: its moment has come."""
    world.later(QUOTA)
    return Reason.SUSPENDED


async def report_unfit(_world: World, _home: HomePc, _office: OfficePcPeer, view: Viewing) -> Reason:
    """The home PC's antivirus has stopped."""
    view.client.say(unfit())
    return Reason.ANTIVIRUS_STOPPED


async def stop_reporting(world: World, home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """The home PC's last report is too old: as if it had come so much earlier."""
    join = world.service.registry.join_of(home.identity)
    assert join is not None
    join.seen_at -= limits.POSTURE_MAX_AGE
    return Reason.POSTURE_STALE


def rules(policy: Policy, reason: Reason) -> Act:
    """New rules that the home PC, or the hour, does not meet."""

    async def act(world: World, _home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
        await world.store.set_policy(ORG, policy, actor=BY, now=world.clock.now())
        return reason

    return act


CAUSES: Final[dict[str, Act]] = {
    "ID revoked": revoke_identity,
    "ID suspended": suspend_identity,
    "ID expired": let_identity_expire,
    "home PC revoked": revoke_device,
    "authenticator lost": replace_factor,
    "certificate revoked": revoke_certificate,
    "office PC retired": retire_pc,
    "office PC taken away": take_pc_away,
    "session ended": end_session,
    "sessions of an ID ended": end_sessions_of_identity,
    "sessions of an organisation ended": end_sessions_of_organisation,
    "organisation suspended": suspend_organisation,
    "emergency quota over": end_quota,
    "posture: antivirus stopped": report_unfit,
    "posture: no more reports": stop_reporting,
    "rules: system": rules(Policy(os_families=("windows",)), Reason.OS_UNSUPPORTED),
    "rules: network cards": rules(Policy(addresses_required=True), Reason.ADDRESS_UNKNOWN),
    "rules: client version": rules(Policy(client_min_version="9"), Reason.VERSION),
    "rules: never open": rules(Policy(hours=("mon 00:00-00:01",)), Reason.OUT_OF_HOURS),
}
