"""The session machine, as conversations."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client import pages
from client.outcomes import POSTURE as POSTURE_REASONS
from client.session import Stage
from client.steps import (
    Announce,
    AskFor,
    CodeGiven,
    Command,
    CutScreen,
    DialGateway,
    DialScreen,
    Event,
    GatewayLost,
    GatewayUp,
    HangUp,
    Happening,
    KeepCertificate,
    Left,
    Loss,
    PcChosen,
    PostureTaken,
    ScreenLost,
    ScreenUp,
    Show,
    SignedOut,
    Started,
    TakePosture,
    Tell,
    Told,
    Woken,
)
from client.text import Trouble
from tests.fakes.client_play import (
    CERTIFICATE,
    NUMBER,
    OTHER_PC,
    PC,
    POSTURE,
    TICKET,
    Play,
    admitted,
    opened,
    session,
)
from wire import VERSION
from wire import messages as m
from wire.limits import POSTURE_EVERY
from wire.reasons import Reason

CUT, KEPT = CutScreen(kept=False), CutScreen(kept=True)


def started(wanted: str | None = None) -> Play:
    """The program is up and has looked at this PC."""
    return Play(session(wanted)) >> Started() << Show(pages.SignIn()) << TakePosture() >> PostureTaken(POSTURE)


def joining(wanted: str | None = None) -> Play:
    """A code was given, and the gateway asked."""
    play = started(wanted) >> CodeGiven("246810") << Show(pages.Checking()) << DialGateway() >> GatewayUp()
    return play << Tell(m.Join(VERSION, "246810", None, POSTURE, "home-pc"))


def listing(*pcs: m.Pc) -> Play:
    """Admitted, with two office PCs to choose from unless others are given."""
    shown = pcs or (PC, OTHER_PC)
    play = joining() >> Told(admitted(*shown)) << KeepCertificate(CERTIFICATE)
    return play << Show(pages.PcList("関所 花子", shown, ""))


def viewing() -> Play:
    """An office PC is being viewed."""
    play = listing() >> PcChosen(PC.pc) << Show(pages.Opening(PC)) << AskFor(PC.pc)
    play = play >> Told(opened()) << DialScreen(opened()) >> ScreenUp(NUMBER)
    return play << Announce(Happening.VIEWING, PC.name, NUMBER) << Show(pages.Viewing(PC, NUMBER))


def lost() -> Play:
    """The line to the gateway was lost while viewing."""
    play = viewing() >> GatewayLost(Loss.LINE) << KEPT << Announce(Happening.DIMMED)
    return play << Show(pages.Dimmed(PC))


def test_a_code_leads_to_the_list() -> None:
    """Code, posture and certificate lead to the list of office PCs, and the renewed certificate is kept."""
    listing().done()


def test_a_sole_office_pc_opens_by_itself_once() -> None:
    """The one office PC opens without a click after a code, but not again after the person has left it."""
    play = joining() >> Told(admitted(PC)) << KeepCertificate(CERTIFICATE) << Show(pages.Opening(PC)) << AskFor(PC.pc)
    play = play >> Told(opened()) << DialScreen(opened()) >> ScreenUp(NUMBER)
    play = play.skip() >> Left() << CUT << Tell(m.Close(NUMBER))
    play = play << Announce(Happening.ENDED, problem=Reason.LEFT) << Show(pages.PcList("関所 花子", (PC,), ""))
    play.done()


@pytest.mark.parametrize("wanted", [OTHER_PC.pc, OTHER_PC.name])
def test_the_wanted_office_pc_opens_by_name_or_identifier(wanted: str) -> None:
    """An office PC asked for on the command line opens at once, whichever way it was named."""
    play = joining(wanted) >> Told(admitted(PC, OTHER_PC)) << KeepCertificate(CERTIFICATE)
    (play << Show(pages.Opening(OTHER_PC)) << AskFor(OTHER_PC.pc)).done()


def test_an_unknown_wanted_office_pc_is_said() -> None:
    """An office PC that is not in the list is refused with its reason, and the list is shown."""
    play = joining("会計課-001") >> Told(admitted(PC)) << KeepCertificate(CERTIFICATE)
    play = play << Announce(Happening.REFUSED, problem=Reason.PC_UNKNOWN)
    (play << Show(pages.PcList("関所 花子", (PC,), "", Reason.PC_UNKNOWN))).done()


def test_a_code_waits_for_the_posture() -> None:
    """A code given before the collector has finished is sent only with a posture."""
    play = Play(session()) >> Started() << Show(pages.SignIn()) << TakePosture()
    play = play >> CodeGiven("246810") << Show(pages.Checking())
    (play >> PostureTaken(POSTURE) << DialGateway()).done()


def test_an_old_posture_is_taken_again_before_joining() -> None:
    """A posture that would be stale on arrival is not sent: the PC is looked at again first."""
    play = started()
    play.now += 46
    play = play >> CodeGiven("246810") << Show(pages.Checking()) << TakePosture()
    (play >> PostureTaken(POSTURE) << DialGateway()).done()


def test_the_age_of_the_posture_is_told() -> None:
    """The join says how many seconds ago the posture was taken."""
    play = started()
    play.now += 12
    play = play >> CodeGiven("246810") << Show(pages.Checking()) << DialGateway()
    aged = msgspec.structs.replace(POSTURE, age=12.0)
    (play >> GatewayUp() << Tell(m.Join(VERSION, "246810", None, aged, "home-pc"))).done()


@pytest.mark.parametrize("reason", [Reason.WRONG_CODE, Reason.USED_CODE, Reason.LOCKED, Reason.REVOKED])
def test_a_refused_code_is_asked_for_again(reason: Reason) -> None:
    """A refusal hangs up and shows the sign-in page with its reason and the time to wait."""
    play = joining() >> Told(m.Refused(reason, 5.0, final=False)) << HangUp() << CUT
    play = play << Announce(Happening.REFUSED, problem=reason) << Show(pages.SignIn(reason, 5.0))
    play.done()
    assert play.machine.stage is Stage.SIGNING_IN


@pytest.mark.parametrize("reason", sorted(POSTURE_REASONS))
def test_a_refused_posture_shows_the_checks(reason: Reason) -> None:
    """When the PC itself is the reason, its checks are shown and not just a sentence."""
    play = joining() >> Told(m.Refused(reason, 0.0, final=True)) << HangUp() << CUT
    (play << Announce(Happening.REFUSED, problem=reason) << Show(pages.Checking(reason))).done()


def test_the_posture_is_reported_every_thirty_seconds() -> None:
    """While the join stands every new posture is reported, and the next is due 30 s later."""
    play = listing()
    play = play.later(POSTURE_EVERY) << TakePosture() >> PostureTaken(POSTURE) << Tell(m.Report(POSTURE))
    (play.later(POSTURE_EVERY) << TakePosture()).done()


def test_the_posture_is_reported_while_opening_and_viewing() -> None:
    """Opening and viewing do not stop the reports."""
    (viewing().later(POSTURE_EVERY) << TakePosture() >> PostureTaken(POSTURE) << Tell(m.Report(POSTURE))).done()


def test_a_refused_office_pc_leads_back_to_the_list() -> None:
    """A refusal to open shows the list with the reason, and the join stands."""
    play = listing() >> PcChosen(PC.pc) << Show(pages.Opening(PC)) << AskFor(PC.pc)
    play = play >> Told(m.Refused(Reason.PC_OFF, 0.0, final=False))
    play = play << Announce(Happening.REFUSED, problem=Reason.PC_OFF)
    (play << Show(pages.PcList("関所 花子", (PC, OTHER_PC), "", Reason.PC_OFF))).done()


def test_the_list_follows_the_gateway() -> None:
    """A changed list is shown at once while the list is what is shown."""
    off = msgspec.structs.replace(PC, state="off")
    (listing() >> Told(m.Pcs((off,))) << Show(pages.PcList("関所 花子", (off,), ""))).done()


def test_a_way_opened_too_late_is_closed() -> None:
    """When the person has left before the way was open, the gateway is told so."""
    play = listing() >> PcChosen(PC.pc)
    play = play.skip() >> Left()
    (play.skip() >> Told(opened()) << Tell(m.Close(NUMBER))).done()


def test_an_ended_session_leaves_the_list() -> None:
    """When the gateway ends the session the picture is wiped, and the list says why."""
    play = viewing() >> Told(m.Ended(NUMBER, Reason.ENDED_BY_ADMIN)) << CUT
    play = play << Announce(Happening.ENDED, session=NUMBER, problem=Reason.ENDED_BY_ADMIN)
    (play << Show(pages.PcList("関所 花子", (PC, OTHER_PC), "", Reason.ENDED_BY_ADMIN))).done()


def test_the_end_of_another_session_changes_nothing() -> None:
    """A late word about an earlier session is ignored."""
    (viewing() >> Told(m.Ended(NUMBER + 1, Reason.IDLE))).done()


@pytest.mark.parametrize("reason", [Reason.REVOKED, Reason.SECOND_LOGIN, Reason.ANTIVIRUS_STOPPED])
def test_a_dismissal_wipes_the_picture_before_anything_is_shown(reason: Reason) -> None:
    """Whatever ends the join while viewing, the picture is cut first, and the person is back at the beginning."""
    play = viewing() >> Told(m.Bye(reason)) << HangUp() << CUT
    play = play << Announce(Happening.ENDED, session=NUMBER, problem=reason)
    page = pages.Checking(reason) if reason in POSTURE_REASONS else pages.SignIn(reason)
    (play << Show(page)).done()


def test_a_revocation_after_the_line_was_cut_wipes_the_dimmed_picture() -> None:
    """The gateway cuts the relay before it says why: the dimmed picture goes when the reason comes."""
    play = viewing() >> ScreenLost(NUMBER, None) << KEPT
    play = play << Announce(Happening.DIMMED) << Show(pages.Dimmed(PC))
    play = play >> Told(m.Bye(Reason.REVOKED)) << HangUp() << CUT
    play = play << Announce(Happening.ENDED, session=NUMBER, problem=Reason.REVOKED)
    (play << Show(pages.SignIn(Reason.REVOKED))).done()


def test_a_lost_line_dims_and_comes_back_with_the_ticket() -> None:
    """The picture dims; the client redials with the ticket, asks for no code and opens the same office PC again."""
    play = lost().until_woken() << DialGateway(again=True) >> GatewayUp()
    aged = msgspec.structs.replace(POSTURE, age=play.now - 1000.0)
    play = play << Tell(m.Join(VERSION, None, TICKET, aged, "home-pc"))
    play = play >> Told(admitted(PC, OTHER_PC)) << KeepCertificate(CERTIFICATE) << AskFor(PC.pc)
    play = play >> Told(opened(NUMBER + 1)) << DialScreen(opened(NUMBER + 1)) >> ScreenUp(NUMBER + 1)
    play = play << Announce(Happening.VIEWING, PC.name, NUMBER + 1)
    (play << Show(pages.Viewing(PC, NUMBER + 1))).done()


def test_the_first_retry_comes_quickly_and_the_next_ones_later() -> None:
    """A line that only blinked is back within a third of a second; a dead one is tried ever more rarely."""
    play, waits = lost(), []
    for _ in range(6):
        before = play.now
        play = play.until_woken() << DialGateway(again=True)
        waits.append(play.now - before)
        play = play >> GatewayLost(Loss.LINE)
    assert waits[0] < 0.3
    assert waits == sorted(waits)


def test_a_line_lost_to_the_office_pc_alone_is_opened_again() -> None:
    """While the join stands, a lost screen is asked for again without another join."""
    play = viewing() >> ScreenLost(NUMBER, None)
    (play.skip().until_woken() << AskFor(PC.pc)).done()


@pytest.mark.parametrize("reason", [Reason.PC_BUSY, Reason.PC_OFF])
def test_an_office_pc_that_has_not_noticed_the_loss_is_asked_again(reason: Reason) -> None:
    """After a loss, busy or off may only mean that the office side has not noticed yet."""
    play = viewing() >> ScreenLost(NUMBER, None)
    play = play.skip().until_woken() << AskFor(PC.pc) >> Told(m.Refused(reason, 0.0, final=False))
    (play.until_woken() << AskFor(PC.pc)).done()


def test_after_the_window_has_closed_a_code_is_needed() -> None:
    """When the line stays away too long the picture goes, a code is asked for, and the same office PC opens after."""
    play = lost()
    play.now += 601
    play = play >> Woken() << HangUp() << CUT << Announce(Happening.ENDED, session=NUMBER, problem=Reason.TICKET)
    play = play << Show(pages.SignIn(Reason.TICKET))
    play = play.skip() >> PostureTaken(POSTURE) >> CodeGiven("135790")
    play = play.skip() >> GatewayUp()
    play = play.skip() >> Told(admitted(PC, OTHER_PC)) << KeepCertificate(CERTIFICATE)
    (play << Show(pages.Opening(PC)) << AskFor(PC.pc)).done()


def test_a_refused_ticket_asks_for_a_code() -> None:
    """A ticket that the gateway does not take wipes the picture and asks for a code."""
    play = lost().until_woken() << DialGateway(again=True) >> GatewayUp()
    play = play.skip() >> Told(m.Refused(Reason.TICKET, 0.0, final=True)) << HangUp() << CUT
    play = play << Announce(Happening.ENDED, session=NUMBER, problem=Reason.TICKET)
    (play << Show(pages.SignIn(Reason.TICKET))).done()


def test_a_stopping_gateway_is_a_lost_line() -> None:
    """A gateway that restarts says so; the client comes back by itself."""
    play = viewing() >> Told(m.Bye(Reason.SERVICE_STOPPING)) << HangUp() << KEPT << Announce(Happening.DIMMED)
    (play << Show(pages.Dimmed(PC))).done()


@pytest.mark.parametrize(("how", "problem"), [(Loss.LINE, Trouble.UNREACHABLE), (Loss.UNTRUSTED, Trouble.UNTRUSTED)])
def test_a_failed_dial_is_explained(how: Loss, problem: Trouble) -> None:
    """Before the first join a gateway that is away, or is not the gateway, leads back to the code with a sentence."""
    play = started() >> CodeGiven("246810")
    play = play.skip() >> GatewayLost(how) << CUT << Announce(Happening.REFUSED, problem=problem)
    (play << Show(pages.SignIn(problem))).done()


def test_a_denied_certificate_while_away_wipes_the_picture() -> None:
    """When the certificate is no longer accepted on the way back, nothing of the picture stays."""
    play = lost().until_woken() << DialGateway(again=True) >> GatewayLost(Loss.DENIED) << CUT
    play = play << Announce(Happening.ENDED, session=NUMBER, problem=Reason.CERTIFICATE)
    (play << Show(pages.SignIn(Reason.CERTIFICATE))).done()


def test_signing_out_forgets_the_ticket() -> None:
    """After signing out the next join shows a code, never the old ticket."""
    play = viewing() >> SignedOut() << CUT << HangUp() << Show(pages.SignIn())
    play = play >> CodeGiven("135790")
    play = play.skip() >> GatewayUp()
    (play << Tell(m.Join(VERSION, "135790", None, POSTURE, "home-pc"))).done()


EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.sampled_from(
        [
            Started(),
            CodeGiven("246810"),
            PostureTaken(POSTURE),
            GatewayUp(),
            PcChosen(PC.pc),
            ScreenUp(NUMBER),
            Left(),
            SignedOut(),
            Woken(),
            Told(admitted(PC)),
            Told(admitted(PC, OTHER_PC, within=0)),
            Told(opened()),
            Told(m.Pcs((OTHER_PC,))),
            Told(m.Report(POSTURE)),
        ]
    ),
    st.sampled_from(Loss).map(GatewayLost),
    st.sampled_from(Reason).map(lambda reason: Told(m.Bye(reason))),
    st.sampled_from(Reason).map(lambda reason: Told(m.Ended(NUMBER, reason))),
    st.sampled_from(Reason).map(lambda reason: Told(m.Refused(reason, 0.0, final=False))),
    st.one_of(st.none(), st.sampled_from(Reason)).map(lambda reason: ScreenLost(NUMBER, reason)),
)


def _picture_after(shown: bool, command: Command) -> bool:  # noqa: FBT001 - a fold over commands
    match command:
        case Show(pages.Viewing()):
            return True
        case CutScreen(kept=False):
            return False
        case _:
            return shown


@given(st.lists(st.tuples(EVENTS, st.floats(0, 100)), max_size=40))
def test_no_page_but_the_picture_s_own_ever_shows_beside_a_picture(script: list[tuple[Event, float]]) -> None:
    """Whatever happens in whatever order: no other page is shown while a picture has not been wiped."""
    machine, now, picture = session(), 0.0, False
    for event, pause in script:
        now += pause
        for command in machine.handle(event, now):
            picture = _picture_after(picture, command)
            if isinstance(command, Show) and not isinstance(command.page, pages.Viewing | pages.Dimmed):
                assert not picture


@given(st.lists(st.tuples(EVENTS, st.floats(0, 100)), max_size=40))
def test_a_wake_up_is_never_wanted_twice_at_once(script: list[tuple[Event, float]]) -> None:
    """Being woken moves the next wake-up into the future, so that the machine cannot spin."""
    machine, now = session(), 0.0
    for event, pause in script:
        now += pause
        machine.handle(event, now)
    for _ in range(3):
        at = machine.wake_at
        if at is None or at > now:
            break
        machine.handle(Woken(), now)
    assert machine.wake_at is None or machine.wake_at > now
