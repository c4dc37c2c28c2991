"""One try to pass the checkpoint, step by step, against the store in memory."""

import asyncio
from collections import Counter

from gateway.auth.entry import Entry, ProvenDevice
from gateway.auth.totp import new_secret
from gateway.errors import RefusedError
from gateway.records import Actor
from tests.fakes.gateway import MovableClock
from tests.fakes.peers import HomePc, Keys, good_posture
from tests.fakes.store import MemoryStore
from wire.kinds import VERSION
from wire.messages import Join, Posture
from wire.reasons import Reason

OPERATOR = Actor("operator", "test")


class Scene:
    """An enrolled device of one ID."""

    def __init__(self, store: MemoryStore, clock: MovableClock, home: HomePc, device: ProvenDevice) -> None:
        self.store, self.clock, self.home, self.device = store, clock, home, device
        self.entry = Entry(store, clock)

    @classmethod
    async def set(cls) -> "Scene":
        """Everything in place."""
        store, clock, now = MemoryStore(), MovableClock(), MovableClock().now()
        await store.add_organisation("131016", "千代田区", actor=OPERATOR, now=now)
        identity, code = await store.issue_identity("131016", "関所 花子", expires_at=now + 60, actor=OPERATOR, now=now)
        secret = new_secret()
        await store.enrol_device(code.reveal(), "SHA256:device", "home-pc", secret, 0, now=now)
        home = HomePc(identity.identity, Keys(b"", None, ""), secret.reveal())
        return cls(store, clock, home, ProvenDevice(identity.identity, "SHA256:device", "", 1, "192.0.2.1"))

    async def attempt(self, code: str | None, posture: Posture | None = None, version: int = VERSION) -> str:
        """The reason of the refusal, or "in"."""
        try:
            await self.entry.check(self.device, Join(version, code, None, posture or good_posture(), "home-pc"))
        except RefusedError as refusal:
            return refusal.reason.value
        return "in"


async def test_fifty_wrong_codes_at_one_moment_count_as_they_should() -> None:
    """Guesses in parallel are no quicker than one by one: one is looked at, the rest came too fast."""
    scene = await Scene.set()
    wrong = scene.home.wrong_code()
    answers = Counter(await asyncio.gather(*(scene.attempt(wrong) for _ in range(50))))
    assert answers == {"wrong_code": 1, "too_fast": 49}
    assert (await scene.store.login(scene.home.identity)).failures == 1


async def test_the_right_code_at_one_moment_admits_one() -> None:
    """Fifty tries with the right code in parallel: one is in."""
    scene = await Scene.set()
    code = scene.home.code()
    assert Counter(await asyncio.gather(*(scene.attempt(code) for _ in range(50)))) == {"in": 1, "used_code": 49}


async def test_the_order_of_the_steps_gives_least_away() -> None:
    """Version before lock, lock before posture, posture before code: the first that fails is the only one told."""
    scene = await Scene.set()
    phone = Posture("linux", "", "phone", (), None, None, 0.0)
    wrong = scene.home.wrong_code()
    assert await scene.attempt(wrong, phone, version=99) == Reason.VERSION
    assert await scene.attempt(wrong, phone) == Reason.NOT_A_PC
    reasons = []
    for _ in range(5):
        scene.clock.ahead += 9
        reasons.append(await scene.attempt(wrong))
    assert reasons == [Reason.WRONG_CODE] * 4 + [Reason.LOCKED]
    assert await scene.attempt(wrong, phone) == Reason.LOCKED
    scene.clock.ahead += 1801
    assert await scene.attempt(scene.home.code(scene.clock.now())) == "in"


async def test_an_id_that_is_revoked_between_two_tries_is_out() -> None:
    """Each try asks the store anew."""
    scene = await Scene.set()
    await scene.store.revoke_identity(scene.home.identity, actor=OPERATOR, now=scene.clock.now())
    assert await scene.attempt(scene.home.code()) == Reason.REVOKED


async def test_nothing_to_prove_it_with_is_refused() -> None:
    """Neither code nor ticket."""
    scene = await Scene.set()
    assert await scene.attempt(None) == Reason.TICKET
