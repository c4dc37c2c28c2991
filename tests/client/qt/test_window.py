"""The window and its pages, as a person meets them."""

import io
import json

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QWidget

from client import labels, pages
from client.chords import CHORDS
from client.framebuffer import Framebuffer
from client.posture.checks import checks_of
from client.qt.window import Window
from client.quality import Gauge, Grade, Quality, Why
from client.sentence import Language
from client.settings import Settings
from client.steps import Announce, CodeGiven, Happening, Left, PcChosen, SignedOut
from client.text import Trouble, problem_text
from client.watch import Watcher
from tests.client.qt.conftest import Listening, Until, button, texts
from tests.fakes.client_play import OTHER_PC, PC, POSTURE
from wire import messages as m
from wire.geometry import Rect
from wire.messages import Key
from wire.reasons import Reason

VIEWING = pages.Viewing(PC, 7)
LIST = pages.PcList("関所 花子", (PC, m.Pc("pc-2", "税務課-003", "busy"), m.Pc("pc-3", "窓口-001", "off")), "お知らせ")


def code_field(widget: QWidget) -> QLineEdit:
    """The field for the six digits."""
    return next(field for field in widget.findChildren(QLineEdit) if field.objectName() == "code")


def events(told: io.StringIO) -> list[str]:
    """The names of the events written so far."""
    return [json.loads(line)["event"] for line in told.getvalue().splitlines()]


def test_six_digits_send_themselves(window: Window, bridge: Listening) -> None:
    """The code goes as soon as it is complete, once, and letters are not taken."""
    window.turn_to(pages.SignIn())
    field = code_field(window.sign_in)
    QTest.keyClicks(field, "12a34")
    assert bridge.events == []
    QTest.keyClicks(field, "56")
    assert bridge.events == [CodeGiven("123456")]
    assert not field.isEnabled()


def test_full_width_digits_are_digits(window: Window, bridge: Listening) -> None:
    """A Japanese input method left on does not stand in the way."""
    window.turn_to(pages.SignIn())
    code_field(window.sign_in).setText("１２３４５６")
    assert bridge.events == [CodeGiven("123456")]


def test_an_emergency_code_has_ten_digits(window: Window, bridge: Listening) -> None:
    """The link below asks for ten digits and says whose they are; pressed again, for six."""
    window.turn_to(pages.SignIn())
    button(window.sign_in, labels.EMERGENCY.ja).click()
    assert labels.EMERGENCY_HINT.ja in texts(window.sign_in)
    field = code_field(window.sign_in)
    field.setText("123456")
    assert bridge.events == []
    field.setText("0123456789")
    assert bridge.events == [CodeGiven("0123456789")]
    button(window.sign_in, labels.ORDINARY.ja).click()
    assert labels.CODE_HINT.ja in texts(window.sign_in)


@pytest.mark.parametrize("problem", [*Reason, *Trouble])
def test_every_problem_is_explained_on_the_page(window: Window, problem: Reason | Trouble) -> None:
    """The sentence and the advice stand above the code, which is empty and ready again."""
    window.turn_to(pages.SignIn(problem))
    shown = texts(window.sign_in)
    assert problem_text(problem).sentence.ja in shown
    assert problem_text(problem).advice.ja in shown
    assert code_field(window.sign_in).isEnabled()


def test_a_waiting_time_keeps_the_field_closed(window: Window) -> None:
    """While the login rests the seconds are counted and no code is taken."""
    window.turn_to(pages.SignIn(Reason.TOO_FAST, 2.2))
    assert "3 秒" in texts(window.sign_in)
    assert not code_field(window.sign_in).isEnabled()


def test_the_checks_appear_one_by_one(window: Window, until: Until) -> None:
    """Each check has its result in words and, when it failed, what to do."""
    bad = m.Posture("linux", "Debian", "pc", (m.Antivirus("ClamAV", False, None),), None, None, 0.0)
    window.checking.set_checks(checks_of(bad, 1_790_000_000))
    window.turn_to(pages.Checking())
    until(lambda: labels.UNKNOWN.ja in texts(window.checking))
    shown = texts(window.checking)
    assert labels.PASSED.ja in shown
    assert labels.FAILED.ja in shown
    assert problem_text(Reason.ANTIVIRUS_STOPPED).advice.ja in shown


def test_a_failed_posture_leads_back_to_the_code(window: Window) -> None:
    """After a refusal the checks stay readable, and a button goes back."""
    window.checking.set_checks(checks_of(POSTURE, 1_790_000_000))
    window.turn_to(pages.Checking(Reason.ANTIVIRUS_STALE))
    button(window.checking, labels.BACK_TO_CODE.ja).click()
    assert window.sign_in.isVisible()


def test_only_ready_office_pcs_can_be_opened(window: Window, bridge: Listening) -> None:
    """Each PC has its state; the button of one that is busy or off is closed; the notice is shown."""
    window.turn_to(LIST)
    shown = texts(window.pcs)
    assert all(word in shown for word in ("総務課-012", labels.READY.ja, labels.BUSY.ja, labels.OFF.ja, "お知らせ"))
    buttons = [b for b in window.pcs.findChildren(QAbstractButton) if b.text() == labels.CONNECT.ja]
    assert [b.isEnabled() for b in buttons] == [True, False, False]
    buttons[0].click()
    assert bridge.events == [PcChosen(PC.pc)]


def test_the_list_can_be_walked_with_the_keyboard(window: Window, bridge: Listening) -> None:
    """The first ready PC has the focus, and Space opens it."""
    window.turn_to(LIST)
    focused = window.pcs.focusWidget()
    assert isinstance(focused, QAbstractButton)
    QTest.keyClick(focused, Qt.Key.Key_Space)
    assert bridge.events == [PcChosen(PC.pc)]


def test_signing_out_and_cancelling(window: Window, bridge: Listening) -> None:
    """Both ways out are said to the session."""
    window.turn_to(LIST)
    button(window.pcs, labels.SIGN_OUT.ja).click()
    window.turn_to(pages.Opening(OTHER_PC))
    button(window.opening, labels.CANCEL.ja).click()
    assert bridge.events == [SignedOut(), Left()]


def test_the_window_is_named_after_the_office_pc(window: Window) -> None:
    """While viewing the title names the PC, and afterwards no longer."""
    window.turn_to(VIEWING)
    assert window.windowTitle() == "Sekisho — 総務課-012"
    window.turn_to(LIST)
    assert "総務課-012" not in window.windowTitle()


def show_picture(window: Window, bridge: Listening) -> Framebuffer:
    """A grey picture in the window, as the decoder's thread brings it."""
    framebuffer = Framebuffer(320, 200)
    framebuffer.pixels[:, :, :3] = 128
    window.turn_to(VIEWING)
    bridge.picture_of(framebuffer)
    bridge.drawn(1, (Rect(0, 0, 320, 200),), 500)
    return framebuffer


def test_pictures_are_painted_acknowledged_and_told(
    window: Window, bridge: Listening, until: Until, told: io.StringIO
) -> None:
    """The first picture is an event; each is acknowledged."""
    show_picture(window, bridge)
    bridge.drawn(2, (Rect(0, 0, 1, 1),), 500)
    until(lambda: bridge.acknowledged == [1, 2])
    assert events(told) == ["first_picture"]


def test_the_end_is_told_after_the_picture_has_gone(
    window: Window, bridge: Listening, until: Until, told: io.StringIO
) -> None:
    """`gone` comes when the page has changed and no framebuffer is left, and not before."""
    show_picture(window, bridge)
    until(lambda: bridge.acknowledged == [1])
    bridge.picture_of(None)
    until(lambda: not window.office.screen_widget.has_picture)
    assert "gone" not in events(told)
    bridge.announce(Announce(Happening.ENDED, session=7, problem=Reason.REVOKED))
    bridge.show(pages.SignIn(Reason.REVOKED))
    until(window.sign_in.isVisible)
    assert events(told) == ["first_picture", "ended", "gone"]


def test_a_lost_line_dims_and_says_so(window: Window, bridge: Listening, until: Until) -> None:
    """The last picture stays, darkened, under a sentence that promises no code."""
    show_picture(window, bridge)
    until(lambda: bridge.acknowledged == [1])
    window.turn_to(pages.Dimmed(PC))
    shown = texts(window.office)
    assert labels.LINE_LOST.ja in shown
    assert labels.LINE_LOST_HINT.ja in shown
    assert window.office.screen_widget.has_picture


def test_a_withheld_picture_says_why(window: Window, bridge: Listening, until: Until) -> None:
    """The reason stands over the dark page and goes when the picture is back."""
    show_picture(window, bridge)
    bridge.blanked(Reason.FORBIDDEN_WINDOW)
    until(lambda: problem_text(Reason.FORBIDDEN_WINDOW).sentence.ja in texts(window.office))
    bridge.blanked(None)
    until(lambda: problem_text(Reason.FORBIDDEN_WINDOW).sentence.ja not in texts(window.office))


def test_the_bar_shows_the_line_and_leads_out(window: Window, bridge: Listening, until: Until) -> None:
    """Latency in milliseconds, a word for it, and the button to leave."""
    window.turn_to(VIEWING)
    bridge.line(Quality(Grade.GOOD, 12.4))
    until(lambda: "12 ms" in texts(window.office.bar))
    bridge.line(Quality(Grade.SLOW, 412.0, Why.BUSY))
    until(lambda: labels.WHY_BUSY.ja in texts(window.office.bar))
    bridge.line(Gauge.silent())
    until(lambda: labels.LINE_SILENT.ja in texts(window.office.bar))
    button(window.office.bar, labels.LEAVE.ja).click()
    assert bridge.events == [Left()]


def test_the_menu_sends_keys_that_this_pc_keeps(window: Window, bridge: Listening, until: Until) -> None:
    """Each entry presses its keys in order and lets them go in the other, and the picture has the keys again."""
    window.turn_to(VIEWING)
    bridge.picture_of(Framebuffer(320, 200))
    until(lambda: window.office.screen_widget.has_picture)
    menu = window.office.bar.findChildren(QMenu)[0]
    assert [action.text() for action in menu.actions()] == [words.ja for words, _ in CHORDS]
    for action, (_, codes) in zip(menu.actions(), CHORDS, strict=True):
        bridge.messages.clear()
        action.trigger()
        wanted = [Key(code, down=True) for code in codes] + [Key(code, down=False) for code in reversed(codes)]
        assert bridge.messages == wanted


@pytest.mark.parametrize("covered", [True, False])
def test_where_recordings_cannot_be_kept_out_it_is_said(bridge: Listening, covered: bool) -> None:  # noqa: FBT001
    """The window's own handle is covered before it is seen, and a system that does not do so is named for it."""
    asked: list[int] = []

    class Recorded:
        def cover(self, window: int) -> bool:
            asked.append(window)
            return covered

    shielded = Window(Language.JA, bridge, Watcher(Language.JA, on=False), Settings(), shield=Recorded())
    shielded.turn_to(LIST)
    shielded.show()
    assert asked[-1] == int(shielded.winId())
    assert (labels.NOT_SHIELDED.ja in texts(shielded.pcs)) is not covered
    shielded.close()


def test_in_full_screen_the_bar_comes_when_it_is_called(window: Window, bridge: Listening, until: Until) -> None:
    """Hidden until the pointer touches the top or the chord is typed; gone again on the way back."""
    show_picture(window, bridge)
    QCursor.setPos(window.mapToGlobal(QPoint(300, 300)))  # not where the bar will be
    window.office.full_screen_wanted.emit()
    assert window.isFullScreen()
    assert not window.office.bar.isVisible()
    window.office.screen_widget.pointed.emit(0)
    assert window.office.bar.isVisible()
    window.office.screen_widget.pointed.emit(300)
    until(lambda: not window.office.bar.isVisible())
    window.office.screen_widget.bar_wanted.emit()
    assert window.office.bar.isVisible()
    window.office.full_screen_wanted.emit()
    assert not window.isFullScreen()
    assert window.office.bar.isVisible()


def test_in_full_screen_the_bar_stays_under_the_pointer_and_goes_after_it(
    window: Window, bridge: Listening, until: Until
) -> None:
    """While the pointer rests on it the bar stays; when the pointer has left for another screen it goes by itself."""
    show_picture(window, bridge)
    bar, lingered = window.office.bar, window.office._hide_bar
    window.office.full_screen_wanted.emit()
    window.office.screen_widget.pointed.emit(0)
    until(lambda: bar.width() == window.width())
    QCursor.setPos(bar.mapToGlobal(QPoint(150, 10)))
    until(bar.underMouse)
    ends: list[bool] = []
    lingered.timeout.connect(lambda: ends.append(bar.isVisible()))
    window.office.screen_widget.pointed.emit(300)
    until(lambda: len(ends) == 2)
    assert ends == [True, True]
    QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))
    until(lambda: not bar.isVisible())


def test_the_window_takes_the_office_s_size_where_there_is_room(
    window: Window, bridge: Listening, until: Until
) -> None:
    """One office pixel for one here, without scaling, when this screen is large enough."""
    window.turn_to(VIEWING)
    bridge.picture_of(Framebuffer(760, 700))
    screen = window.office.screen_widget
    until(lambda: (screen.width(), screen.height()) == (760, 700))


def test_every_control_has_a_name_for_a_screen_reader(window: Window) -> None:
    """No button, field or picture is silent."""
    window.turn_to(LIST)
    for control in [*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit)]:
        assert control.accessibleName() or getattr(control, "text", str)(), control
    assert window.office.screen_widget.accessibleName()


def test_enrolling_in_the_window(window: Window) -> None:
    """Paste, scan, type: each step shows what the next one needs, and a failure begins again with its sentence."""
    invited: list[str] = []
    codes: list[str] = []
    window.enrol.invited.connect(invited.append)
    window.enrol.code_given.connect(codes.append)
    window.show_enrolment()
    field = next(f for f in window.enrol.findChildren(QLineEdit) if f.objectName() != "code")
    field.setText(" sekisho://somewhere ")
    button(window.enrol, labels.CONTINUE.ja).click()
    assert invited == ["sekisho://somewhere"]
    window.enrol.offer("otpauth://totp/Sekisho:x?secret=JBSWY3DPEHPK3PXP")
    window.enrol.ask(None)
    assert "JBSW Y3DP EHPK 3PXP" in texts(window.enrol)
    QTest.keyClicks(code_field(window.enrol), "246810")
    window.enrol.ask(Reason.WRONG_CODE)
    assert problem_text(Reason.WRONG_CODE).sentence.ja in texts(window.enrol)
    QTest.keyClicks(code_field(window.enrol), "135790")
    assert codes == ["246810", "135790"]
    window.enrol.fail("だめでした。")
    assert "だめでした。" in texts(window.enrol)
    assert "JBSW" not in texts(window.enrol)


def test_a_new_invitation_is_reached_from_the_sign_in_page_and_left_again(window: Window) -> None:
    """The link on the sign-in page opens the enrolment; its way back leads to signing in, as before."""
    window.turn_to(pages.SignIn())
    button(window.sign_in, labels.NEW_INVITATION.ja).click()
    assert window.enrol.isVisible()
    button(window.enrol, labels.BACK_TO_SIGN_IN.ja).click()
    assert window.sign_in.isVisible()
    assert code_field(window.sign_in).isEnabled()


def test_the_other_language_is_one_press_away(window: Window, bridge: Listening, app: QApplication) -> None:
    """The sign-in page offers the other language; all pages then speak it, and signals reach the new pages alone."""
    window.language_wanted.connect(window.speak)
    window.turn_to(pages.SignIn(Reason.WRONG_CODE))
    button(window.sign_in, "English").click()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert labels.SIGN_IN.en in texts(window)
    assert problem_text(Reason.WRONG_CODE).sentence.en in texts(window)
    assert "131016-0001" in texts(window)
    code_field(window.sign_in).setText("123456")
    assert bridge.events == [CodeGiven("123456")]
    bridge.checks.emit(tuple(checks_of(POSTURE, 0.0)))
    bridge.measured.emit(Quality(Grade.GOOD, 30.0, None))
    bridge.withheld.emit(None)
    bridge.paged.emit(LIST)
    app.processEvents()
    assert LIST.pcs[0].name in texts(window)
    button(window.pcs, labels.SIGN_OUT.en).click()
    assert bridge.events[-1] == SignedOut()
