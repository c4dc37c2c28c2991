"""One try to pass the checkpoint, step by step, against the store in memory."""

import asyncio
from collections import Counter

import pytest

from certs.keys import new_key, public_line
from gateway.auth import entry
from gateway.auth.entry import Entry, ProvenDevice
from gateway.auth.totp import new_secret
from gateway.errors import RefusedError
from gateway.policy import Policy
from gateway.records import Actor
from tests.fakes.gateway import MovableClock, running
from tests.fakes.peers import HomePc, Keys, good_posture, joined, talking
from tests.fakes.store import BreakableStore
from wire import Conversation
from wire.kinds import VERSION
from wire.messages import Bye, Join, Open, Posture, Refused, Report
from wire.reasons import Reason

OPERATOR = Actor("operator", "test")


class Scene:
    """An enrolled device of one ID."""

    def __init__(self, store: BreakableStore, clock: MovableClock, home: HomePc, device: ProvenDevice) -> None:
        self.store, self.clock, self.home, self.device = store, clock, home, device
        self.entry = Entry(store, clock)

    @classmethod
    async def set(cls) -> "Scene":
        """Everything in place."""
        store, clock, now = BreakableStore(), MovableClock(), MovableClock().now()
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


# --- with a whole gateway ------------------------------------------------------------------------------------------


async def test_a_stay_ends_when_its_code_is_too_old_and_no_ticket_makes_it_younger() -> None:
    """Resumed by ticket after ticket, a join still ends `session_max` after the code, and then needs a new one."""
    async with running() as world:
        await world.store.set_policy("131016", Policy(session_max=300), actor=OPERATOR, now=world.clock.now())
        home = await world.new_home()
        async with joined(world.ports.clients, home):
            pass
        world.later(200)
        resume = home.join(ticket=home.ticket, posture=good_posture(world.clock.now()))
        async with joined(world.ports.clients, home, resume) as line:
            world.later(60)  # the code counts from the beginning of its 30 seconds
            line.say(Report(good_posture(world.clock.now())))
            line.say(Open("pc-131016-0009", public_line(new_key())))
            await line.hear_a(Refused)
            world.later(80)
            assert (await line.ended())[-1] == Bye(Reason.TICKET)
        async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
            line.say(home.join(ticket=home.ticket, posture=good_posture(world.clock.now())))
            assert (await line.hear_a(Refused)).reason is Reason.TICKET


async def test_refused_tries_without_end_do_not_fill_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    """One home PC's tries are written down up to a number; what comes faster is refused and leaves no row."""
    monkeypatch.setattr(entry, "TRY_BURST", 4.0)
    store = BreakableStore()
    async with running(store) as world:
        home, other = await world.new_home(), await world.new_home("関所 太郎")

        async def tried() -> Refused:
            async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
                line.say(home.join(ticket=bytes(32)))
                return await line.hear_a(Refused)

        answers = [await tried() for _ in range(7)]
        assert [answer.reason for answer in answers] == [Reason.TICKET] * 4 + [Reason.TOO_FAST] * 3
        assert answers[-1].retry_after == 1 / entry.TRY_RATE
        assert [row.event for row in await store.rows("131016")].count("join-refused") == 4
        async with joined(world.ports.clients, other):
            pass
        world.clock.ahead += 1 / entry.TRY_RATE
        async with joined(world.ports.clients, home):
            pass


async def test_a_revoked_certificate_shown_without_end_does_not_fill_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thief of a PC whose ID was revoked leaves some rows, not as many as the disk holds."""
    monkeypatch.setattr(entry, "TRY_BURST", 3.0)
    store = BreakableStore()
    async with running(store) as world:
        home = await world.new_home()
        await store.revoke_identity(home.identity, actor=OPERATOR, now=world.clock.now())
        for _ in range(6):
            async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
                assert await line.ended() in ([Bye(Reason.REVOKED)], [Bye(Reason.TOO_FAST)])
        assert [row.event for row in await store.rows("131016")].count("join-refused") == 3
