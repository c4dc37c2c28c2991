"""The join conversation: what it takes to pass, to stay, and to open an office PC."""

import asyncio
from collections import Counter

import pytest

from certs.keys import new_key, public_line
from gateway.live import sessions
from gateway.records import Actor
from tests.fakes.gateway import open_session, running, viewing
from tests.fakes.peers import accept_offer, attending, good_posture, joined, talking, unfit
from tests.fakes.store import BreakableStore
from wire import Conversation
from wire.messages import (
    Admitted,
    Bye,
    Close,
    Ended,
    Join,
    Offer,
    OfferRefused,
    Open,
    Opened,
    Pc,
    Pcs,
    Refused,
    Report,
    Withdraw,
)
from wire.reasons import Reason

OPERATOR = Actor("operator", "test")


# --- passing ------------------------------------------------------------------------------------------------------


async def test_the_admitted_learn_their_pcs_and_get_a_renewed_certificate() -> None:
    """Admitted names the ID, lists its PCs with their state, and carries a fresh certificate for the same key."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
            line.say(home.join(code=home.code()))
            admitted = await line.hear_a(Admitted)
        assert (admitted.identity, admitted.name) == (home.identity, "関所 花子")
        assert admitted.pcs == (Pc(office.pc, "総務課-012", "off"),)
        assert admitted.certificate != home.keys.certificate
        assert len(admitted.ticket) == 32


async def test_the_same_code_fifty_times_in_parallel_admits_once() -> None:
    """Fifty connections give one code at one moment: one is admitted, every other is told that it was used."""
    async with running() as world:
        home = await world.new_home()
        code = home.code()
        ready = asyncio.Barrier(50)

        async def attempt() -> str:
            async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
                await ready.wait()
                line.say(home.join(code=code))
                answer = await line.hear()
                return answer.reason.value if isinstance(answer, Refused) else type(answer).__name__

        answers = Counter(await asyncio.gather(*(attempt() for _ in range(50))))
        assert answers == {"Admitted": 1, "used_code": 49}


async def test_five_wrong_codes_lock_the_login_but_not_the_work() -> None:
    """The fifth wrong code locks for half an hour, even against the right code; the live session goes on."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            reasons = []
            for _ in range(5):
                world.later(9)  # past the growing delay
                async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
                    line.say(home.join(code=home.wrong_code()))
                    reasons.append((await line.hear_a(Refused)).reason)
            assert reasons == [Reason.WRONG_CODE] * 4 + [Reason.LOCKED]
            async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
                line.say(home.join(code=home.code(world.clock.now() + 30)))
                refused = await line.hear_a(Refused)
            assert (refused.reason, refused.final) == (Reason.LOCKED, True)
            assert 1700 < refused.retry_after <= 1800
            view.far.writer.write(b"still here")
            assert await view.near.reader.readexactly(10) == b"still here"


async def test_wrong_codes_must_be_tried_ever_more_slowly() -> None:
    """A second try straight after a wrong code is not looked at; three tries are all that a connection has."""
    async with running() as world:
        home = await world.new_home()
        async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
            line.say(home.join(code=home.wrong_code()))
            assert (await line.hear_a(Refused)).reason is Reason.WRONG_CODE
            line.say(home.join(code=home.code()))
            assert (await line.hear_a(Refused)).reason is Reason.TOO_FAST
            line.say(home.join(code=home.code()))
            refused = await line.hear_a(Refused)
            assert (refused.reason, refused.final) == (Reason.TOO_FAST, True)
            assert await line.ended() == []


async def test_an_unfit_pc_does_not_burn_its_code() -> None:
    """Refused for its antivirus, the same code admits once the antivirus runs."""
    async with running() as world:
        home = await world.new_home()
        code = home.code()
        async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
            line.say(home.join(code=code, posture=unfit().posture))
            assert (await line.hear_a(Refused)).reason is Reason.ANTIVIRUS_STOPPED
            line.say(home.join(code=code))
            await line.hear_a(Admitted)


async def test_a_ticket_resumes_once_and_only_its_own_device() -> None:
    """A dropped line needs no code; a used ticket, a stranger's ticket and an old ticket do."""
    async with running() as world:
        home, other = await world.new_home(), await world.new_home("関所 太郎")
        async with joined(world.ports.clients, home):
            pass
        ticket = home.ticket
        assert ticket is not None
        async with talking(world.ports.clients, other.identity, other.keys, Conversation.JOIN) as line:
            line.say(other.join(ticket=ticket))
            assert (await line.hear_a(Refused)).reason is Reason.TICKET
        async with joined(world.ports.clients, home, home.join(ticket=ticket)):
            pass
        async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
            line.say(home.join(ticket=ticket))
            assert (await line.hear_a(Refused)).reason is Reason.TICKET
            world.later(601)
            line.say(home.join(ticket=home.ticket))
            assert (await line.hear_a(Refused)).reason is Reason.TICKET


async def test_another_version_is_told_so() -> None:
    """A program of another version is refused for that, and for good."""
    async with running() as world:
        home = await world.new_home()
        async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
            line.say(Join(99, home.code(), None, good_posture(), "home-pc"))
            assert await line.hear() == Refused(Reason.VERSION, 0.0, final=True)


async def test_neither_code_nor_ticket_is_refused() -> None:
    """A Join with nothing in it proves nothing."""
    async with running() as world:
        home = await world.new_home()
        async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
            line.say(home.join())
            assert (await line.hear_a(Refused)).reason is Reason.TICKET


async def test_a_revoked_id_is_refused_with_its_old_certificate() -> None:
    """After the revocation the certificate is still well signed, and worth nothing."""
    async with running() as world:
        home = await world.new_home()
        await world.store.revoke_identity(home.identity, actor=OPERATOR, now=world.clock.now())
        async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
            assert await line.ended() == [Bye(Reason.REVOKED)]


async def test_a_second_login_ends_the_first() -> None:
    """The ID that joins from elsewhere takes its place; the earlier one is told why."""
    async with running() as world:
        home = await world.new_home()
        async with joined(world.ports.clients, home) as first:
            again = home.join(ticket=home.ticket)
            async with joined(world.ports.clients, home, again) as second:
                assert await first.ended() == [Bye(Reason.SECOND_LOGIN)]
                second.say(Report(good_posture()))
                second.say(Open("pc-131016-0009", public_line(new_key())))
                assert (await second.hear_a(Refused)).reason is Reason.PC_UNKNOWN


# --- staying ------------------------------------------------------------------------------------------------------


async def test_a_lapse_of_posture_cuts_the_picture_at_once() -> None:
    """A report of a stopped antivirus ends the session and the stay, and both sides learn why."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            view.client.say(unfit())
            assert (await view.client.ended())[-2:] == [
                Ended(view.number, Reason.ANTIVIRUS_STOPPED),
                Bye(Reason.ANTIVIRUS_STOPPED),
            ]
            assert (await view.agent.hear_a(Withdraw)).reason is Reason.ANTIVIRUS_STOPPED
            assert await view.near.gone() == b""


async def test_a_report_keeps_the_stay_and_its_ticket_alive() -> None:
    """Reports in time: nobody is cut, and the ticket ages from the last report."""
    async with running() as world:
        home = await world.new_home()
        async with joined(world.ports.clients, home) as line:
            for _ in range(30):
                world.later(30)
                line.say(Report(good_posture(world.clock.now())))
                line.say(Open("pc-131016-0009", public_line(new_key())))
                await line.hear_a(Refused)
        async with joined(
            world.ports.clients, home, home.join(ticket=home.ticket, posture=good_posture(world.clock.now()))
        ):
            pass


async def test_a_flood_of_reports_ends_the_stay() -> None:
    """Ten reports at once are borne, a hundred are not."""
    async with running() as world:
        home = await world.new_home()
        async with joined(world.ports.clients, home) as line:
            for _ in range(100):
                line.say(Report(good_posture()))
            assert await line.ended() == [Bye(Reason.TOO_FAST)]


# --- opening ------------------------------------------------------------------------------------------------------


async def test_the_list_follows_the_office_pc() -> None:
    """Off, ready when its agent attends, busy while viewed, ready again, off."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with joined(world.ports.clients, home) as client:
            async with attending(world.ports.agents, office) as agent:
                assert [pc.state for pc in (await client.hear_a(Pcs)).pcs] == ["ready"]
                opened, _ = await open_session(client, agent, office)
                client.say(Close(opened.session))
                states = [[pc.state for pc in (await client.hear_a(Pcs)).pcs] for _ in range(1)]
                assert states == [["ready"]]
            assert [pc.state for pc in (await client.hear_a(Pcs)).pcs] == ["off"]


async def test_one_office_pc_has_one_viewer() -> None:
    """A second user of a shared PC is told that it is busy; when the first leaves, it is theirs."""
    async with running() as world:
        home, other = await world.new_home(), await world.new_home("関所 太郎")
        office = await world.new_office(home.identity, other.identity)
        async with viewing(world, home, office) as view, joined(world.ports.clients, other) as line:
            line.say(Open(office.pc, public_line(new_key())))
            assert (await line.hear_a(Refused)).reason is Reason.PC_BUSY
            view.client.say(Close(view.number))
            await view.client.hear_a(Ended)
            await open_session(line, view.agent, office)


@pytest.mark.parametrize("case", ["strangers", "unknown", "off", "bad key"])
async def test_what_cannot_be_opened_is_refused_by_its_reason(case: str) -> None:
    """Somebody else's PC looks like none; a PC without an agent is off; a session key must be one."""
    async with running() as world:
        home, other = await world.new_home(), await world.new_home("関所 太郎")
        mine, theirs = await world.new_office(home.identity), await world.new_office(other.identity)
        wanted, key, reason = {
            "strangers": (theirs.pc, public_line(new_key()), Reason.PC_UNKNOWN),
            "unknown": ("pc-131016-9999", public_line(new_key()), Reason.PC_UNKNOWN),
            "off": (mine.pc, public_line(new_key()), Reason.PC_OFF),
            "bad key": (mine.pc, "ssh-rsa AAAA", Reason.PROTOCOL),
        }[case]
        async with attending(world.ports.agents, theirs), joined(world.ports.clients, home) as line:
            line.say(Open(wanted, key))
            assert await line.hear_a(Refused) == Refused(reason, 0.0, final=False)


async def test_an_agents_refusal_reaches_the_viewer() -> None:
    """An office PC without a desktop says so, and the session is over before it began."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent, joined(world.ports.clients, home) as client:
            client.say(Open(office.pc, public_line(new_key())))
            offer = await agent.hear_a(Offer)
            agent.say(OfferRefused(offer.session, Reason.PC_NO_SCREEN))
            assert (await client.hear_a(Refused)).reason is Reason.PC_NO_SCREEN
            await world.service.sessions.flush()
        assert (await world.store.session(offer.session)).reason is Reason.PC_NO_SCREEN


async def test_a_silent_agent_counts_as_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """An offer that is not answered in time is withdrawn, reports being heard meanwhile."""
    monkeypatch.setattr(sessions, "OFFER_GRACE", 0.2)
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent, joined(world.ports.clients, home) as client:
            client.say(Open(office.pc, public_line(new_key())))
            client.say(Report(good_posture()))
            assert (await client.hear_a(Refused)).reason is Reason.PC_OFF
            assert (await agent.hear_a(Withdraw)).reason is Reason.PC_OFF


async def test_asking_again_leaves_the_earlier_session() -> None:
    """After a lost line the same viewer opens the same PC again; the earlier session ends as left."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            view.client.say(Open(office.pc, public_line(new_key())))
            assert await view.client.hear_a(Ended) == Ended(view.number, Reason.LEFT)
            offer = await accept_offer(view.agent)
            assert (await view.client.hear_a(Opened)).session == offer.session
            assert await view.near.gone() == b""


async def test_a_client_cannot_end_another_ones_session() -> None:
    """Close with somebody else's session number changes nothing."""
    async with running() as world:
        home, other = await world.new_home(), await world.new_home("関所 太郎")
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view, joined(world.ports.clients, other) as line:
            line.say(Close(view.number))
            line.say(Open("pc-131016-9999", public_line(new_key())))
            await line.hear_a(Refused)
            assert world.service.registry.session(view.number) is not None


# --- everything that goes wrong is one conversation's ---------------------------------------------------------------


async def test_a_store_that_fails_refuses_the_newcomer_and_leaves_the_others() -> None:
    """When the store breaks nobody new is admitted, and who is here stays (until the watch gives up, after 15 s)."""
    from gateway.errors import StoreError

    store = BreakableStore()
    async with running(store) as world:
        home, other = await world.new_home(), await world.new_home("関所 太郎")
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            store.broken = StoreError("The disk is full.")
            async with talking(world.ports.clients, other.identity, other.keys, Conversation.JOIN) as line:
                assert await line.ended() == [Bye(Reason.INTERNAL)]
            view.far.writer.write(b"still here")
            assert await view.near.reader.readexactly(10) == b"still here"
            store.broken = None
