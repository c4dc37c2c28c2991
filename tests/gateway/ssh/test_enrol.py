"""The enrol conversation: an invitation, spent once, for certificates."""

import time
from urllib.parse import parse_qs, urlparse

import pyotp
import pytest

from certs.keys import new_key
from certs.profiles import Profile
from certs.verify import verify
from gateway.records import Actor, Segment
from tests.fakes.gateway import World, running
from tests.fakes.peers import Keys, enrol_home_pc, talking
from wire import Conversation
from wire.kinds import VERSION
from wire.messages import Bye, Certified, Refused, Spend, TotpConfirm, TotpOffer
from wire.reasons import Reason
from wire.ssh import ENROL_USER

OPERATOR = Actor("operator", "test")


async def invite(world: World, role: str = "client") -> str:
    """A fresh invitation's code."""
    now = world.clock.now()
    if role == "client":
        _, code = await world.store.issue_identity("131016", "関所 花子", expires_at=now + 600, actor=OPERATOR, now=now)
    else:
        _, code = await world.store.invite_pc(
            "131016", "総務課-012", Segment.LGWAN, (), expires_at=now + 600, actor=OPERATOR, now=now
        )
    return code.reveal()


async def spend(world: World, spend: Spend, *, agents: bool = False, keys: Keys | None = None) -> list[object]:
    """Everything that is said to this Spend."""
    keys = keys or Keys(new_key(), None, world.gateway_key)
    address = world.ports.agents if agents else world.ports.clients
    async with talking(address, ENROL_USER, keys, Conversation.ENROL) as line:
        line.say(spend)
        first = await line.hear()
        if isinstance(first, TotpOffer):
            return [first]
        return [first, *await line.ended()]


async def test_a_newcomer_gets_a_recorded_certificate_and_all_authorities() -> None:
    """The certificate is for the key that was proved, in the ledger, and the four authorities come with it."""
    async with running() as world:
        home = await enrol_home_pc(world.ports.clients, await invite(world), world.gateway_key)
        verified = verify(
            home.keys.certificate or "",
            profile=Profile.DEVICE,
            authority=world.authority.signer_line(Profile.DEVICE),
            subject=home.identity,
            now=world.clock.now(),
            public_key=home.keys.public,
        )
        await world.store.check_certificate(verified.serial)
        assert (await world.store.device(verified.fingerprint)).identity == home.identity


async def test_an_invitation_is_spent_once_but_its_own_key_may_ask_again() -> None:
    """Another key is refused; the same key, whose answer may have been lost, is served again for ten minutes."""
    async with running() as world:
        code = await invite(world, "agent")
        keys = Keys(new_key(), None, world.gateway_key)
        wanted = Spend(VERSION, code, "agent", "h", "p")
        for _ in range(2):
            assert isinstance((await spend(world, wanted, agents=True, keys=keys))[0], Certified)
        assert await spend(world, wanted, agents=True) == [Refused(Reason.INVITATION_SPENT, 0.0, final=True)]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("unknown", Reason.INVITATION),
        ("version", Reason.VERSION),
        ("role", Reason.INVITATION),
        ("listener", Reason.INVITATION),
        ("expired", Reason.INVITATION),
    ],
)
async def test_each_wrong_invitation_has_its_reason(fault: str, reason: Reason) -> None:
    """Unknown, of another version, for another role, at the wrong listener, too old: refused, and it is over."""
    async with running() as world:
        code = await invite(world)
        if fault == "expired":
            world.later(601)
        wanted = Spend(
            99 if fault == "version" else VERSION,
            "A" * 32 if fault == "unknown" else code,
            "agent" if fault == "role" else "client",
            "h",
            "p",
        )
        assert await spend(world, wanted, agents=fault == "listener") == [Refused(reason, 0.0, final=True)]


async def test_three_wrong_confirmations_end_the_enrolment_and_spend_nothing() -> None:
    """The authenticator must show a right code; after three wrong ones the invitation is still good."""
    async with running() as world:
        code = await invite(world)
        keys = Keys(new_key(), None, world.gateway_key)
        async with talking(world.ports.clients, ENROL_USER, keys, Conversation.ENROL) as line:
            line.say(Spend(VERSION, code, "client", "h", "p"))
            secret = parse_qs(urlparse((await line.hear_a(TotpOffer)).uri).query)["secret"][0]
            right = {pyotp.TOTP(secret).at(int(time.time()) + shift) for shift in (-60, -30, 0, 30)}
            wrong = next(str(digit) * 6 for digit in range(10) if str(digit) * 6 not in right)
            answers = []
            for _ in range(3):
                line.say(TotpConfirm(wrong))
                answers.append(await line.hear_a(Refused))
        assert [(answer.reason, answer.final) for answer in answers] == [
            (Reason.WRONG_CODE, False),
            (Reason.WRONG_CODE, False),
            (Reason.TOO_MANY_TRIES, True),
        ]
        await enrol_home_pc(world.ports.clients, code, world.gateway_key)


async def test_the_confirming_code_does_not_also_join() -> None:
    """The step of the confirming code counts as used."""
    async with running() as world:
        home = await enrol_home_pc(world.ports.clients, await invite(world), world.gateway_key)
        async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
            line.say(home.join(code=home.code(time.time() - 30)))
            assert (await line.hear_a(Refused)).reason is Reason.USED_CODE


async def test_one_invitation_holds_one_connection_at_a_time() -> None:
    """Whoever comes again with the same invitation takes the place of the one who is still at the authenticator."""
    async with running() as world:
        code = await invite(world)
        first, second = (Keys(new_key(), None, world.gateway_key) for _ in range(2))
        wanted = Spend(VERSION, code, "client", "h", "p")
        async with talking(world.ports.clients, ENROL_USER, first, Conversation.ENROL) as earlier:
            earlier.say(wanted)
            await earlier.hear_a(TotpOffer)
            async with talking(world.ports.clients, ENROL_USER, second, Conversation.ENROL) as later:
                later.say(wanted)
                secret = parse_qs(urlparse((await later.hear_a(TotpOffer)).uri).query)["secret"][0]
                assert await earlier.ended() == [Bye(Reason.SECOND_LOGIN)]
                later.say(TotpConfirm(pyotp.TOTP(secret).at(int(time.time()) - 30)))
                await later.hear_a(Certified)
