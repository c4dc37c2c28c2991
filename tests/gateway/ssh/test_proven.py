"""From a completed authentication to a believed certificate."""

import pytest

from certs.authority import Authority, new_serial
from certs.issuing import issue
from certs.keys import fingerprint, new_key, public_line
from certs.keystore import MemoryKeyStore
from certs.profiles import Profile
from gateway.door.places import Places
from gateway.errors import RefusedError, StoreError
from gateway.records import Actor
from gateway.ssh.proven import believe
from gateway.ssh.server import Guest
from tests.fakes.store import BreakableStore
from wire.reasons import Reason

NOW = 1_800_000_000.0
KEY = public_line(new_key())
ALICE = "131016-0001"


class Scene:
    """An authority, its ledger, and one recorded device certificate."""

    def __init__(self) -> None:
        self.authority, self.store = Authority.create(MemoryKeyStore()), BreakableStore()

    async def certificate(self) -> str:
        """A recorded one."""
        return (await issue(self.authority, self.store, Profile.DEVICE, KEY, ALICE, now=NOW)).line

    async def refusal(self, user: str, line: str, now: float = NOW) -> Reason:
        """Why this guest is not believed."""
        guest = Guest(user, line, "192.0.2.1", Places(total=1, per_source=1).take("192.0.2.1"))
        with pytest.raises(RefusedError) as refused:
            await believe(guest, Profile.DEVICE, self.authority, self.store, now)
        return refused.value.reason


async def test_a_good_certificate_tells_who_and_which_key() -> None:
    """Subject, fingerprint and the public key inside it."""
    scene = Scene()
    guest = Guest(ALICE, await scene.certificate(), "192.0.2.1", Places(total=1, per_source=1).take("x"))
    believed = await believe(guest, Profile.DEVICE, scene.authority, scene.store, NOW)
    assert (believed.subject, believed.fingerprint, believed.public_key) == (ALICE, fingerprint(KEY), KEY)


async def test_each_doubt_is_a_refusal() -> None:
    """Another's name, another profile, unrecorded, expired, a bare key, no certificate at all."""
    scene = Scene()
    line = await scene.certificate()
    unrecorded = scene.authority.issue(Profile.DEVICE, KEY, ALICE, serial=new_serial(), now=NOW).line
    machine = scene.authority.issue(Profile.MACHINE_DIAL, KEY, ALICE, serial=new_serial(), now=NOW).line
    assert await scene.refusal("131016-0002", line) is Reason.CERTIFICATE
    assert await scene.refusal(ALICE, line, NOW + Profile.DEVICE.lifetime + 1) is Reason.CERTIFICATE
    for doubtful in (unrecorded, machine, KEY, "", "nonsense"):
        assert await scene.refusal(ALICE, doubtful) is Reason.CERTIFICATE


async def test_a_revoked_certificate_says_so() -> None:
    """The ledger's word comes through."""
    scene = Scene()
    certificate = await issue(scene.authority, scene.store, Profile.DEVICE, KEY, ALICE, now=NOW)
    await scene.store.revoke_certificate(certificate.serial, actor=Actor("operator", "test"), now=NOW)
    assert await scene.refusal(ALICE, certificate.line) is Reason.REVOKED


async def test_a_ledger_that_does_not_answer_believes_nobody() -> None:
    """The store's trouble is passed on, not taken for a yes."""
    scene = Scene()
    guest = Guest(ALICE, await scene.certificate(), "192.0.2.1", Places(total=1, per_source=1).take("x"))
    scene.store.broken = StoreError("gone")
    with pytest.raises(StoreError):
        await believe(guest, Profile.DEVICE, scene.authority, scene.store, NOW)
